"""The part of SSML that is useful, and its short forms: pauses, spelling, pronunciation, speed, another language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.voice.errors import BadMarkup
from app.voice.text import clean

MOST_SHOWN = 40
"""So much of what cannot be read stands in the sentence that says so."""
LONGEST_PAUSE_S = 30.0
USUAL_PAUSE_S = 0.5
STRENGTHS = {'none': 0.0, 'x-weak': 0.1, 'weak': 0.2, 'medium': 0.5, 'strong': 0.8, 'x-strong': 1.2}
RATES = {'x-slow': 0.6, 'slow': 0.8, 'medium': 1.0, 'default': 1.0, 'fast': 1.25, 'x-fast': 1.5}
LANGUAGES = {
    'en': 'en-us',
    'en-us': 'en-us',
    'en-gb': 'en-gb',
    'es': 'es',
    'fr': 'fr',
    'hi': 'hi',
    'it': 'it',
    'pt': 'pt-br',
    'pt-br': 'pt-br',
}
_ATTRIBUTES = r'(?:\s{1,9}[\w:-]{1,40}\s{0,9}=\s{0,9}(?:"[^"]{0,999}"|\'[^\']{0,999}\')){0,9}'
_TAG = re.compile(rf'<(/?)([A-Za-z][\w:-]{{0,60}})({_ATTRIBUTES})\s{{0,9}}(/?)>')
_ATTRIBUTE = re.compile(r'(?<=\s)([\w:-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]{0,999})"|\'([^\']{0,999})\')')
_SHORT = re.compile(
    rf'\[(?:pause(?:\s{{1,9}}([\d.]{{1,20}})\s?(ms|s)?)?|(/?)({"|".join(LANGUAGES)}))\](?!\()', re.IGNORECASE
)
_EITHER = re.compile(f'{_TAG.pattern}|{_SHORT.pattern}', re.IGNORECASE)
_KNOWN_OPEN = re.compile(r'</?(?:break|say-as|phoneme|prosody|lang|sub)\b[^>]{0,200}')
_COMMENTS = (('<!--', '-->'), ('<?', '?>'))
_IGNORED = frozenset({'speak', 'p', 's', 'emphasis', 'voice', 'mark'})
_PARAGRAPHS = frozenset({'p', 's'})


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of text in one manner.

    Attributes
    ----------
    say_as : how its signs are read, like `characters`; empty for plain text.
    ipa : how it is said, whatever is written.
    alias : what is said instead.
    """

    text: str
    language: str = ''
    rate: float = 1.0
    say_as: str = ''
    ipa: str = ''
    alias: str = ''


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence, in seconds."""

    seconds: float


@dataclass(slots=True)
class _Open:
    name: str
    manner: Said


def parse(text: str) -> tuple[list[Said | Pause], tuple[str, ...]]:
    """Text and pauses in order, and the names of tags that mean nothing here.

    Raises
    ------
    BadMarkup : a tag that is known is not closed, or asks for what cannot be.
    """
    for opening, closing in _COMMENTS:
        text = _without(text, opening, closing)
    found: list[Said | Pause] = []
    unknown: list[str] = []
    stack = [_Open('', Said(''))]
    for piece in _pieces(text):
        if isinstance(piece, str):
            _check_open(piece)
            if piece:
                found.append(replace(stack[-1].manner, text=clean.unescaped(piece)))
        elif isinstance(piece, Pause):
            found.append(piece)
        else:
            _tag(piece, stack, found, unknown)
    if len(stack) > 1:
        raise BadMarkup(f'{_shown(stack[-1].name)} is opened and never closed: add {_shown("/" + stack[-1].name)}.')
    return found, tuple(dict.fromkeys(unknown))


def _without(text: str, opening: str, closing: str) -> str:
    """The text without what stands between two signs; what does not close is left."""
    kept, place = [], 0
    while (begin := text.find(opening, place)) >= 0 and (end := text.find(closing, begin + len(opening))) >= 0:
        kept.append(text[place:begin])
        place = end + len(closing)
    return ''.join(kept) + text[place:]


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    closes: bool
    alone: bool
    attributes: dict[str, str]


def _pieces(text: str) -> Iterator[str | Pause | _Tag]:
    place = 0
    for match in _EITHER.finditer(text):
        yield text[place : match.start()]
        place = match.end()
        if match.group().startswith('<'):
            yield _Tag(match[2].lower(), bool(match[1]), bool(match[4]), _attributes(match[3]))
        elif match[8]:
            yield _Tag(f'[{match[8].lower()}]', bool(match[7]), False, {})
        else:
            yield Pause(_seconds(f'{match[5] or USUAL_PAUSE_S}{match[6] or "s"}'))
    yield text[place:]


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): clean.unescaped(first or second) for name, first, second in _ATTRIBUTE.findall(text)}


def _tag(tag: _Tag, stack: list[_Open], found: list[Said | Pause], unknown: list[str]) -> None:
    if tag.name == 'break':
        if not tag.closes:
            found.append(Pause(_break(tag.attributes)))
        return
    if tag.name in _IGNORED or not (tag.name.startswith('[') or tag.name in _MANNERS):
        if tag.name not in _IGNORED:
            unknown.append(tag.name)
        if tag.name in _PARAGRAPHS and found:
            found.append(replace(stack[-1].manner, text='\n\n' if tag.name == 'p' else '\n'))
        return
    if tag.closes:
        if stack[-1].name != tag.name:
            raise BadMarkup(f'{_shown("/" + tag.name)} closes what is not open there: see where it is opened.')
        stack.pop()
    elif not tag.alone:
        stack.append(_Open(tag.name, _manner(tag, stack[-1].manner)))


def _manner(tag: _Tag, around: Said) -> Said:
    if tag.name.startswith('['):
        return replace(around, language=LANGUAGES[tag.name[1:-1]])
    return _MANNERS[tag.name](tag.attributes, around)


def _lang(attributes: dict[str, str], around: Said) -> Said:
    wanted = attributes.get('xml:lang', '').lower().replace('_', '-')
    language = LANGUAGES.get(wanted) or LANGUAGES.get(wanted.partition('-')[0])
    if language is None:
        raise BadMarkup(
            f'<lang xml:lang="{wanted[:MOST_SHOWN]}"> names no language that is spoken here: {", ".join(LANGUAGES)}.'
        )
    return replace(around, language=language)


def _prosody(attributes: dict[str, str], around: Said) -> Said:
    return replace(around, rate=around.rate * _rate(attributes.get('rate', 'medium')))


def _rate(text: str) -> float:
    if text in RATES:
        return RATES[text]
    number = re.fullmatch(r'([+-]?)(\d{1,9}(?:\.\d{1,9})?)(%?)', text.strip())
    if number is None:
        raise BadMarkup(f'<prosody rate="{text[:MOST_SHOWN]}"> is no speed: write slow, fast, or a share like 80%.')
    value = float(number[2]) / (100 if number[3] else 1)
    rate = 1 + value if number[1] == '+' else 1 - value if number[1] == '-' else value
    if not 0.5 <= rate <= 2:
        raise BadMarkup(f'<prosody rate="{text[:MOST_SHOWN]}"> is out of reach: from 50% to 200%.')
    return rate


def _say_as(attributes: dict[str, str], around: Said) -> Said:
    return replace(around, say_as=attributes.get('interpret-as', '').lower())


def _phoneme(attributes: dict[str, str], around: Said) -> Said:
    if attributes.get('alphabet', 'ipa').lower() != 'ipa':
        raise BadMarkup('<phoneme> is read with alphabet="ipa" alone.')
    if not attributes.get('ph'):
        raise BadMarkup('<phoneme> says no sounds: write it like <phoneme ph="ɡaɪs">Geis</phoneme>.')
    return replace(around, ipa=attributes['ph'])


def _sub(attributes: dict[str, str], around: Said) -> Said:
    return replace(around, alias=attributes.get('alias', ''))


_MANNERS = {'lang': _lang, 'prosody': _prosody, 'say-as': _say_as, 'phoneme': _phoneme, 'sub': _sub}


def _break(attributes: dict[str, str]) -> float:
    if 'time' in attributes:
        return _seconds(attributes['time'])
    strength = attributes.get('strength', 'medium')
    if strength not in STRENGTHS:
        raise BadMarkup(
            f'<break strength="{strength[:MOST_SHOWN]}"> is not known: choose one of {", ".join(STRENGTHS)}.'
        )
    return STRENGTHS[strength]


def _seconds(text: str) -> float:
    number = re.fullmatch(r'(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})\s{0,9}(ms|s)', text.strip().lower())
    if number is None:
        raise BadMarkup(f'A pause of “{text[:MOST_SHOWN]}” is no time: write it like 1.5s or 300ms.')
    seconds = float(number[1]) / (1000 if number[2] == 'ms' else 1)
    if seconds > LONGEST_PAUSE_S:
        raise BadMarkup(f'A pause of {text[:MOST_SHOWN]} is too long: at most {LONGEST_PAUSE_S:g} s.')
    return seconds


def _check_open(text: str) -> None:
    broken = _KNOWN_OPEN.search(text)
    if broken is not None:
        raise BadMarkup(
            f'The markup “{broken.group()[:MOST_SHOWN].strip()}” does not close: it lacks a quote or a “>”.'
        )


def _shown(name: str) -> str:
    slash, name = ('/', name[1:]) if name.startswith('/') else ('', name)
    return f'[{slash}{name[1:-1]}]' if name.startswith('[') else f'<{slash}{name}>'
