"""The screens. `ROUTES` are those of all areas; `root` builds the shell around them.

Importing an area with `import … as …` registers its screens.
"""

from collections.abc import Awaitable, Callable

from app import accounts
from app.config import settings
from components.vocabulary import packing, quick_handlers
from components.vocabulary.brand import FAVICON
from pages import admin, frame, history, home, library
from pages import artist as artist
from pages import drums as drums
from pages import leveling as leveling
from pages import practice as practice
from pages import studio as studio
from pages import voice as voice
from pages.account import billing, own_webhooks, pay, sign_in
from pages.account.overview import account_page
from pages.shell import screens
from pages.shell.navigation import HOME

SCREENS = screens.each()
"""The screens of each area, in the order of the navigation."""
TOGETHER = {library.PATH: 'Library', history.PATH: 'History'}
"""The screens that show all areas together, and their labels in the navigation."""
ROUTES: dict[str, Callable[..., Awaitable[None]]] = {
    **{path: build for shown in SCREENS for path, build in shown.guarded().items()},
    history.PATH: history.history_page,
    HOME: home.home_page,
    library.PATH: library.library_page,
}
ENTERING: dict[str, Callable[..., Awaitable[None]]] = {
    '/sign-in': sign_in.sign_in_page,
    '/sign-up': sign_in.sign_up_page,
    '/confirm': sign_in.confirm_page,
    '/forgot': sign_in.forgot_page,
    '/reset': sign_in.reset_page,
    '/welcome': sign_in.welcome_page,
    '/second-step': sign_in.second_step_page,
    '/change-email': sign_in.change_email_page,
}
"""For people who are not signed in, if there are accounts."""
SIGNED_IN: dict[str, Callable[..., Awaitable[None]]] = {
    '/account': account_page,
    billing.PATH: billing.plan_page,
    pay.PATH: pay.pay_page,
    **admin.ROUTES,
}
"""For people who are signed in, if there are accounts."""
ALONE: dict[str, Callable[..., Awaitable[None]]] = {own_webhooks.PATH: own_webhooks.own_webhooks_page}
"""For whoever has an installation without accounts."""
LOOK: dict[str, object] = {
    'title': 'LevelMix',
    'favicon': FAVICON,
    'language': 'en-US',
    'dark': None,
    'tailwind': False,
}
"""What NiceGUI sets for every page; the style comes from our own style sheet alone."""


def prepare() -> None:
    """Get ready what all pages have in common: once, when the server starts."""
    packing.pack_all()
    quick_handlers.remember()


def root() -> None:
    """Build a page; every path of the browser leads here."""
    if settings().accounts == 'off':
        frame.shell(SCREENS, TOGETHER, ROUTES | ALONE)
    elif accounts.visitor().signed_in is None:
        frame.signed_out_shell(dict(ENTERING))
    else:
        frame.shell(SCREENS, TOGETHER, ROUTES | SIGNED_IN | ENTERING)
