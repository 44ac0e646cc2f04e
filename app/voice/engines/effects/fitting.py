"""Fits sounds to the seconds that were asked for, ends them, and puts them over and behind each other."""

from collections.abc import Callable, Sequence

import numpy as np

from app.voice.engines.effects.making import Making
from app.voice.engines.effects.signals import RATE, Rng, Stereo, band, frames, place, room

WINDOW_S = 0.02
QUIET_DB = -34.0
MOST_TIMES = 12
JOINT_S = 0.06
"""What comes after each other overlaps by so much."""


def once(sound: Stereo, make: Making, another: Callable[[], Stereo]) -> Stereo:
    """What happens once, in a circle: once, or again with rests where there is room for it."""
    circle = np.zeros((make.count, 2), np.float32)
    natural = len(sound)
    many = 1
    if make.count > 2.2 * natural + 1.5 * RATE:
        many = min(MOST_TIMES, int(make.count // (1.4 * natural + RATE)))
    for number in range(max(1, many)):
        one = sound if number == 0 else another()
        start = round(number * make.count / many)
        place(circle, start, cut(one, make.count if many == 1 else len(one)))
    return circle


def cut(sound: Stereo, count: int) -> Stereo:
    """A sound that is too long, ended where it is quiet, or faded."""
    if len(sound) <= count:
        return sound
    size = frames(WINDOW_S)
    from_ = max(0, int(count * 0.8) // size)
    heights = np.abs(sound[: count // size * size]).reshape(-1, size * 2).max(1)
    late = heights[from_:]
    if len(late) and late.min() < heights.max() * 10 ** (QUIET_DB / 20):
        count = (from_ + int(late.argmin()) + 1) * size
    return faded(sound[:count], min(0.5, 0.25 * count / RATE))


def faded(sound: Stereo, fall: float, rise: float = 0.0) -> Stereo:
    """The same with a beginning and an end that come out of nothing and go there."""
    out = sound.copy()
    up, down = min(len(out), frames(rise)), min(len(out), frames(fall))
    if rise > 0:
        out[:up] *= (np.sin(np.linspace(0, np.pi / 2, up, dtype=np.float32)) ** 2)[:, None]
    out[-down:] *= (np.cos(np.linspace(0, np.pi / 2, down, dtype=np.float32)) ** 2)[:, None]
    return out


def far(sound: Stereo, distance: float, rng: Rng, closed: bool) -> Stereo:
    """The same from far away: duller, narrower, and with more of the place in it."""
    if distance <= 0:
        return sound
    dull = band(sound, 60, 5_500 - 3_800 * distance)
    middle = dull.mean(1, keepdims=True)
    narrow = middle + (dull - middle) * np.float32(1 - 0.6 * distance)
    wet = room(narrow, 1.4, rng, 0.45 * distance, 2_600)
    if not closed:
        return wet[: len(sound)]
    circle = np.zeros_like(sound)
    place(circle, 0, wet)
    return circle


def balanced(sound: Stereo, gain_db: float = 0.0) -> Stereo:
    """A layer as loud as every other, where it sounds: measured in pieces of 0.1 s, quiet ones left out."""
    heard = band(sound, 120, 9_000)
    size = min(len(heard), frames(0.1))
    powers = (heard[: len(heard) // size * size] ** 2).reshape(-1, size * 2).mean(1)
    loud = powers[powers > powers.max() * 0.03]
    level = float(np.sqrt(loud.mean())) if len(loud) else 1.0
    return sound * np.float32(0.1 * 10 ** (gain_db / 20) / (level + 1e-9))


def together(layers: Sequence[Stereo]) -> Stereo:
    """Layers of one length, over each other."""
    return np.sum(layers, axis=0, dtype=np.float32) if len(layers) > 1 else layers[0]


def after(parts: Sequence[Stereo], count: int) -> Stereo:
    """Parts behind each other, each a little over the end of the one before."""
    if len(parts) == 1:
        return parts[0]
    whole = np.zeros((count, 2), np.float32)
    at = 0
    for part in parts:
        whole[at : at + len(part)] += part[: count - at]
        at += len(part) - frames(JOINT_S)
    return whole


def shares(natural: Sequence[float], count: int) -> list[int]:
    """How many frames each of the parts behind each other gets of a whole."""
    if len(natural) == 1:
        return [count]
    joints = frames(JOINT_S) * (len(natural) - 1)
    every = count + joints
    got = [max(frames(2 * JOINT_S), round(every * one / sum(natural))) for one in natural[:-1]]
    return [*got, max(frames(2 * JOINT_S), every - sum(got))]
