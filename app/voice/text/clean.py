"""Takes out of a text what is not to be read: control characters, Markdown, emoji; what is left is words and signs."""

import re
import unicodedata

from app.voice.errors import NothingToSay, TooLong

MOST_CHARACTERS = 100_000
"""About a hundred minutes of speech."""
_EMOJI = re.compile(
    '[\U0001f000-\U0001faff\U00002600-\U000027bf\U00002b00-\U00002bff\U0000fe0e\U0000fe0f\U0000200d\U000020e3'
    '\U0001f1e6-\U0001f1ff\U000e0020-\U000e007f\U00002190-\U00002191\U00002193-\U000021ff\U00002300-\U000023ff]+'
)
_LINES = (
    (re.compile(r'^\s*(?:```|~~~).*$'), ''),
    (re.compile(r'^\s{0,3}(?:[-*_]\s*){3,}$'), ''),
    (re.compile(r'^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*$'), ''),
    (re.compile(r'^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$'), r'\1'),
    (re.compile(r'^\s*>+\s?'), ''),
    (re.compile(r'^\s*[-*+•]\s+(?:\[[ xX]\]\s+)?'), ''),
    (re.compile(r'^\s*\|(.*)\|\s*$'), r'\1'),
)
_INSIDE = (
    (re.compile(r'!\[([^\]\n]*)\]\([^)\n]*\)'), r'\1'),
    (re.compile(r'\[([^\]\n]+)\]\([^)\n]*\)'), r'\1'),
    (re.compile(r'\[([^\]\n]+)\]\[[^\]\n]*\]'), r'\1'),
    (re.compile(r'(?<![\w*])(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])'), r'\2'),
    (re.compile(r'(?<![\w_])(_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w_])'), r'\2'),
    (re.compile(r'~~(?=\S)(.+?)(?<=\S)~~'), r'\1'),
    (re.compile(r'`+([^`\n]+)`+'), r'\1'),
    (re.compile(r'(?<=\s)(?:--?|–)(?=\s)'), '—'),
    (re.compile(r'(?<=\w)--(?=\w)'), ' — '),
    (re.compile(r'[™®©]'), ''),
)
_SPACES = re.compile(r'[^\S\n]+')


def check(text: str) -> str:
    """The text without what no keyboard makes.

    Raises
    ------
    TooLong, NothingToSay
    """
    if len(text) > MOST_CHARACTERS:
        raise TooLong(
            f'The text has {len(text):,} characters, and at most {MOST_CHARACTERS:,} are said at once: '
            'divide it, for example by its chapters.'
        )
    text = unicodedata.normalize('NFC', text).replace('\r\n', '\n').replace('\r', '\n').replace('\t', ' ')
    text = ''.join(
        sign
        for sign in text
        if sign == '\n' or unicodedata.category(sign) not in ('Cc', 'Co', 'Cs', 'Cn') or _EMOJI.match(sign)
    )
    text = text.replace('\u00ad', '').replace('\ufeff', '').replace('\u200b', '')
    if not text.strip():
        raise NothingToSay('The text is empty: write what is to be said.')
    return text


def readable(text: str) -> str:
    """The text without Markdown and emoji; line ends stay where they were."""
    text = _EMOJI.sub(' ', text)
    lines = []
    for line in text.split('\n'):
        for pattern, instead in _LINES:
            line = pattern.sub(instead, line)
        lines.append(line.replace(' | ', ', '))
    text = '\n'.join(lines)
    for pattern, instead in _INSIDE:
        text = pattern.sub(instead, text)
    return _SPACES.sub(' ', text)


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit."""
    return any(sign.isalnum() for sign in text)
