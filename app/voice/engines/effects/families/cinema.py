"""Sounds of films and trailers: booms, whooshes, risers, drones."""

import numpy as np

from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    Stereo,
    burst,
    frames,
    overtones,
    rich,
    rise_and_fall,
    room,
    stereo,
    struck,
    swept,
    tone,
    wander,
    warm,
    wide,
)


def boom(make: Making) -> Stereo:
    """A blow so low that it is felt, and a hall that answers."""
    rng = make.rng
    count = frames(2.6)
    falling = make.pitched(62) * np.exp(-np.linspace(0, 1.6, count, dtype=np.float32)) + 22
    sub = warm(tone(falling, count) * rise_and_fall(count, 0.004, 2.4), 1.8)
    hit = np.stack([sub, sub], 1)
    hit[: frames(0.4)] += (
        wide(rng, frames(0.4), 60, 3_500, -3.0) * rise_and_fall(frames(0.4), 0.002, 0.25)[:, None] * np.float32(0.9)
    )
    hit[: frames(0.3)] += stereo(struck([(make.pitched(hertz), 0.3, 0.25) for hertz in (112, 171, 263, 402)], 0.3))
    return room(warm(hit, 1.2), 3.6, rng, 0.45, 3_500)


def impact(make: Making) -> Stereo:
    """Something heavy comes down."""
    rng = make.rng
    count = frames(0.7)
    falling = make.pitched(88) * np.exp(-np.linspace(0, 1.1, count, dtype=np.float32)) + 20
    body = tone(falling, count) * rise_and_fall(count, 0.002, 0.5)
    body[: frames(0.2)] += 0.8 * burst(rng, 0.2, 150, 5_000, 0.001, 0.12)
    return room(warm(np.asarray(body, np.float32), make.forced(1.5)), 1.1, rng, 0.25, 4_000)


def whoosh(make: Making) -> Stereo:
    """Air that is cut, from one side to the other."""
    rng = make.rng
    long = 0.55 if make.seconds >= 0.9 else make.seconds * 0.6
    seconds = float(np.clip(make.paced(long * (1.6 if make.seconds > 1.8 else 1.0)), 0.25, 2.5))
    count = frames(seconds)
    way = np.linspace(0, 1, count, dtype=np.float32)
    peak = 0.5 + 0.1 * float(make.rng.random())
    bump = np.exp(-(((way - peak) / 0.24) ** 2)) * np.minimum(1, np.minimum(way, 1 - way) * 12)
    air = swept(rng, count, make.pitched(480) * 2 ** (2.4 * bump), 1.9, 0.35) * (bump**1.6)[:, None]
    side = 1.0 if rng.random() < 0.5 else -1.0
    angle = (side * (way * 2 - 1) * 0.75 + 1) * np.pi / 4
    air *= np.stack([np.cos(angle), np.sin(angle)], 1).astype(np.float32) * np.float32(1.4)
    return room(air, 0.5, rng, 0.18)


def riser(make: Making) -> Stereo:
    """Everything rises until it breaks off."""
    rng = make.rng
    count = make.count
    way = np.linspace(0, 1, count, dtype=np.float32)
    noise_ = swept(rng, count, 220 * 2 ** (5.0 * way**1.3), 1.8, 0.6) * np.float32(0.6)
    base = make.pitched(82) * 2 ** (2.0 * way**1.4)
    strings = sum(
        stereo(rich(base * (1 + apart), count, 1.1, 12), pan)
        for apart, pan in ((-0.006, -0.7), (0.0, 0.0), (0.007, 0.7))
    )
    pulse = 0.72 + 0.28 * tone(3.0 * 2 ** (2.6 * way), count)
    rising = (noise_ + np.float32(0.16) * np.asarray(strings, np.float32)) * (way**1.7 * pulse)[:, None]
    last = min(count, frames(0.02))
    rising[-last:] *= np.linspace(1, 0, last, dtype=np.float32)[:, None]
    return np.asarray(rising, np.float32)


def drone(make: Making) -> Stereo:
    """A low chord that never quite stands still."""
    rng, count = make.rng, make.count
    base = make.pitched(55)
    pad = np.zeros((count, 2), np.float32)
    gains = [1 / number**1.5 for number in range(1, 15)]
    for step in (0, 0.06, 7, 12, 12.09, 15 if rng.random() < 0.5 else 14):
        for pan in (-0.7, 0.7):
            hertz = base * 2 ** (step / 12) * float(rng.uniform(0.997, 1.003))
            voice = overtones(rng, count, hertz, gains) * wander(rng, count, 0.35, 0.35, 1.0)
            pad += stereo(voice, pan) * np.float32(0.1 if step else 0.2)
    air = swept(rng, count, 300 * 2 ** wander(rng, count, 0.3, 0.0, 1.6), 1.5) * np.float32(0.05)
    return pad + air


def spaceship(make: Making) -> Stereo:
    """The inside of a ship between stars: engines far below, air, and a slow beat of the hull."""
    rng, count = make.rng, make.count
    hull = wide(rng, count, 28, 240, -4.0, apart=0.5) * wander(rng, count, 0.5, 0.75, 1.05)[:, None] * np.float32(0.3)
    low = make.pitched(43)
    engines = sum(overtones(rng, count, low * part, (gain,)) for part, gain in ((1, 1.0), (1.011, 0.8), (2.99, 0.35)))
    air = wide(rng, count, 900, 6_000, -4.0) * np.float32(0.035)
    whine = overtones(rng, count, make.pitched(1_240), (0.012,)) * wander(rng, count, 0.4, 0.2, 1.0)
    return hull + air + stereo(np.asarray(engines, np.float32) * np.float32(0.16) + whine)


FAMILIES: dict[str, Family] = {
    'boom': boom,
    'impact': impact,
    'whoosh': whoosh,
    'riser': riser,
    'drone': drone,
    'spaceship': spaceship,
}
