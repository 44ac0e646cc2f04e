"""What the admin's screens share: title and tabs, a list that stays up to date, search, filters and actions."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time
from typing import Generic, TypeVar
from urllib.parse import urlencode

from nicegui import ui

from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.fields import text_field
from components.vocabulary.keyed import Keyed
from pages.shell.services import run_service, sentence, toast, toast_errors

TABS = {
    '/admin': 'Overview',
    '/admin/users': 'Users',
    '/admin/plans': 'Plans',
    '/admin/payments': 'Payments',
    '/admin/queue': 'Queue',
    '/admin/storage': 'Storage',
    '/admin/metrics': 'Figures',
    '/admin/voice': 'Voice',
    '/admin/practice': 'Practice',
    '/admin/drums': 'Drums',
    '/admin/adviser': 'Adviser',
    '/admin/presets': 'Presets',
    '/admin/notices': 'Notices',
    '/admin/news': 'News',
    '/admin/flags': 'Flags',
    '/admin/log': 'Log',
    '/admin/mail': 'Mail',
}
EVERY_S = 3.0
T = TypeVar('T')
Press = Callable[[], Awaitable[None]]


def head(current: str) -> ui.element:
    """Title and tabs; returns the place for the rest."""
    ui.page_title(f'{TABS[current]} – Admin – LevelMix')
    with block('pagehead'), block():
        text('Admin', tag='h1')
    with block('tabs', tag='nav', aria_label='Admin'):
        for path, name in TABS.items():
            here = 'true' if path == current else None
            link(name, path, '', aria_current=here, data_testid=f'tab-{name.lower()}')
    ui.run_javascript(
        "document.querySelector('.tabs [aria-current]')?.scrollIntoView({block: 'nearest', inline: 'center'})"
    )
    return block('stack')


class Live(Generic[T]):
    """A part of a screen that is fetched again and again while it is open, and redrawn where something has changed.

    Dialogs open in `stage`, beside it, because redrawing would remove them.
    """

    def __init__(self, fetch: Callable[[], T], draw: Callable[[Keyed, T], None], every_s: float = EVERY_S) -> None:
        self._fetch, self._draw = fetch, draw
        self._pieces, self.stage, self._ticking = Keyed(block('stack')), block(), block()
        self._every_s, self._failing, self._one_by_one = every_s, False, asyncio.Lock()

    async def begin(self) -> None:
        """Draw it for the first time, and keep it up to date; raises what `fetch` does."""
        with self._pieces as keyed:
            keyed.item('bones', block, 'bones')
        await self.refresh()
        with self._ticking:
            ui.timer(self._every_s, self._again)

    async def refresh(self) -> None:
        """Fetch, and draw what has changed; one at a time, so that nothing older is drawn over something newer."""
        async with self._one_by_one:
            found = await run_service(self._fetch)
            if not self._pieces.place.is_deleted:
                with self._pieces as keyed:
                    self._draw(keyed, found)

    def deed(self, deed: Callable[..., object], *args: object, ask: tuple[str, str, str] | None = None) -> Press:
        """What a button does: ask if wanted (question, consequence, verb), do it, and show the outcome."""

        async def do() -> None:
            with toast_errors(), self.stage:
                if ask is None or await confirm(*ask):
                    await run_service(deed, *args)
                    await self.refresh()

        return do

    async def _again(self) -> None:
        if self._pieces.place.is_deleted:
            return
        try:
            await self.refresh()
            self._failing = False
        except Exception as error:
            if not self._failing:  # shown once, not every few seconds
                self._failing = True
                toast(sentence(error), self.stage.client, bad=True)


def search(value: str, hint: str, href: Callable[[str], str]) -> None:
    """A field to search with; its text goes into the address."""
    with block('row bottom', role='search'):
        field = text_field(hint, value, 'search', 100)

        def look() -> None:
            ui.navigate.to(href((field.value or '').strip()))

        field.on('keydown.enter', look, [])
        button('Search', look, data_testid='search-go')


def filters(label: str, choices: dict[str, str], current: str, href: Callable[[str], str]) -> None:
    """Chips that narrow a list down; the choice goes into the address."""
    with block('chips', tag='nav', aria_label=label):
        for choice, name in choices.items():
            here = 'true' if choice == current else None
            link(name, href(choice), 'chip', aria_current=here, data_testid=f'filter-{choice}')


def address(path: str, **query: object) -> str:
    """A path with a query; empty values are left out."""
    said = urlencode({name: value for name, value in query.items() if value})
    return f'{path}?{said}' if said else path


def number(page: str, least: int = 1) -> int:
    """A number from an address; the least for anything else."""
    return int(page) if page.isascii() and page.isdecimal() and len(page) < 15 else least


def end_of_day(day: str | None) -> datetime | None:
    """The last second of a day, UTC; None for anything else."""
    try:
        return datetime.combine(date.fromisoformat(day or ''), time(23, 59, 59), UTC)
    except ValueError:
        return None
