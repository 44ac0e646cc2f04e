"""What an upload would become, shown on the Level screen before it costs anything: curves, tracks, every preset."""

import asyncio
from collections.abc import Callable
from typing import Any

from nicegui import background_tasks

from app import leveling
from app.errors import LevelMixError, NotFound
from app.jobs.progress import HUB, Snapshot
from app.leveling import LevelingOptions, LookaheadView, Preset
from components.audio.timeline import Timeline
from components.jobs.meter import Meter
from components.leveling.forecast import ForecastSwitch
from components.leveling.loudness_picker import LoudnessPicker
from components.uploads.uploader import Here
from components.vocabulary import wording
from components.vocabulary.elements import block, text
from components.vocabulary.keyed import Keyed
from pages.shell.services import look, run_service, sentence, toast_errors
from pages.shell.subscription import Subscription

PAUSE_S = 0.7
"""So many seconds a choice, like a tracklist that is being typed, must stay the same before it is worked out."""


class LookingAhead:
    """Shows one of the uploads that wait for a choice, and what every preset would make of it.

    Parameters
    ----------
    choice : returns what is chosen on the screen now.

    Attributes
    ----------
    picker : takes a preset that is pressed in the table.
    """

    picker: LoudnessPicker | None = None

    def __init__(self, user_id: str, options: Callable[[], LevelingOptions]) -> None:
        self._user_id, self._choice = user_id, options
        self._here: tuple[Here, ...] = ()
        self._shown: LookaheadView | None = None
        self._upload_id = ''
        self._asked: tuple[Any, ...] = ()
        self._timeline: Timeline | None = None
        self._one_by_one = asyncio.Lock()
        """Questions are asked one after the other, because a late answer would hide a newer one."""
        self._panel = block('panel stack', tag='section', aria_label='Look ahead', data_testid='ahead')
        self._panel.visible = False
        with self._panel:
            with block('row spread'):
                text('Look ahead', tag='h2')
                text('What levelling would do. It costs nothing, and you don’t have to wait for it.', 'quiet small')
            self._which = Keyed(block('chips many', role='group', aria_label='Which upload'))
            self._place = block('stack')

    def waits(self, here: tuple[Here, ...]) -> None:
        """The queue has changed: show the first upload that waits, unless the one that is shown still does."""
        if here == self._here or self._panel.is_deleted:
            return
        self._here = here
        self._panel.visible = bool(here)
        if all(upload.id != self._upload_id for upload in here):
            self._show(here[0].id if here else '')
        self._draw_which()

    def chosen(self) -> None:
        """The loudness, format or tracklist on the screen has changed."""
        if self._shown is None:
            return
        options = self._choice()
        if self._timeline is not None:
            self._timeline.aim(options.target_lufs, matching=options.even_percent > 0)
        if _wishes(options) != self._asked:
            background_tasks.create(self._ask_after(_wishes(options)), name='look ahead again')
        self._draw_table()

    def _draw_which(self) -> None:
        self._which.place.visible = len(self._here) > 1
        with self._which as chips:
            for upload in self._here:
                chips.item(upload.id, self._draw_chip, upload.id, upload.name, upload.id == self._upload_id)

    def _draw_chip(self, upload_id: str, name: str, pressed: bool) -> None:
        chip = text(name, 'chip', tag='button', type='button', data_testid='ahead-which')
        chip.props['aria-pressed'] = 'true' if pressed else 'false'
        chip.on('click', lambda: self._show(upload_id), [])

    def _show(self, upload_id: str) -> None:
        self._upload_id, self._shown, self._timeline, self._asked = upload_id, None, None, ()
        self._place.clear()
        self._draw_which()
        if upload_id:
            background_tasks.create(self._ask(), name=f'look ahead at {upload_id}')

    async def _ask_after(self, wishes: tuple[Any, ...]) -> None:
        await asyncio.sleep(PAUSE_S)
        if self._shown is not None and wishes == _wishes(self._choice()) != self._asked:
            await self._ask()

    async def _ask(self) -> None:
        upload_id, options = self._upload_id, self._choice()
        self._asked = _wishes(options)
        async with self._one_by_one:
            try:
                if self._shown is None:
                    ahead = await look(self._user_id, leveling.ask_lookahead, self._user_id, upload_id, options)
                else:  # the file was read
                    ahead = await run_service(leveling.ask_lookahead, self._user_id, upload_id, options)
            except NotFound:
                return  # a job took it, or it was removed
            except Exception as error:
                self._tell(upload_id, sentence(error))
                return
            self._take(ahead)

    def _tell(self, upload_id: str, problem: str) -> None:
        if upload_id == self._upload_id and not self._place.is_deleted:
            with self._place:
                text(problem, 'note warn', tag='p', role='alert', data_testid='ahead-problem')

    def _take(self, ahead: LookaheadView) -> None:
        if ahead.upload_id != self._upload_id or self._place.is_deleted:
            return
        first, self._shown = self._timeline is None, ahead
        if first:
            self._build(ahead)
        if ahead.told is not None and self._timeline is not None:
            self._timeline.show_tracks(ahead.told.segments, ahead.told.ramps, edited=ahead.edited)
        self._draw_facts(ahead)
        self._draw_table()
        if ahead.active:
            self._progress.clear()
            with self._progress:
                self._meter = Meter('Looking ahead', ahead)
                Subscription(HUB.follow_job(ahead.id, self._moved))
            HUB.poke()
        else:
            self._progress.clear()

    def _build(self, ahead: LookaheadView) -> None:
        self._place.clear()
        with self._place:
            self._facts = block('row', data_testid='ahead-facts')
            # What is below does not move when it appears, because somebody may be using it; `block`: even while empty.
            self._progress = block().style('display: block; min-height: 10px')
            self._timeline = Timeline(
                ahead.upload_id,
                ahead.duration_s,
                ahead=True,
                on_edit=self._edited,
            )
            options = self._choice()
            self._timeline.aim(options.target_lufs, matching=options.even_percent > 0)
            self._table = ForecastSwitch(self._choose)

    def _moved(self, now: Snapshot) -> None:
        """The worker has moved on: more is known after every stage, all of it at the end."""
        if self._shown is None or now.id != self._shown.id or self._place.is_deleted or now.gone:
            return  # it was taken by a job, or replaced by a newer one
        self._meter.show(now)
        if not now.active or (now.stage == 'plan' and self._shown.told is None):
            background_tasks.create(self._look(), name='look at what was worked out')

    async def _look(self) -> None:
        upload_id = self._upload_id
        async with self._one_by_one:
            try:
                ahead = await run_service(leveling.get_lookahead, self._user_id, upload_id)
            except LevelMixError:
                return  # a job took it
            if self._shown is not None and ahead.id == self._shown.id:
                self._take(ahead)

    async def _edited(self, sent: list[dict[str, Any]] | None) -> None:
        with toast_errors():
            tracks = None if sent is None else leveling.tracks_sent(sent)
            async with self._one_by_one:
                ahead = await run_service(leveling.set_tracks, self._user_id, self._upload_id, tracks)
                if sent is not None and self._timeline is not None:
                    self._timeline.show_tracks(sent, (), edited=True)
                self._take(ahead)

    async def _choose(self, preset: Preset) -> None:
        if self.picker is not None:
            self.picker.take(preset.lufs, preset.ceiling_dbtp, preset.name)

    def _draw_facts(self, ahead: LookaheadView) -> None:
        self._facts.clear()
        with self._facts:
            text(ahead.filename, 'strong wrap-any')
            if ahead.error:
                text(ahead.error, 'note warn', role='alert', data_testid='ahead-problem')
            for warning in ahead.told.warnings if ahead.told is not None else ():
                text(warning, 'note warn', role='status', data_testid='ahead-warning')
            if ahead.told is not None:
                measured = ahead.told.measured
                text(wording.lufs(measured['integrated_lufs']), data_testid='ahead-lufs')
                if measured['range_lu'] is not None:
                    text(f'range {wording.number(measured["range_lu"])} LU')
                text(f'{wording.number(measured["true_peak_dbtp"])} dBTP')
            text(wording.length(ahead.duration_s), 'quiet')

    def _draw_table(self) -> None:
        told = self._shown.told if self._shown is not None else None
        options = self._choice()
        if told is not None and self._timeline is not None:
            self._table.show(told, (options.target_lufs, options.ceiling_dbtp), options.even_percent > 0)


def _wishes(options: LevelingOptions) -> tuple[Any, ...]:
    return options.even_percent, options.tracklist, options.output_format
