"""One job: live while it runs, then what came out of it."""

import asyncio
from collections.abc import Sequence
from typing import Any

from nicegui import background_tasks, ui

from app import accounts, leveling
from app.errors import NotFound
from app.jobs.progress import HUB, Snapshot
from app.leveling import JobView
from components.audio.player import Player
from components.audio.timeline import Timeline
from components.jobs.live_panel import LivePanel
from components.leveling import outcome
from components.vocabulary import wording
from components.vocabulary.elements import block, button, text
from components.vocabulary.empty import problem
from components.vocabulary.local_time import LocalTime
from models import FilesGone, Status
from pages.leveling.job_actions import JobActions
from pages.leveling.job_buttons import files_note, job_buttons
from pages.leveling.job_forecast import ForecastPanel
from pages.shell.page_state import PageState
from pages.shell.send_to import Taker, sending
from pages.shell.services import call_together, run_service, screen, toast_errors
from pages.shell.subscription import Subscription


@screen
async def job_page(page_state: PageState, job_id: str) -> None:
    """The screen of one job; its owner may open it in any number of windows."""
    ui.page_title('Job – LevelMix')
    place = block('stack loose', data_testid='job-screen')
    with place:
        block('bones')
    user = await run_service(accounts.current_user)
    view = await run_service(leveling.get, user.id, job_id)
    shown = JobScreen(
        user.id, view, place, sending(page_state, leveling.KIND, f'.{view.output_format or view.file_format}')
    )
    Subscription(HUB.follow_job(job_id, shown.hear))


class JobScreen:
    """Draws one job and follows it."""

    def __init__(self, user_id: str, view: JobView, place: ui.element, sending: Sequence[Taker] = ()) -> None:
        self._user_id, self._view, self._place, self._sending = user_id, view, place, sending
        self._actions = JobActions(user_id, on_change=lambda _: self._look_soon(), on_new=self._open)
        self._panel: LivePanel | None = None
        self._forecast: ForecastPanel | None = None
        self._tracks: tuple[leveling.Cue, ...] | None = None
        self._one_by_one = asyncio.Lock()
        self._draw(view)

    def hear(self, now: Snapshot) -> None:
        """Update the progress, or draw all of it again if the job has begun or ended."""
        if now.gone:
            self._look_soon()
        elif now.status == self._view.status and self._panel is not None:
            self._panel.show(now)
            if self._forecast is not None:
                self._forecast.hear(now)
        elif now.status != self._view.status:
            self._look_soon()

    def _look_soon(self) -> None:
        background_tasks.create(self._look(), name=f'look at job {self._view.id}')

    async def _look(self) -> None:
        """Fetch the job and draw it; one at a time, so that nothing older is drawn over something newer."""
        async with self._one_by_one:
            try:
                view = await call_together(leveling.get, self._user_id, self._view.id)
            except NotFound:
                self._gone()
                return
            if not self._place.is_deleted:
                self._show(view)

    def _show(self, view: JobView) -> None:
        if view.active and self._panel is not None:  # begun, or handed back: the buttons stay for whoever presses one
            self._view = view
            self._place.props['data-status'] = view.status.value
            self._panel.show(view)
        else:
            self._draw(view)

    def _gone(self) -> None:
        if not self._place.is_deleted:
            self._panel = None
            self._place.clear()
            with self._place:
                problem('This job was deleted.', action='To the history', href='/history')

    def _open(self, job_id: str) -> None:
        with self._place:
            ui.navigate.to(f'/jobs/{job_id}')

    def _draw(self, view: JobView) -> None:
        self._view, self._panel, self._forecast = view, None, None
        self._place.clear()
        self._place.props['data-status'] = view.status.value
        with self._place:
            ui.page_title(f'{view.filename} – LevelMix')
            _head(view)
            if view.active:
                self._panel = LivePanel(view, leveling.STEPS, lambda: self._actions.cancel(self._view))
                with block('panel'):
                    timeline = Timeline(view.id, view.duration_s)
                self._forecast = ForecastPanel(self._user_id, view, self._open, timeline.show_tracks)
            elif view.status == Status.COMPLETED and view.result is not None:
                outcome.verdict(view, view.result)
                files_note(view)
                job_buttons(view, self._actions, self._user_id, self._sending)
                with block('panel stack'):
                    if view.files_gone_at is None:
                        Player(view.id, self._want_previews, view.result.get('segments') or ())
                    self._timeline(view, view.result)
                outcome.comparison(view, view.result)
                outcome.work(view, view.result)
                if view.files_gone_at is None:
                    self._forecast = ForecastPanel(self._user_id, view, self._open)
            else:
                _ended(view)
                files_note(view)
                job_buttons(view, self._actions, self._user_id, self._sending)

    def _timeline(self, view: JobView, result: dict[str, Any]) -> None:
        """The curves, and the tracks, which can be changed for another run while the original is there."""
        segments, ramps = result.get('segments') or (), result.get('ramps') or ()

        async def edited(sent: list[dict[str, Any]] | None) -> None:
            with toast_errors():
                self._tracks = None if sent is None else leveling.check_tracks(leveling.tracks_sent(sent))
                changed.visible = sent is not None
                timeline.show_tracks(sent or segments, () if sent else ramps, edited=sent is not None)

        on_edit = edited if view.files_gone_why != FilesGone.EXPIRED else None
        timeline = Timeline(view.id, None, segments, ramps, on_edit=on_edit, reset_words='Undo the changes')
        with block('note', data_testid='tracks-changed') as changed, block('row spread'):
            text('These tracks are not what was rendered.')
            button('Run again with these tracks', lambda: self._actions.rerun(view, self._tracks), 'main-action')
        changed.visible = False

    async def _want_previews(self) -> None:
        with toast_errors():
            await run_service(leveling.ask_previews, self._user_id, self._view.id)


def _head(view: JobView) -> None:
    with block('stack tight'):
        text(view.filename, 'wrap-any', tag='h1', data_testid='filename')
        with block('row quiet'):
            wanted = wording.wanted(view.target_lufs, view.preset_name, view.output_format)
            text(f'{wanted} under {wording.number(view.ceiling_dbtp)} dBTP')
            text(wording.length(view.duration_s))
            text(wording.format_of(view.result['input']) if view.result else view.file_format.upper())
            text(wording.size(view.file_size))
            LocalTime(view.created_at)


def _ended(view: JobView) -> None:
    if view.status == Status.FAILED:
        with block('note bad', role='alert', data_testid='job-error'):
            text('This job failed', tag='h2')
            text(view.error or '', tag='p')
    else:
        with block('note', data_testid='job-cancelled'):
            text('Cancelled', tag='h2')
            text('There is no result. Your original is kept; you can try again at any time.', tag='p')
