"""Words that are written alike and said differently: which of them is meant, by the words around."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.voice.text import senses
from app.voice.text.senses import NEAR
from app.voice.text.words import Word

_LONGEST = 40
"""Longer words are none of these."""
_NO_SIGN = re.compile(r"[^\w'\s-]")
_STOPS = frozenset(',.!?;:…—)”"')
_ASKS = frozenset('do does did will would can could should must'.split())
_RED, _REED = 'VBD', 'VB'
_LIVE, _LIV = 'JJ', 'VB'
_BEFORE_PARTICIPLE = frozenset(
    "have has had having i've we've you've they've he's she's been haven't hasn't hadn't was were being widely "
    'well'.split()
)
_BEFORE_INFINITIVE = frozenset(
    "to will would can could must shall should may might do does did don't doesn't didn't won't can't couldn't "
    "wouldn't shouldn't let let's i'll we'll you'll they'll he'll she'll please always often never usually "
    'sometimes is'.split()
)
_LONG_AGO = re.compile(
    r'\b(?:yesterday|ago|already|earlier|previously|once|last (?:night|week|month|year|summer|winter|monday|tuesday|'
    r'wednesday|thursday|friday|saturday|sunday)|in (?:1[0-9]|20[01])\d\d|when i was)\b'
)
_SUBJECTS = frozenset('i you we they who people'.split())
_ON_STAGE = frozenset(
    'show shows music stream streams streaming performance performances concert concerts broadcast broadcasts '
    'audience version versions album albums event events coverage chat set sets session sessions recording '
    'recordings band bands wire wires tv television sport sports data demo site traffic ammunition animals bait '
    'video videos on from'.split()
)
_IN_PLACES = frozenset(
    'in at with near here there by for together forever alone happily under through longer without within off '
    'abroad among between beyond and or to where like up'.split()
)
_GOES_LIVE = frozenset(
    "am is are was were be been being it's that's we're they're i'm you're he's she's go goes going gone went "
    'goes it them this him her us me stay stays stayed running run streamed streaming broadcast broadcasting '
    'performed perform playing played play watched watch watching now recorded record tested the a an our your '
    'their my his first this'.split()
)
_VERB_BEFORE = frozenset(
    "i you we they who to will would can could must shall should may might do does did don't didn't doesn't won't "
    "can't i'll we'll you'll they'll not people that still also only and".split()
)


def told_apart(words: Sequence[Word]) -> list[Word]:
    """The words of an English sentence, with the sense of those that could be said in two ways."""
    said = [_NO_SIGN.sub('', word.spoken[:_LONGEST]).lower() for word in words]
    stops = [word.spoken[-1:] in _STOPS for word in words]
    found = list(words)
    for place, word in enumerate(words):
        if not word.phonemes and (sense := _sense(said, stops, words, place)):
            found[place] = replace(word, sense=sense)
    return found


def _sense(said: Sequence[str], stops: Sequence[bool], words: Sequence[Word], place: int) -> str:
    if said[place] in _HOW:
        begin, end = max(0, place - NEAR), place + NEAR + 1
        return _HOW[said[place]](words[begin:end], said[begin:end], place - begin)
    return senses.sense(senses.place_of(said, stops, place)) if said[place] in senses.WORDS else ''


def _read(words: Sequence[Word], said: Sequence[str], place: int) -> str:
    before = said[place - 1] if place else ''
    near = said[max(0, place - 3) : place]
    if before in _BEFORE_INFINITIVE:
        return _REED
    if any(word in _BEFORE_PARTICIPLE for word in near):
        return _RED
    if any(word in _ASKS for word in near):
        return _REED
    if _LONG_AGO.search(' '.join(_clause(words, said, place))):
        return _RED
    if before in ('he', 'she', 'it'):
        return _RED
    if before and words[place - 1].spoken[:1].isupper() and before not in _SUBJECTS and place > 0:
        return _RED  # Mary read it: without an s it is the past
    return _REED


def _live(words: Sequence[Word], said: Sequence[str], place: int) -> str:
    before = said[place - 1] if place else ''
    ends = words[place].spoken[-1] in ',.!?;:…—)'
    after = said[place + 1] if place + 1 < len(said) and not ends else ''
    if before in _VERB_BEFORE and after not in _ON_STAGE:
        return _LIV
    if after in _ON_STAGE or before in _GOES_LIVE:
        return _LIVE
    if after in _IN_PLACES or (before.endswith('s') and not ends):
        return _LIV
    return _LIVE


def _clause(words: Sequence[Word], said: Sequence[str], place: int) -> list[str]:
    begin, end = place, place
    while begin > 0 and words[begin - 1].spoken[-1] not in ',;:.!?—':
        begin -= 1
    while end + 1 < len(words) and words[end].spoken[-1] not in ',;:.!?—':
        end += 1
    return list(said[begin : end + 1])


_HOW = {'read': _read, 'live': _live}
