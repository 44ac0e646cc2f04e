"""The job tray: what runs now in every area, on every screen, and what has ended while the page was open."""

import asyncio
from dataclasses import replace

from nicegui import background_tasks, ui

from app import accounts, areas
from app.errors import NotFound
from app.jobs import feed
from app.jobs.feed import Entry
from app.jobs.progress import HUB, Snapshot
from components.jobs.job_signals import JobSignals
from components.jobs.tray_row import TrayRow
from components.vocabulary import wording
from components.vocabulary.elements import block, button, text
from components.vocabulary.panel import Badge, PanelState, panel, panel_button
from models import Status
from pages.shell.area_gate import GATE
from pages.shell.bell import BELLS
from pages.shell.entry_actions import entry_actions
from pages.shell.services import call_together, run_service, sentence
from pages.shell.subscription import Subscription

MOST_ENDED = 10
"""How many that have ended stay in the tray."""


class Tray:
    """The button with the number of running jobs, and the panel behind it; rows are drawn only while it is open."""

    def __init__(self) -> None:
        self._jobs: dict[str, Entry] = {}
        self._rows: dict[str, TrayRow] = {}
        self._unlisted: set[str] = set()
        self._user_id, self._is_open, self._is_filled = '', False, False
        self._one_by_one = asyncio.Lock()
        self._badge = Badge(panel_button('tray', 'Jobs', 'button bare square', icon='jobs'), 'tray')
        with panel('tray', 'Jobs', on_toggle=self._toggled) as self._panel:
            self._draw_panel()
        ui.timer(0, self._begin, once=True)

    def _draw_panel(self) -> None:
        with block('panel-head'):
            text('Jobs', tag='h2')
            self._clear = button('Clear', self._forget_ended, 'bare', data_testid='tray-clear')
        lesson = 'Jobs of all areas show here while they run, whatever screen you are on.'
        self._state = PanelState('tray', self._begin, 'Nothing runs right now.', lesson)
        self._list = block('tray-rows', tag='ul', data_testid='tray-rows')
        self._signals = JobSignals()
        self._refresh()

    async def _begin(self) -> None:
        """Follow the visitor's jobs, and read those that run."""
        try:
            if not self._user_id:
                self._user_id = (await run_service(accounts.current_user)).id
                self._actions = entry_actions(self._user_id, self._look_soon)
                with self._panel:
                    Subscription(HUB.follow_user(self._user_id, self._hear))
            open_now = [area.name for area in areas.each() if GATE.is_open(area.name)]
            running = await run_service(feed.running, self._user_id, among=open_now)
        except Exception as error:
            self._state.failed(sentence(error))
            return
        self._jobs = {job.id: job for job in running} | self._jobs
        self._is_filled = True
        if not self._panel.is_deleted:
            self._refresh()

    def _hear(self, now: Snapshot) -> None:
        known = self._jobs.get(now.id)
        if known is None:
            if now.active and now.id not in self._unlisted:
                self._look_soon(now.id)
        elif now.gone:
            self._drop(now.id)
            self._refresh()
        elif known.status != now.status:
            self._look_soon(now.id)
        elif known.active:
            moved = {name: getattr(now, name) for name in ('percent', 'stage', 'stage_label', 'seconds_left')}
            self._jobs[now.id] = replace(known, cancel_requested=now.cancel_requested, **moved)
            if now.id in self._rows:
                self._rows[now.id].show(now)

    def _look_soon(self, job_id: str) -> None:
        if not self._panel.is_deleted:
            background_tasks.create(self._look(job_id), name=f'look at job {job_id} for the tray')

    async def _look(self, job_id: str) -> None:
        """Fetch a job that is new or has another state; one at a time, so that nothing older is drawn last."""
        async with self._one_by_one:
            try:
                found = await call_together(feed.get, self._user_id, job_id)
            except NotFound:  # it was deleted, or is work beside a job, which is listed nowhere
                self._unlisted.add(job_id)
                self._drop(job_id)
            else:
                self._take(found)
            if not self._panel.is_deleted:
                self._refresh()

    def _take(self, found: Entry) -> None:
        before = self._jobs.pop(found.id, None)
        if not GATE.is_open(found.area):
            self._drop(found.id)
            return
        self._jobs = (
            {found.id: found} | self._jobs if before is None or found.active else self._jobs | {found.id: found}
        )
        if before is not None and before.active and found.status in (Status.COMPLETED, Status.FAILED):
            BELLS.poke()
            told = wording.STATES[found.status]
            self._signals.tell(found.id, f'{told}: {found.title}', found.error or found.label, found.page)

    def _drop(self, job_id: str) -> None:
        self._jobs.pop(job_id, None)

    def _forget_ended(self) -> None:
        self._jobs = {job_id: job for job_id, job in self._jobs.items() if job.active}
        self._refresh()

    def _toggled(self, is_open: bool) -> None:
        self._is_open = is_open
        self._refresh()

    def _refresh(self) -> None:
        """Draw what has changed: the number always, the rows only where somebody sees them."""
        running = sum(job.active for job in self._jobs.values())
        ended = [job_id for job_id, job in self._jobs.items() if not job.active]
        for job_id in ended[: max(0, len(ended) - MOST_ENDED)]:
            del self._jobs[job_id]
        self._signals.count(running)
        self._badge.show(running, 'running')
        if self._is_filled:
            self._state.found(len(self._jobs))
        self._clear.visible = bool(ended)
        self._draw_rows()

    def _draw_rows(self) -> None:
        wanted = self._jobs if self._is_open else {}
        for job_id in self._rows.keys() - wanted.keys():
            self._rows.pop(job_id).root.delete()
        for place, job in enumerate(wanted.values()):
            if job.id not in self._rows:
                with self._list:
                    self._rows[job.id] = TrayRow(job, self._actions)
                self._rows[job.id].root.move(target_index=place)
            elif self._rows[job.id].job.status != job.status:
                self._rows[job.id].draw(job)
