"""What the outermost door needs to know of accounts: the cookie's name, and the screens that are open to everybody."""

from app.config import settings

PUBLIC_PATHS = frozenset(
    {'/sign-in', '/sign-up', '/confirm', '/forgot', '/reset', '/welcome', '/second-step', '/change-email'}
)
"""Screens for whoever is not signed in; a test holds them and the pages together."""


TOLD_COOKIE = 'levelmix-told'
"""Carries a sentence to the next screen, percent-encoded."""


def cookie_name() -> str:
    """Behind TLS a name that a browser takes from this very host by TLS alone."""
    return '__Host-levelmix' if settings().secure else 'levelmix'


def known_cookie_name() -> str:
    """Of what a browser keeps when its session ends: that certain people have signed in with it before."""
    return f'{cookie_name()}-known'
