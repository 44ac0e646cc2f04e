"""Scores a take: what was heard against what is written."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.practice.takes import words
from app.practice.takes.course import Course, Pairs, agreed, courses
from app.practice.takes.errors import NothingToScore, OtherPiece
from app.practice.takes.hearing import hear
from app.practice.takes.judging import Judged, judged
from app.practice.takes.net import Sound
from app.practice.takes.notes import Expected, Heard, Played, from_keyboard
from app.practice.takes.refusals import NOT_PLAYED, OTHER_PIECE, TOO_FEW, check
from app.practice.takes.result import BarScore, Extra, NoteVerdict, Pass, TakeResult, VerdictKind

BY_EAR_DB, BY_KEYBOARD_DB = 8.0, 5.0
"""So far off a note may be in loudness: what is heard of it is less exact than what a keyboard tells."""
FEWEST = 4
_KNOWN, _MEANT = 0.25, 0.5
_STEPS = (*range(-12, 0), *range(1, 13))
_SURE_ODDS, _SURE, _STANDS_OUT = 3.0, 0.5, 1.4
"""Of the 96 takes of `make bench-takes` at least 0.70 of the notes have such odds, and the piece as it is written has
1.85 times the votes of any other key, or more; of people who talk and of songs with drums 0.33 and 1.15 at most."""


def score_sound(
    sound: Sound,
    expected: Sequence[Expected],
    *,
    beside: Sequence[Expected] = (),
    pass_s: float | None = None,
    begins_s: float | None = None,
) -> TakeResult:
    """Score a sound at 22,050 Hz in one channel.

    Parameters
    ----------
    beside : what the play-along plays, which the microphone may have heard.
    pass_s : how long one time through is, where the piece goes round.
    begins_s : when the piece begins in the sound for whoever plays exactly with the band, delays of the device
        included; None where nobody knows. All times are told from there on.

    Raises
    ------
    TakeRefused : there is nothing in it that could be scored; the sentence says why.
    """
    check(sound)
    return _against(begins_s, hear(sound), expected, beside, pass_s, BY_EAR_DB)


def score_keyboard(
    notes: Sequence[Played],
    expected: Sequence[Expected],
    *,
    pass_s: float | None = None,
    begins_s: float | None = None,
) -> TakeResult:
    """Score what a MIDI keyboard told; `begins_s` as for a sound, but a keyboard has no microphone that is late.

    Raises
    ------
    TakeRefused : too few notes, or those of another piece.
    """
    return _against(begins_s, from_keyboard(notes), expected, (), pass_s, BY_KEYBOARD_DB)


def _against(
    begins_s: float | None,
    heard: Sequence[Heard],
    expected: Sequence[Expected],
    beside: Sequence[Expected],
    pass_s: float | None,
    loud_enough_db: float,
) -> TakeResult:
    """The verdict, with a word on the beat of the band where it is known when that began."""
    if begins_s is None:
        return scored(heard, expected, beside, pass_s, loud_enough_db)
    from_there = [replace(one, at=one.at - begins_s) for one in heard]
    result = scored(from_there, expected, beside, pass_s, loud_enough_db)
    against = words.against_the_band(round(1000 * result.passes[0].begins_s))
    return replace(result, hints=((against,) if against else ()) + result.hints)


def scored(
    heard: Sequence[Heard],
    expected: Sequence[Expected],
    beside: Sequence[Expected],
    pass_s: float | None,
    loud_enough_db: float,
) -> TakeResult:
    """The verdict on notes, wherever they are from."""
    if not expected:
        raise NothingToScore('This piece has no notes, so there is nothing to score; the take is kept.')
    if sum(one.odds > 0 for one in heard) < min(FEWEST, len(expected)):
        raise NothingToScore(TOO_FEW)
    found = courses(expected, heard, pass_s)
    rounds = [judged(expected, heard, course, beside, loud_enough_db) for course in found]
    right = max((_share(one) for one in rounds), default=0.0)
    steps = 0
    if not _is_sure(heard) and _is_chance(expected, heard, rounds):
        raise NothingToScore(NOT_PLAYED)
    if right < 0.5:
        steps, course = _elsewhere(expected, heard, beside, right)
        if course is not None:
            rounds = [judged(expected, heard, course, beside, loud_enough_db)]
        elif right < _KNOWN and not _same_notes(expected, heard):
            raise OtherPiece(OTHER_PIECE)
    scores = [one.score() for one in rounds]
    best = int(np.argmax(scores))
    passes = tuple(_as_pass(one, score) for one, score in zip(rounds, scores, strict=True))
    return _told(rounds[best], passes, best, words.transposed(steps) if steps else '')


def _share(one: Judged) -> float:
    """How many of the notes were played in their place, of those that were reached."""
    right = np.array([kind in (VerdictKind.HIT, VerdictKind.OFF) for kind in one.kinds])
    return float(right[one.reached].mean())


def _is_sure(heard: Sequence[Heard]) -> bool:
    """Whether most of what was heard is clearly notes, as of an instrument; of speech hardly anything is."""
    odds = [one.odds for one in heard if one.odds > 0]
    return sum(one > _SURE_ODDS for one in odds) >= _SURE * len(odds)


def _is_chance(expected: Sequence[Expected], heard: Sequence[Heard], rounds: Sequence[Judged]) -> bool:
    """Whether the piece fits what was heard no better than it would in other keys, and much of it is missing."""
    right = [sum(kind in (VerdictKind.HIT, VerdictKind.OFF) for kind in one.kinds) for one in rounds]
    if max(right, default=0) >= 0.5 * len(expected):
        return False
    elsewhere = max(_votes(expected, heard, steps) for steps in _STEPS if steps % 12)
    return _votes(expected, heard, 0) < _STANDS_OUT * elsewhere


def _votes(expected: Sequence[Expected], heard: Sequence[Heard], steps: int) -> float:
    """How many notes agree that the piece was played so many semitones up."""
    pairs = Pairs.of([replace(one, pitch=one.pitch + steps) for one in expected], heard)
    return agreed(pairs, None)[2] if len(pairs.weight) else 0.0


def _elsewhere(
    expected: Sequence[Expected], heard: Sequence[Heard], beside: Sequence[Expected], right: float
) -> tuple[int, Course | None]:
    """How many semitones up all of it was played, and when; 0 where it was not."""
    votes = {steps: _votes(expected, heard, steps) for steps in _STEPS}
    steps = max(votes, key=lambda one: votes[one])
    moved = [replace(one, pitch=one.pitch + steps) for one in expected]
    found = courses(moved, heard)
    if not found:
        return 0, None
    there = judged(moved, heard, found[0], beside, BY_EAR_DB)
    if _share(there) < max(0.5, 1.5 * right) or _clean(there) < _MEANT:
        return 0, None
    return steps, found[0]


def _clean(one: Judged) -> float:
    """How many of the notes that were heard belong to the piece: where most do not, what fits does so by chance."""
    right = sum(kind in (VerdictKind.HIT, VerdictKind.OFF) for kind in one.kinds)
    return right / max(1, right + one.too_many())


def _same_notes(expected: Sequence[Expected], heard: Sequence[Heard]) -> bool:
    """Whether about the same notes were played as often, in whatever order."""
    asked = np.bincount([one.pitch for one in expected], minlength=128)
    there = np.bincount([one.pitch for one in heard if one.odds > 0], minlength=128)
    return bool(np.minimum(asked, there).sum() >= 0.8 * max(asked.sum(), there.sum()))


def _as_pass(one: Judged, score: float) -> Pass:
    hits = sum(kind == VerdictKind.HIT for kind in one.kinds)
    return Pass(round(float(one.course.at(np.zeros(1))[0]), 3), round(score), hits, len(one.kinds))


def _told(one: Judged, passes: tuple[Pass, ...], best: int, remark: str) -> TakeResult:
    extras = _extras(one)
    bars = _bars(one, extras)
    last = max(note.at for note in one.expected)
    ends = one.course.at(np.array([0.0, max(last, 1e-3)]))
    lasts = float(ends[1] - ends[0])
    tempo = round(100 * last / lasts, 1) if last and lasts > 0 else 100.0
    return TakeResult(
        score=round(one.score()),
        completion=round(100 * float(one.reached.mean())),
        parts=words.parts(one),
        notes=_notes(one),
        extras=extras,
        bars=bars,
        passes=passes,
        best=best,
        latency_ms=round(1000 * float(ends[0])),
        tempo_percent=tempo,
        drift_ms=round(1000 * (lasts - last)),
        remark=remark,
        hints=((remark,) if remark else ()) + words.hints(one, bars, tempo),
    )


def _notes(one: Judged) -> tuple[NoteVerdict, ...]:
    told = []
    for place, note in enumerate(one.expected):
        other = one.matched.partner[place]
        other = other if other >= 0 else one.matched.instead[place]
        played = one.heard[other].pitch if other >= 0 else None
        late = None if np.isnan(one.late_s[place]) else round(1000 * float(one.late_s[place]))
        short = words.is_short(float(one.length[place]))
        soft = words.is_soft(float(one.loud_off_db[place]), one.loud_enough_db)
        kind = one.kinds[place]
        said = words.of_note(kind, note.pitch, played, late, short, soft)
        told.append(NoteVerdict(note.id, note.bar, note.pitch, kind, late, played, short, soft, said))
    return tuple(told)


def _extras(one: Judged) -> tuple[Extra, ...]:
    """Each in the bar in which it was played."""
    starts = sorted({note.bar: note.at for note in reversed(one.expected)}.items())
    begins = np.array([at for _, at in starts])
    told = []
    for place in one.extras:
        heard = one.heard[place]
        at = float(one.course.back(np.array([heard.at]))[0])
        bar = starts[max(0, int(np.searchsorted(begins, at + 0.05, side='right')) - 1)][0]
        said = f'{words.name(heard.pitch)} in bar {bar} was not asked for.'
        told.append(Extra(round(heard.at, 3), round(at, 3), bar, heard.pitch, said))
    return tuple(told)


def _bars(one: Judged, extras: Sequence[Extra]) -> tuple[BarScore, ...]:
    bars = np.array([note.bar for note in one.expected], int)
    return tuple(
        words.of_bar(bar, one, bars == bar, sum(extra.bar == bar for extra in extras))
        for bar in dict.fromkeys(bars.tolist())
    )
