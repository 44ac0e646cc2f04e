"""Takes out of a text what is not to be read: control characters, Markdown, emoji; what is left is words and signs."""

import html
import re
import unicodedata

from app.voice.errors import NothingToSay, TooLong

MOST_CHARACTERS = 100_000
"""About a hundred minutes of speech."""
MOST_MARKS = 4
"""So many marks may stand on one letter; no alphabet has more, and long runs of them take for ever to sort."""
_LINE_ENDS = re.compile('\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]')
_JOINERS = frozenset('\u200c\u200d')
"""Hindi is written with them."""
_UNSAID = frozenset(('Cc', 'Cf', 'Co', 'Cs', 'Cn'))
_PICTURES = (
    '\U0001f000-\U0001faff\U00002600-\U000027bf\U00002b00-\U00002bff\U0000fe0e\U0000fe0f\U000020e3\U000e0020-\U000e007f'
    '\U00002190-\U00002191\U00002193-\U000021ff\U00002300-\U000023ff'
)
_EMOJI = re.compile(f'[{_PICTURES}][{_PICTURES}\u200d]*')
_BULLET = re.compile(r'[-*+•]\s+(?:\[[ xX]\]\s)?')
_INSIDE = (
    (re.compile(r'!\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)'), r'\1'),
    (re.compile(r'\[([^\]\n]{1,300})\]\([^)\n]{0,2000}\)'), r'\1'),
    (re.compile(r'\[([^\]\n]{1,300})\]\[[^\]\n]{0,300}\]'), r'\1'),
    (re.compile(r'(?<![\w*])(\*{1,3})(?=\S)([^\n]{1,300}?)(?<=\S)\1(?![\w*])'), r'\2'),
    (re.compile(r'(?<![\w_])(_{1,3})(?=\S)([^\n]{1,300}?)(?<=\S)\1(?![\w_])'), r'\2'),
    (re.compile(r'~~(?=\S)([^\n]{1,300}?)(?<=\S)~~'), r'\1'),
    (re.compile(r'`{1,3}([^`\n]{1,300})`{1,3}'), r'\1'),
    (re.compile(r'(?<=\s)(?:--?|–)(?=\s)'), '—'),
    (re.compile(r'(?<=\w)--(?=\w)'), ' — '),
    (re.compile(r'[™®©]'), ''),
)
_SPACES = re.compile(r'[^\S\n]+')
_ENTITY = re.compile(r'&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]\w{1,30});')


def check(text: str) -> str:
    """The text without what no keyboard makes.

    Raises
    ------
    TooLong, NothingToSay
    """
    if len(text) > MOST_CHARACTERS:
        raise TooLong(
            f'At most {MOST_CHARACTERS:,} characters are said at once, and this text has more: '
            'divide it, for example by its chapters.'
        )
    text = tidied(text)
    if not text.strip():
        raise NothingToSay('The text is empty: write what is to be said.')
    return text


def tidied(text: str) -> str:
    """The text with one kind of line ends, without control characters and without piles of marks on one letter."""
    text = _LINE_ENDS.sub('\n', text).replace('\t', ' ')
    kept, marks = list[str](), 0
    for sign in text:
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind[0] == 'M' else 0
        if marks <= MOST_MARKS and (kind not in _UNSAID or sign == '\n' or sign in _JOINERS or _EMOJI.match(sign)):
            kept.append(sign)
    return unicodedata.normalize('NFC', ''.join(kept))


def unescaped(text: str) -> str:
    """The text with the signs that its entities stand for; these are no cleaner than those of the text itself."""
    found = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return tidied(found) if found != text else text


def readable(text: str) -> str:
    """The text without Markdown and emoji; line ends stay where they were."""
    text = '\n'.join(_line(line) for line in _EMOJI.sub(' ', text).split('\n'))
    for pattern, instead in _INSIDE:
        text = pattern.sub(instead, text)
    return _SPACES.sub(' ', text)


def _line(line: str) -> str:
    """A line without what makes it a heading, a list, a quotation or a table."""
    bare = line.strip()
    if bare.startswith(('```', '~~~')) or _is_ruled(bare):
        return ''
    if not bare or bare[0] not in '#>-*+•|':
        return line.replace(' | ', ', ')
    level = len(bare) - len(bare.lstrip('#'))
    if 1 <= level <= 6 and bare[level : level + 1].isspace():
        title = bare[level:].strip()
        closed = title.rstrip('#')
        bare = closed.rstrip() if closed[-1:].isspace() else title
    if bare.startswith('>'):
        bare = bare.lstrip('>').removeprefix(' ')
    bullet = _BULLET.match(bare)
    if bullet:
        bare = bare[bullet.end() :]
    if len(bare) > 1 and bare[0] == bare[-1] == '|':
        bare = bare[1:-1]
    return bare.replace(' | ', ', ')


def _is_ruled(bare: str) -> bool:
    """Whether it is a line and not words: of a page, or below the head of a table."""
    signs = set(bare) - {' '}
    page = bool(signs) and signs <= set('-*_') and sum(bare.count(sign) for sign in signs) >= 3
    return page or ({'|', '-'} <= signs <= set('|:-') and '--' in bare)


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit."""
    return any(sign.isalnum() for sign in text)
