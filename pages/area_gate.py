"""Closes areas on open pages that are switched off, and opens them again: one look at the database for all pages."""

import asyncio
import logging
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass

from nicegui import Client, background_tasks, ui

from app import accounts, areas, open_areas
from app.config import settings
from app.errors import DatabaseAway
from app.open_areas import Rules

log = logging.getLogger(__name__)

PERIOD_S = 3.0


@dataclass(eq=False, slots=True)
class _Page:
    """One open page: whose it is, what is open to them, and what it does when that changes."""

    client: Client
    user_id: str
    open: frozenset[str]
    changed: Callable[[frozenset[str]], None]
    context: Context
    """Of whoever opened the page: what follows from a change is done as them, not as whose page began the looking."""


class Gate:
    """Asks the database while pages are open. Before its first look, all areas are taken for open."""

    def __init__(self) -> None:
        self._pages: set[_Page] = set()
        self._rules, self._local = Rules(), ''
        self._running = False

    def is_open(self, area: str) -> bool:
        """Whether the area is open to the visitor, as far as is known here; services ask the database."""
        return self._rules.allow(self._visitor(), area)

    def watch(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Watch over the page that is being built: `changed` hears which areas were opened or closed on it."""
        client, user_id = ui.context.client, self._visitor()
        page = _Page(client, user_id, self._open_to(user_id), changed, copy_context())
        self._pages.add(page)
        client.on_delete(lambda: self._pages.discard(page))
        if not self._running:
            self._running = True
            background_tasks.create(self._run(), name='area gate')

    def _visitor(self) -> str:
        me = accounts.visitor().signed_in
        return me.user_id if me else self._local

    def _open_to(self, user_id: str) -> frozenset[str]:
        return frozenset(area.name for area in areas.each() if self._rules.allow(user_id, area.name))

    async def _run(self) -> None:
        try:
            while self._pages:
                await self._look()
                await asyncio.sleep(PERIOD_S)
        finally:
            self._running = False

    async def _look(self) -> None:
        try:
            self._rules, self._local = await asyncio.to_thread(_read)
        except DatabaseAway:  # which is said once, where it is met; the next look finds it
            return
        except Exception:
            log.exception('Which areas are open could not be read; trying again.')
            return
        for page in list(self._pages):
            self._tell(page)

    def _tell(self, page: _Page) -> None:
        now = self._open_to(page.user_id or self._local)
        moved, page.open = now ^ page.open, now
        if not moved:
            return
        try:
            with page.client:
                page.context.run(page.changed, moved)
        except Exception:
            log.exception('A page could not be told that areas were opened or closed.')


def _read() -> tuple[Rules, str]:
    """The rules, and the local owner where there are no accounts."""
    return open_areas.rules(), '' if settings().accounts == 'on' else accounts.current_user().id


GATE = Gate()
"""The one of this process."""
