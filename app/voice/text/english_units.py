"""Measures and money in English: what stands behind a number, and how it is said for one and for many."""

import re
from collections.abc import Iterable

from app.voice.text.english_numbers import cardinal, is_one, number
from app.voice.text.rules import Rule, rule

NUMBER = r'[-−+]?(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,30})(?:\.\d{1,30})?'
"""As long as anybody writes one; what is longer is read in parts."""
_NOT_INSIDE = r'(?<![\w.])'
_END = r'(?!\w)'

UNITS = {
    'km/h': ('kilometer per hour', 'kilometers per hour'),
    'm/s': ('meter per second', 'meters per second'),
    'mph': ('mile per hour', 'miles per hour'),
    'bpm': ('beat per minute', 'beats per minute'),
    'BPM': ('beat per minute', 'beats per minute'),
    'km': ('kilometer', 'kilometers'),
    'cm': ('centimeter', 'centimeters'),
    'mm': ('millimeter', 'millimeters'),
    'm': ('meter', 'meters'),
    'mi': ('mile', 'miles'),
    'ft': ('foot', 'feet'),
    'in': ('inch', 'inches'),
    'yd': ('yard', 'yards'),
    'm²': ('square meter', 'square meters'),
    'km²': ('square kilometer', 'square kilometers'),
    'kg': ('kilogram', 'kilograms'),
    'mg': ('milligram', 'milligrams'),
    'g': ('gram', 'grams'),
    'lb': ('pound', 'pounds'),
    'lbs': ('pound', 'pounds'),
    'oz': ('ounce', 'ounces'),
    'l': ('liter', 'liters'),
    'L': ('liter', 'liters'),
    'ml': ('milliliter', 'milliliters'),
    'kWh': ('kilowatt hour', 'kilowatt hours'),
    'kW': ('kilowatt', 'kilowatts'),
    'W': ('watt', 'watts'),
    'V': ('volt', 'volts'),
    'Hz': ('hertz', 'hertz'),
    'kHz': ('kilohertz', 'kilohertz'),
    'MHz': ('megahertz', 'megahertz'),
    'GHz': ('gigahertz', 'gigahertz'),
    'dB': ('decibel', 'decibels'),
    'LUFS': ('LUFS', 'LUFS'),
    'kB': ('kilobyte', 'kilobytes'),
    'KB': ('kilobyte', 'kilobytes'),
    'MB': ('megabyte', 'megabytes'),
    'GB': ('gigabyte', 'gigabytes'),
    'TB': ('terabyte', 'terabytes'),
    'kbps': ('kilobit per second', 'kilobits per second'),
    'Mbps': ('megabit per second', 'megabits per second'),
    'ms': ('millisecond', 'milliseconds'),
    's': ('second', 'seconds'),
    'sec': ('second', 'seconds'),
    'min': ('minute', 'minutes'),
    'h': ('hour', 'hours'),
    'hr': ('hour', 'hours'),
    'hrs': ('hour', 'hours'),
}
_AS_WORDS = frozenset({'in', 's'})
"""These are words or endings, too: units only without a space, or not at all behind a year."""
MONEY = {
    '$': ('dollar', 'dollars', 'cent', 'cents'),
    'US$': ('dollar', 'dollars', 'cent', 'cents'),
    '€': ('euro', 'euros', 'cent', 'cents'),
    '£': ('pound', 'pounds', 'penny', 'pence'),
    '¥': ('yen', 'yen', 'sen', 'sen'),
    '₹': ('rupee', 'rupees', 'paisa', 'paise'),
    'USD': ('US dollar', 'US dollars', 'cent', 'cents'),
    'EUR': ('euro', 'euros', 'cent', 'cents'),
    'GBP': ('British pound', 'British pounds', 'penny', 'pence'),
}
_LARGE = {'k': 'thousand', 'm': 'million', 'bn': 'billion', 'b': 'billion', 'tn': 'trillion'}
_LARGE_WORDS = 'hundred|thousand|million|billion|trillion'
_VULGAR = dict(
    zip(
        '½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞',
        '1/2 1/3 2/3 1/4 3/4 1/5 2/5 3/5 4/5 1/6 5/6 1/8 3/8 5/8 7/8'.split(),
        strict=True,
    )
)
_PARTS = {
    2: 'half',
    3: 'third',
    4: 'quarter',
    5: 'fifth',
    6: 'sixth',
    7: 'seventh',
    8: 'eighth',
    9: 'ninth',
    10: 'tenth',
}
_SCALES = {'C': ' Celsius', 'F': ' Fahrenheit', 'K': ' Kelvin', '': ''}


def money(sign: str, amount: str, large: str | None) -> str:
    """An amount of money: 'five hundred dollars', 'twelve euros fifty', 'three million pounds'."""
    one, many, small_one, small_many = MONEY[sign]
    if large:
        return f'{number(amount)} {_LARGE.get(large.lower(), large.lower())} {many}'
    whole, _, behind = amount.replace(',', '').partition('.')
    if len(behind) != 2:
        return f'{number(amount)} {one if is_one(amount) else many}'
    cents = int(behind)
    said = f'{number(whole or "0")} {one if is_one(whole) else many}'
    if not cents:
        return said
    small = f'{cardinal(cents)} {small_one if cents == 1 else small_many}'
    return small if whole.lstrip('-−+') in ('', '0') else f'{said} and {small}'


def fraction(above: int, below: int) -> str:
    """A part of something: 'two thirds', 'one half'."""
    if below not in _PARTS or not above:
        return f'{cardinal(above)} over {cardinal(below)}'
    part = _PARTS[below]
    if above == 1:
        return f'one {part}'
    return f'{cardinal(above)} {"halves" if below == 2 else f"{part}s"}'


def _unit(match: re.Match[str]) -> str | None:
    amount, space, unit = match.groups()
    if unit in _AS_WORDS and (space or (unit == 's' and len(amount) == 4)):
        return None
    one, many = UNITS[unit]
    return f'{number(amount)} {one if is_one(amount) else many}'


def _fraction(match: re.Match[str]) -> str | None:
    whole, above, below = match.groups()
    if not 0 < int(above) < int(below) <= 10 and int(below) not in _PARTS:
        return None
    said = fraction(int(above), int(below))
    if not whole:
        return said
    return f'{number(whole.strip())} and {"a" + said.removeprefix("one") if said.startswith("one") else said}'


def _vulgar(match: re.Match[str]) -> str:
    whole, sign = match.groups()
    above, below = _VULGAR[sign].split('/')
    said = fraction(int(above), int(below))
    return (
        f'{number(whole)} and {"a" + said.removeprefix("one") if said.startswith("one") else said}' if whole else said
    )


def _alternatives(names: Iterable[str]) -> str:
    return '|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))


RULES: tuple[Rule, ...] = (
    rule(
        rf'{_NOT_INSIDE}([-−]?)({_alternatives(MONEY)})\s?({NUMBER}|\.\d{{1,30}})(?:\s?({_LARGE_WORDS}|bn|tn|[kKmMbB]){_END})?{_END}',
        lambda found: ('minus ' if found[1] else '') + money(found[2], found[3], found[4]),
    ),
    rule(
        rf'{_NOT_INSIDE}({NUMBER})(?:\s({_LARGE_WORDS}))?\s?({_alternatives(MONEY)}){_END}',
        lambda found: money(found[3], found[1], found[2]),
    ),
    rule(
        rf'{_NOT_INSIDE}({NUMBER})\s?¢', lambda found: f'{number(found[1])} {"cent" if is_one(found[1]) else "cents"}'
    ),
    rule(
        rf'{_NOT_INSIDE}({NUMBER})\s?°\s?([CFK])?{_END}',
        lambda found: f'{number(found[1])} {"degree" if is_one(found[1]) else "degrees"}{_SCALES[found[2] or ""]}',
    ),
    rule(rf'{_NOT_INSIDE}({NUMBER})\s?%', lambda found: f'{number(found[1])} percent'),
    rule(rf'{_NOT_INSIDE}(\d{{1,30}})?\s?([{"".join(_VULGAR)}])', _vulgar),
    rule(rf'{_NOT_INSIDE}(\d{{1,30}}\s)?(\d{{1,2}})/(\d{{1,2}})(?![\w/])', _fraction),
    rule(rf'{_NOT_INSIDE}({NUMBER})(\s?)({_alternatives(UNITS)})(?![\w/²])', _unit),
)
