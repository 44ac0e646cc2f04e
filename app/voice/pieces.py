"""Cuts what is to be said into pieces that a model says well: neither a word alone nor more than it can hold."""

import re
from bisect import bisect, bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.voice.phonemes.spelling import Spelt
from app.voice.text.script import AFTER_SENTENCE_S
from app.voice.text.words import Manner, Word

LEAST, MOST, LIMIT = 100, 300, 480
"""Sounds: shorter ones are joined, longer ones are cut at a clause, and never more than the last goes in at once."""
FIRST = 30
"""The first piece may be as short as this, so that something is heard soon."""
AFTER_CLAUSE_S, AFTER_NOTHING_S = 0.12, 0.03
_CLAUSE = re.compile(r'[;:,—…)!?.]["”]?\s')
_BEFORE = re.compile(r'\s(?:ænd|bˌʌt|bʌt|ɔɹ|bəkˈʌz|wˌɪʧ|ðæt|hˌu|wˌɛn|wˌIl|ɪf|sˌO|ðɛn|ʌv|ɪn|ɑn|fɔɹ|wɪð|fɹʌm)\s')


@dataclass(frozen=True, slots=True)
class Part:
    """A word within a piece, and where its sounds begin and end."""

    word: Word
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """What a model says at once.

    Attributes
    ----------
    breaks : places within the sounds, each with the silence that has to be just there, in seconds.
    pause : the silence behind it.
    breathes : whether that pause is longer than a voice makes by itself between sentences.
    """

    sounds: str
    parts: tuple[Part, ...]
    manner: Manner
    pause: float
    breathes: bool = False
    breaks: tuple[tuple[int, float], ...] = ()

    @property
    def shown(self) -> str:
        """What is said in it, as it was written."""
        return ' '.join(part.word.shown for part in self.parts if part.word.shown)

    @property
    def spoken(self) -> str:
        """What is said in it, in words."""
        return ' '.join(part.word.spoken for part in self.parts)


def pieces(sentences: Iterable[Spelt], *, breaks: bool = True) -> list[Piece]:
    """All of it in pieces, in order; no sound is lost and none said twice.

    Parameters
    ----------
    breaks : whether a longer silence may stand inside of a piece: the engine has to tell when sounds are heard.
    """
    found: list[Piece] = []
    for sentence in sentences:
        for piece in _cut(sentence, first=not found):
            last = found[-1] if found else None
            wanted = FIRST if len(found) == 1 else LEAST
            if last is not None and _joins(last, piece, wanted) and (breaks or not last.breathes):
                found[-1] = _joined(last, piece)
            else:
                found.append(piece)
    return found


def _joins(last: Piece, piece: Piece, wanted: int) -> bool:
    short = len(last.sounds) < wanted
    return short and last.manner == piece.manner and len(last.sounds) + len(piece.sounds) < MOST


def _joined(last: Piece, piece: Piece) -> Piece:
    place = len(last.sounds) + 1
    parts = tuple(Part(part.word, part.begin + place, part.end + place) for part in piece.parts)
    breaks = tuple((at + place, seconds) for at, seconds in piece.breaks)
    return Piece(
        f'{last.sounds} {piece.sounds}',
        last.parts + parts,
        last.manner,
        piece.pause,
        piece.breathes,
        (*last.breaks, *([(place, last.pause)] if last.breathes else []), *breaks),
    )


def _cut(spelt: Spelt, *, first: bool) -> list[Piece]:
    """One sentence, in as many pieces as it takes; cut where a word begins."""
    words, sounds, starts = spelt.sentence.words, spelt.sounds, spelt.starts
    ends = spelt.word_ends()
    cuts = _places(sounds, [start for start in starts if start], first=first)
    found = []
    for begin, end in zip([0, *cuts], [*cuts, len(sounds)], strict=True):
        inside = sounds[begin:end]
        lead = len(inside) - len(inside.lstrip())
        kept = inside.strip()
        if not any(sign.isalpha() for sign in kept):
            continue
        last = end == len(sounds)
        within = range(bisect_left(starts, begin), len(starts) if last else bisect_left(starts, end))
        parts = tuple(
            Part(
                words[at],
                min(max(0, starts[at] - begin - lead), len(kept)),
                max(0, min(ends[at] - begin - lead, len(kept))),
            )
            for at in within
        )
        pause = AFTER_CLAUSE_S if kept[-1] in ';:,—…)!?.' else AFTER_NOTHING_S
        found.append(Piece(kept, parts, spelt.sentence.manner, pause))
    if found:  # also where nothing but signs is behind it
        pause = spelt.sentence.pause
        found[-1] = replace(found[-1], pause=pause, breathes=spelt.sentence.exact or pause > AFTER_SENTENCE_S)
    return found


def _places(sounds: str, starts: list[int], *, first: bool) -> list[int]:
    """Where a sentence is cut: at clauses if it is long, and at any word if it has none."""
    known = set(starts)
    clauses = [match.end() for match in _CLAUSE.finditer(sounds) if match.end() in known]
    cuts: list[int] = []
    begin = 0
    while len(sounds) - begin > MOST or (first and not cuts and len(sounds) > 2 * FIRST):
        early = first and not cuts
        least, most = begin + FIRST * 2 // 3, min(begin + (2 * FIRST if early else MOST), len(sounds) - 11)
        near = clauses[bisect(clauses, least) : bisect(clauses, most)]
        if near:
            cuts.append(near[0] if early else near[-1])
        elif (early and len(sounds) <= MOST) or len(sounds) - begin <= LIMIT:
            return cuts
        else:
            far = bisect_left(clauses, begin + MOST)
            cuts.append(_anywhere(sounds, starts, begin, clauses[far] if far < len(clauses) else len(sounds)))
        begin = cuts[-1]
    return cuts


def _anywhere(sounds: str, starts: list[int], begin: int, clause: int) -> int:
    """Pieces of the same length up to the next clause, each cut before a small word if one is near."""
    count = -(-(clause - begin) // LIMIT)
    if count == 1:
        return clause
    aim = begin + (clause - begin) // count
    within = starts[bisect(starts, begin) : bisect(starts, begin + LIMIT)]
    near = _BEFORE.finditer(sounds, max(begin, aim - 40), aim + 20)
    small = [match.start() + 1 for match in near if match.start() + 1 in within]
    return min(small or within or [begin + LIMIT], key=lambda place: abs(place - aim))
