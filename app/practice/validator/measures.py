"""Measures of a piece, as numbers: shares, entropies, ranges, motion. What they should be stands in `gates.py`.

They are taken from the page, where what is repeated stands once.
"""

import itertools
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from app.practice.music.chords import Sounds, is_dominant
from app.practice.options import Form, Hands, Kind, Style
from app.practice.playing import turns
from app.practice.score import Hand, Score, ticks
from app.practice.validator.pages import Page, Seen, read

STRONG = {'4/4': (0, 24), '3/4': (0,), '5/4': (0, 36), '7/4': (0, 48), '6/8': (0,), '12/8': (0, 36)}
"""In ticks of the bar."""
SECTIONED = (Form.AABA, Form.RHYTHM_CHANGES, Form.MODAL_AABA)
Measures = dict[str, float]


@dataclass(slots=True)
class Heard:
    """A note of a line: its bar, its place there and its length (ties counted) in ticks, and what it belongs to."""

    bar: int
    at: int
    length: int
    midi: int
    sounds: Sounds


def line(page: Page, left: bool, lowest: bool = False) -> list[Heard]:
    """The top (or lowest) notes of a hand in the order of the page; what is tied is one."""
    made: list[Heard] = []
    for seen in page:
        at = -1
        for one in seen:
            if one.left != left:
                continue
            if one.continued and made and made[-1].midi == one.midi:
                made[-1].length += one.end
            elif one.at != at:
                made.append(Heard(one.bar, one.at, one.end - one.at, one.midi, one.sounds))
            elif not lowest:
                made[-1] = Heard(one.bar, one.at, one.end - one.at, one.midi, one.sounds)
            at = one.at
    return made


def lead(score: Score) -> Hand:
    """The hand that has the melody."""
    return Hand.LEFT if score.hands == Hands.LEFT else Hand.RIGHT


def measured(score: Score, page: Page | None = None) -> Measures:
    """All measures that the kind has: of the melody, of the bass that walks, of the chords, of both hands together."""
    found: Measures = {}
    page = read(score) if page is None else page
    left = lead(score) == Hand.LEFT
    if score.kind in (Kind.JAZZ_LICK, Kind.MELODY, Kind.COMPLETE_PIECE, Kind.SCALE_PATTERN):
        found |= of_melody(score, line(page, left))
    else:
        found |= of_chords(page, left)
    if score.kind == Kind.CHORD_PROGRESSION and score.hands == Hands.BOTH:
        found |= of_bass(score, page)
    if score.hands == Hands.BOTH:
        found |= of_both(score, page)
    if score.form in SECTIONED and score.kind in (Kind.MELODY, Kind.COMPLETE_PIECE):
        found['sections'] = contrast(score)
    return found


def entropy(things: Iterable[Hashable]) -> float:
    """Bits."""
    counts = Counter(things)
    whole = sum(counts.values())
    return -sum(one / whole * math.log2(one / whole) for one in counts.values()) if whole else 0.0


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def of_melody(score: Score, notes: list[Heard]) -> Measures:
    """What is told by a single line."""
    if not notes:
        return {'notes': 0.0}
    chordal = [n for n in notes if n.sounds.basic]
    strong = [n for n in chordal if n.at in STRONG[str(score.time)]]
    outside = [i for i, n in enumerate(notes) if n.midi % 12 not in n.sounds.scale]
    resolved = sum(any(abs(notes[i].midi - n.midi) <= 2 for n in notes[i + 1 : i + 3]) for i in outside)
    beat = ticks(score.time.beat)
    return {
        **of_moves([n.midi for n in notes]),
        'strong': _share(sum(n.midi % 12 in n.sounds.named for n in strong), len(strong)) if strong else 1.0,
        'chordal': _share(sum(n.midi % 12 in n.sounds.basic for n in chordal), len(chordal)) if chordal else 0.6,
        'chromatic': _share(len(outside), len(notes)),
        'resolved': _share(resolved, len(outside)) if outside else 1.0,
        **_of_rhythm(score, notes),
        'offbeats': _share(sum(n.at % beat != 0 for n in notes), len(notes)),
    }


def of_moves(pitches: Sequence[int]) -> Measures:
    """What is told by the pitches of a line alone, in their order; what is tied is one."""
    if not pitches:
        return {'notes': 0.0}
    steps = [b - a for a, b in itertools.pairwise(pitches)]
    grams = [tuple(steps[i : i + 4]) for i in range(len(steps) - 3)]
    return {
        'notes': float(len(pitches)),
        'steps': _share(sum(0 < abs(s) <= 2 for s in steps), len(steps)),
        'leaps': _share(sum(abs(s) > 9 for s in steps), len(steps)),
        'repeats': _share(sum(not s for s in steps), len(steps)),
        'range': float(max(pitches) - min(pitches)),
        'intervals': entropy(steps),
        'patterns': _share(len(set(grams)), len(grams)) if grams else 1.0,
    }


def _of_rhythm(score: Score, notes: list[Heard]) -> Measures:
    bars = len(score.bars)
    rhythms: list[list[int]] = [[] for _ in range(bars)]
    for note in notes:
        rhythms[note.bar].append(note.at)
    shapes = [tuple(one) for one in rhythms]
    seen = Counter(one for one in shapes if one)
    whole = sum(ticks(bar.length) for bar in score.bars)
    return {
        'rhythms': entropy(shapes),
        'motif': _share(sum(count for count in seen.values() if count > 1), bars),
        'silence': max(0.0, 1 - sum(n.length for n in notes) / whole),
    }


def of_bass(score: Score, page: Page) -> Measures:
    """What is told by a left hand that has the bass: its first notes, its ways into the next bar, its leaps."""
    notes = line(page, left=True, lowest=True)
    firsts = {n.bar: n for n in notes if n.at == 0}
    lasts = {n.bar: n for n in notes}
    steps = [abs(b.midi - a.midi) for a, b in itertools.pairwise(notes)]
    beats = len(notes) / max(1, len(score.bars))
    found = {'bass root': _share(sum(n.midi % 12 == n.sounds.root for n in firsts.values()), len(firsts))}
    if beats >= float(score.time.bar) * 0.85 and score.style in (Style.SWING, Style.BEBOP, Style.BLUES):
        into = [abs(firsts[b + 1].midi - lasts[b].midi) for b in lasts if b + 1 in firsts and lasts[b].at > 0]
        found['bass into'] = _share(sum(one <= 2 for one in into), len(into)) if into else 1.0
        found['bass leaps'] = _share(sum(one > 7 for one in steps), len(steps))
        found['bass repeats'] = _share(sum(not one for one in steps), len(steps))
    return found


def of_chords(page: Page, left: bool) -> Measures:
    """How far voices move where the chord changes: on average, and at worst."""
    before: tuple[list[int], Sounds] | None = None
    moves: list[float] = []
    for seen in page:
        groups: dict[int, list[Seen]] = {}
        for one in seen:
            if one.left == left:
                groups.setdefault(one.at, []).append(one)
        for group in groups.values():
            voices, now = [one.midi for one in group], group[0].sounds
            if before and now is not before[1] and len(voices) == len(before[0]) > 1:
                apart = [abs(a - b) for a, b in zip(voices, before[0], strict=True)]
                moves.append(sum(apart) / len(apart))
            before = voices, now
    return {'motion': _share(sum(moves), len(moves)), 'worst motion': max(moves, default=0.0),
            'changes': float(len(moves))}  # fmt: skip


def of_both(score: Score, page: Page) -> Measures:
    """How the hands go together: minor ninths between melody and what lies under it on strong beats, and crossing."""
    clashes = crossed = 0
    strong = STRONG[str(score.time)]
    for seen in page:
        left = [one for one in seen if one.left]
        for one in seen:
            if one.left:
                continue
            under = [low.midi for low in left if low.at <= one.at < low.end]
            crossed += any(low >= one.midi for low in under)
            if one.at in strong:
                clashes += any(_rubs(one, low) for low in under)
    return {'clashes': float(clashes), 'crossed': float(crossed)}


def _rubs(one: Seen, low: int) -> bool:
    """Whether a note lies a minor ninth above a lower one, and the chord does not want that.

    A dominant wants it above its root, as G7b9 does, and G7 where it leads to C minor.
    """
    if (one.midi - low) % 12 != 1 or one.midi - low <= 12:
        return False
    known = one.sounds.scale if is_dominant(one.chord) else one.sounds.named
    return low % 12 != one.sounds.root or one.midi % 12 not in known


def contrast(score: Score) -> float:
    """How much more alike A is to A than to B, from -1 to 1, by the first three sections of eight bars as played."""
    order = [turn.bar for turn in turns(score)]
    first, second, bridge = order[:8], order[8:16], order[16:24]
    return likeness(score, first, second) - likeness(score, first, bridge)


def likeness(score: Score, first: Sequence[int], second: Sequence[int]) -> float:
    """How alike two stretches of bars are, from 0 to 1: the same pitch at the same place."""
    hand = lead(score)
    heard: list[set[tuple[int, int, int]]] = []
    for stretch in (first, second):
        notes = ((place, n) for place, i in enumerate(stretch) for n in score.bars[i].notes)
        heard.append({(place, ticks(n.at), n.midi) for place, n in notes if n.hand == hand})
    together = heard[0] | heard[1]
    return len(heard[0] & heard[1]) / len(together) if together else 1.0
