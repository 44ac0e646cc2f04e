"""English, American and British, by the lexicon and the rules of hibari-tts; no network, no other program."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

from app.voice.errors import EngineMissing, Unreadable
from app.voice.phonemes.spelling import Spelt
from app.voice.text.words import Sentence, Word

MISSING = 'The library that reads English aloud is not installed. Run `make setup` without SLIM=1, which brings it.'
LONGEST, MOST_JOINTS, MOST_DIGITS = 24, 6, 15
"""Of what stands without a space: the library forgets the rest of longer unknown words, tries all ways to join parts,
and knows no name for numbers of more digits."""
MOST_REMEMBERED = 4096
_TOO_LONG = re.compile(rf'\S{{{LONGEST}}}(?=\S)')
_PARTS = re.compile(r'[^\W\d_]+|\d+')
_DIGITS = re.compile(r'\d+')
_BRACKETS = str.maketrans('[]', '()')
_OWN = {
    ('lead', 'metal'): ('lˈɛd', 'lˈɛd'),
    ('row', 'quarrel'): ('ɹˈW', 'ɹˈW'),
    ('does', 'deer'): ('dˈOz', 'dˈQz'),
    ('resume', 'paper'): ('ɹˈɛzəmˌA', 'ɹˈɛzjʊmˌA'),
    ('polish', 'shine'): ('pˈɑlɪʃ', 'pˈɒlɪʃ'),
}
"""Senses that the lexicon has no sound for: American and British."""


class English:
    """Turns sentences into sounds; one at a time, because nobody says that the library may be used by two."""

    def __init__(self, *, british: bool) -> None:
        try:
            from hibari.g2p import ASSETS, G2P
        except ImportError:
            raise EngineMissing(MISSING) from None
        self._british = british
        self._g2p = G2P(british=british, oov=_unknown(Path(ASSETS) / ('oov_gb.onnx' if british else 'oov.onnx')))
        self._lock = Lock()

    def __call__(self, sentence: Sentence) -> Spelt:
        """The sounds of a sentence."""
        parts, places, at = [], [], 0
        for word in sentence.words:
            places.append(at)
            parts.append(_manageable(word.spoken))
            at += len(parts[-1]) + 1
        text = ' '.join(parts)
        try:
            with self._lock:
                tokens = self._g2p.tokenize(text)
                self._tell(tokens, text, sentence.words, places)
                tokens = self._g2p.phonemize_tokens(tokens)
        except (ArithmeticError, LookupError, TypeError, ValueError):  # numbers that it knows no name for, and the like
            raise Unreadable(f'“{text[:60]}” has a word that cannot be read aloud: write it in another way.') from None
        return _aligned(sentence, tokens, places)

    def _tell(self, tokens: list[Any], text: str, words: tuple[Word, ...], places: list[int]) -> None:
        """Give words the sounds or the sense that was found for them; all others keep what the tagger found."""
        told = {place: word for word, place in zip(words, places, strict=True) if word.phonemes or word.sense}
        if not told:
            return
        ends = dict(pairwise([*places, len(text) + 1]))
        kept: list[Any] = []
        begin = at = 0
        word: Word | None = None
        within = range(0)
        for token in tokens:
            begin, at = at, at + len(token.text) + len(token.whitespace)
            if begin in told:
                word = told[begin]
                within = _core(text, begin, ends[begin] - 1)
            if word is None or begin not in within:
                kept.append(token)
            elif not word.phonemes:
                kept.append(token)
                self._mean(token, word.sense)
            elif begin == within.start:
                kept.append(token)
                token.phonemes, token.rating = word.phonemes, 5
            else:  # one more part of what is said by the sounds that were told
                kept[-1].text += kept[-1].whitespace + token.text
                kept[-1].whitespace = token.whitespace
        tokens[:] = kept

    def _mean(self, token: Any, sense: str) -> None:
        own = _OWN.get((token.text.lower(), sense))
        if own is not None:
            token.phonemes, token.rating = own[self._british], 5
        elif sense.isupper():
            token.tag = sense


def _unknown(model: Path) -> Callable[[str], str | None]:
    """What says words that are in no lexicon: a small net, asked once for each word of a text."""

    @cache
    def net() -> Callable[[str], str | None]:
        from hibari.g2p.oov import OOV

        found: Callable[[str], str | None] = OOV(str(model))
        return found

    return lru_cache(MOST_REMEMBERED)(lambda word: net()(word))


def _manageable(spoken: str) -> str:
    """What is said, so that the library neither fails at it nor takes for ever; nothing in it looks like its markup."""
    spoken = spoken.replace('..', '.').translate(_BRACKETS)
    if not spoken.isascii():
        spoken = ''.join(_plain(sign) for sign in spoken)
    if len(spoken) <= MOST_JOINTS:
        return spoken
    spoken = _DIGITS.sub(lambda run: ' '.join(run[0]) if len(run[0]) > MOST_DIGITS else run[0], spoken)
    return ' '.join(_broken(part) for part in spoken.split(' '))


def _plain(sign: str) -> str:
    """A sign that is worth one digit as this digit; the library fails at those it takes for others."""
    return str(unicodedata.digit(sign)) if sign.isdigit() else sign


def _broken(part: str) -> str:
    if sum(_kind(one) != _kind(other) for one, other in pairwise(part)) > MOST_JOINTS:
        part = ' '.join(_PARTS.findall(part)) + (part[-1] if part[-1] in ';:,.!?—…' else '')
    return _TOO_LONG.sub(r'\g<0> ', part)


def _kind(sign: str) -> int:
    return 2 if sign.isdecimal() else 1 if sign.isalpha() or sign == '.' else 0


def _core(text: str, begin: int, end: int) -> range:
    """Where a word stands in a text without the signs around it."""
    spoken = text[begin:end]
    first = begin + len(spoken) - len(spoken.lstrip('"“('))
    return range(first, begin + len(spoken.rstrip(';:,.!?—…"”)')))


def _aligned(sentence: Sentence, tokens: list[Any], places: list[int]) -> Spelt:
    parts, length, at, starts = list[str](), 0, 0, list[int]()
    for token in tokens:
        text, space = str(token.text), str(token.whitespace)
        while len(starts) < len(places) and at + len(text) > places[len(starts)]:
            starts.append(length)
        parts.append(str(token.phonemes or '') + (' ' if space else ''))
        length += len(parts[-1])
        at += len(text) + len(space)
    sounds = ''.join(parts)
    starts += [len(sounds)] * (len(places) - len(starts))
    last = sentence.words[-1].spoken
    if last.endswith('..') and not sounds.rstrip().endswith('.'):
        sounds = sounds.rstrip() + '.'  # U.S. at the end of a sentence
    return Spelt(sentence, sounds, tuple(starts))
