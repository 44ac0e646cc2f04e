"""What English abbreviates: titles, initials, Roman numerals, and letters that are said one by one."""

import re

from app.voice.text.english_numbers import cardinal, digits, ordinal, roman, year
from app.voice.text.rules import Rule, before, behind, rule, word_before

TITLES = {
    'Mr': 'Mister',
    'Mrs': 'Missus',
    'Ms': 'Miz',
    'Dr': 'Doctor',
    'Prof': 'Professor',
    'St': 'Saint',
    'Mt': 'Mount',
    'Ft': 'Fort',
    'Gen': 'General',
    'Gov': 'Governor',
    'Sen': 'Senator',
    'Rep': 'Representative',
    'Capt': 'Captain',
    'Lt': 'Lieutenant',
    'Col': 'Colonel',
    'Sgt': 'Sergeant',
    'Rev': 'Reverend',
    'Hon': 'Honorable',
}
"""Before a name, with a point or without."""
ABBREVIATIONS = {
    'Jr.': 'Junior',
    'Sr.': 'Senior',
    'St.': 'Street',
    'Ave.': 'Avenue',
    'Blvd.': 'Boulevard',
    'Rd.': 'Road',
    'Hwy.': 'Highway',
    'Apt.': 'Apartment',
    'Inc.': 'Incorporated',
    'Ltd.': 'Limited',
    'Corp.': 'Corporation',
    'Co.': 'Company',
    'Bros.': 'Brothers',
    'Dept.': 'Department',
    'Univ.': 'University',
    'Govt.': 'Government',
    'approx.': 'approximately',
    'est.': 'established',
    'vs.': 'versus',
    'vs': 'versus',
    'etc.': 'et cetera',
    'e.g.': 'for example',
    'i.e.': 'that is',
    'cf.': 'compare',
    'a.k.a.': 'also known as',
    'w/o': 'without',
    'w/': 'with',
    'ft.': 'featuring',
    'feat.': 'featuring',
    'min.': 'minutes',
    'max.': 'maximum',
    'Ph.D.': 'P.H.D.',
    'PhD': 'P.H.D.',
    'No.': 'Number',
}
_ENDING = frozenset({'Jr.', 'Sr.', 'St.', 'Ave.', 'Blvd.', 'Rd.', 'Inc.', 'Ltd.', 'Corp.', 'Co.', 'etc.', 'Ph.D.'})
"""A sentence may end with these; their point is its point, too."""
BEFORE_NUMBER = {
    'No': 'number',
    'Nos': 'numbers',
    'Fig': 'figure',
    'fig': 'figure',
    'Vol': 'volume',
    'vol': 'volume',
    'p': 'page',
    'pp': 'pages',
    'Ch': 'chapter',
    'ch': 'chapter',
    'ca': 'circa',
    'c': 'circa',
}
_RULERS = re.compile(
    'Henry|Louis|Charles|George|Edward|Richard|William|James|Elizabeth|Mary|Pope|Paul|John|Pius|Benedict|Gregory|'
    'Napoleon|Catherine|Peter|Ivan|Nicholas|Alexander|Philip|Ferdinand|Frederick|Leopold|Ramesses|Ptolemy|King|Queen'
)
_DAYS = {
    'Mon': 'Monday',
    'Tue': 'Tuesday',
    'Tues': 'Tuesday',
    'Wed': 'Wednesday',
    'Thu': 'Thursday',
    'Thurs': 'Thursday',
    'Fri': 'Friday',
    'Sat': 'Saturday',
    'Sun': 'Sunday',
}
_ROMAN = r'[IVXLCDM]{1,15}'
_STARTERS = re.compile(
    r'\s+["“‘(]?(?:The|Then|He|She|It|They|We|I|You|But|And|In|On|At|A|An|This|That|These|Those|There|What|When|Where|Why|How|'
    r'Who|After|Before|If|As|For|So|Or|No|Yes|My|Our|His|Her|Their|Its|Not|Now|Later|Once|Today|With|From|To)\b'
)
"""A point before one of these is more often an end than not."""


def spelled(letters: str) -> str:
    """Letters that are said one by one, written so that they are."""
    return '.'.join(letters.upper()) + '.' if len(letters) > 1 else letters.upper()


def _title(match: re.Match[str]) -> str | None:
    name, near = word_before(match), before(match).split()
    inside = len(near) > 1 and near[-1] == name and near[-2][-1] not in '.!?'
    if match[1] == 'St' and name[:1].isupper() and inside:
        return None  # Main St. and not St. Paul
    return TITLES[match[1]]


def _abbreviation(match: re.Match[str]) -> str:
    text = match.group()
    return ABBREVIATIONS[text] + ('.' if text in _ENDING and ends_sentence(match) else '')


def _dotted(match: re.Match[str]) -> str:
    return match.group() + ('.' if ends_sentence(match) else '')


def ends_sentence(match: re.Match[str]) -> bool:
    """Whether the point of an abbreviation is that of its sentence, too: nothing follows, or what begins sentences."""
    rest = behind(match)
    space = rest[: len(rest) - len(rest.lstrip())]
    return not rest.strip() or '\n' in space or bool(_STARTERS.match(rest))


def _numeral(match: re.Match[str]) -> str | None:
    value = roman(match.group())
    name = word_before(match)
    if value is None or not name or (len(match.group()) == 1 and match.group() not in ('V', 'X')):
        return None
    if _RULERS.fullmatch(name):
        return f'the {ordinal(value)}'
    if value > 1000 and len(match.group()) > 4:
        return year(value)
    if value > 50 or not name[0].isupper():
        return None
    return cardinal(value)


def _letters_and_digits(match: re.Match[str]) -> str | None:
    letters, count = match.groups()
    if len(letters) > 3 and not letters.isupper():
        return None
    said = letters if len(letters) > 3 else spelled(letters)
    many = len(count) > 2 or (len(count) > 1 and count[0] == '0')
    return f'{said} {digits(count) if many else cardinal(int(count))}'


def _digits_and_letters(match: re.Match[str]) -> str:
    count, letters = match.groups()
    return f'{cardinal(int(count)) if len(count) < 4 else digits(count)} {spelled(letters)}'


def _names(table: dict[str, str]) -> str:
    return '|'.join(re.escape(name) for name in sorted(table, key=len, reverse=True))


RULES: tuple[Rule, ...] = (
    rule(rf'({_names(TITLES)})\.?(?=\s+[A-Z])', _title),
    rule(rf'({_names(BEFORE_NUMBER)})\.\s?(?=\d)', lambda found: BEFORE_NUMBER[found[1]]),
    rule(rf'({_names(_DAYS)})\.(?=,|\s)', lambda found: _DAYS[found[1]]),
    rule(rf'(?:{_names(ABBREVIATIONS)})(?!\w)', _abbreviation),
    rule(r'(?:[A-Z]\.){2,12}', _dotted),
    rule(r'[A-Z]\.(?=\s?[A-Z])', lambda found: spelled(found.group()[0])),
    rule(r'[A-Z]&[A-Z](?!\w)', lambda found: f'{found.group()[0]} and {found.group()[2]}'),
    rule(rf'{_ROMAN}(?![\w.’\'])|{_ROMAN}(?=[.](?:\s|$))', _numeral),
    rule(r'(?<!\w)([A-Z][A-Za-z]{0,24})-?(\d{1,6})(?!\w)', _letters_and_digits),
    rule(r'(?<!\w)(\d{1,6})([A-Z]{1,3})(?!\w)', _digits_and_letters),
)
