"""A short question that goes on from the one before it: “and in May?” asks the same of other days.

It is one only where nothing but days, a platform, a number, a country, a release or an aim stands in it, beside words
that say nothing by themselves, and where what was asked before has a place for these. All else is a question of its
own. Knows no database and no clock.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.artist.adviser import calendar_days, named_days, periods, slots
from app.artist.adviser.countries import country_of
from app.artist.adviser.named_days import COUNTS, HOW_MANY
from app.artist.adviser.periods import Period
from app.artist.adviser.slots import Slots
from app.artist.adviser.spelling import spelt_out

_DAYS = ('period', 'beside')
OF_A_NUMBER = frozenset(('platform', 'metric', 'country', 'period', 'beside'))
TAKES: dict[str, frozenset[str]] = {
    'metric_value': OF_A_NUMBER | {'how_many'},
    'metric_change': OF_A_NUMBER,
    'why_change': OF_A_NUMBER - {'beside'},
    'week_review': frozenset(('platform', 'country', 'period')),
    'fastest_platform': frozenset(('period', 'country')),
    'release_result': frozenset(('release', 'period')),
    'best_release': frozenset(('period',)),
    'link_clicks': frozenset(('period',)),
    'reach_when': frozenset(('platform', 'metric', 'aim')),
    'forecast': frozenset(('platform', 'metric')),
    'posting_time': frozenset(('platform', 'metric')),
}
"""What of a question another may put in its place, by what is asked."""
_LEAD = re.compile(
    r'^(?:(?:okay|ok|and|also|but|so|now|or|what about|how about|what of|(?:the )?same(?= (?:for|in|on))|just)(?: |$))+'
)
_NEAR_IT = re.compile(
    rf'\b(?:(?:(\d{{1,3}}|{HOW_MANY}) )?(day|week|month|quarter|year)s? (before|earlier|after|later)(?: (?:that|it))?'
    r'|(previous|preceding|following) (day|week|month|quarter|year)'
    r'|same (?:day|days|week|month|months|quarter|time|period)(?: of)? (last year|a year before|a year earlier))\b'
)
_AIM = re.compile(r'\d[\d,]*(?: ?(?:k|m|thousand|mio|million))?')
_ONE_END = re.compile(r'\b(?:since|after|before|until|till|up to)\b')
_WITH_ITS_YEAR = re.compile(r'\b(?:19|20)\d\d\b|\blast year\b')
_HOW_MANY = re.compile(r'\bhow (?:many|much)\b(?: (?:did|do|had|have|were) (?:i|we)\b)?(?: (?:get|have|had|got)\b)?')
_FILLING = frozenset(
    """a all an at as against by compared during entire for from in instead me my of on only our over please than that
    the then there to too versus vs well whole with within""".split()  # noqa: SIM905  as people read it
)
_WHOLE = frozenset(('all', 'whole', 'entire'))
_LONGEST = {'day': 1, 'week': 7, 'month': 31, 'quarter': 92, 'year': 366}


@dataclass(frozen=True, slots=True)
class Topic:
    """What the last question was about: how it was written, what it asked, and what others have put in its place since.

    `year` is the one that its days were named with.
    """

    question: str
    intent: str
    slots: Slots
    put: tuple[str, ...] = ()
    year: int | None = None

    @classmethod
    def of(cls, question: str, intent: str, named: Slots) -> 'Topic | None':
        """That of a question that stands alone; None where nothing can go on from it."""
        if intent not in TAKES:
            return None
        return cls(question, intent, named, year=_year_of(named.period, slots.plain(slots.dated(question))))


def follow(
    topic: Topic, question: str, today: date, titles: Sequence[str] = (), shown: Period | None = None
) -> Topic | None:
    """What is asked by a question that goes on from another; None where it does not.

    `shown` are the days that the answer before was about where these were not named one by one. What lies ahead is
    asked by itself: “and next month?” wants a forecast.
    """
    words = spelt_out(slots.plain(slots.dated(question)))
    lead = _LEAD.match(words)
    rest = words[lead.end() :].strip() if lead else words
    takes = TAKES[topic.intent]
    found = _all_of_it(rest, takes, titles) or _named(rest, topic, today, shown)
    if not found.keys() - {'how_many'} or not found.keys() <= takes | {'ends'}:
        return None
    if (days := found.get('period')) is not None and days.first > today:
        return None
    if lead is None and 'metric' in found:
        return None  # “streams in June” says all that it asks
    if days is not None and not _fits(topic, days, today):
        return None
    found.pop('how_many', None)
    year = topic.year
    if 'period' in found:
        found = {'beside': None, 'ends': None} | found
        year = _year_of(found['period'], rest, topic.year is not None) or topic.year
    put = dict.fromkeys((*topic.put, *(name for name, value in found.items() if value is not None)))
    changed = replace(topic.slots, **found)
    return replace(topic, slots=changed, put=tuple(one for one in put if getattr(changed, one) is not None), year=year)


def _all_of_it(rest: str, takes: frozenset[str], titles: Sequence[str]) -> dict[str, Any]:
    """A release, or a number that is aimed at, where it is all that is named."""
    if 'aim' in takes and _AIM.fullmatch(rest):
        return {'aim': aim} if (aim := slots.aim_of(rest)) is not None else {}
    place = slots.release_of(rest, titles) if 'release' in takes else None
    if place is not None and len(rest.split()) == len(slots.plain(titles[place]).split()):
        return {'release': place, 'period': None}
    return {}


def _named(rest: str, topic: Topic, today: date, shown: Period | None) -> dict[str, Any]:
    """All that it names; nothing where something else stands in it."""
    found: dict[str, Any] = {}
    if _HOW_MANY.search(rest):
        found['how_many'], rest = True, _HOW_MANY.sub(' ', rest)
    days, rest = _days(' '.join(rest.split()), topic, today, shown)
    found |= days
    if country := country_of(rest):
        found['country'], rest = country[1], _without(rest, country[:1])
    for name, read, called in (
        ('platform', slots.platform_of, slots.PLATFORMS),
        ('metric', slots.metric_of, slots.METRICS),
    ):
        if (one := read(rest)) is not None:
            found[name], rest = one, _without(rest, called[one])
    return {} if {*rest.split()} - _FILLING else found


def _without(words: str, called: Sequence[str]) -> str:
    for one in sorted(called, key=len, reverse=True):
        words = f' {words} '.replace(f' {one} ', ' ').strip()
    return words


def _days(rest: str, topic: Topic, today: date, shown: Period | None) -> tuple[dict[str, Any], str]:
    """The days that it names, and what else it says."""
    now = shown or topic.slots.period
    if near := _NEAR_IT.search(rest):
        moved = _near_it(near, now, today) if now is not None and not now.is_open else None
        return ({'period': moved}, f'{rest[: near.start()]} {rest[near.end() :]}') if moved else ({}, rest)
    found, every = periods.find(rest, today), named_days.read(named_days.mended(rest), today)
    if found.period is not None and now is not None and _is_the_same_of_a_year(rest, every, now):
        moved = _moved(now, 'year', found.period.first.year - now.first.year, today)
        if moved is not None and moved.first <= today:
            return {'period': moved}, found.rest
    named = found
    if topic.year is not None and every and all(one.in_year for one in every):
        named = periods.find(f'{rest} {topic.year}', today)
    put = {'period': named.period, 'beside': named.beside, 'ends': named.ends}
    return {name: value for name, value in put.items() if value is not None}, found.rest


def _is_the_same_of_a_year(rest: str, every: Sequence[named_days.Named], now: Period) -> bool:
    """Whether a year that is named alone asks for the days before in it: “and in 2025?” after those of April.

    Not “since 2025”, and not the year in which they lie already: that asks for all of it.
    """
    if len(every) != 1 or _WHOLE & {*rest.split()} or now.is_open or now.is_rolling or now.days > _LONGEST['quarter']:
        return False
    one = every[0]
    if _ONE_END.search(rest[: one.start]) or one.days[0].year == now.first.year:
        return False
    return one.kind in (named_days.YEAR, 'calendar') and (one.days[1] - one.days[0]).days >= 364


def _fits(topic: Topic, days: Period, today: date) -> bool:
    """Whether what was asked can be told of these days: else all, or a week, would be told as if it were of them."""
    is_short, is_new = days.days < _LONGEST['week'], days.last >= today - timedelta(days=_LONGEST['week'] + 1)
    if topic.intent == 'fastest_platform':
        return not days.is_open and not is_short
    if topic.intent == 'week_review':  # a few days of this week are told as the last seven
        return not days.is_open and not (is_short and is_new and days.days > 1)
    if topic.intent == 'release_result' and topic.slots.release is not None:
        return False  # one release is judged by the days around it
    return topic.intent not in ('release_result', 'best_release') or not (is_short or days.is_rolling)


def _near_it(near: re.Match[str], now: Period, today: date) -> Period | None:
    """“The month before”, “the following week”, “the same days last year”; None where that is shorter than the days."""
    count, unit, where, which, other_unit, same = near.groups()
    name = 'year' if same else unit or other_unit
    if now.days > _LONGEST[name]:
        return None
    step = COUNTS.get(count or 'one') or int(count)
    return _moved(now, name, step if where in ('after', 'later') or which == 'following' else -step, today)


def _moved(now: Period, name: str, step: int, today: date) -> Period | None:
    """Days so many weeks or months on; those that run until yesterday are meant whole."""
    begun = calendar_days.unit(name, 0, today)
    if now.first == begun[0] and now.last >= today - timedelta(days=1):
        return Period(*calendar_days.unit(name, step, today))
    try:
        first, last = calendar_days.moved((now.first, now.last), name, step)
    except (OverflowError, ValueError):
        return None
    last = last if first >= today else max(first, min(last, today - timedelta(days=1)))
    return Period(first, last)


def _year_of(period: Period | None, words: str, is_meant: bool = False) -> int | None:
    """The year that days are named with."""
    if period is None or period.is_open or period.days > _LONGEST['year']:
        return None
    if not is_meant and not _WITH_ITS_YEAR.search(words):
        return None
    return period.first.year


def kept(topic: Topic, titles: Sequence[str]) -> dict[str, Any]:
    """A topic as it is kept beside an answer."""
    put = {name: _kept(name, getattr(topic.slots, name), titles) for name in topic.put}
    return {'question': topic.question, 'intent': topic.intent, 'put': put, 'year': topic.year}


def read(told: Mapping[str, Any], alone: Slots, titles: Sequence[str]) -> Topic | None:
    """What was kept; `alone` is what its question names. None where it cannot go on: a release is gone."""
    put = {name: _told(name, value, titles) for name, value in told['put'].items()}
    if None in put.values():
        return None
    if 'period' in put:
        put = {'beside': None, 'ends': None} | put
    return Topic(told['question'], told['intent'], replace(alone, **put), tuple(told['put']), told['year'])


def _kept(name: str, value: Any, titles: Sequence[str]) -> Any:
    if name == 'release':
        return titles[value]
    if name == 'ends':
        return [_kept('period', one, titles) for one in value]
    return (
        [value.first.isoformat(), value.last.isoformat(), value.is_open, value.is_rolling] if name in _DAYS else value
    )


def _told(name: str, value: Any, titles: Sequence[str]) -> Any:
    if name == 'release':
        return titles.index(value) if value in titles else None
    if name == 'ends':
        return tuple(_told('period', one, titles) for one in value)
    return Period(date.fromisoformat(value[0]), date.fromisoformat(value[1]), *value[2:]) if name in _DAYS else value
