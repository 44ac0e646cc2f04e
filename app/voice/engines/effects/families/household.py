"""Small things of a house: clocks, keys, cameras, paper, zips."""

import numpy as np

from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    Line,
    Stereo,
    band,
    burst,
    frames,
    noise,
    place,
    rise_and_fall,
    room,
    steps,
    struck,
    wander,
)


def clock(make: Making) -> Stereo:
    """Tick and tock: one a little higher than the other."""
    rng = make.rng
    circle = np.zeros((make.count, 2), np.float32)
    period = make.paced(0.5)
    many = max(2, 2 * round(make.seconds / period / 2))
    for number in range(many):
        high = 1.0 if number % 2 else 1.16
        tick = struck(
            [
                (make.pitched(2_750) * high, 1, 0.022),
                (make.pitched(4_400) * high, 0.5, 0.014),
                (make.pitched(950) * high, 0.5, 0.03),
            ],
            0.05,
            0.0003,
        )
        tick[: frames(0.003)] += 0.6 * burst(rng, 0.003, 2_000, 12_000, 0.0002)
        place(
            circle,
            frames(0.01) + round(number * make.count / many),
            room(tick, 0.35, rng, 0.2),
            0.8 + 0.1 * (number % 2),
        )
    return circle


def typing(make: Making) -> Stereo:
    """Keys in runs, with rests, and the long one now and then."""
    rng = make.rng
    desk = np.zeros((make.count, 2), np.float32)
    for at in steps(rng, make.count, make.paced(0.145), 0.35):
        if rng.random() < 0.12:
            continue
        long = rng.random() < 0.12
        place(
            desk,
            int(at),
            room(_key(make, long), 0.15, rng, 0.12),
            float(rng.uniform(0.5, 1.0)),
            float(rng.uniform(-0.5, 0.5)),
        )
    return desk


def _key(make: Making, long: bool) -> Line:
    rng = make.rng
    key = np.zeros(frames(0.13), np.float32)
    for at, gain in ((0.0, 1.0), (float(rng.uniform(0.05, 0.08)), 0.4)):
        low = make.pitched(float(rng.uniform(190, 240) if long else rng.uniform(380, 520)))
        hit = struck([(low, 0.7, 0.03), (low * 4.7, 0.4, 0.012)], 0.04, 0.0004) + burst(
            rng, 0.04, 1_500, 9_000, 0.0004, 0.012
        )
        key[frames(at) : frames(at) + len(hit)] += np.float32(gain) * hit
    return key


def camera(make: Making) -> Stereo:
    """The mirror up, the shutter, and the mirror down."""
    rng = make.rng
    line = np.zeros(frames(0.34), np.float32)
    for at, gain, low in ((0.0, 1.0, 900), (0.035, 0.6, 2_200), (0.15, 0.9, 700), (0.175, 0.4, 1_800)):
        hit = burst(rng, 0.03, low, 11_000, 0.0005, 0.014) + struck(
            [(make.pitched(low * 1.3), 0.8, 0.02)], 0.03, 0.0004
        )
        start = frames(make.about(at, 0.05)) if at else 0
        line[start : start + len(hit)] += np.float32(gain) * hit
    whirr = noise(rng, frames(0.12), 1_500, 5_000) * rise_and_fall(frames(0.12), 0.03, 0.12)
    line[frames(0.19) : frames(0.19) + len(whirr)] += 0.08 * whirr
    return room(line, 0.25, rng, 0.12)


def paper(make: Making) -> Stereo:
    """Folds that give way, one after the other."""
    rng = make.rng
    count = frames(float(np.clip(make.seconds * 0.8, 0.8, 2.4)))
    busy = wander(rng, count, 5.0, -0.2, 1.0).clip(0)
    sheet = np.zeros((count, 2), np.float32)
    sheet += (noise(rng, count, 1_800, 12_000, -2.0) * busy**2 * np.float32(0.12))[:, None]
    for at in rng.integers(0, count - 3_000, round(count / 48_000 * 85)):
        fold = burst(rng, float(rng.uniform(0.002, 0.012)), 1_200, 14_000, 0.0003)
        place(
            sheet[: count - 100],
            int(at),
            fold,
            float(busy[at]) * 0.35 * float(rng.lognormal(-0.5, 0.7)),
            float(rng.uniform(-0.5, 0.5)),
        )
    sheet[-frames(0.05) :] *= np.linspace(1, 0, frames(0.05), dtype=np.float32)[:, None]
    return sheet


def zipper(make: Making) -> Stereo:
    """Teeth, ever faster."""
    rng = make.rng
    count = frames(float(np.clip(make.seconds * 0.6, 0.4, 0.9)))
    way = np.linspace(0, 1, count, dtype=np.float32)
    turns = np.cumsum(90 * 2 ** (1.4 * way) * make.about(1.0)) / 48_000
    teeth = np.diff(np.floor(turns), prepend=0.0).astype(np.float32) * rng.uniform(0.6, 1, count).astype(np.float32)
    click = burst(rng, 0.006, 1_800, 12_000, 0.0003)
    line = np.convolve(teeth, click)[:count].astype(np.float32)
    rub = noise(rng, count, 2_000, 9_000) * np.float32(0.08)
    shape = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / frames(0.03)).astype(np.float32)
    return room(band((line + rub) * shape * (0.5 + 0.5 * way), 600, 14_000), 0.2, rng, 0.12)


FAMILIES: dict[str, Family] = {
    'clock': clock,
    'typing': typing,
    'camera': camera,
    'paper': paper,
    'zipper': zipper,
}
