"""How much it takes until a rule speaks, and how little until what it said no longer stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a rule asks for.

    Parameters
    ----------
    z : usual errors between a day and what was expected of it. `day_effect` is the share by which it must differ,
        `least_change` the count.
    counted : of a drop, by how many deviations of mere counting it must lie below: where few are counted, logarithms
        make too much of few less.
    small_chance, least_small : of days of fewer than eight, the chance (Poisson) and the count above.
    level_p, level_effect : of a change of level, the chance (Pettitt) and the share.
    level_sure : by so many standard errors the change may be overrated and is still as large. `level_lasts` is which
        part of it the last two weeks must still show, `level_kept` which part of what the first two showed.
        `level_fit` is what the error of a step may be of that of a line with a kink.
    trend_s, trend_week : of a trend over eight weeks, Kendall's S and the share a week; `trend_steady` by how many
        standard errors a line through its days must rise or fall, `trend_few` the same where days bring fewer than ten.
    """

    z: float = 4.2
    day_effect: float = 0.5
    least_change: float = 8.0
    counted: float = 4.8
    small_chance: float = 1e-4
    least_small: float = 10.0
    level_p: float = 0.001
    level_effect: float = 0.2
    level_sure: float = 2.33
    level_lasts: float = 0.5
    level_kept: float = 0.6
    level_fit: float = 0.98
    trend_s: int = 18
    trend_week: float = 0.02
    trend_steady: float = 2.5
    trend_few: float = 3.2


TELLING = Limits()
"""Until a rule speaks."""
STANDING = Limits(
    z=3.4,
    day_effect=0.4,
    least_change=6.0,
    counted=3.8,
    small_chance=1e-3,
    least_small=8.0,
    level_p=0.01,
    level_effect=0.15,
    level_sure=1.28,
    level_lasts=0.35,
    level_kept=0.45,
    level_fit=1.03,
    trend_s=14,
    trend_week=0.015,
    trend_steady=1.6,
    trend_few=2.0,
)
"""Until it is taken back: what was told once is not withdrawn because a weekday's median has moved by a hair."""
NO_TREND = Limits(level_p=0.01, level_sure=3.0, level_fit=1.02)
"""Until a change of level is likely enough that weeks which go one way are not called a trend."""
