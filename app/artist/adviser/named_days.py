"""Days by their names, as people write them: “Sept 2025”, “2026-05”, “Q3”, “last summer”, “16 June”, “two weeks ago”.

Knows no database and no clock. Where no year is named, the latest that has begun is meant.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from app.artist.adviser import calendar_days
from app.artist.adviser.calendar_days import Days

MONTHS = (
    'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november',
    'december',
)  # fmt: skip
WEEKDAYS = ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')
SEASONS = {'spring': 3, 'summer': 6, 'autumn': 9, 'fall': 9, 'winter': 12}
"""The month in which each begins, three months long."""
COUNTS = {
    'a': 1, 'an': 1, 'one': 1, 'two': 2, 'three': 3, 'four': 4, 'five': 5, 'six': 6, 'seven': 7, 'eight': 8,
    'nine': 9, 'ten': 10, 'twelve': 12, 'couple of': 2, 'few': 3, 'several': 4,
}  # fmt: skip
MONTH = '|'.join(f'{name}|{name[:3]}' for name in MONTHS) + '|sept'
HOW_MANY = '|'.join(COUNTS)
WHOLE, YEAR = 'whole', 'year'
"""Kinds of names: all that there is, and a year, which may belong to a month that stands elsewhere."""
ALIKE = 0.84
"""So near must a word with a typing error be to the name of a month."""
Groups = tuple[str | None, ...]
InYear = Callable[[int], Days | None]
"""The days of a name in some year."""


@dataclass(frozen=True, slots=True)
class Named:
    """Some days that are named in words: by which kind of name, from where to where; `in_year` gives those of another
    year where none is named."""

    kind: str
    start: int
    end: int
    days: Days
    in_year: InYear | None = None

    def of(self, year: int) -> Days:
        """Its days in a year; as they are where it says which."""
        return (self.in_year(year) if self.in_year else None) or self.days


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of name: what it looks like, and which days it means, in words and by today; None where there are none."""

    pattern: str
    read: Callable[[Groups, date], tuple[Days | None, InYear | None]]


def read(words: str, today: date) -> list[Named]:
    """All days that are named, in the order of their names; a year that stands alone belongs to what is beside it."""
    found = [one for match in _ANY.finditer(words) if (one := _named(match, words, today)) is not None]
    if any(one.kind != WHOLE for one in found):
        found = [one for one in found if one.kind != WHOLE]
    years = [one for one in found if one.kind == YEAR]
    others = [one for one in found if one.kind != YEAR]
    if len(years) == 1 and others and all(one.in_year for one in others):
        return [Named(one.kind, one.start, one.end, one.of(years[0].days[0].year)) for one in others]
    return found


def mended(words: str) -> str:
    """Words with the typing errors in names of months mended."""
    return ' '.join(_mended(word) for word in words.split())


def _mended(word: str) -> str:
    if len(word) < 5 or not word.isalpha() or word in MONTHS:
        return word
    return next(iter(get_close_matches(word, MONTHS, 1, ALIKE)), word)


def from_to(one: Named, other: Named) -> Days:
    """From the first day of one to the last of the other; a year that only one of them names is that of both."""
    first, last = one.days, other.days
    if one.in_year is not None:
        first = one.of(last[0].year)
        if first[0] > last[0]:
            first = one.of(last[0].year - 1)
    elif other.in_year is not None:
        last = other.of(first[0].year)
        if last[0] < first[0]:
            last = other.of(first[0].year + 1)
    return min(first[0], last[0]), max(first[1], last[1])


def _named(match: re.Match[str], words: str, today: date) -> Named | None:
    kind = str(match.lastgroup)
    start, end = match.span()
    if not _is_meant(match[0], kind, words[:start], words[end:]):
        return None
    place = _ANY.groupindex[kind]
    behind = min((one for one in _ANY.groupindex.values() if one > place), default=_ANY.groups + 1)
    days, in_year = KINDS[kind].read(match.groups()[place : behind - 1], today)
    return Named(kind, start, end, days, in_year) if days is not None else None


def _is_meant(text: str, kind: str, before: str, behind: str) -> bool:
    """Whether a word that has another meaning too (“may”, “march”, “fall”, a number) means days where it stands."""
    if kind != YEAR and not _WEAK.fullmatch(text):
        return True
    if before.endswith('how ') or _MODAL.match(behind) or (kind == YEAR and _COUNTED_THINGS.match(behind)):
        return False
    if text in ('fall', 'spring'):
        return bool(_IN_THE.search(before))
    return bool(_LEADS_TO.search(before) or _FOLLOWS.match(behind))


def month(name: str | None) -> int:
    """The number of a month by its name, 1 to 12; short or long."""
    return next(place for place, month in enumerate(MONTHS, 1) if month[:3] == (name or 'jan')[:3])


def _year(said: str | None, today: date) -> int | None:
    if said is None or said.isdigit():
        return int(said) if said else None
    return today.year + {'last': -1, 'next': 1}.get(said.split()[0], 0)


def _told(in_year: InYear, which: str | None, year: str | None, today: date) -> tuple[Days | None, InYear | None]:
    """Days of a name that comes each year: of the year that is said, else the last, the next, or the latest begun."""
    if (said := _year(year, today)) is not None:
        return in_year(said), None
    every = [days for at in range(today.year - 4, today.year + 3) if (days := in_year(at)) is not None]
    if which in ('last', 'past', 'previous'):
        return next((one for one in reversed(every) if one[1] < today), None), None
    if which in ('next', 'coming'):
        return next((one for one in every if one[0] > today), None), None
    return next((one for one in reversed(every) if one[0] <= today), None), in_year


def _number(said: str | None) -> int:
    return COUNTS.get(said or '') or int(said or 1)


def _iso_day(groups: Groups, _: date) -> tuple[Days | None, InYear | None]:
    return calendar_days.single(*(int(one or 0) for one in groups[:3])), None


def _written_day(groups: Groups, _: date) -> tuple[Days | None, InYear | None]:
    one, other, year = (int(each or 0) for each in groups[:3])
    return calendar_days.single(year, other, one) or calendar_days.single(year, one, other), None


def _day_month(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    number, name, year = groups[:3]
    return _told(lambda at: calendar_days.single(at, month(name), int(number or 0)), None, year, today)


def _month_day(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    return _day_month((groups[1], groups[0], groups[2]), today)


def _iso_month(groups: Groups, _: date) -> tuple[Days | None, InYear | None]:
    return calendar_days.months(int(groups[0] or 0), int(groups[1] or 0)), None


def _month_of(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    return _iso_month((groups[1], groups[0]), today)


def _a_month(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    which, name, year = groups[:3]
    return _told(lambda at: calendar_days.months(at, month(name)), which, year, today)


def _week_of(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    which, name, year = groups[:3]
    return _told(lambda at: calendar_days.week_of(at, month(name), _PLACES[which or 'last']), None, year, today)


def _quarter(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    place = _PLACES[groups[0] or '1']
    return _told(lambda at: calendar_days.months(at, 3 * place - 2, 3), None, groups[1], today)


def _half(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    place = _PLACES[groups[0] or groups[1] or '1']
    return _told(lambda at: calendar_days.months(at, 6 * place - 5, 6), None, groups[2], today)


def _season(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    which, name, year = groups[:3]
    return _told(lambda at: calendar_days.months(at, SEASONS[name or 'summer'], 3), which, year, today)


def _ago(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    return calendar_days.unit(groups[1] or 'day', -_number(groups[0]), today), None


def _counted(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    return calendar_days.back(groups[1] or 'day', _number(groups[0]), today), None


def _rolling(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    return calendar_days.back(groups[0] or 'week', 1, today), None


def _calendar(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    step = {'this': 0, 'current': 0, 'next': 1, 'coming': 1}.get(groups[0] or '', -1)
    return calendar_days.unit(groups[1] or 'week', step, today), None


def _to_date(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    unit = groups[0] or {'y': 'year', 'm': 'month'}[(groups[1] or 'y')[0]]
    return calendar_days.unit(unit, 0, today), None


def _weekend(_: Groups, today: date) -> tuple[Days | None, InYear | None]:
    saturday = calendar_days.weekday(5, today)
    return (saturday, saturday + timedelta(days=1)), None


def _near(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    found = today - timedelta(days={'yesterday': 1, 'day before yesterday': 2}.get(groups[0] or '', 0))
    return (found, found), None


def _weekday(groups: Groups, today: date) -> tuple[Days | None, InYear | None]:
    found = calendar_days.weekday(WEEKDAYS.index(groups[0] or 'monday'), today)
    return (found, found), None


def _a_year(groups: Groups, _: date) -> tuple[Days | None, InYear | None]:
    return calendar_days.months(int(groups[0] or 0), 1, 12), None


def _whole(_: Groups, today: date) -> tuple[Days | None, InYear | None]:
    return (date.min, today), None


_YYYY, _WHICH = r'(?:19|20)\d\d', r'(?:(this|last|past|previous|next|coming) )?'
_GIVEN = rf'(?:{_YYYY}|last year|this year|next year)'
_OF_YEAR = rf'(?:(?: of)? ({_GIVEN}))?'
_UNIT = '(day|week|month|quarter|year)'
_PLACES = {
    '1': 1, '1st': 1, 'first': 1, '2': 2, '2nd': 2, 'second': 2, '3': 3, '3rd': 3, 'third': 3, '4': 4, '4th': 4,
    'fourth': 4, 'last': 4,
}  # fmt: skip
KINDS = {
    'iso_day': Kind(r'(\d{4})-(\d\d)-(\d\d)', _iso_day),
    'written_day': Kind(rf'(\d{{1,2}})[ ,](\d{{1,2}})[ ,]({_YYYY})', _written_day),
    'day_month': Kind(rf'(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({MONTH}){_OF_YEAR}', _day_month),
    'month_day': Kind(rf'({MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?: ({_YYYY}))?', _month_day),
    'iso_month': Kind(rf'({_YYYY})-(0[1-9]|1[0-2])', _iso_month),
    'month_of': Kind(rf'(0?[1-9]|1[0-2])[ ,-]({_YYYY})', _month_of),
    'month': Kind(rf'{_WHICH}({MONTH}){_OF_YEAR}', _a_month),
    'week_of': Kind(rf'(?:the )?(first|second|third|last) week (?:of|in) ({MONTH}){_OF_YEAR}', _week_of),
    'quarter': Kind(rf'q([1-4])(?: ?-? ?(?:of )?({_GIVEN}))?', _quarter),
    'quarter_of': Kind(
        rf'(first|second|third|fourth|1st|2nd|3rd|4th|last(?= quarter of {_GIVEN})) quarter{_OF_YEAR}', _quarter
    ),
    'half': Kind(rf'(?:h([12])|(first|second|1st|2nd) half(?= of {_GIVEN})){_OF_YEAR}', _half),
    'season': Kind(rf'{_WHICH}({"|".join(SEASONS)}){_OF_YEAR}', _season),
    'ago': Kind(rf'(\d{{1,4}}|{HOW_MANY}) {_UNIT}s? (?:ago|back)', _ago),
    'counted': Kind(
        rf'(?:last|past|previous|these|within|over)(?: the)?(?: last| past)? (\d{{1,4}}|{HOW_MANY}) {_UNIT}s?',
        _counted,
    ),
    'rolling': Kind(r'(?:the last|(?:the |this )?past) (week|fortnight|month|quarter|year)', _rolling),
    'calendar': Kind(rf'(this|current|last|previous|next|coming) {_UNIT}', _calendar),
    'to_date': Kind(r'(?:(year|month|week|quarter) to date|(ytd|mtd))', _to_date),
    'weekend': Kind(r'(?:(?:this|last|past) )?weekend', _weekend),
    'near': Kind(r'(day before yesterday|yesterday|today|tonight)', _near),
    'weekday': Kind(rf'({"|".join(WEEKDAYS)})', _weekday),
    YEAR: Kind(rf'({_YYYY})', _a_year),
    WHOLE: Kind(r'(?:all time|in total|altogether|since ever|ever since|overall|so far|to date|ever)', _whole),
}
_ANY = re.compile('|'.join(rf'(?P<{kind}>\b(?:{one.pattern})\b)' for kind, one in KINDS.items()))
_THINGS = r'(?:streams?|plays?|views?|listeners?|followers?|subscribers?|subs|likes|saves|sales|shazams?|numbers|stats)'
_LEADS_TO = re.compile(
    rf'(?:^|\b(?:in|during|for|of|since|until|till|to|from|between|and|before|after|through|vs|versus|than|with|or|the'
    rf'|whole|all|my|our|was|did|me|{_THINGS}) |-)$'
)
_FOLLOWS = re.compile(rf'^(?: (?:\w+ )?{_THINGS}\b| ?-|$)')
_COUNTED_THINGS = re.compile(rf'^ (?:\w+ )?{_THINGS}\b')
_MODAL = re.compile(r'^ (?:i|we|you|it)\b')
_IN_THE = re.compile(r'\b(?:in|during|for|of|since|until|the|from|between|and|to) $')
_WEAK = re.compile(r'may|march|fall|spring|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec')
"""Words that mean something else as well: a month or season only where something near says so."""
