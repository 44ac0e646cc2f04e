"""Which days a question is about: those that it names, what lies between two names, and what it sets beside them.

Knows no database and no clock. Words are those of `slots.plain`.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.artist.adviser import calendar_days, named_days
from app.artist.adviser.calendar_days import Days
from app.artist.adviser.named_days import Named

_LEAD = re.compile(
    r'(?:\b(?:in|during|for|of|from|on|at|over|within|throughout|around|since|between|until|till|up to|before|after)\b'
    r'(?: the)?|\bthe)?(?: (?:start|beginning|end|middle|month|year|whole) of)?(?: the)? $'
)
_ONE_END = re.compile(r'\b(since|before|after|until|till|up to)(?: the)?(?: (?:start|beginning|end) of)?(?: the)? $')
_TO = re.compile(r'^ ?(?:to|-|until|till|through|thru|up to|and)(?: the)? ?$')
_BETWEEN = re.compile(r'\bbetween(?: the)?(?: \d{1,2})? $')
_DAY_BEFORE = re.compile(r'\b(\d{1,2})(?:st|nd|rd|th)? ?(?:to|-|until|till|and) ?$')
_DAY_BEHIND = re.compile(r'^ ?(?:to|-|until|till|and) ?(\d{1,2})(?:st|nd|rd|th)?\b(?! ?(?:k|000))')
_BESIDE = re.compile(r'\b(?:vs|versus|compared?|against|than)\b|^ ?(?:and|or|plus|-)\b')
_ALONE = re.compile(r'\b(?:vs|versus|compared? (?:to|with)|against|than)(?: in| for| of| the)* $')
_OF_THE = re.compile(r'\b(start|beginning|end|half|quarter) of the (week|month|quarter|year)\b')


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included.

    Parameters
    ----------
    is_open : all are meant from the first that there is.
    is_rolling : so many days are meant, like “in the last month”, whichever they are.
    """

    first: date
    last: date
    is_open: bool = False
    is_rolling: bool = False

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Found:
    """The days of a question; `beside` are those that they are held against, `rest` the question without both.

    `period` is None where it says only what to hold against: “than last month”; `ends` are both ends where both are
    named: “between May and June”.
    """

    period: Period | None
    beside: Period | None
    rest: str
    ends: tuple[Period, Period] | None = None


def find(words: str, today: date) -> Found:
    """The days that are asked about."""
    words = _OF_THE.sub(r'\1 of this \2', named_days.mended(words))
    every = named_days.read(words, today)
    if not every:
        return Found(None, None, words)
    period, start, end, behind = _first(words, every, today)
    beside = None
    if behind and _BESIDE.search(words[end : behind[0].start]):
        beside, _, end, _ = _first(words, behind, today)
    lead = _LEAD.search(words[:start])
    rest = f'{words[: lead.start() if lead else start]} {words[end:]}'
    is_alone = beside is None and _ALONE.search(words[:start])
    ends = None
    if len(every) - len(behind) == 2:
        first, last = every[0].of(period.first.year), every[1].of(period.last.year)
        ends = _up_to(first, today), _up_to(last, today)
    return Found(None if is_alone else period, period if is_alone else beside, ' '.join(rest.split()), ends)


def _first(words: str, every: list[Named], today: date) -> tuple[Period, int, int, list[Named]]:
    """What is named first, alone or up to what is named next; where that begins and ends, and what comes behind it."""
    one, rest = every[0], every[1:]
    before, behind = words[: one.start], words[one.end :]
    if found := _DAY_BEFORE.search(before) if one.kind == 'day_month' else None:
        return _up_to(_from_day(int(found[1]), one.days), today), found.start(), one.end, rest
    if found := _DAY_BEHIND.match(behind) if one.kind == 'month_day' else None:
        return _up_to(_to_day(int(found[1]), one.days), today), one.start, one.end + found.end(), rest
    if rest and _TO.match(between := words[one.end : rest[0].start]):
        is_and = between.strip().startswith('and')
        days = named_days.from_to(one, rest[0])
        if not is_and or _BETWEEN.search(before) or _are_neighbours(one.days, rest[0].days):
            return _up_to(days, today), one.start, rest[0].end, rest[1:]
    if found := _ONE_END.search(before):
        return _up_to(_with_one_end(found[1], one.days, today), today), one.start, one.end, rest
    period = replace(_up_to(one.days, today), is_rolling=one.kind in ('counted', 'rolling'))
    return period, one.start, one.end, rest


def _are_neighbours(one: Days, other: Days) -> bool:
    return other[0] - one[1] == timedelta(days=1)


def _with_one_end(word: str, days: Days, today: date) -> Days:
    """“since June”, “before June”."""
    yesterday = today - timedelta(days=1)
    if word in ('since', 'after'):
        first = days[0] if word == 'since' else days[1] + timedelta(days=1)
        return first, max(first, yesterday)
    return date.min, days[0] - timedelta(days=1) if word == 'before' else days[1]


def _from_day(number: int, days: Days) -> Days:
    """“from 3 to 17 June”; a later day lies in the month before: “from 28 to 3 June”."""
    month = days[0] if number <= days[0].day else calendar_days.on(days[0].replace(day=1), -1)
    return calendar_days.day(month.year, month.month, number) or days[0], days[1]


def _to_day(number: int, days: Days) -> Days:
    """“June 3 to 17”."""
    month = days[0] if number >= days[0].day else calendar_days.on(days[0].replace(day=1), 1)
    return days[0], calendar_days.day(month.year, month.month, number) or days[1]


def _up_to(days: Days, today: date) -> Period:
    """Days that have begun end yesterday, because today has only begun; what lies ahead stays as it is."""
    first, last = days
    if first <= today:
        last = max(first, min(last, today - timedelta(days=1)))
    return Period(first, last, is_open=first == date.min)
