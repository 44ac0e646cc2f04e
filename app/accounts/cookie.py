"""What the middleware needs to know about accounts: the cookie's name, and the screens that are open to everybody."""

from app.config import settings

PUBLIC_PATHS = frozenset(
    {'/sign-in', '/sign-up', '/confirm', '/forgot', '/reset', '/welcome', '/second-step', '/change-email'}
)
"""Screens for people who are not signed in; a test compares them with the pages."""


TOLD_COOKIE = 'levelmix-told'
"""Carries a sentence to the next screen, percent-encoded."""


def cookie_name() -> str:
    """Behind TLS a name that a browser accepts only from this very host, and only by TLS."""
    return '__Host-levelmix' if settings().secure else 'levelmix'


def known_cookie_name() -> str:
    """The cookie that outlives a session: it says that certain people have signed in with this browser before."""
    return f'{cookie_name()}-known'
