"""Keeps announcements and pauses up to date on every open page: one query for all of them."""

import asyncio
import logging
from dataclasses import asdict

from nicegui import background_tasks, ui

from app.errors import DatabaseAway
from app.installation import announcements
from app.installation.announcements import Notice
from components.vocabulary.notices import Notices

log = logging.getLogger(__name__)

PERIOD_S = 3.0


class Board:
    """Asks the database while pages are open, and tells them what has changed."""

    def __init__(self) -> None:
        self._shown: set[Notices] = set()
        self._last: tuple[Notice, ...] = ()
        self._wake = asyncio.Event()
        self._running = False

    def hang(self) -> None:
        """Put them into the page that is being built."""
        shown = Notices()
        shown.show([asdict(notice) for notice in self._last])
        self._shown.add(shown)
        ui.context.client.on_delete(lambda: self._shown.discard(shown))
        if not self._running:
            self._running = True
            background_tasks.create(self._run(), name='notices')

    def poke(self) -> None:
        """Look now: something was just announced, or paused."""
        self._wake.set()

    async def _run(self) -> None:
        try:
            while self._shown:
                await self._look()
                self._wake.clear()
                try:
                    await asyncio.wait_for(self._wake.wait(), PERIOD_S)
                except TimeoutError:
                    continue
        finally:
            self._running = False

    async def _look(self) -> None:
        try:
            now = await asyncio.to_thread(announcements.notices)
        except DatabaseAway:  # logged once where it was raised; the next look tries again
            return
        except Exception:
            log.exception('The announcements could not be read; trying again.')
            return
        if now != self._last:
            self._last = now
            for shown in list(self._shown):
                shown.show([asdict(notice) for notice in now])


BOARD = Board()
"""The one of this process."""
