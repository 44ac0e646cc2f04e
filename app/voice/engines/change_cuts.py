"""Cuts a recording into pieces that a model says well, where nobody speaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.voice import joining
from app.voice.engines.port import Sound, TimedWord

LONGEST_S, LONG_S, SHORT_S = 12.0, 9.0, 2.5
"""A piece has never more than the first, seldom more than the second, and seldom less than the third."""
PAUSE_S = 0.8
"""A piece has seldom a pause of this length inside."""
BEFORE_S, BEHIND_S = 0.4, 0.5
"""So far from where a word was heard it may begin or end."""
SLACK_S = 0.15
FRAME_S, SMOOTH, HELD = 0.01, 9, 3
"""How finely it is looked where somebody begins to speak, over how many moments, and how many have to be loud."""
QUIET_DB, MOST_QUIET_DB, OVER_NOISE_DB = -38.0, -20.0, 10.0
"""Speech is less far below the loudest than the first; and so far above the noise, but not above the second."""
_LOUD_AROUND_S = 0.04
_TOO_LONG = 1e6


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a recording, in samples.

    Attributes
    ----------
    begin, end : the whole stretch, with the silence around; one ends where the next begins.
    first, last : where in it somebody speaks.
    """

    begin: int
    end: int
    first: int
    last: int
    words: tuple[TimedWord, ...]


def cuts(sound: Sound, rate: int, words: Sequence[TimedWord]) -> list[Cut]:
    """All of a recording in pieces, in order; none without a word."""
    places = [_between(sound, rate, one, other) for one, other in pairwise(words)]
    chosen = _chosen(words, _loudness(sound, rate, places))
    edges = [0, *(places[at - 1] for at in chosen), len(sound)]
    starts = [0, *chosen, len(words)]
    found = []
    for piece in range(len(edges) - 1):
        inside = tuple(words[starts[piece] : starts[piece + 1]])
        begin, end = edges[piece], max(edges[piece], edges[piece + 1])
        first, last = _spoken(sound, rate, begin, end, inside)
        found.append(Cut(begin, end, first, last, inside))
    return found


def _between(sound: Sound, rate: int, one: TimedWord, other: TimedWord) -> int:
    """The quietest moment between two words."""
    middle = (one.start + one.end) / 2, (other.start + other.end) / 2
    begin = max(middle[0], min(one.end, other.start) - SLACK_S)
    end = min(middle[1], max(one.end, other.start) + SLACK_S)
    return joining.quietest(sound, rate, round(begin * rate), max(round(begin * rate) + 1, round(end * rate)))


def _loudness(sound: Sound, rate: int, places: Sequence[int]) -> NDArray[np.float64]:
    """How loud it is around each place, where the usual loudness of speech is 1."""
    usual = float(np.sqrt(np.mean(np.square(sound[np.abs(sound) > np.abs(sound).max() * 0.05])))) or 1.0
    around = round(_LOUD_AROUND_S * rate)
    near = [sound[max(0, place - around) : place + around] for place in places]
    return np.array([min(1.0, float(np.sqrt(np.mean(np.square(part)))) / usual) if len(part) else 1.0 for part in near])


def _chosen(words: Sequence[TimedWord], loud: NDArray[np.float64]) -> list[int]:
    """Before which words it is cut, so that the whole costs least."""
    gaps = [max(0.0, other.start - one.end) for one, other in pairwise(words)]
    cost_of_cut = [
        0.05 + float(level) + (0.0 if word.text[-1:] in '.?!;:,' else 0.1) + max(0.0, 0.3 - gap)
        for word, level, gap in zip(words, loud, gaps, strict=False)
    ]
    best, came = [0.0], [0]
    for end in range(1, len(words) + 1):
        least, by = float('inf'), end - 1
        pause = 0.0
        for begin in range(end - 1, -1, -1):
            if begin < end - 1 and gaps[begin] >= PAUSE_S:
                pause += gaps[begin] / 2
            seconds = words[end - 1].end - words[begin].start
            if seconds > LONGEST_S and begin < end - 1:
                break
            cost = best[begin] + _cost(seconds) + pause + (cost_of_cut[begin - 1] if begin else 0.0)
            if cost < least:
                least, by = cost, begin
        best.append(least)
        came.append(by)
    chosen, at = list[int](), len(words)
    while at:
        at = came[at]
        if at:
            chosen.append(at)
    return chosen[::-1]


def _cost(seconds: float) -> float:
    if seconds > LONGEST_S:
        return _TOO_LONG
    return max(0.0, SHORT_S - seconds) * 0.3 + max(0.0, seconds - LONG_S) * 0.1


def _spoken(sound: Sound, rate: int, begin: int, end: int, words: Sequence[TimedWord]) -> tuple[int, int]:
    """Where somebody speaks between two places, near the words that were heard there."""
    low = max(0, min(max(begin, round((words[0].start - BEFORE_S) * rate)), end - 1))
    high = max(low + 1, min(end, round((words[-1].end + BEHIND_S) * rate)))
    frame = round(FRAME_S * rate)
    count = (high - low) // frame
    if count < 3:
        return low, high
    frames = sound[low : low + count * frame].reshape(count, frame)
    power = np.pad(np.mean(np.square(frames), axis=1), SMOOTH // 2, 'edge')
    levels = 10 * np.log10(np.convolve(power, np.ones(SMOOTH) / SMOOTH, 'valid') + 1e-12)
    loud, noise = float(np.percentile(levels, 95)), float(levels.min())
    speech = levels > max(loud + QUIET_DB, min(noise + OVER_NOISE_DB, loud + MOST_QUIET_DB))
    held = np.flatnonzero(np.convolve(speech, np.ones(HELD), 'valid') > HELD - 0.5)
    if not len(held):
        return low, high
    first, last = int(held[0]), min(count, int(held[-1]) + HELD)
    return low + first * frame, high if last == count else low + last * frame
