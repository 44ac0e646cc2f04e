"""What is said about a take, in sentences."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.practice.takes.judging import CLEAN, HITS, TIMING, TOUCH, Judged
from app.practice.takes.notes import Expected
from app.practice.takes.result import BarScore, Part, VerdictKind

_NAMES = ('C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B')
_IN_TIME_MS, _TELLING_MS = 40, 20
_TOGETHER_MS, _WITH_THE_BAND_MS = 25, 400
_SHORT, _SOFT_DB = 0.5, 12.0
_STEPS = {1: 'a semitone', 2: 'a whole tone', 12: 'an octave', 24: 'two octaves'}


def name(pitch: int) -> str:
    """A pitch by a usual name: 60 is C4."""
    return f'{_NAMES[pitch % 12]}{pitch // 12 - 1}'


def of_note(kind: VerdictKind, pitch: int, played: int | None, late_ms: int | None, short: bool, soft: bool) -> str:
    """What became of a note."""
    when = '' if late_ms is None or abs(late_ms) <= _IN_TIME_MS else f'{abs(late_ms)} ms {_side(late_ms)}'
    if kind == VerdictKind.MISSING or played is None:
        return f'{name(pitch)} was not heard.'
    if kind == VerdictKind.WRONG:
        return f'{name(played)} instead of {name(pitch)}.'
    if kind == VerdictKind.OCTAVE:
        far = _STEPS.get(abs(played - pitch), 'some octaves')
        return f'{name(pitch)} was played {far} {"lower" if played < pitch else "higher"}.'
    if kind == VerdictKind.OFF:
        return f'{name(pitch)} came {when or "out of time"}, too far from its place to count.'
    flaws = [when] * bool(when) + ['let go too early'] * short + ['much quieter than the others'] * soft
    return f'{name(pitch)}: {", ".join(flaws)}.' if flaws else f'{name(pitch)}: right and in time.'


def _side(late_ms: float) -> str:
    return 'late' if late_ms > 0 else 'early'


def is_short(quality: float) -> bool:
    """Whether a note was let go much too early."""
    return quality < _SHORT


def is_soft(off_db: float, enough_db: float) -> bool:
    """Whether a note is hardly to be heard beside the others."""
    return off_db < -max(_SOFT_DB, 1.5 * enough_db)


def parts(one: Judged) -> tuple[Part, ...]:
    """The four parts of the score, each with its sentence."""
    shares = one.points(one.reached, one.too_many())
    said = (_hits(one), _timing(one), _clean(one), _touch(one))
    names, most = ('notes', 'timing', 'clean', 'touch'), (HITS, TIMING, CLEAN, TOUCH)
    return tuple(
        Part(title, round(share * points, 1), points, words)
        for title, share, points, words in zip(names, shares, most, said, strict=True)
    )


def _hits(one: Judged) -> str:
    count = Counter(kind for kind, counted in zip(one.kinds, one.reached, strict=True) if counted)
    total = sum(count.values())
    if count[VerdictKind.HIT] == total:
        return f'All {total} notes are right.'
    told = [
        f'{count[kind]} {words}'
        for kind, words in (
            (VerdictKind.WRONG, 'wrong'),
            (VerdictKind.OCTAVE, 'in another octave'),
            (VerdictKind.OFF, 'out of time'),
            (VerdictKind.MISSING, 'not heard'),
        )
        if count[kind]
    ]
    return f'{count[VerdictKind.HIT]} of {total} notes are right; {", ".join(told)}.'


def _timing(one: Judged) -> str:
    late = one.late_s[one.reached & (one.credit > 0)] * 1000
    if not len(late):
        return 'No note was played whose timing could be told.'
    early, behind = int((late < -_IN_TIME_MS).sum()), int((late > _IN_TIME_MS).sum())
    every = all(kind == VerdictKind.HIT for kind, counted in zip(one.kinds, one.reached, strict=True) if counted)
    usual = f'A {"" if every else "right "}note is typically {np.median(np.abs(late)):.0f} ms from its time'
    if not early and not behind:
        return f'{usual}: all of them are in time.'
    return f'{usual}; {early} came early and {behind} late by more than {_IN_TIME_MS} ms.'


def _clean(one: Judged) -> str:
    wrong, extra = sum(kind == VerdictKind.WRONG for kind in one.kinds), len(one.extras)
    if not one.credit.any():
        return 'None of the notes that were heard belongs here.'
    if not wrong + extra:
        return 'No note too many.'
    return f'{_notes(wrong + extra)} that nobody asked for: {wrong} in the place of another, {extra} besides.'


def _touch(one: Judged) -> str:
    good = one.reached & (one.credit > 0)
    held = one.length[good & ~np.isnan(one.length)]
    off = one.loud_off_db[good & ~np.isnan(one.loud_off_db)]
    if len(held) >= 4 and np.median(held) < _SHORT:
        lengths = 'Most notes are let go much too early: hold them for as long as they are written'
    elif len(held) and np.mean(held < _SHORT) > 0.15:
        lengths = f'{_notes(int(np.sum(held < _SHORT)))} let go too early'
    else:
        lengths = 'Notes are held as long as they should be'
    if len(off) >= 4 and np.mean(np.abs(off) > one.loud_enough_db) > 0.2:
        return f'{lengths}; some are much louder or quieter than they should be.'
    return f'{lengths}, and their loudness is even.'


def of_bar(bar: int, one: Judged, chosen: NDArray[np.bool_], extras: int) -> BarScore:
    """The score of a bar, and what went wrong in it."""
    kinds = Counter(kind for kind, mine in zip(one.kinds, chosen, strict=True) if mine)
    told = [
        f'{kinds[kind]} {words}'
        for kind, words in (
            (VerdictKind.WRONG, 'wrong'),
            (VerdictKind.OCTAVE, 'in another octave'),
            (VerdictKind.OFF, 'out of time'),
            (VerdictKind.MISSING, 'not heard'),
        )
        if kinds[kind]
    ]
    told += [f'{extras} too many'] * bool(extras)
    if not (chosen & one.reached).any():
        return BarScore(bar, 0, 0, int(chosen.sum()), f'Bar {bar} was not played.')
    words = f'Bar {bar}: {", ".join(told)}.' if told else f'Bar {bar}: all notes are right.'
    score = one.score(chosen, extras + kinds[VerdictKind.WRONG])
    return BarScore(bar, round(score), kinds[VerdictKind.HIT], int(chosen.sum()), words)


def transposed(steps: int) -> str:
    """That all of it is elsewhere on the keyboard."""
    far = _STEPS.get(abs(steps), f'{abs(steps)} semitones')
    return f'Everything was played {far} too {"high" if steps > 0 else "low"}.'


def against_the_band(late_ms: int) -> str:
    """Whether all of it is before or behind the beat of the band; empty where it was played without one."""
    if abs(late_ms) > _WITH_THE_BAND_MS:
        return ''
    if abs(late_ms) <= _TOGETHER_MS:
        return 'You are right with the band.'
    if late_ms > 0:
        return f'All the way through you are {late_ms} ms behind the band: listen to the ride, and lay back less.'
    return f'All the way through you are {-late_ms} ms ahead of the band: listen to the ride, and let it come.'


def hints(one: Judged, bars: Sequence[BarScore], tempo_percent: float) -> tuple[str, ...]:
    """What to practise next, the most useful first."""
    told = list[str]()
    worst = sorted((bar for bar in bars if bar.score < 85 and 'was not played' not in bar.words), key=lambda b: b.score)
    for bar in worst[:2]:
        told.append(f'Loop bar {bar.bar} a little slower ({bar.score} of 100). {bar.words}')
    told += _tendencies(one)
    if abs(tempo_percent - 100) >= 1.5:
        how = 'faster' if tempo_percent > 100 else 'slower'
        told.append(f'You play {abs(tempo_percent - 100):.0f} % {how} than asked for: practise with the click.')
    good = one.length[one.reached & ~np.isnan(one.length)]
    if len(good) >= 4 and np.median(good) < _SHORT:
        told.append('Hold the notes: play a few bars as legato as you can.')
    return tuple(told[:5])


def _tendencies(one: Judged) -> list[str]:
    """On which figure somebody rushes or drags beside all others; only what is more than chance."""
    told = list[tuple[float, str]]()
    for figure, chosen in _figures(one.expected).items():
        good = one.reached & (one.credit > 0)
        late, others = one.late_s[chosen & good] * 1000, one.late_s[~chosen & good] * 1000
        if len(late) < 4 or len(others) < 4:
            continue
        mean = float(np.mean(late) - np.mean(others))
        doubt = float(np.var(late) / len(late) + np.var(others) / len(others)) ** 0.5
        if abs(mean) >= max(_TELLING_MS, 2.5 * doubt):
            verb = 'drag' if mean > 0 else 'rush'
            told.append((-abs(mean), f'You {verb} {figure}: {abs(mean):.0f} ms {_side(mean)} beside the others.'))
    return [words for _, words in sorted(told)[:2]]


def _figures(expected: Sequence[Expected]) -> dict[str, NDArray[np.bool_]]:
    beat = np.array([one.beat for one in expected])
    part, known = beat % 1, beat >= 0
    line = [one.at - before.at - before.length for before, one in pairwise(expected)]
    leap = [abs(one.pitch - before.pitch) for before, one in pairwise(expected)]
    together = np.array([sum(abs(one.at - other.at) < 0.01 for other in expected) > 1 for one in expected], bool)
    thirds = (np.abs(part - 1 / 3) < 0.02) | (np.abs(part - 2 / 3) < 0.02)
    return {
        'the off-beats': known & (np.abs(part - 0.5) < 0.02),
        'the triplets': known & thirds,
        'the first notes after a rest': np.array([False, *(gap > 0.25 for gap in line)]) & ~together,
        'the notes after a leap': np.array([False, *(keys > 7 for keys in leap)]) & ~together,
        'the chords of the left hand': together & np.array([one.hand == 'L' for one in expected]),
    }


def _notes(count: int) -> str:
    return 'One note' if count == 1 else f'{count} notes'
