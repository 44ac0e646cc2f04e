"""What the screens of a studio share: which one it is, title and tabs, fields that are read as amounts and numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from app import accounts
from app.billing import money
from app.config import settings
from app.errors import Invalid, NotAllowed
from app.studio import studios
from app.studio.studios import StudioView
from components.studio.hours import BadTimes
from components.vocabulary.elements import block, link, text
from pages.shell.services import run_service

OWN_TABS = {'/studio/sessions': 'My sessions', '/studio/files': 'My files'}
STAFF_TABS = {
    '/studio': 'Board',
    '/studio/bookings': 'Bookings',
    '/studio/clients': 'Clients',
    '/studio/deliveries': 'Deliveries',
    '/studio/settings': 'Settings',
}


@dataclass(frozen=True, slots=True)
class Here:
    """Who looks, and the studios they work in; `studio` is the one that is shown, None for a client."""

    user_id: str
    studio: StudioView | None
    studios: tuple[StudioView, ...]

    @property
    def is_staff(self) -> bool:
        """Whether they work in a studio."""
        return self.studio is not None

    @property
    def slug(self) -> str:
        """What names the studio in addresses; empty where they work in one alone."""
        return self.studio.slug if self.studio is not None and len(self.studios) > 1 else ''

    def at(self, path: str) -> str:
        """The address of a screen of the same studio."""
        if not self.slug:
            return path
        return f'{path}{"&" if "?" in path else "?"}studio={self.slug}'


async def here(slug: str = '') -> Here:
    """Whoever looks, and the studio of this address; their first one where none is named."""
    user = await run_service(accounts.current_user)
    mine = tuple(await run_service(studios.mine, user.id))
    named = next((one for one in mine if one.slug == slug), mine[0] if mine else None)
    return Here(user.id, named, mine)


async def at_work(slug: str = '') -> tuple[Here, StudioView]:
    """The same for a screen that only staff see.

    Raises
    ------
    NotAllowed
        They work in no studio.
    """
    found = await here(slug)
    if found.studio is None:
        raise NotAllowed('Only the people of a studio see this. Your own sessions are under Studio, My sessions.')
    return found, found.studio


async def studio_tabs(current: str) -> None:
    """The tabs for whoever looks, for a screen that draws its own title."""
    tabs(await here(), current)


def tabs(found: Here, current: str) -> None:
    """The screens of the studio that are the visitor's to see."""
    shown = (STAFF_TABS | OWN_TABS) if found.is_staff else OWN_TABS
    with block('tabs', tag='nav', aria_label='Screens of the studio'):
        for path, label in shown.items():
            mark = 'true' if path == current else None
            link(label, found.at(path), '', aria_current=mark, data_testid=f'studio-{label.lower().replace(" ", "-")}')
    ui.run_javascript(
        "document.querySelector('.tabs [aria-current]')?.scrollIntoView({block: 'nearest', inline: 'center'})"
    )


def head(found: Here, current: str, title: str = '', *, lesson: str = '') -> ui.element:
    """Tabs, and the title; returns the place at the end of the title's line, for buttons."""
    name = title or (STAFF_TABS | OWN_TABS).get(current, 'Studio')
    ui.page_title(f'{name} – Studio – LevelMix')
    tabs(found, current)
    with block('pagehead'):
        with block():
            if found.studio is not None and current in STAFF_TABS:
                _which(found, current)
            text(name, 'wrap-any', tag='h1')
            if lesson:
                text(lesson, tag='p')
        return block('row')


def _which(found: Here, current: str) -> None:
    """The studio's name; links to the others where somebody works in several."""
    assert found.studio is not None
    with block('row small quiet'):
        for one in found.studios:
            if one.id == found.studio.id:
                text(one.name, 'strong', data_testid='studio-name')
            else:
                link(one.name, f'{current}?studio={one.slug}')
        if found.studio.is_demo:
            text('Demo', 'badge-word', data_testid='is-demo')


def public_address(studio: StudioView) -> str:
    """Where everybody books."""
    return f'{settings().address}/book/{studio.slug}'


def amount(written: str, currency: str) -> int:
    """An amount as somebody wrote it, in the smallest unit; raises NotAllowed."""
    return money.parsed(written, currency)


def plain_amount(cents: int, currency: str) -> str:
    """An amount as a field shows it: 60.00."""
    decimals = money.places(currency)
    return f'{cents / 10**decimals:.{decimals}f}'


def whole(written: str, what: str) -> int:
    """A whole number as somebody wrote it; raises NotAllowed."""
    said = written.strip()
    if not (said.isascii() and said.isdecimal() and len(said) < 8):
        raise NotAllowed(f'Write {what} as a whole number.')
    return int(said)


def read_all(readers: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """What the fields of a form say; raises Invalid with a sentence for each that cannot be read."""
    return Invalid.read({name: _sentenced(read) for name, read in readers.items()})


def _sentenced(read: Callable[[], Any]) -> Callable[[], Any]:
    def tried() -> Any:
        try:
            return read()
        except BadTimes as error:
            raise NotAllowed(str(error)) from error

    return tried
