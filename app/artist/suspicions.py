"""Values that are probably no facts: a zero between days of thousands, a total that collapses for a day.

They are shown and marked; growth and insights leave them out until somebody confirms them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from statistics import median

from app.artist.metrics import Kind

AROUND = timedelta(days=14)
LEAST = 20
"""Below it, days of zero happen."""
NEAREST = 4
FALL = 0.5
GAP = 'Gap suspected: nothing at all between days of about {usual:,.0f}.'
FELL = 'Suspected: it fell from {before:,.0f} to {value:,.0f}, as nothing of this kind does in a day.'


def suspected(
    kind: Kind, days: Sequence[date], values: Sequence[float], confirmed: Collection[date] = ()
) -> dict[date, str]:
    """Why the values of some days are doubted, in a sentence for each; none for those that somebody has confirmed."""
    find = _falls if kind == Kind.STOCK else _gaps
    return {day: why for day, why in find(days, values).items() if day not in confirmed}


def _gaps(days: Sequence[date], values: Sequence[float]) -> dict[date, str]:
    """Zeros where the days around, at least four of them, have at least twenty each by half."""
    found = {}
    for at, value in enumerate(values):
        if value != 0:
            continue
        first, last = bisect_left(days, days[at] - AROUND), bisect_right(days, days[at] + AROUND)
        around = [one for one in values[first:last] if one != 0]
        if len(around) >= NEAREST and median(around) >= LEAST and len(around) * 2 > last - first:
            found[days[at]] = GAP.format(usual=median(around))
    return found


def _falls(days: Sequence[date], values: Sequence[float]) -> dict[date, str]:
    """Totals below half of the last one that is believed, unless the days after confirm the new height."""
    found = dict[date, str]()
    believed: float | None = None
    for at, value in enumerate(values):
        if believed is not None and believed >= LEAST and value < believed * FALL and not _stays(values, at):
            found[days[at]] = FELL.format(before=believed, value=value)
        else:
            believed = value
    return found


def _stays(values: Sequence[float], at: int) -> bool:
    """Whether the next three totals are near this one: then it is the truth, however far it fell."""
    after = values[at + 1 : at + 4]
    return len(after) == 3 and all(abs(one - values[at]) <= max(5.0, 0.2 * values[at]) for one in after)
