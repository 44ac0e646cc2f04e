"""Dates, times, years and spans in English."""

import re
from dataclasses import replace

from app.voice.text.english_numbers import cardinal, decade, ordinal, year
from app.voice.text.rules import Rule, behind, rule

MONTHS = 'January February March April May June July August September October November December'.split()
_MONTH = '|'.join([*MONTHS, *(f'{month[:3]}\\.?' for month in MONTHS if month != 'May'), 'Sept\\.?'])
_DAY = r'([0-3]?\d)(?:st|nd|rd|th)?'
_YEAR = r'(?:,?\s(\d{4})(?!\w))?'
_NOT_INSIDE = r'(?<![\w.])'


def clock(hours: int, minutes: int, half: str = '', seconds: int | None = None) -> str:
    """A time of the day: 'five thirty P.M.', 'seventeen oh five'."""
    said = cardinal(hours)
    if minutes or seconds is not None:
        said += f' {"oh " if minutes < 10 else ""}{cardinal(minutes)}'
    elif not half:
        said += " o'clock" if 0 < hours <= 12 else ' hundred hours' if hours else ' hundred'
    if seconds is not None:
        said += f' and {cardinal(seconds)} {"second" if seconds == 1 else "seconds"}'
    return said + (f' {half.upper()}.M.' if half else '')


def date(years: int | None, month: int, day: int) -> str | None:
    """A day: 'March third, twenty twenty-four'; None if there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f'{MONTHS[month - 1]} {ordinal(day)}' + (f', {year(years)}' if years else '')


def _clock(match: re.Match[str]) -> str | None:
    hours, minutes, seconds, half = match.groups()
    if int(hours) > 24 or int(minutes) > 59 or int(seconds or 0) > 59:
        return None
    return clock(int(hours), int(minutes), half or '', int(seconds) if seconds else None) + _end_of(match, half)


def _hour(match: re.Match[str]) -> str | None:
    hours, half = match.groups()
    return (clock(int(hours), 0, half) + _end_of(match, half)) if 0 < int(hours) <= 12 else None


def _end_of(match: re.Match[str], half: str | None) -> str:
    """The point of 'p.m.' ends a sentence, too, where one begins behind it or nothing follows."""
    if not half or not match.group().endswith('.'):
        return ''
    rest = behind(match)
    bare = rest.lstrip()
    goes_on = bare[:1] and (bare[0] in ',;:?!)' or (bare != rest and (bare[0].islower() or bare[0].isdecimal())))
    return '' if goes_on else '.'


def _slashes(match: re.Match[str]) -> str | None:
    first, second, years = (int(part) for part in match.groups())
    if years < 100:
        years += 1900 if years > 40 else 2000
    month, day = (first, second) if first <= 12 else (second, first)
    return date(years, month, day)


def _slashes_british(match: re.Match[str]) -> str | None:
    """The day comes first there, and is said first; one that could only be a month's is read as elsewhere."""
    first, second, years = (int(part) for part in match.groups())
    if second > 12 or not 1 <= first <= 31 or not second:
        return _slashes(match)
    if years < 100:
        years += 1900 if years > 40 else 2000
    return f'the {ordinal(first)} of {MONTHS[second - 1]}, {year(years)}'


def _month_number(name: str) -> int:
    return next(place for place, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def _month_first(match: re.Match[str]) -> str | None:
    name, day, years = match.groups()
    return date(int(years) if years else None, _month_number(name), int(day))


def _day_first(match: re.Match[str]) -> str | None:
    the, day, name, years = match.groups()
    if not 1 <= int(day) <= 31:
        return None
    said = f'the {ordinal(int(day))} of {MONTHS[_month_number(name) - 1]}'
    return (said if the is None else f'{the}{said[4:]}') + (f', {year(int(years))}' if years else '')


def _span(match: re.Match[str]) -> str:
    return ' to '.join(year(int(part)) if len(part) == 4 else cardinal(int(part)) for part in match.groups())


def _decade(match: re.Match[str]) -> str:
    whole, short = match.groups()
    return decade(int(whole)) if whole else decade(1900 + int(short)).partition(' ')[2]


_WITH_SLASHES = rule(rf'{_NOT_INSIDE}(\d\d?)/(\d\d?)/(\d{{4}}|\d\d)(?![\w/])', _slashes)
RULES: tuple[Rule, ...] = (
    rule(
        rf'{_NOT_INSIDE}(\d{{4}})-(\d\d)-(\d\d)(?![\w-])',
        lambda found: date(int(found[1]), int(found[2]), int(found[3])),
    ),
    _WITH_SLASHES,
    rule(rf'({_MONTH})\s{_DAY}(?![\w:]){_YEAR}', _month_first),
    rule(rf'(the\s)?{_DAY}\s(?:of\s)?({_MONTH})(?!\w){_YEAR}', _day_first),
    rule(rf'{_NOT_INSIDE}(\d\d?):(\d\d)(?::(\d\d))?(?:\s?([AaPp])\.?[Mm](?:\.|(?!\w)))?(?!\d)', _clock),
    rule(rf'{_NOT_INSIDE}(\d\d?)\s?([AaPp])\.?[Mm](?:\.|(?!\w))', _hour),
    rule(rf"{_NOT_INSIDE}(?:(\d{{3}}0)|['’](\d0))['’]?s(?!\w)", _decade),
    rule(r'(?<![\w.-])(\d{1,4})\s?[-–]\s?(\d{1,4})(?![\w-]|\.\d)', _span),
)
BRITISH = replace(_WITH_SLASHES, say=_slashes_british)
"""Comes before all the others where a British voice reads."""
