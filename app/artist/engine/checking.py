"""What an answer of a language model must stand up to: each number in what it was told, no deed that nobody did.

Knows no database and no network.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

_MONTHS = {
    name: place
    for place, names in enumerate(
        ('jan january', 'feb february', 'mar march', 'apr april', 'may', 'jun june', 'jul july', 'aug august',
         'sep september', 'oct october', 'nov november', 'dec december'), 1)
    for name in names.split()
}  # fmt: skip
_MONTH = '|'.join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r'\b(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b')
_DAYS = re.compile(
    rf'\b(\d{{1,2}})(?:st|nd|rd|th)?\.? ?(?:to|until|and|–|-) ?(?=\d{{1,2}}(?:st|nd|rd|th)?\.? ({_MONTH})\b)', re.I
)
_DAY_FIRST = re.compile(rf'\b(\d{{1,2}})(?:st|nd|rd|th)?\.?(?: of)? ({_MONTH})\b\.?(?:,? (\d{{4}}))?', re.IGNORECASE)
_MONTH_FIRST = re.compile(rf'\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*:)(?:,? (\d{{4}}))?', re.IGNORECASE)
_CLOCK = re.compile(r'\b(\d{1,2}):(\d{2})\b')
_NUMBER = re.compile(
    r'(?<![\w.])[-+−]?\d+(?:[.,\u00a0\u202f’\' ]\d{3})*(?:[.,]\d+)?(?:\s?(?:k|m)\b)?(?![\w])', re.IGNORECASE
)
_COUNTING = re.compile(r'^\s*\d{1,2}[.)]\s', re.MULTILINE)
_DEED = re.compile(
    r"\b(?:i|we)(?:'ve|’ve| have|'m|’m)?(?: just| already| now| also)? (?:booked|reserved|paid|sent|e-?mailed|mailed|"
    r'posted|published|scheduled|ordered|cancell?ed|deleted|moved|changed|saved|set up|contacted|called|messaged|'
    r'uploaded|bought)\b'
    r'|\b(?:has|have) been (?:booked|reserved|paid|sent|e-?mailed|cancell?ed|deleted|published|scheduled|uploaded)\b'
    r'|\b(?:is|are) (?:now )?(?:booked|reserved) for you\b',
    re.IGNORECASE,
)
_SENTENCE = re.compile(r'[^.!?\n]*(?:[.!?]+(?=\s|$)|\n|$)')
_MARKUP = re.compile(r'!?\[([^\]]*)\]\([^)]*\)|<[^>]{0,400}>')
_ADDRESS = re.compile(r'\b(?:https?://|www\.)\S+', re.IGNORECASE)
LEFT_OUT = '[an address was left out]'


@dataclass(slots=True)
class Told:
    """The numbers, dates and times of the clock that a model was told."""

    numbers: set[Decimal] = field(default_factory=set)
    days: set[tuple[int, int]] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    clocks: set[tuple[int, int]] = field(default_factory=set)

    def add(self, told: Any) -> None:
        """Everything that stands in a result of a tool, or in a question."""
        text = told if isinstance(told, str) else json.dumps(told, default=str, ensure_ascii=False)
        rest = _take_dates(text, self.days, self.years, self.clocks)
        self.numbers.update(value for _, value, _ in _numbers(rest))
        for value in list(self.numbers):
            if abs(value) <= 2:
                self.numbers.add(value * 100)  # a share may be said in percent


def unsupported(answer: str, told: Told) -> list[str]:
    """The numbers, dates and times of an answer that stand in nothing that was told."""
    days, years, clocks = set[tuple[int, int]](), set[int](), set[tuple[int, int]]()
    rest = _take_dates(_COUNTING.sub('', answer), days, years, clocks)
    wrong = [f'{day}.{month}.' for month, day in sorted(days - told.days)]
    wrong += [str(year) for year in sorted(years - told.years)]
    wrong += [f'{hour}:{minute:02}' for hour, minute in sorted(clocks - told.clocks)]
    wrong += [words for words, value, decimals in _numbers(rest) if not _stands(value, decimals, told)]
    return wrong


def plain(answer: str) -> str:
    """An answer as it is shown: no markup, no pictures, no addresses that lead anywhere."""
    text = _MARKUP.sub(lambda found: found[1] or '', answer)
    return _ADDRESS.sub(LEFT_OUT, text).strip()


def without_deeds(answer: str) -> str:
    """The answer without sentences that claim that something was done: nothing is, without a pressed button."""
    return ''.join(one for one in sentences(answer) if not _DEED.search(one)).strip()


def sentences(text: str) -> list[str]:
    """A text in its sentences, which together are the text."""
    return [one for one in (found[0] for found in _SENTENCE.finditer(text)) if one]


def _stands(value: Decimal, decimals: int, told: Told) -> bool:
    """Whether a number is one of those, as it is or rounded to as many decimals."""
    if int(value) == value and int(value) in told.years:
        return True
    step = Decimal(1).scaleb(-decimals)
    return any(abs(value) == abs(one).quantize(step) for one in told.numbers if one.is_finite())


def _numbers(text: str) -> Iterator[tuple[str, Decimal, int]]:
    """Each number as it is written, its value, and how many decimals it has."""
    for found in _NUMBER.finditer(text):
        words = found[0].strip()
        value, decimals = _value(words)
        if value is not None:
            yield words, value, decimals


def _value(words: str) -> tuple[Decimal | None, int]:
    flat = words.lower().replace('−', '-').replace('+', '')
    factor = {'k': 1000, 'm': 1_000_000}.get(flat[-1:], 1)
    flat = re.sub(r"[\s\u00a0\u202f’'km]", '', flat)
    whole, mark, rest = _split(flat)
    try:
        value = Decimal(f'{whole}.{rest}' if mark else whole) * factor
    except InvalidOperation:
        return None, 0
    return value, len(rest) - {1000: 3, 1_000_000: 6}.get(factor, 0)


def _split(flat: str) -> tuple[str, bool, str]:
    """What stands before the decimal mark and behind it: the last comma or point, unless it parts thousands."""
    last = max(flat.rfind('.'), flat.rfind(','))
    if last < 0:
        return flat, False, ''
    whole, rest = flat[:last].replace(',', '').replace('.', ''), flat[last + 1 :]
    is_thousands = len(rest) == 3 and not (flat[last] == '.' and whole.lstrip('-') == '0')
    return (whole + rest, False, '') if is_thousands else (whole, True, rest)


def _take_dates(text: str, days: set[tuple[int, int]], years: set[int], clocks: set[tuple[int, int]]) -> str:
    """The text without its dates and times, which are put into these sets."""

    def iso(found: re.Match[str]) -> str:
        years.add(int(found[1]))
        days.add((int(found[2]), int(found[3])))
        if found[4]:
            clocks.add((int(found[4]), int(found[5])))
        return ' '

    def named(day: str, month: str, year: str | None) -> str:
        days.add((_MONTHS[month.lower()], int(day)))
        if year:
            years.add(int(year))
        return ' '

    def clock(found: re.Match[str]) -> str:
        clocks.add((int(found[1]), int(found[2])))
        return ' '

    text = _ISO.sub(iso, text)
    text = _DAYS.sub(lambda found: named(found[1], found[2], None), text)
    text = _DAY_FIRST.sub(lambda found: named(found[1], found[2], found[3]), text)
    text = _MONTH_FIRST.sub(lambda found: named(found[2], found[1], found[3]), text)
    return _CLOCK.sub(clock, text)


def today_words(today: date) -> str:
    """Today as a model is told it."""
    return f'{today.isoformat()} ({today:%A})'


_MAIL = re.compile(r'[\w.+-]+@[\w-]+(?:\.[\w-]+)+')
_PHONE = re.compile(r'(?<![\w-])(?:\+|00?)\d[\d ()/.-]{6,}\d')
_SECRET = re.compile(r'\b(?:sk|pk|pi|cs|cus|ch|whsec|seti|pm)_[A-Za-z0-9_]{6,}\b')


def masked(told: Any) -> Any:
    """The same without mail addresses, phone numbers and ids of payments, however deep they stand."""
    if isinstance(told, str):
        return _SECRET.sub('[left out]', _PHONE.sub('[phone left out]', _MAIL.sub('[mail left out]', told)))
    if isinstance(told, dict):
        return {name: masked(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [masked(one) for one in told]
    return told


def fenced(words: str) -> dict[str, str]:
    """What somebody else wrote, marked as data."""
    return {'written_by_others': f'<<<{words.replace("<<<", "").replace(">>>", "")}>>>'}


def all_told(results: Iterable[Any]) -> Told:
    """What several results and questions say together."""
    told = Told()
    for one in results:
        told.add(one)
    return told
