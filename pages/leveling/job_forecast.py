"""What every preset would make of the mix, on the screen of its job."""

from collections.abc import Callable
from typing import Any

from nicegui import background_tasks

from app import leveling
from app.errors import LevelMixError
from app.jobs.progress import HUB, Snapshot
from app.leveling import JobView, LevelingOptions, Preset
from components.leveling.forecast import ForecastSwitch
from components.vocabulary import wording
from components.vocabulary.elements import block, text
from models import Status
from pages.shell.services import call_together, run_service, toast, toast_errors
from pages.shell.subscription import Subscription

OnTracks = Callable[[list[dict[str, Any]], list[dict[str, Any]]], None]
_KNOWN = ('plan', 'render', 'verify')


class ForecastPanel:
    """Shows the forecasts of one job, has them worked out if they are missing, and starts what is chosen.

    Parameters
    ----------
    on_new : called with the id of a job that was made.
    on_tracks : called with the tracks of a mix that has some, and the ramps between them, once they are known.
    """

    def __init__(
        self, user_id: str, view: JobView, on_new: Callable[[str], None], on_tracks: OnTracks | None = None
    ) -> None:
        self._user_id, self._view, self._on_new, self._on_tracks = user_id, view, on_new, on_tracks
        self._asked = self._done = False
        self._asked_in: str | None = None
        self._panel = block('panel stack', tag='section', aria_label='Every preset on this mix')
        self._panel.visible = False
        with self._panel:
            with block('row spread'):
                text('Every preset on this mix', tag='h2')
                text('Running again costs no upload.', 'quiet small')
            self._place = block('stack')
        if not view.active or view.stage in _KNOWN:
            self._look_soon()

    def hear(self, now: Snapshot) -> None:
        """Follow the job: once it is analysed, all presets can be worked out. Asked once a stage, not at each step."""
        if not self._asked and now.stage in _KNOWN and now.stage != self._asked_in:
            self._asked_in = now.stage
            self._look_soon()

    def _look_soon(self) -> None:
        self._asked = True
        background_tasks.create(self._look(), name=f'forecasts of job {self._view.id}')

    async def _look(self) -> None:
        try:
            asked = self._user_id, self._view.id
            found = await call_together(leveling.forecast, *asked)
            side = None if found or self._done else await call_together(leveling.ask_forecast, *asked)
        except LevelMixError:
            return  # the job is gone; its screen says so
        if self._place.is_deleted:
            return
        if found:
            self._draw(found)
        elif side:
            self._wait(side)
        else:
            self._asked = False  # not analysed yet

    def _draw(self, found: leveling.Told) -> None:
        self._panel.visible = True
        self._place.clear()
        view = self._view
        if self._on_tracks is not None and (view.even_percent or view.tracklist or view.tracks):
            self._on_tracks(found.segments, found.ramps)
        with self._place:
            table = ForecastSwitch(self._choose, 'This job')
            table.show(found, (view.target_lufs, view.ceiling_dbtp), view.even_percent > 0)

    def _wait(self, side: str) -> None:
        self._panel.visible = True
        self._place.clear()
        with self._place:
            text('Working out every preset …', 'quiet', aria_live='polite', data_testid='forecast-waits')
            HUB.poke()
            Subscription(HUB.follow_job(side, self._side_moved))

    def _side_moved(self, now: Snapshot) -> None:
        if now.status == Status.COMPLETED and not self._done:
            self._done = True  # it is not asked for again, whatever the outcome
            self._look_soon()
        elif not now.active and not self._done and not self._place.is_deleted:
            self._place.clear()
            with self._place:
                text('That could not be worked out. Run the job again to have it.', 'quiet', role='alert')

    async def _choose(self, preset: Preset) -> None:
        with toast_errors():
            view = self._view
            options = view.output_format, view.even_percent, view.tracklist, leveling.tracks_of(view.tracks)
            choice = LevelingOptions(preset.lufs, preset.ceiling_dbtp, preset.name, *options, view.stream)
            made = await run_service(leveling.rerun, self._user_id, self._view.id, choice)
            HUB.poke()
            toast(f'Started: {self._view.filename} at {wording.lufs(preset.lufs)}.')
            self._on_new(made)
