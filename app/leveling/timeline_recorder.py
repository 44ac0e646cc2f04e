"""Keeps what the engine gathers of a job over time: the analysis beside the original, the timeline as it grows."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app import audio, storage
from app.audio.errors import AudioError
from app.audio.timeline import NONE, Curves, Timeline
from app.config import MIB
from app.errors import NotFound, TooLarge
from app.jobs.stored_results import JobFiles
from app.leveling.service import KIND
from app.leveling.timelines import analysis_key, timeline_key

log = logging.getLogger(__name__)

EVERY_S = 1.5
AT_MOST, AN_HOUR = 18 * MIB, 8 * MIB
"""What an analysis or a timeline takes: its excerpts, and what grows with its length."""
COST = 30.0
"""Between two looks at the growing curves passes at least this many times what the last one took."""


class TimelineRecorder(audio.Observer):
    """Stores the curves of one run under the job's keys; `look` is called with every report.

    `stream` is the sound of the original that is meant, from 1; None where there is but one.
    """

    def __init__(
        self, job_id: str, original_key: str, folder: Path, files: JobFiles, stream: int | None = None
    ) -> None:
        self._job_id, self._original_key, self._folder, self._files = job_id, original_key, folder, files
        self._analysis_key = analysis_key(original_key, stream)
        self._timeline = Timeline(0.0)
        self._stage: audio.Stage = 'analyse'
        self._meter: audio.Meter | None = None
        self._trace: audio.Trace | None = None
        self._next = time.monotonic() + EVERY_S

    def known(self, source: Path) -> audio.Analysis | None:
        """What an earlier run found out about this original, or None."""
        try:
            with storage.local(self._analysis_key, self._folder) as path:
                analysis = audio.Analysis.load(path)
        except (NotFound, AudioError):
            return None
        analysis = replace(analysis, info=replace(analysis.info, path=source))
        self._take_original(analysis)
        return analysis

    def reading(self, stage: audio.Stage, meter: 'audio.Meter') -> None:
        self._stage, self._meter = stage, meter

    def analysed(self, analysis: audio.Analysis) -> None:
        self._put(self._analysis_key, 'analysis', analysis.save, source=self._original_key)
        self._take_original(analysis)

    def rendering(self, trace: audio.Trace) -> None:
        self._trace, self._meter = trace, None
        self._timeline = replace(self._timeline, after=NONE)

    def rendered(self, output: audio.Analysis) -> None:
        self._meter = None
        self._timeline = replace(self._timeline, after=_curves(output))
        self._store()

    def look(self) -> None:
        """Store what has grown meanwhile, now and then."""
        begin = time.monotonic()
        if begin < self._next:
            return
        if self._meter is not None:
            info, energy, wave = self._meter.so_far()
            curves = Curves.of(energy, wave, info.sample_rate)
            if self._stage == 'analyse':
                self._timeline = Timeline(info.duration_s, curves)
            else:
                self._timeline = replace(self._timeline, after=curves)
        self._store()
        end = time.monotonic()
        self._next = end + max(EVERY_S, COST * (end - begin))

    def _take_original(self, analysis: audio.Analysis) -> None:
        self._meter = None
        self._timeline = Timeline(analysis.info.duration_s, _curves(analysis))
        self._store()

    def _store(self) -> None:
        count = len(self._timeline.before.momentary)
        if self._trace is not None:
            reduction, clipped = self._trace.reduction_db(count), self._trace.clipped_share(count)
            self._timeline = self._timeline.with_work(reduction, clipped)
        self._put(timeline_key(self._job_id), 'timeline', self._timeline.save, lasting=True)

    def _put(self, key: str, role: str, save: Callable[[Path], None], **how: Any) -> None:
        """Store a file; where there is no room for a drawing, the mix is levelled all the same."""
        path = self._folder / 'curves.npz'
        try:
            storage.room().need(AT_MOST + int(self._timeline.duration_s / 3600 * AN_HOUR))
            save(path)
            self._files.beside(path, key, role, job_id=self._job_id, kind=KIND, **how)
        except (TooLarge, OSError) as error:
            log.warning('Job %s goes on without %s: %s', self._job_id, key, error)


def _curves(analysis: audio.Analysis) -> Curves:
    return Curves.of(analysis.energy, analysis.wave, analysis.info.sample_rate, analysis.peaks)
