"""What every one of several goals would make of a programme, from its analysis alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from .analysis import Analysis
from .delivery import Delivery
from .encoder_aim import Aim
from .planning import Plan
from .predictor import Predictor
from .types import Goal

Ease = Literal['untouched', 'clean', 'hard', 'unreachable', 'nothing']
"""No peak is touched; the limiter alone within the limits of 'clean'; a clipper in front; out of reach; no loudness."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a goal would give: loudness (LUFS), true peak (dBTP), range (LU), and the work it takes (dB, share of time).

    For an unreachable goal all of it is of what would be delivered instead.
    """

    target_lufs: float
    ceiling_dbtp: float
    ease: Ease
    gain_db: float
    loudness_lufs: float | None
    true_peak_dbtp: float | None
    range_lu: float | None
    deepest_db: float
    mean_db: float
    clipped_share: float


def forecast(
    analysis: Analysis, goals: Iterable[Goal], to: str | None = None, mp3_quality: int | None = None
) -> Iterator[Forecast]:
    """Aim at each goal as a run does before its first render; one predictor is shared, so the next is cheaper.

    So the gain and the work that are told are what that render begins with, the trials of a lossy encoder included.
    Work is told from the excerpts; a run reports that of all its programme.

    Raises
    ------
    UnsupportedAudio : as `plan`.
    """
    predictor, delivery = Predictor(analysis), Delivery(analysis.info, to, mp3_quality=mp3_quality)
    for goal in goals:
        with TemporaryDirectory(prefix='.levelmix-') as folder:
            aim = Aim(analysis, goal, predictor, delivery, Path(folder))
            made = aim.first(always=delivery.converts)
        yield _told(analysis, goal, made, predictor)


def _told(analysis: Analysis, goal: Goal, made: Plan, predictor: Predictor) -> Forecast:
    before, route = analysis.measurement, made.route
    peak = before.true_peak_dbtp
    if peak is not None:
        peak += route.gain_db
        if route.ceiling_dbtp is not None:
            peak = min(peak, goal.ceiling_dbtp)
    return Forecast(
        goal.target_lufs,
        goal.ceiling_dbtp,
        _ease(made),
        route.gain_db,
        made.predicted_lufs,
        peak,
        predictor.range_lu(route) if route.ceiling_dbtp is not None else before.range_lu,
        made.work.max_reduction_db,
        made.work.mean_reduction_db,
        made.work.clipped_share,
    )


def _ease(made: Plan) -> Ease:
    if made.verdict in ('silent', 'too_short'):
        return 'nothing'
    if made.verdict == 'unreachable':
        return 'unreachable'
    if made.route.ceiling_dbtp is None:
        return 'untouched'
    return 'clean' if made.route.clip_db is None else 'hard'
