"""Small sounds for stories about takes: a piano of a few sines, and a lick to play on it."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from app.practice.takes.net import RATE, Sound
from app.practice.takes.notes import Expected, Played


@cache
def tone(pitch: int, velocity: int, seconds: float) -> Sound:
    """One note: partials that fade, a knock, and a damper."""
    hz = 440 * 2 ** ((pitch - 69) / 12)
    time = np.arange(int((seconds + 0.12) * RATE)) / RATE
    made = np.zeros(len(time))
    for number in range(1, 13):
        sharp = number * hz * (1 + 1e-4 * number**2) ** 0.5
        if sharp < 9000:
            made += (
                0.7 ** (number - 1) * np.exp(-(0.8 + 0.3 * number) * time) * np.sin(2 * np.pi * sharp * time + number)
            )
    made += np.random.default_rng(pitch).normal(0, 0.2, len(time)) * np.exp(-time * 90)
    made *= np.minimum(1, time / 0.003) * np.clip((seconds + 0.12 - time) / 0.12, 0, 1) ** 2
    return np.asarray(made * 0.15 * (velocity / 90) ** 1.6, np.float32)


def sounding(notes: Sequence[Played], tail_s: float = 0.6) -> Sound:
    """All of them together."""
    made = np.zeros(int((max(n.at + n.length for n in notes) + tail_s) * RATE), np.float32)
    for one in notes:
        sound, at = tone(one.pitch, one.velocity, one.length), int(one.at * RATE)
        made[at : at + len(sound)] += sound[: len(made) - at]
    return made


def as_written(notes: Sequence[Expected], begin_s: float = 0.5) -> list[Played]:
    """Played as it stands there."""
    return [Played(begin_s + n.at, n.length, n.pitch, n.velocity) for n in notes]


def lick(bars: int = 4, chords: bool = False, tempo: int = 120) -> list[Expected]:
    """A line in F, and four-note chords under it if asked for."""
    made, beat = list[Expected](), 60 / tempo
    steps = (65, 69, 72, 75, 74, 70, 67, 63, 62, 65, 70, 74, 72, 69, 66, 64)
    for place in range(bars * 6):
        bar, inside = divmod(place, 6)
        at = (bar * 4 + inside / 2) * beat
        pitch = steps[(place * 5 + bar) % len(steps)]
        made.append(Expected(at, beat * 0.45, pitch, 84, bar + 1, f'n{bar}-{inside}', inside / 2, 'R'))
    for bar in range(bars if chords else 0):
        for beats in (0.0, 2.0):
            for number, pitch in enumerate((51, 55, 58, 62) if bar % 2 else (50, 53, 57, 60)):
                at = (bar * 4 + beats) * beat
                made.append(Expected(at, beat * 1.5, pitch, 66, bar + 1, f'n{bar}-{beats}-{number}', beats, 'L'))
    return sorted(made, key=lambda one: (one.at, one.pitch))


def moved(notes: Sequence[Played], by_s: float = 0.0, keys: int = 0, length: float = 1.0) -> list[Played]:
    """The same later, elsewhere on the keyboard, shorter."""
    return [Played(n.at + by_s, n.length * length, n.pitch + keys, n.velocity) for n in notes]
