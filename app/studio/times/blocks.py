"""Blocks as moments: single ones, those that come again each week, and the studio's whole days."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from app.studio.times import walls
from app.studio.times.rules import Block, Rules, Weekly


def spans(rules: Rules, first: date, last: date) -> Iterator[tuple[int, int]]:
    """From which moment until which blocks of these dates last, but for whole days: those close what opens then."""
    for block in rules.blocks:
        if first <= block.day <= last and not block.whole_day:
            yield span(rules, block)
    for weekly in rules.weekly:
        for block in occurrences(weekly, first, last):
            yield span(rules, block)


def occurrences(weekly: Weekly, first: date, last: date) -> Iterable[Block]:
    """The blocks that a weekly rule is from one date to another: always that weekday, whatever clocks do."""
    begin = max(first, weekly.first)
    day = begin + timedelta(days=(weekly.weekday - begin.weekday()) % 7)
    end = last if weekly.last is None else min(last, weekly.last)
    while day <= end:
        yield Block(day, weekly.starts, weekly.ends, weekly.reason)
        day += timedelta(days=7)


def span(rules: Rules, block: Block) -> tuple[int, int]:
    """From which moment until which a block lasts.

    A whole day is from when something opens on that date until all of that has closed, or the next date opens; where
    nothing opens, the studio's day.
    """
    if block.starts is not None and block.ends is not None:
        return _moments(rules, block.day, block.starts, block.ends)
    hours = rules.opening.get(block.day.weekday(), ())
    if not hours:
        return _moments(rules, block.day, rules.day_starts, rules.day_starts + walls.DAY_MINUTES)
    next_hours = rules.opening.get((block.day.weekday() + 1) % 7, ())
    next_opens = min((opens for opens, _ in next_hours), default=2 * walls.DAY_MINUTES)
    closes = max(closes for _, closes in hours)
    return _moments(rules, block.day, min(opens for opens, _ in hours), min(closes, walls.DAY_MINUTES + next_opens))


def met(rules: Rules, starts_at: int, ends_at: int) -> Block | None:
    """The first block that a time meets, given in seconds since 1970; touching is free."""
    day = walls.utc(starts_at).astimezone(rules.zone).date()
    last = walls.utc(ends_at).astimezone(rules.zone).date()
    near = [block for block in rules.blocks if day - timedelta(days=2) <= block.day <= last + timedelta(days=1)]
    for weekly in rules.weekly:
        near += occurrences(weekly, day - timedelta(days=2), last + timedelta(days=1))
    for block in near:
        begins, ends = span(rules, block)
        if starts_at < ends and begins < ends_at:
            return block
    return None


def _moments(rules: Rules, day: date, starts: int, ends: int) -> tuple[int, int]:
    return walls.moment(rules.zone, day, starts), walls.moment(rules.zone, day, ends)
