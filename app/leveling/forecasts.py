"""What every preset would make of a mix, before anything is rendered, as it is and with its tracks evened out.

Worked out by a worker from the analysis alone, and kept under the job's id. An upload that is looked at before a job
takes it has the id that its job will have: nothing is worked out twice.
"""

import json
from dataclasses import dataclass
from typing import Any

from app import storage
from app.db import reading
from app.errors import NotFound
from app.leveling import helper_jobs, queries
from app.leveling.platforms import Playback, playback
from app.leveling.presets import Preset, presets
from app.leveling.timelines import analysis_key
from models import Lookahead, ProcessingJob

FORECASTS = 'forecasts'
MOST = 18
"""Presets that are forecast at most: the system's, then the user's own by name."""
FULLY = 100.0
"""The strength that evening out is told for where nobody has chosen one, percent."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One preset on one mix; `found` has the keys of `app.audio.Forecast`."""

    preset: Preset
    found: dict[str, Any]
    plays: list[Playback]

    @property
    def peak_to_loudness_lu(self) -> float | None:
        """True peak over integrated loudness, LU."""
        loudness, peak = self.found['loudness_lufs'], self.found['true_peak_dbtp']
        return None if loudness is None or peak is None else peak - loudness


@dataclass(frozen=True, slots=True)
class Told:
    """What is worked out of a mix.

    `measured` is the original's measurement (keys as `app.audio.Measurement`), `segments` and `ramps` are its tracks
    (keys as `app.audio.segments` writes them; gains are those of `even_percent`). `plain` and `matched` are the presets
    on the mix as it is and on the evened one; None until worked out, `matched` also where there is nothing to even.
    `warnings` are sentences about a tracklist that does not fit.
    """

    measured: dict[str, Any]
    segments: list[dict[str, Any]]
    ramps: list[dict[str, Any]]
    even_percent: float
    plain: list[Expected] | None
    matched: list[Expected] | None
    warnings: tuple[str, ...] = ()


def forecast_key(job_id: str) -> str:
    """Where the forecasts of a job, or of an upload, are kept."""
    return f'{FORECASTS}/{job_id}.json'


def forecast(user_id: str, job_id: str) -> Told | None:
    """What each of the user's presets would make of this mix; None if that is not worked out (for all of them).

    Raises
    ------
    NotFound
        The job is not this user's.
    """
    queries.get(user_id, job_id)
    with reading() as session:
        job = session.get_one(ProcessingJob, job_id)
    known = stored(job_id)
    found = told(user_id, known) if known and known['wish'] == wish_of(job) else None
    return found if found and found.plain else None


def ask_forecast(user_id: str, job_id: str) -> str | None:
    """Have the forecasts worked out; returns the id to follow, None while the mix is not analysed."""
    queries.get(user_id, job_id)
    with reading() as session:
        job = session.get_one(ProcessingJob, job_id)
    if not storage.exists(analysis_key(job.original_file_path, job.stream)):
        return None
    return helper_jobs.ask(user_id, job_id, helper_jobs.FORECAST)


def stored(job_id: str) -> dict[str, Any]:
    """What is worked out already, whoever it belongs to; {} if nothing is."""
    try:
        known: dict[str, Any] = json.loads(b''.join(storage.read(forecast_key(job_id))))
    except (NotFound, ValueError, OSError):
        return {}
    return known if known.get('format') == FORMAT else {}


FORMAT = 3


def told(user_id: str, known: dict[str, Any]) -> Told:
    """What `tasks.leveling.lookahead` has stored, for the presets that this user has now."""
    wanted = presets(user_id)[:MOST]
    return Told(
        known['measured'],
        known['segments'],
        known['ramps'],
        known['even_percent'],
        _expected(wanted, known['plain']),
        _expected(wanted, known['evened']),
        tuple(known.get('warnings', ())),
    )


def goal_of(preset: Preset) -> str:
    """What two presets have in common that ask for the same."""
    return f'{preset.lufs:g} {preset.ceiling_dbtp:g}'


def wish_of(row: ProcessingJob | Lookahead) -> list[Any]:
    """All that the tracks and the evened forecasts depend on, beside the mix; the first is what the plain ones do."""
    return [row.output_format, row.even_percent or FULLY, row.tracklist, row.tracks]


def _expected(wanted: list[Preset], known: dict[str, Any] | None) -> list[Expected] | None:
    if known is None or any(goal_of(preset) not in known for preset in wanted):
        return None
    found = [(preset, known[goal_of(preset)]) for preset in wanted]
    return [Expected(preset, one, _plays(one)) for preset, one in found]


def _plays(found: dict[str, Any]) -> list[Playback]:
    loudness, peak = found['loudness_lufs'], found['true_peak_dbtp']
    return [] if loudness is None or peak is None else playback(loudness, peak)
