"""Looking ahead: the tracks of a mix and what every preset would make of it, for an upload or beside a job."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from app import audio, storage
from app.audio.analysis import read_through
from app.audio.progress import Ticker
from app.audio.segments import MatchOptions, parse_tracklist, to_json
from app.audio.segments.placed_tracks import match_tracks
from app.audio.segments.track_matching import TrackMatching, matched
from app.config import settings
from app.db import reading
from app.errors import NotAllowed, NotFound
from app.jobs.runner import Finished, Heartbeat, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch
from app.leveling import KIND, presets
from app.leveling.forecasts import FORMAT, MOST, forecast_key, goal_of, stored, wish_of
from app.leveling.helper_jobs import FORECAST
from app.leveling.lookahead import KIND as STUDY
from app.leveling.timeline_recorder import TimelineRecorder
from app.leveling.timelines import analysis_key
from app.leveling.tracks import tracks_of
from models import HelperJob, Lookahead, ProcessingJob

ANALYSED = 0.5
"""Which share of a look ahead is the pass over the file."""


@handles(STUDY)
def look_ahead(row: Lookahead, heartbeat: Heartbeat) -> Finished:
    """Analyse an upload, find its tracks, and work every preset out, while the curves grow."""
    fetching = heartbeat.within(0.0, 0.0)
    with scratch(row.id, row.attempts) as folder, fetch_to_scratch(row.original_file_path, folder, fetching) as source:
        if not audio.is_warm():
            heartbeat.report(0.0, 'prepare')
            audio.warm_up()
        recorder = TimelineRecorder(row.upload_id, row.original_file_path, folder, heartbeat.files)
        analysis = recorder.known(source)
        if analysis is None:
            limits = audio.Limits(max_duration_s=settings().max_duration_minutes * 60)
            ticker = Ticker(partial(_grow, heartbeat, recorder), {'analyse': (0.0, ANALYSED)})
            analysis = read_through(source, ticker, 'analyse', limits, gather='all', observer=recorder)
            recorder.analysed(analysis)
        _LookaheadWork(row, row.upload_id, heartbeat, folder, ANALYSED).work_out(analysis)
    return Finished()


@handles(FORECAST)
def forecast(helper: HelperJob, heartbeat: Heartbeat) -> Finished:
    """The same beside a job that is analysed already."""
    with reading() as session:
        job = session.get_one(ProcessingJob, helper.job_id)
    with scratch(helper.id, helper.attempts) as folder, _known(job, folder, heartbeat) as analysis:
        _LookaheadWork(job, job.id, heartbeat, folder, 0.0).work_out(analysis)
    return Finished()


class _LookaheadWork:
    """Works out and stores, step by step, so that the tracks are shown before the last preset is known.

    Parameters
    ----------
    row : what it is worked out for.
    key_id : the id under which it is stored.
    begin : share of the work that is done already, 0..1.
    """

    def __init__(
        self, row: ProcessingJob | Lookahead, key_id: str, heartbeat: Heartbeat, folder: Path, begin: float
    ) -> None:
        self._row, self._key_id, self._heartbeat, self._folder = row, key_id, heartbeat, folder
        self._begin = self._done = begin
        self._room = storage.room()

    def work_out(self, analysis: audio.Analysis) -> None:
        """Tracks, then the presets on the mix as it is, then on the evened one; what is known already is kept."""
        known, wish = stored(self._key_id), wish_of(self._row)
        matching = match_tracks(analysis, _match_options(self._row, wish[1]))
        same = known.get('wish') == wish
        plain = known['plain'] if known and known['wish'][0] == wish[0] else {}
        found: dict[str, Any] = {
            'format': FORMAT,
            'wish': wish,
            'measured': asdict(analysis.measurement),
            **to_json(matching.segments),
            'ramps': [asdict(ramp) for ramp in matching.ramps],
            'even_percent': wish[1],
            'warnings': matching.warnings,
            'plain': plain,
            'evened': (known['evened'] if same else {}) if matching.curve is not None else None,
        }
        self._store(found)
        for name, heard in (('plain', analysis), ('evened', _heard(analysis, matching))):
            if heard is not None and found[name] is not None:
                self._tell(found[name], heard)
                self._store(found)

    def _tell(self, known: dict[str, Any], analysis: audio.Analysis) -> None:
        wanted = presets(self._row.user_id or '')[:MOST]
        missing = {goal_of(preset): preset for preset in wanted if goal_of(preset) not in known}
        goals = [audio.Goal(preset.lufs, preset.ceiling_dbtp) for preset in missing.values()]
        each = (1.0 - self._begin) / 2 / max(1, len(goals))
        told = audio.forecast(analysis, goals, self._row.output_format, settings().mp3_quality)
        for name, one in zip(missing, told, strict=True):
            known[name] = asdict(one)
            self._done += each
            self._heartbeat.report(min(0.99, self._done), 'plan')

    def _store(self, found: dict[str, Any]) -> None:
        self._heartbeat.report(min(0.99, self._done), 'plan')
        path, text = self._folder / 'forecast.json', json.dumps(found)
        self._room.take(len(text))
        path.write_text(text)
        key = forecast_key(self._key_id)
        self._heartbeat.files.beside(path, key, 'forecast', job_id=self._key_id, kind=KIND, lasting=True)


def _heard(analysis: audio.Analysis, matching: TrackMatching) -> audio.Analysis | None:
    return None if matching.curve is None else matched(analysis, matching.curve)


def _match_options(row: ProcessingJob | Lookahead, percent: float) -> MatchOptions:
    cues = parse_tracklist(row.tracklist) if row.tracklist else None
    return MatchOptions(percent / 100.0, cues=cues, placed=tracks_of(row.tracks))


def _grow(heartbeat: Heartbeat, recorder: TimelineRecorder, progress: audio.Progress) -> None:
    heartbeat.report(progress.overall, progress.stage)
    recorder.look()


@contextmanager
def _known(job: ProcessingJob, folder: Path, heartbeat: Heartbeat) -> Iterator[audio.Analysis]:
    """The stored analysis of a job's original, its path that of the original."""
    try:
        with storage.local(analysis_key(job.original_file_path, job.stream), folder) as path:
            analysis = audio.Analysis.load(path)
    except (NotFound, audio.AudioError):
        raise NotAllowed('The analysis of this mix is gone: run the job again.') from None
    with fetch_to_scratch(job.original_file_path, folder, heartbeat.within(0.0, 0.0)) as source:
        yield replace(analysis, info=replace(analysis.info, path=source))
