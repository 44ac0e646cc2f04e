"""What every preset would make of a mix, before anything is rendered: worked out beside the job, kept with it."""

import json
from dataclasses import dataclass
from typing import Any

from app import storage
from app.db import reading
from app.errors import NotFound
from app.leveling import queries, sides
from app.leveling.platforms import Playback, playback
from app.leveling.presets import Preset, presets
from app.leveling.timelines import analysis_key
from models import ProcessingJob

FORECASTS = 'forecasts'
MOST = 18
"""Presets that are forecast at most: the system's, then the user's own by name."""


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


def forecast_key(job_id: str) -> str:
    """Where the forecasts of a job are kept."""
    return f'{FORECASTS}/{job_id}.json'


def forecast(user_id: str, job_id: str) -> list[Expected] | None:
    """What each of the user's presets would make of this mix; None if that is not worked out (for all of them).

    Raises
    ------
    NotFound
        The job is not this user's.
    """
    queries.get(user_id, job_id)
    known = stored(job_id)
    wanted = presets(user_id)[:MOST]
    if any(goal_of(preset) not in known for preset in wanted):
        return None
    return [_expected(preset, known[goal_of(preset)]) for preset in wanted]


def ask_forecast(user_id: str, job_id: str) -> str | None:
    """Have the forecasts worked out; returns the id to follow, None while the mix is not analysed."""
    queries.get(user_id, job_id)
    with reading() as session:
        original = session.get_one(ProcessingJob, job_id).original_file_path
    if not storage.exists(analysis_key(original)):
        return None
    return sides.ask(user_id, job_id, sides.FORECAST)


def stored(job_id: str) -> dict[str, dict[str, Any]]:
    """What is worked out already, by `goal_of`; whoever owns the job."""
    try:
        known: dict[str, dict[str, Any]] = json.loads(b''.join(storage.read(forecast_key(job_id))))
    except (NotFound, ValueError, OSError):
        return {}
    return known


def goal_of(preset: Preset) -> str:
    """What two presets have in common that ask for the same."""
    return f'{preset.lufs:g} {preset.ceiling_dbtp:g}'


def _expected(preset: Preset, found: dict[str, Any]) -> Expected:
    loudness, peak = found['loudness_lufs'], found['true_peak_dbtp']
    plays = [] if loudness is None or peak is None else playback(loudness, peak)
    return Expected(preset, found, plays)
