"""The bell: how much somebody has not read, on every screen, and the latest of it; one query for all open pages."""

import asyncio
import logging
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass

from nicegui import Client, background_tasks, ui

from app import accounts, notifications
from app.errors import DatabaseAway
from app.notifications import Told, Unread
from components.vocabulary.elements import block, button, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from components.vocabulary.panel import Badge, PanelState, panel, panel_button
from pages.shell.services import run_service, sentence, toast_errors

log = logging.getLogger(__name__)

PERIOD_S = 3.0
PAGE = 20
NOTHING = Unread()


@dataclass(eq=False, slots=True)
class _Page:
    """One open page: whose it is, what it was told last, and what it does with news."""

    client: Client
    user_id: str
    last: Unread
    changed: Callable[[Unread], None]
    context: Context
    """The context of its visitor: news is followed up as them, not as the visitor whose page began the looking."""


class Bells:
    """Asks the database while pages are open, and tells each whose user has something new to read."""

    def __init__(self) -> None:
        self._pages: set[_Page] = set()
        self._wake = asyncio.Event()
        self._running = False

    def hang(self, user_id: str, changed: Callable[[Unread], None]) -> None:
        """Call `changed` with what this user has not read, now and whenever that changes, while the page is open."""
        page = _Page(ui.context.client, user_id, NOTHING, changed, copy_context())
        self._pages.add(page)
        page.client.on_delete(lambda: self._pages.discard(page))
        self.poke()
        if not self._running:
            self._running = True
            background_tasks.create(self._run(), name='bells')

    def poke(self) -> None:
        """Look now: something was just told, or read."""
        self._wake.set()

    async def _run(self) -> None:
        try:
            while self._pages:
                self._wake.clear()
                await self._look()
                try:
                    await asyncio.wait_for(self._wake.wait(), PERIOD_S)
                except TimeoutError:
                    continue
        finally:
            self._running = False

    async def _look(self) -> None:
        asked = frozenset(page.user_id for page in self._pages)
        try:
            found = await asyncio.to_thread(notifications.unread, asked)
        except DatabaseAway:  # logged once where it was raised; the next look tries again
            return
        except Exception:
            log.exception('What people have not read could not be counted; trying again.')
            return
        for page in list(self._pages):
            now = found.get(page.user_id, NOTHING)
            if page.user_id in asked and now != page.last:
                page.last = now
                self._tell(page, now)

    def _tell(self, page: _Page, now: Unread) -> None:
        try:
            with page.client:
                page.context.run(page.changed, now)
        except Exception:
            log.exception('A page could not be told what is new.')


BELLS = Bells()
"""The one of this process."""


class Bell:
    """The button with the number of unread notifications, and the panel behind it, which is filled when it opens."""

    def __init__(self) -> None:
        self._user_id, self._is_open, self._limit = '', False, PAGE
        self._badge = Badge(panel_button('bell', 'Notifications', 'button bare square'), 'bell')
        with panel('bell', 'Notifications', on_toggle=self._toggled) as self._panel:
            with block('panel-head'):
                text('Notifications', tag='h2')
                self._all = button('Mark all as read', self._read_all, 'bare', data_testid='bell-read-all')
            lesson = 'What ends while you are elsewhere is told here.'
            self._state = PanelState('bell', self._draw, 'Nothing new.', lesson)
            self._list = Keyed(block('bell-rows', tag='ul', data_testid='bell-rows'))
            self._more = button('Show older', self._show_older, 'bare', data_testid='bell-older')
        self._all.visible = self._more.visible = False
        ui.timer(0, self._begin, once=True)

    async def _begin(self) -> None:
        with toast_errors():
            self._user_id = (await run_service(accounts.current_user)).id
            if not self._panel.is_deleted:
                BELLS.hang(self._user_id, self._changed)

    def _changed(self, now: Unread) -> None:
        self._badge.show(now.count, 'unread')
        if self._is_open:
            self._draw_soon()

    def _toggled(self, is_open: bool) -> None:
        self._is_open = is_open
        if is_open:
            self._draw_soon()

    def _draw_soon(self) -> None:
        background_tasks.create(self._draw(), name='draw the notifications')

    async def _draw(self) -> None:
        try:
            told = await run_service(notifications.newest, self._user_id, self._limit)
        except Exception as error:
            self._state.failed(sentence(error))
            return
        if self._panel.is_deleted:
            return
        self._state.found(len(told))
        self._all.visible = not all(one.is_read for one in told)
        self._more.visible = len(told) == self._limit < notifications.MOST_SHOWN
        with self._list as keyed:
            for one in told:
                keyed.item(one.id, self._row, one)

    def _row(self, one: Told) -> None:
        with block(tag='li'):
            row = block('bell-row', tag='a' if one.href else 'button', data_testid='bell-row')
            row.props['data-read'] = 'true' if one.is_read else 'false'
            row.props['href' if one.href else 'type'] = one.href or 'button'
            row.on('click', lambda: self._read(one.id), [])
            with row:
                text(one.title, 'name wrap-any')
                text(one.body, 'quiet small wrap-any')
                with block('quiet small'):
                    LocalTime(one.created_at)
                if not one.is_read:
                    text('unread', 'hidden-visually')

    async def _read_all(self) -> None:
        await self._read('')

    async def _read(self, notification_id: str) -> None:
        with toast_errors():
            await run_service(notifications.mark_read, self._user_id, notification_id)
            BELLS.poke()

    async def _show_older(self) -> None:
        self._limit += PAGE
        await self._draw()
