"""Animals that can be made: birds, crickets, a wolf far away."""

import numpy as np

from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    Line,
    Stereo,
    frames,
    noise,
    place,
    rise_and_fall,
    room,
    steps,
    tone,
    wander,
    wide,
)


def _song(make: Making) -> Line:
    """The song of one bird: two or three figures, each said over and over."""
    rng = make.rng
    notes = []
    for _ in range(int(rng.integers(1, 4))):
        hertz = make.pitched(float(rng.uniform(2_300, 5_200)))
        bend, wave, long = float(rng.uniform(-0.6, 0.6)), float(rng.uniform(0, 0.12)), float(rng.uniform(0.05, 0.16))
        for _ in range(int(rng.integers(2, 6))):
            count = frames(long)
            way = np.linspace(0, 1, count, dtype=np.float32)
            line = hertz * 2 ** (bend * way + wave * np.sin(2 * np.pi * way * 3))
            notes += [
                tone(line, count) * rise_and_fall(count, long * 0.3, long * 1.1),
                np.zeros(frames(float(rng.uniform(0.02, 0.06))), np.float32),
            ]
    return np.concatenate(notes)


def birds(make: Making) -> Stereo:
    """A morning: several birds at their places, and the air between them."""
    rng, count = make.rng, make.count
    wood = wide(rng, count, 300, 6_000, -4.0) * wander(rng, count, 0.6, 0.7, 1.1)[:, None] * np.float32(0.012)
    for _ in range(4):
        pan, far = float(rng.uniform(-0.9, 0.9)), float(rng.uniform(0.15, 0.7))
        song = room(_song(make), 0.9, rng, far)
        for at in steps(rng, count, make.paced(float(rng.uniform(1.8, 3.6))), 0.2) + rng.integers(count):
            place(wood, int(at), song * np.array([1 - pan / 2, 1 + pan / 2], np.float32), 0.35 * (1 - far * 0.6))
    return wood


def crickets(make: Making) -> Stereo:
    """Chirps of three, from many in the grass; the warmer the faster."""
    rng, count = make.rng, make.count
    night = wide(rng, count, 200, 5_000, -4.0) * np.float32(0.01)
    for _ in range(7):
        hertz, pan = make.pitched(float(rng.uniform(4_100, 5_000))), float(rng.uniform(-1, 1))
        size = frames(0.017)
        pulse = tone(hertz, size) * np.hanning(size).astype(np.float32)
        gain = float(rng.lognormal(-2.2, 0.5))
        for at in steps(rng, count, make.paced(float(rng.uniform(0.38, 0.55))), 0.04) + rng.integers(count):
            for number in range(3):
                place(night, int(at) + frames(number * 0.034), pulse, gain, pan)
    return night


def wolf(make: Making) -> Stereo:
    """A howl that climbs, stays and sinks, over the valley."""
    rng = make.rng
    valley = np.zeros((make.count, 2), np.float32)
    for at in steps(rng, make.count, max(3.4, make.paced(4.2)), 0.06):
        count = frames(float(rng.uniform(2.2, 2.9)))
        way = np.linspace(0, 1, count, dtype=np.float32)
        shape = np.interp(way, [0, 0.16, 0.3, 0.75, 1], [0.0, 0.85, 1.0, 0.95, 0.45]).astype(np.float32)
        hertz = make.pitched(270) * 2 ** (shape * 0.85) * (1 + 0.008 * tone(5.2, count))
        voice = sum(tone(hertz * n, count) * np.float32(gain) for n, gain in ((1, 1.0), (2, 0.5), (3, 0.22), (4, 0.08)))
        loudness = np.minimum(1, np.minimum(way / 0.14, (1 - way) / 0.3)) ** 1.3
        howl = np.asarray(voice * loudness + 0.02 * noise(rng, count, 300, 3_000) * loudness, np.float32)
        place(valley, int(at), room(howl, 2.6, rng, 0.5, 3_000), 0.5, 0.0)
    return valley


FAMILIES: dict[str, Family] = {'birds': birds, 'crickets': crickets, 'wolf': wolf}
