"""Songs for tests: drums and a little else, every stroke where it is said to be."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
Sound = NDArray[np.float32]
Stroke = tuple[float, str]
"""When, in seconds, and what: k, s, h, o, r, c or t."""
LOUDNESS = {'k': 0.9, 's': 0.7, 'h': 0.3, 'o': 0.35, 'r': 0.3, 'c': 0.5, 't': 0.7}


def drums(strokes: Iterable[Stroke], seconds: float) -> Sound:
    """These strokes, none exactly as loud as the one before."""
    chance = np.random.default_rng(3)
    sound = np.zeros(round(seconds * RATE) + 3 * RATE, np.float32)
    for at, what in strokes:
        begin, one = round(at * RATE), drum(what)
        if 0 <= begin < len(sound) - len(one):
            sound[begin : begin + len(one)] += one * np.float32(LOUDNESS[what] * chance.uniform(0.8, 1.0))
    return sound[: round(seconds * RATE)] * np.float32(0.5)


@cache
def drum(what: str) -> Sound:
    """One stroke."""
    time = np.arange(round(1.2 * RATE)) / RATE
    noise = np.random.default_rng(ord(what)).normal(0, 1, len(time))
    high = np.diff(noise, n=2, prepend=[0, 0]) / 2.5
    metal = np.mean([np.sin(2 * np.pi * hz * time) for hz in (3170, 4210, 5370, 6830, 8130, 9770)], axis=0)
    made = {
        'k': np.sin(2 * np.pi * (48 * time + 5 * (1 - np.exp(-time / 0.02)))) * np.exp(-time / 0.09)
        + 0.4 * high * np.exp(-time / 0.004),
        's': 0.5 * np.sin(2 * np.pi * 190 * time) * np.exp(-time / 0.05) + 0.35 * noise * np.exp(-time / 0.07),
        'h': high * np.exp(-time / 0.025),
        'o': high * np.exp(-time / 0.22),
        'r': (0.7 * metal + 0.25 * high) * np.exp(-time / 0.3),
        'c': (0.5 * noise + 0.5 * high) * np.exp(-time / 0.5),
        't': np.sin(2 * np.pi * (110 * time + 2 * (1 - np.exp(-time / 0.04)))) * np.exp(-time / 0.16),
    }
    return np.asarray(made[what], np.float32)


def pattern(rows: Mapping[str, Sequence[float]], beats: Iterable[float], per_bar: int) -> list[Stroke]:
    """A bar, again and again: for each drum the beats of the bar on which it is struck; `beats` says when beats are."""
    at = np.asarray(list(beats))
    made = list[Stroke]()
    for first in range(0, len(at) - per_bar, per_bar):
        for what, places in rows.items():
            for place in places:
                beat = first + int(place)
                made.append((float(at[beat] + (at[beat + 1] - at[beat]) * (place - int(place))), what))
    return sorted(made)


def chords(times: Iterable[float], length: float, seconds: float, root: float = 196.0) -> Sound:
    """Something plucked, three notes at a time."""
    sound = np.zeros(round(seconds * RATE) + RATE, np.float32)
    time = np.arange(round(length * RATE)) / RATE
    tones = [np.sin(2 * np.pi * hz * n * time) / n for hz in (root, root * 1.25, root * 1.5) for n in (1, 2, 3, 4, 5)]
    one = np.asarray(np.sum(tones, axis=0) * np.exp(-time / (length / 2)) * 0.05, np.float32)
    for at in times:
        begin = round(at * RATE)
        if 0 <= begin < len(sound) - len(one):
            sound[begin : begin + len(one)] += one
    return sound[: round(seconds * RATE)]


def steady(bpm: float, count: int, begin: float = 0.4) -> NDArray[np.float64]:
    """When beats are that are equally far apart."""
    return np.asarray(begin + 60 / bpm * np.arange(count), float)


EIGHTHS = (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5)
ROCK = {'k': (0, 2, 2.5), 's': (1, 3), 'h': EIGHTHS}
