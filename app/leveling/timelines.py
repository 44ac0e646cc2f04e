"""What was measured of a job over time: where it is kept, and the part of it that a screen shows."""

import json
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any

from app import storage
from app.audio.errors import AudioError
from app.audio.timeline import Timeline
from app.errors import NotFound
from app.leveling import queries
from app.leveling.queries import JobView

ANALYSES = 'analyses'
"""What is known of an original, for any later run: one file an original."""
TIMELINES = 'timelines'
"""What is drawn of a job: one file a job, which grows while the job runs."""
MOST_POINTS = 2000


def analysis_key(original_key: str) -> str:
    """Where the analysis of an original is kept: beside it, as long as it is."""
    return f'{ANALYSES}/{PurePath(original_key).stem}.npz'


def timeline_key(job_id: str) -> str:
    """Where the timeline of a job is kept; a job that runs twice writes the same again."""
    return f'{TIMELINES}/{job_id}.npz'


def window(user_id: str, job_id: str, start_s: float, end_s: float, points: int) -> dict[str, Any]:
    """What a screen draws of a job between two moments, at most `points` values a curve.

    Keys as `Timeline.window` gives them, and `duration_s`, `target_lufs`, `ceiling_dbtp`, `gain_db`, `integrated`
    (before, after; None until measured), `overs` (before, after: [seconds, dBTP] above the ceiling) and `active`.

    Raises
    ------
    NotFound
        The job is not this user's, or nothing is known of it over time (yet).
    """
    view = queries.get(user_id, job_id)
    timeline = load(job_id)
    result = view.result or {}
    return {
        'duration_s': timeline.duration_s,
        **timeline.window(start_s, end_s, max(2, min(points, MOST_POINTS))),
        'target_lufs': view.target_lufs,
        'ceiling_dbtp': view.ceiling_dbtp,
        'gain_db': result.get('gain_db'),
        'integrated': {name: _integrated(result, key) for name, key in (('before', 'input'), ('after', 'output'))},
        'overs': _overs(view, timeline, start_s, end_s),
        'active': view.active,
    }


def load(job_id: str) -> Timeline:
    """The stored timeline of a job, whoever owns it; NotFound if there is none that can be read."""
    try:
        with storage.local(timeline_key(job_id)) as path:
            return _load(path, path.stat().st_mtime_ns)
    except (NotFound, AudioError, FileNotFoundError):
        raise NotFound('There is no timeline of this job. Run it again to have one.') from None


@lru_cache(maxsize=4)
def _load(path: Path, _: int) -> Timeline:
    return Timeline.load(path)


def _integrated(result: dict[str, Any], key: str) -> float | None:
    measured = result.get(key)
    return None if measured is None else measured['integrated_lufs']


def _overs(view: JobView, timeline: Timeline, start_s: float, end_s: float) -> dict[str, list[tuple[float, float]]]:
    return {
        name: [over for over in curves.overs(view.ceiling_dbtp + slack) if start_s <= over[0] <= end_s]
        for name, curves, slack in (('before', timeline.before, 0.0), ('after', timeline.after, DELIVERED_SLACK_DB))
    }


DELIVERED_SLACK_DB = 0.05
"""What the engine promises is the ceiling within this reading."""


def as_json(found: dict[str, Any]) -> str:
    """Small: no spaces."""
    return json.dumps(found, separators=(',', ':'))
