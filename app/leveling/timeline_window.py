"""The part of a timeline that a screen shows: of a job, or of an upload that no job has taken yet."""

import json
from contextlib import suppress
from typing import Any

from app.audio.timeline import Timeline
from app.errors import NotFound
from app.files import RESULT
from app.leveling import lookahead, queries
from app.leveling.timelines import load
from models.job import ACTIVE

MOST_POINTS = 2000
CURVE_POINTS = 400


def window(user_id: str, job_id: str, start_s: float, end_s: float, points: int) -> dict[str, Any] | None:
    """What a screen draws of a job between two moments, at most `points` values a curve; None before there is any.

    Keys as `Timeline.window` gives them, and `duration_s`, `target_lufs`, `ceiling_dbtp`, `gain_db`, `integrated`
    (before, after; None until measured), `overs` (before, after: [seconds, dBTP] above the ceiling) and `active`.

    Raises
    ------
    NotFound
        The job is not this user's, or it has ended and nothing is known of it over time.
    """
    view = queries.get(user_id, job_id)
    try:
        timeline = load(job_id)
    except NotFound:
        if view.active:
            return None
        raise
    result = view.result or {}
    return {
        'duration_s': timeline.duration_s,
        **timeline.window(start_s, end_s, max(2, min(points, MOST_POINTS))),
        'target_lufs': view.target_lufs,
        'ceiling_dbtp': view.ceiling_dbtp,
        'gain_db': result.get('gain_db'),
        'integrated': {name: _integrated(result, key) for name, key in (('before', 'input'), ('after', 'output'))},
        'overs': _overs(view.ceiling_dbtp, timeline, start_s, end_s),
        'active': view.active,
    }


def window_ahead(user_id: str, upload_id: str, start_s: float, end_s: float, points: int) -> dict[str, Any] | None:
    """The same of an upload that is looked at before a job takes it: there is no target yet, and nothing after.

    Overs are those above 0 dBTP.

    Raises
    ------
    NotFound
        The upload is not this user's, or was taken by a job.
    """
    ahead = lookahead.get_lookahead(user_id, upload_id)
    try:
        timeline = load(upload_id)
    except NotFound:
        return None
    measured = ahead.told and ahead.told.measured['integrated_lufs']
    return {
        'duration_s': timeline.duration_s,
        **timeline.window(start_s, end_s, max(2, min(points, MOST_POINTS))),
        'target_lufs': None,
        'ceiling_dbtp': 0.0,
        'gain_db': None,
        'integrated': {'before': measured, 'after': None},
        'overs': {**_overs(0.0, timeline, start_s, end_s), 'after': []},
        'active': ahead.status in ACTIVE and ahead.told is None,
    }


def loudness_curve(user_id: str, job_id: str, role: str) -> list[float | None] | None:
    """Short-term loudness of a job's original or result at equal distances, LUFS, for a player; None without any."""
    with suppress(NotFound):
        found = window(user_id, job_id, 0.0, 1e9, CURVE_POINTS)
        curves = found and found['after' if role == RESULT else 'before']
        if curves:
            return [None if high is None else high / 100 for high in curves['high']]
    return None


def passage(user_id: str, job_id: str, start_s: float, end_s: float) -> dict[str, float | None]:
    """Integrated loudness of original and result between two moments (LUFS); None where there is none.

    Raises
    ------
    NotFound
        The job is not this user's, or nothing is known of it over time.
    """
    queries.get(user_id, job_id)
    timeline = load(job_id)
    return {
        'before': timeline.before.integrated(start_s, end_s),
        'after': timeline.after.integrated(start_s, end_s),
    }


def _integrated(result: dict[str, Any], key: str) -> float | None:
    measured = result.get(key)
    return None if measured is None else measured['integrated_lufs']


def _overs(ceiling: float, timeline: Timeline, start_s: float, end_s: float) -> dict[str, list[tuple[float, float]]]:
    return {
        name: [over for over in curves.overs(ceiling + slack) if start_s <= over[0] <= end_s]
        for name, curves, slack in (('before', timeline.before, 0.0), ('after', timeline.after, DELIVERED_SLACK_DB))
    }


DELIVERED_SLACK_DB = 0.05
"""What the engine promises is the ceiling within this reading."""


def as_json(found: dict[str, Any]) -> str:
    """Small: no spaces."""
    return json.dumps(found, separators=(',', ':'))
