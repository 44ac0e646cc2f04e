"""What every one of several goals would make of a programme, from its analysis alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from .analysis import Analysis
from .audition import Audition
from .delivery import Delivery
from .planning import Plan, is_lossy, plan
from .trial import encoder_effect
from .types import Goal

Ease = Literal['untouched', 'clean', 'hard', 'unreachable', 'nothing']
"""No peak is touched; the limiter alone within the limits of 'clean'; a clipper in front; out of reach; no loudness."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a goal would give: loudness (LUFS), true peak (dBTP), range (LU), and the work it takes (dB, share of time).

    For an unreachable goal all of it is of the loudest clean level, which would be delivered instead.
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


def forecast(analysis: Analysis, goals: Iterable[Goal], to: str | None = None) -> Iterator[Forecast]:
    """Plan each goal on the excerpts; one audition is shared, so the next goal is cheaper than the first.

    For a lossy format the first plan that limits is encoded and decoded on the excerpts, as a real run does for every
    one; the headroom that it takes is what the others get too.

    Raises
    ------
    UnsupportedAudio : as `plan`.
    """
    audition, delivery = Audition(analysis), Delivery(analysis.info, to)
    margin, bias, tried = None, 0.0, not is_lossy(delivery.info)
    for goal in goals:
        moved = replace(goal, target_lufs=goal.target_lufs - bias)
        made = plan(analysis, moved, margin, audition, always=delivery.converts, delivered=delivery.info)
        if made.route.ceiling_dbtp is not None and not tried:
            tried = True
            with TemporaryDirectory(prefix='.levelmix-') as folder:
                effect = encoder_effect(audition, made, delivery, Path(folder))
            margin, bias = effect.margin_db, effect.bias_lu
            moved = replace(goal, target_lufs=goal.target_lufs - bias)
            made = plan(analysis, moved, margin, audition, always=delivery.converts, delivered=delivery.info)
        yield _told(analysis, goal, made, audition, bias if made.route.ceiling_dbtp is not None else 0.0)


def _told(analysis: Analysis, goal: Goal, made: Plan, audition: Audition, bias: float) -> Forecast:
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
        None if made.predicted_lufs is None else made.predicted_lufs + bias,
        peak,
        audition.range_lu(route) if route.ceiling_dbtp is not None else before.range_lu,
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
