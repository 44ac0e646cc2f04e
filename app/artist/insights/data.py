"""What is wrong with the numbers themselves, told before anything that they say."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from app.artist.insights.findings import Finding
from app.artist.insights.numbers import STOCK, WINDOW, Numbers

STALE_DAYS = 7
"""So many days without a new settled number, and what is said is old."""
GAP_DAYS, GAP_SHARE, LOOKED_AT = 3, 0.25, 28
"""Missing days in a row, or their share of the last four weeks, that are told."""
TOLD_BACK = timedelta(days=60)
"""Older holes are no news."""


def warnings(numbers: Numbers) -> list[Finding]:
    """Everything that makes these numbers doubtful."""
    if not numbers.days:
        return []
    return [*_doubted(numbers), *_gaps(numbers), *_stale(numbers), *_unsettled(numbers)]


def _warning(numbers: Numbers, rule: str, first: date, last: date, **more: object) -> Finding:
    return Finding(
        *(rule, rule, numbers.platform, numbers.metric, numbers.subject, first, last),
        size=1.0,
        certainty=1.0,
        settled_until=numbers.settled_until,
        **more,  # type: ignore[arg-type]
    )


def _doubted(numbers: Numbers) -> list[Finding]:
    """Zeros among full days, and levels that fall for a moment: each run of such days once."""
    rule = 'slip' if numbers.kind in (STOCK, WINDOW) else 'zeros'
    by_day = dict(zip(numbers.days, numbers.values, strict=True))
    runs: list[list[date]] = []
    for day in numbers.settled.doubted:
        if runs and (day - runs[-1][-1]).days <= 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    found = []
    for run in runs:
        if run[-1] >= numbers.settled_until - TOLD_BACK:
            around = _around(numbers, run[0], run[-1])
            found.append(_warning(
                numbers, rule, run[0], run[-1], value=by_day[run[0]], expected=around, evidence=tuple(run),
                days_used=len(run),
            ))  # fmt: skip
    return found


def _around(numbers: Numbers, first: date, last: date) -> float | None:
    near = numbers.settled.between(first - timedelta(days=7), last + timedelta(days=7))
    return round(float(np.median(near.values)), 1) if len(near) else None


def _gaps(numbers: Numbers) -> list[Finding]:
    """Days that are missing between days that are there; levels need not be written down each day."""
    at = [day.toordinal() for day in numbers.days if day <= numbers.settled_until]
    if len(at) < 2 or numbers.kind in (STOCK, WINDOW):
        return []
    since = (numbers.settled_until - TOLD_BACK).toordinal()
    found = []
    for before, after in pairwise(at):
        missing = after - before - 1
        if missing >= GAP_DAYS and after > since:
            first, last = date.fromordinal(before + 1), date.fromordinal(after - 1)
            found.append(_warning(numbers, 'gap', first, last, value=missing, days_used=len(at)))
    if not found:
        found = _many_missing(numbers, at)
    return found


def _many_missing(numbers: Numbers, at: list[int]) -> list[Finding]:
    end = at[-1]
    start = max(at[0], end - LOOKED_AT + 1)
    there = sum(1 for day in at if day >= start)
    missing = end - start + 1 - there
    if end - start + 1 < LOOKED_AT or missing < GAP_SHARE * LOOKED_AT:
        return []
    first, last = date.fromordinal(start), date.fromordinal(end)
    return [_warning(numbers, 'gap', first, last, value=missing, expected=LOOKED_AT, days_used=there)]


def _stale(numbers: Numbers) -> list[Finding]:
    last = numbers.days[-1]
    late = (numbers.settled_until - last).days
    if late < STALE_DAYS:
        return []
    days = (numbers.today - last).days
    return [_warning(numbers, 'stale', last, numbers.today, value=days, evidence=(last,))]


def _unsettled(numbers: Numbers) -> list[Finding]:
    later = [day for day in numbers.days if day > numbers.settled_until]
    if not later or not len(numbers.settled):
        return []
    return [_warning(numbers, 'unsettled', later[0], later[-1], value=len(later), evidence=tuple(later))]
