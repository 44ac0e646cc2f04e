"""Feet and hooves on all kinds of ground."""

from collections.abc import Callable
from functools import partial

import numpy as np

from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    Line,
    Stereo,
    burst,
    frames,
    noise,
    place,
    rise_and_fall,
    room,
    steps,
    struck,
)

Step = Callable[[Making], Line]


def _hard(make: Making) -> Line:
    """A heel on stone: a click and a short knock, then the sole."""
    rng = make.rng
    step = np.zeros(frames(0.22), np.float32)
    knock = struck(
        [(make.pitched(rng.uniform(150, 190)), 1, 0.06), (make.pitched(rng.uniform(900, 1_200)), 0.4, 0.03)], 0.08
    )
    step[: len(knock)] += knock
    step[: frames(0.012)] += 0.6 * burst(rng, 0.012, 1_500, 9_000, 0.0005)
    sole = burst(rng, 0.09, 300, 4_500, 0.012, 0.07)
    at = frames(float(rng.uniform(0.07, 0.1)))
    step[at : at + len(sole)] += 0.22 * sole
    return step


def _wood(make: Making) -> Line:
    """A hollow floor."""
    rng = make.rng
    modes = [
        (make.pitched(hertz * rng.uniform(0.94, 1.06)), gain, ring)
        for hertz, gain, ring in ((92, 1, 0.16), (187, 0.7, 0.1), (331, 0.35, 0.07), (720, 0.15, 0.04))
    ]
    step = struck(modes, 0.24, 0.002)
    step[: frames(0.02)] += 0.4 * burst(rng, 0.02, 500, 5_000, 0.001)
    return step


def _loose(make: Making, low: float, high: float, grains: int, spread: float, grain: float) -> Line:
    """Ground that gives way: many small noises, more in the middle of the step."""
    rng = make.rng
    count = frames(spread + 0.1)
    step = np.zeros(count, np.float32)
    for _ in range(grains):
        at = frames(float(rng.beta(1.6, 2.6)) * spread)
        one = burst(rng, grain * float(rng.uniform(0.5, 1.8)), low * float(rng.uniform(0.8, 1.4)), high, 0.0005)
        one = one[: count - at]
        step[at : at + len(one)] += one * np.float32(rng.lognormal(-0.9, 0.6))
    thud = burst(rng, 0.12, 50, 220, 0.006, 0.1)
    step[: len(thud)] += 0.8 * thud
    return step


def _snow(make: Making) -> Line:
    """Snow that creaks as it is pressed together."""
    rng = make.rng
    count = frames(0.36)
    creak = np.minimum(2.0, np.abs(noise(rng, count, 20, 130)))
    step = noise(rng, count, make.pitched(450), 4_200, -2.0) * creak * rise_and_fall(count, 0.09, 0.3)
    return np.asarray(step + 0.5 * noise(rng, count, 50, 170) * rise_and_fall(count, 0.02, 0.14), np.float32)


_gravel: Step = partial(_loose, low=900, high=10_000, grains=38, spread=0.24, grain=0.008)
_grass: Step = partial(_loose, low=2_200, high=12_000, grains=60, spread=0.28, grain=0.012)
_earth: Step = partial(_loose, low=300, high=2_400, grains=10, spread=0.07, grain=0.012)


def _walk(make: Making, step: Step, period: float, ring: float) -> Stereo:
    rng = make.rng
    way = np.zeros((make.count, 2), np.float32)
    for number, at in enumerate(steps(rng, make.count, make.paced(period), 0.025)):
        foot = room(step(make), ring, rng, 0.16)
        place(
            way,
            int(at),
            foot * np.array([1.15, 0.85] if number % 2 else [0.85, 1.15], np.float32),
            float(rng.uniform(0.75, 1.0)),
        )
    return way


def _gallop(make: Making) -> Stereo:
    """Three beats, and a moment in the air."""
    rng = make.rng
    way = np.zeros((make.count, 2), np.float32)
    for at in steps(rng, make.count, make.paced(0.46), 0.015):
        for number, offset in enumerate((0.0, 0.11, 0.2)):
            hoof = _earth(make)
            knock = struck(
                [(make.pitched(rng.uniform(240, 300)), 1, 0.05), (make.pitched(rng.uniform(620, 700)), 0.4, 0.03)], 0.07
            )
            hoof[: len(knock)] += 0.5 * knock
            place(
                way,
                int(at) + frames(offset),
                hoof,
                (0.8, 0.9, 1.0)[number] * float(rng.uniform(0.9, 1.0)),
                (-0.3, 0.3, 0.0)[number],
            )
    return way


def _knock(make: Making) -> Stereo:
    """Three knocks on a door, and a rest."""
    rng = make.rng
    door = np.zeros((make.count, 2), np.float32)
    for at in steps(rng, make.count, max(1.6, make.paced(2.2)), 0.03):
        for number in range(3):
            knock = struck(
                [
                    (make.pitched(hertz), gain, ring)
                    for hertz, gain, ring in ((128, 1, 0.12), (243, 0.8, 0.09), (410, 0.4, 0.05), (1_150, 0.2, 0.02))
                ],
                0.14,
            )
            knock[: frames(0.006)] += 0.5 * burst(rng, 0.006, 800, 5_000, 0.0004)
            place(
                door,
                int(at) + frames(number * make.paced(0.2)),
                room(knock, 0.5, rng, 0.22),
                float(rng.uniform(0.85, 1.0)),
            )
    return door


def _family(step: Step, period: float, ring: float = 0.25) -> Family:
    return lambda make: _walk(make, step, period, ring)


FAMILIES: dict[str, Family] = {
    'footsteps': _family(_hard, 0.56, 0.6),
    'footsteps-gravel': _family(_gravel, 0.6),
    'footsteps-snow': _family(_snow, 0.68),
    'footsteps-wood': _family(_wood, 0.58, 0.4),
    'footsteps-grass': _family(_grass, 0.62),
    'running': _family(_hard, 0.31, 0.4),
    'gallop': _gallop,
    'knock': _knock,
}
