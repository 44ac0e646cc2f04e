"""Small sounds for stories about takes: a piano of a few sines, and a lick to play on it."""

from collections.abc import Sequence

import numpy as np

from app.practice.takes.net import RATE, Sound
from app.practice.takes.notes import Expected, Played


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
