"""When a drum is struck, found in the sound itself: where its energy jumps."""

import numpy as np

from app.practice.sound.instruments import RATE, Wave

HOP = 44
"""About a millisecond."""


def onsets(wave: Wave, apart_s: float = 0.06, rise: float = 2.5) -> list[float]:
    """Moments at which the energy of a few milliseconds is so many times that of those before."""
    mono = np.diff(wave.mean(1), prepend=0.0)  # a cymbal is all highs
    frames = mono[: len(mono) // HOP * HOP].reshape(-1, HOP)
    energy = np.convolve(np.square(frames).sum(1), np.ones(4) / 4, 'full')[: len(frames)]
    floor = energy.max() * 1e-4
    before = np.array([energy[max(0, n - 12) : max(1, n - 5)].mean() for n in range(len(energy))])
    jumps = np.flatnonzero(energy > rise * (before + floor))
    found: list[float] = []
    for jump in jumps:
        moment = float(jump * HOP / RATE)
        if not found or moment - found[-1] > apart_s:
            found.append(moment)
    return found


def nearest(moment: float, found: list[float]) -> float:
    """How far the onset is that lies nearest to a moment."""
    return min((one - moment for one in found), key=abs)
