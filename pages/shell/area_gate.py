"""Closes areas on open pages when they are switched off, and opens them again: one query for all pages."""

import asyncio
import logging
from collections.abc import Callable, Collection
from contextvars import Context, copy_context
from dataclasses import dataclass

from nicegui import Client, background_tasks, ui

from app import accounts, areas
from app.config import settings
from app.errors import DatabaseAway
from app.installation import open_areas
from app.installation.open_areas import Rules

log = logging.getLogger(__name__)

PERIOD_S = 3.0


@dataclass(eq=False, slots=True)
class _Page:
    """One open page: its visitor, the areas that are open to them, and what it does when that changes."""

    client: Client
    user_id: str
    open: frozenset[str]
    changed: Callable[[frozenset[str]], None]
    context: Context
    """The context of its visitor: a change is followed up as them, not as the visitor whose page began the looking."""


class Gate:
    """Asks the database while pages are open. Before its first look, it takes all areas for open."""

    def __init__(self) -> None:
        self._pages: set[_Page] = set()
        self._rules, self._local = Rules(), ''
        self._running = False

    def is_open(self, area: str) -> bool:
        """Whether the area was open to the visitor at the last look; services ask the database."""
        return self._rules.allow(self._visitor(), area)

    def watch(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Watch the page that is being built: `changed` is called with the areas that were opened or closed on it."""
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
            seen = {page.user_id for page in self._pages}
            self._rules, self._local = await asyncio.to_thread(_read, seen)
        except DatabaseAway:  # logged once where it was raised; the next look tries again
            return
        except Exception:
            log.exception('The areas that are open could not be read; trying again.')
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


def _read(user_ids: Collection[str]) -> tuple[Rules, str]:
    """The rules for the visitors of pages that are open, and the local owner if there are no accounts."""
    local = '' if settings().accounts == 'on' else accounts.current_user().id
    return open_areas.rules({local, *user_ids} - {''}), local


GATE = Gate()
"""The one of this process."""
