"""Blows: what explodes, is shot, breaks or rings when it is hit."""

import numpy as np

from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    Line,
    Stereo,
    burst,
    frames,
    place,
    rise_and_fall,
    room,
    steps,
    struck,
    swept,
    tone,
    warm,
    wide,
)


def explosion(make: Making) -> Stereo:
    """A blow, a wave of pressure, fire that rolls away, and what falls down."""
    rng = make.rng
    seconds = float(np.clip(make.about(3.4, 0.2), 2.4, 5.0))
    count = frames(seconds)
    falling = make.pitched(95) * np.exp(-np.linspace(0, 3.0, count, dtype=np.float32)) + 24
    wave = tone(falling, count) * rise_and_fall(count, 0.004, 1.3)
    blast = np.stack([wave, wave], 1) * np.float32(0.9)
    blast += wide(rng, count, 30, 5_500, -3.0) * rise_and_fall(count, 0.003, 1.0)[:, None] * np.float32(1.3)
    blast += (
        swept(rng, count, 700 * np.exp(-np.linspace(0, 2.3, count, dtype=np.float32)), 2.2)
        * rise_and_fall(count, 0.12, seconds)[:, None]
        * np.float32(0.6)
    )
    for _ in range(45):
        at = frames(0.25 + float(rng.gamma(2.0, 0.35)))
        if at < count - 5_000:
            place(
                blast[: count - 200],
                at,
                burst(rng, 0.02, 500, 7_000, 0.001),
                0.25 * float(rng.uniform(0.2, 1)),
                float(rng.uniform(-1, 1)),
            )
    return room(warm(blast, 1.6), 2.6, rng, 0.3, 3_000)


def gunshot(make: Making) -> Stereo:
    """A crack, and what the hills make of it."""
    rng = make.rng
    crack = burst(rng, 0.25, 120, 12_000, 0.0004, 0.11)
    low = struck([(make.pitched(82), 1, 0.16), (make.pitched(150), 0.6, 0.09)], 0.25, 0.0006)
    return room(warm(crack + 0.9 * low, 2.2), 1.7, rng, 0.28, 3_500)


def fireworks(make: Making) -> Stereo:
    """A whistle upwards, a bang, and sparks."""
    rng = make.rng
    sky = np.zeros((make.count, 2), np.float32)
    for at in steps(rng, make.count, make.paced(1.9), 0.15):
        pan = float(rng.uniform(-0.7, 0.7))
        count = frames(0.75)
        rising = make.pitched(1_100) * 2 ** np.linspace(0, 1.1, count, dtype=np.float32)
        place(sky, int(at), tone(rising, count) * rise_and_fall(count, 0.3, 0.9), 0.05, pan)
        bang = room(burst(rng, 0.5, 45, 2_500, 0.003, 0.4), 1.4, rng, 0.4, 2_500)
        place(sky, int(at) + count, bang, 0.8)
        for spark in frames(0.9) + (rng.gamma(2.0, 0.22, 30) * 48_000).astype(np.int64):
            place(
                sky,
                int(at) + int(spark),
                burst(rng, 0.006, 2_000, 13_000, 0.0004),
                0.12 * float(rng.uniform(0.3, 1)),
                pan + float(rng.uniform(-0.3, 0.3)),
            )
    return sky


def _shard(make: Making) -> Line:
    """A piece of glass that hits the floor."""
    rng = make.rng
    base = make.pitched(float(np.exp(rng.uniform(np.log(2_200), np.log(7_500)))))
    ring = float(rng.uniform(0.04, 0.22))
    return struck([(base * part, gain, ring / part) for part, gain in ((1, 1), (1.73, 0.6), (2.41, 0.4))], ring, 0.0004)


def glass_break(make: Making) -> Stereo:
    """The blow, the pane, and shards that fall for a while."""
    rng = make.rng
    floor = np.zeros((frames(2.2), 2), np.float32)
    place(floor, 0, burst(rng, 0.16, 700, 13_000, 0.0006, 0.12), 0.9)
    place(floor, 0, struck([(make.pitched(540), 0.6, 0.08), (make.pitched(1_350), 0.6, 0.12)], 0.14), 0.5)
    for number in range(70):
        at = frames(0.01 + float(rng.gamma(1.3, 0.2)))
        if at < len(floor) - 12_000:
            gain = 0.5 * float(rng.uniform(0.15, 1.0)) / (1 + number / 40)
            place(floor[: len(floor) - 100], at, _shard(make), gain, float(rng.uniform(-0.9, 0.9)))
    return room(floor, 0.5, rng, 0.18)


def glass_clink(make: Making) -> Stereo:
    """Two glasses, one a little higher."""
    rng = make.rng
    base = make.pitched(2_350)
    line = np.zeros(frames(1.3), np.float32)
    for hertz, gain in ((base, 1.0), (base * make.about(1.09, 0.03), 0.8)):
        ring = struck(
            [(hertz, gain, 1.1), (hertz * 2.32, gain * 0.5, 0.5), (hertz * 4.25, gain * 0.25, 0.25)], 1.3, 0.0005
        )
        line += ring
    line[: frames(0.004)] += 0.5 * burst(rng, 0.004, 3_000, 15_000, 0.0003)
    return room(line, 0.5, rng, 0.15)


def _clang(make: Making, base: float, ring: float) -> Line:
    """Metal: partials that are no multiples of each other, two of each close together."""
    rng = make.rng
    parts = []
    for number in range(11):
        hertz = base * (1 + number * 0.83) ** 1.12 * float(rng.uniform(0.97, 1.03))
        gain = 1 / (1 + 0.35 * number)
        parts += [(hertz, gain, ring / (1 + 0.15 * number)), (hertz * 1.004, gain * 0.7, ring / (1 + 0.2 * number))]
    clang = struck(parts, ring, 0.0005)
    clang[: frames(0.01)] += 2.0 * burst(rng, 0.01, 2_000, 14_000, 0.0004)
    return clang


def sword(make: Making) -> Stereo:
    """Swings and blades that meet."""
    rng = make.rng
    fight = np.zeros((make.count, 2), np.float32)
    for at in steps(rng, make.count, make.paced(0.85), 0.12):
        pan = float(rng.uniform(-0.4, 0.4))
        count = frames(0.22)
        swing = swept(rng, count, make.pitched(1_500) * 2 ** np.linspace(0, 1.2, count, dtype=np.float32), 1.3, 0.3)
        place(fight, int(at), swing * rise_and_fall(count, 0.13, 0.12)[:, None], 0.25)
        clang = room(
            _clang(make, make.pitched(float(rng.uniform(820, 1_150))), float(rng.uniform(0.5, 1.0))), 0.5, rng, 0.15
        )
        place(fight, int(at) + frames(0.15), clang, 0.16, pan)
    return fight


def hammer(make: Making) -> Stereo:
    """Iron on iron, again and again."""
    rng = make.rng
    forge = np.zeros((make.count, 2), np.float32)
    base = make.pitched(640)
    for at in steps(rng, make.count, make.paced(0.62), 0.03):
        blow = _clang(make, base * float(rng.uniform(0.99, 1.01)), 0.45) * np.float32(0.2)
        thud = struck([(make.pitched(150), 1, 0.08)], 0.1)
        blow[: len(thud)] += 0.6 * thud
        place(forge, int(at), room(blow, 0.4, rng, 0.2), float(rng.uniform(0.8, 1.0)))
    return forge


def coins(make: Making) -> Stereo:
    """Small metal that falls and spins."""
    rng = make.rng
    table = np.zeros((frames(1.9), 2), np.float32)
    for _ in range(int(make.forced(13))):
        at, base = frames(float(rng.uniform(0, 0.8))), make.pitched(float(rng.uniform(3_100, 5_200)))
        pan, gap = float(rng.uniform(-0.6, 0.6)), 0.13
        for bounce in range(5):
            hit = struck([(base, 1, 0.14), (base * 1.51, 0.7, 0.1), (base * 2.27, 0.4, 0.07)], 0.16, 0.0003)
            if at < len(table) - 9_000:
                place(table[: len(table) - 100], at, hit, 0.3 * 0.6**bounce, pan)
            at += frames(gap)
            gap *= 0.66
    return room(table, 0.3, rng, 0.12)


FAMILIES: dict[str, Family] = {
    'explosion': explosion,
    'gunshot': gunshot,
    'fireworks': fireworks,
    'glass-break': glass_break,
    'glass-clink': glass_clink,
    'sword': sword,
    'hammer': hammer,
    'coins': coins,
}
