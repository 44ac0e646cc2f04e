"""How English is read, as a person would: rules in order, of which the first that fits counts."""

import re
from functools import cache

from app.voice.text import addresses, english_dates, english_names, english_units
from app.voice.text.english_numbers import digits, number, ordinal, year
from app.voice.text.rules import Rule, before, rule

_STATES = (
    'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA '
    'RI SC SD TN TX UT VT VA WA WV WI WY DC'
).split()
_BEFORE_ZIP = re.compile(rf'(?:\b(?:to|in|at|near|from|zip|ZIP|code)|\b(?:{"|".join(_STATES)})),?\s{{1,3}}$')
_COUNTS = re.compile(r'\s+(?:people|times|years|words|miles|men|women|copies|seats|dollars|euros|pounds)\b')
_SIGNS = {
    '&': 'and',
    '+': 'plus',
    '=': 'equals',
    '≈': 'is about',
    '≠': 'is not',
    '×': 'times',
    '÷': 'divided by',
    '<': 'is less than',
    '>': 'is more than',
    '≤': 'is at most',
    '≥': 'is at least',
    '→': 'to',
    '@': 'at',
    '%': 'percent',
    '§': 'section',
    '±': 'plus or minus',
    '°': 'degrees',
}
_BETWEEN_WORDS = re.compile(r'[&+=≈≠×÷<>≤≥→@§±](?=\s|$)')


def _zip(match: re.Match[str]) -> str | None:
    code = match.group()
    near = _BEFORE_ZIP.search(before(match))
    if code[0] == '0' or (near and not code.endswith('00') and not _COUNTS.match(match.string, match.end())):
        return digits(code)
    return None


def _year(match: re.Match[str]) -> str | None:
    value = int(match.group())
    return year(value) if 1100 <= value < 2100 else None


def _phone(match: re.Match[str]) -> str:
    return digits(re.sub(r'^\+|[()]', '', match.group()).strip())


def _thousands(match: re.Match[str]) -> str:
    return number(match.group().replace('.', ''))


def _dotted(match: re.Match[str]) -> str:
    return ' point '.join(number(part) for part in match.group().lstrip('v').split('.'))


def _slashes(match: re.Match[str]) -> str:
    return ' slash '.join(
        year(int(part)) if len(part) == 4 and 1100 <= int(part) < 2100 else number(part)
        for part in match.group().split('/')
    )


def _grouped(match: re.Match[str]) -> str:
    return number(re.sub(r"[ '’]", '', match.group()))


_OTHERS: tuple[Rule, ...] = (
    rule(r'(?<![\w.-])\+\d{1,3}[\s-]\(?\d{2,4}\)?(?:[\s-]\d{2,5}){1,4}(?!\w)', _phone),
    rule(r'(?<![\w.-])(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?!\w)', _phone),
    rule(r'(?<![\w.-])\d{3}-\d{4}(?![\w-])', _phone),
    rule(r'(?<![\w.-])\d{5}(?:-\d{4})?(?![\w,.]\d|\w)', _zip),
    rule(r'(?<![\w.])\d{1,3}(?:\.\d{3}){2,6}(?![\w.])', _thousands),
    rule(r'(?<!\d)v?\d{1,12}(?:\.\d{1,12}){2,12}(?!\w)', _dotted),
    rule(
        r'(?<![\w.])(\d{1,3}(?:,\d{3}){1,8}|\d{1,30})(?:st|nd|rd|th)(?!\w)',
        lambda found: ordinal(int(found[1].replace(',', ''))),
    ),
    rule(r'(?<!\d)(\d{1,12})\s?[x×]\s?(\d{1,12})(?!\w)', lambda found: f'{number(found[1])} by {number(found[2])}'),
    rule(r"(?<![\w.])\d{1,3}(?:(?:['’]\d{3}){1,6}|(?: \d{3}){2,6}| 000)(?![\w.])", _grouped),
    rule(r'(?<![\w./])\d{1,9}(?:/\d{1,9}){1,8}(?![\w/])', _slashes),
    rule(
        r'(?<![\w.])(\d{1,12})\^(-?\d{1,6})(?!\w)',
        lambda found: f'{number(found[1])} to the power of {number(found[2])}',
    ),
    rule(r'#(\d{1,30})', lambda found: f'number {number(found[1])}'),
    rule(r'#(?=\w)', 'hashtag'),
    rule(r'@(?=\w)', 'at'),
    rule(r'(?<![\w.])\d{4}(?![\w,.]\d|\w|%)', _year),
    rule(rf'(?<![\w.]){english_units.NUMBER}(?!\d|\.\d)', lambda found: number(found.group())),
    rule(r'\d{20,60}', lambda found: digits(found.group(), 'zero')),
    rule(rf'(?<![\w.]){english_units.NUMBER}', lambda found: number(found.group())),
    rule(r'(?<=\d)\d{1,60}', lambda found: digits(found.group(), 'zero')),
    rule(r'and/or(?!\w)', 'and or'),
    rule(r'/(?=\w)', 'slash'),
    rule(_BETWEEN_WORDS.pattern, lambda found: _SIGNS[found.group()]),
    rule(r'&(?=\w)', 'and'),
    rule(r'%', 'percent'),
    rule(r'-(?=\d)', 'minus'),
)


@cache
def rules(*, british: bool = False) -> tuple[Rule, ...]:
    """All of them, in the order in which they are tried."""
    return (
        *addresses.rules('en'),
        *([english_dates.BRITISH] if british else []),
        *english_dates.RULES[:6],
        rule(r'24/7(?![\w/])', 'twenty-four seven'),
        *_OTHERS[:3],  # numbers of telephones look like spans
        *english_units.RULES,
        *english_dates.RULES[6:],
        *english_names.RULES,
        *_OTHERS[3:],
    )
