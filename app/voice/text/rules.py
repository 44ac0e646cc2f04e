"""How a rule for reading looks: what it looks for, and what is said for it."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.voice.text.words import Word

NEAR = 48
"""So many signs before and behind are looked at; more would take as long as the text is, for each of its words."""

MOST_SHOWN = 200
"""Behind a word that has so many signs, those that nobody says are not kept."""

Say = Callable[[re.Match[str]], str | None]
"""What is said for something that was found; None where it is not what it looked like."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Looks for something at the beginning of a word; `phonemes` tells how it is said, where words would not do."""

    pattern: re.Pattern[str]
    say: Say
    phonemes: Say | None = None


def rule(pattern: str, say: Say | str, flags: int = 0) -> Rule:
    """A rule that says the same each time, or what a function makes of what was found."""
    return Rule(re.compile(pattern, flags), say if callable(say) else lambda _: say)


def before(match: re.Match[str]) -> str:
    """What stands just before something that was found."""
    return match.string[max(0, match.start() - NEAR) : match.start()]


def behind(match: re.Match[str]) -> str:
    """What stands just behind it."""
    return match.string[match.end() : match.end() + NEAR]


def word_before(match: re.Match[str]) -> str:
    """The word before it, if nothing but a space is between them; '' if none is."""
    near = before(match)
    return _NO_LETTERS.split(near.split()[-1])[-1] if near[-1:].isspace() and near.strip() else ''


_NO_LETTERS = re.compile(r'\W')
_OPENING = re.compile(r'(?:<(?=\S)|(?!\(\d{3}\)|[\'’]\d0s)[(\[{"“‘\'’«¿¡*_~`])*')
_MARKS = ''.join(sign for sign in map(chr, range(0x300, 0xABEE)) if unicodedata.category(sign)[0] == 'M')
_LETTER = rf'[^\W_]|[{_MARKS}\u200c\u200d]'
"""Marks above and below letters belong to them, as in Hindi, Thai or Arabic."""
_LETTERS = re.compile(rf"(?:{_LETTER})+(?:['’‑-](?:{_LETTER})+)*['’]?")
_TRAILING = re.compile(r'[^\w\s#@$£€¥+\-−&<°%]*')
_SIGNS = str.maketrans(
    {
        '[': '(',
        ']': ')',
        '{': '(',
        '}': ')',
        '«': '“',
        '»': '”',
        '–': '—',
        '„': '“',
        '、': ',',
        '。': '.',
        '।': '.',
        '॥': '.',
        '۔': '.',
        '։': '.',
        '።': '.',
        '၊': ',',
        '။': '.',
        '،': ',',
        '؛': ';',
        '؟': '?',
        '，': ',',
        '！': '!',
        '？': '?',
        '：': ':',
        '；': ';',
        '（': '(',
        '）': ')',
        '¿': '',
        '¡': '',
    }
)
_SAID_SIGNS = frozenset(';:,.!?—…"“”()')
_STRONGEST = ('?', '!', '…', '.', ':', ';', ',', '—')


def words(text: str, rules: Sequence[Rule]) -> list[Word]:
    """All words of a text without markup, each as it is written and as it is said."""
    found: list[Word] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        opening = _OPENING.match(text, place)
        begin = opening.end() if opening else place
        spoken, phonemes, end = _read(text, begin, rules)
        trailing = _TRAILING.match(text, end)
        after = trailing.end() if trailing else end
        if after == place:  # a sign that nobody says
            after = place + 1
        shown = text[place : min(after, end + MOST_SHOWN)]
        opening_signs, after_it = _signs(text[place:begin], opens=True), _signs(text[end:after])
        if spoken:
            found.append(Word(shown, f'{opening_signs}{spoken}{after_it}', phonemes))
        elif found and len(found[-1].shown) < MOST_SHOWN:  # what is not said keeps its comma, or its end of a sentence
            found[-1] = _with(found[-1], f' {shown}' if text[place - 1].isspace() else shown, after_it)
        place = after
    return found


def _read(text: str, begin: int, rules: Sequence[Rule]) -> tuple[str, str, int]:
    for one in rules:
        match = one.pattern.match(text, begin)
        if match is not None and match.end() > begin and (spoken := one.say(match)) is not None:
            return spoken, (one.phonemes(match) or '') if one.phonemes else '', match.end()
    match = _LETTERS.match(text, begin)
    if match is not None:
        return match.group().replace('’', "'").replace('‑', '-'), '', match.end()
    return '', '', begin


def _signs(text: str, *, opens: bool = False) -> str:
    """The punctuation that is heard: of several stops the strongest, beside quotes and brackets."""
    text = text.replace('...', '…').translate(_SIGNS)
    kept = list(dict.fromkeys(sign for sign in text if sign in _SAID_SIGNS))
    if opens:
        return ''.join(sign for sign in kept if sign in '"“(')
    stops = [sign for sign in kept if sign in _STRONGEST]
    closing = ''.join(sign for sign in kept if sign in '"”)')
    return closing + (min(stops, key=_STRONGEST.index) if stops else '')


def followed(word: Word, shown: str) -> Word:
    """The word with signs that stand behind it in the text."""
    return _with(word, shown, _signs(shown))


def _with(word: Word, shown: str, behind: str) -> Word:
    spoken = word.spoken
    if behind and spoken[-1] not in _STRONGEST:
        spoken += behind
    return Word(word.shown + shown, spoken, word.phonemes)
