"""Sounds of games and cartoons."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.voice.engines.effects.families.alarms import rung
from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    Line,
    Stereo,
    burst,
    frames,
    noise,
    place,
    rich,
    rise_and_fall,
    room,
    steps,
    stereo,
    struck,
    tone,
    wide,
)


def _square(hertz: NDArray[np.floating[Any]], bright: float = 1.0) -> Line:
    """The sound of old games: odd overtones alone."""
    count = len(hertz)
    line = np.zeros(count, np.float32)
    for number in (1, 3, 5, 7, 9):
        if float(hertz.max()) * number < 16_000:
            line += tone(hertz * number, count) / np.float32(number**bright)
    return line


def _tune(make: Making, notes: tuple[tuple[float, float], ...], base: float) -> Line:
    """Notes of an old game: seconds, and semitones over the base."""
    base = make.pitched(base)
    parts = []
    for seconds, step in notes:
        count = frames(seconds)
        note = _square(np.full(count, base * 2 ** (step / 12), np.float32))
        parts.append(note * rise_and_fall(count, 0.003, seconds * 1.6) * np.float32(0.5))
    return np.concatenate(parts)


def coin(make: Making) -> Stereo:
    """Two notes, the second long."""
    return stereo(_tune(make, ((0.075, 0), (0.5, 5)), 988))


def jump(make: Making) -> Stereo:
    """A leap upwards."""
    count = frames(0.28)
    hertz = make.pitched(210) * np.exp(np.linspace(0, 1.25, count, dtype=np.float32))
    return stereo(_square(hertz) * rise_and_fall(count, 0.004, 0.27))


def powerup(make: Making) -> Stereo:
    """Up, and up again."""
    notes = tuple((0.055, step) for start in (0, 3, 5) for step in (start, start + 4, start + 7, start + 12))
    return stereo(_tune(make, (*notes[:-1], (0.35, notes[-1][1])), 392))


def gameover(make: Making) -> Stereo:
    """Down, and the last note falls."""
    down = _tune(make, ((0.26, 0), (0.26, -1), (0.26, -2)), 294)
    count = frames(0.9)
    last = (
        294
        * 2 ** (-3 / 12)
        * (1 - 0.12 * np.linspace(0, 1, count, dtype=np.float32) ** 2)
        * (1 + 0.012 * tone(6, count))
    )
    return room(
        np.concatenate([down, rich(last, count, 0.9, 12) * rise_and_fall(count, 0.02, 1.2) * np.float32(0.4)]),
        0.7,
        make.rng,
        0.2,
    )


def laser(make: Making) -> Stereo:
    """Shots that fall from high to low."""
    rng = make.rng
    circle = np.zeros((make.count, 2), np.float32)
    for at in steps(rng, make.count, make.paced(0.62), 0.08):
        count = frames(make.about(0.3))
        high, low = make.pitched(3_600), make.pitched(190)
        hertz = (low + (high - low) * np.exp(-np.linspace(0, 6.5, count, dtype=np.float32))).astype(np.float32)
        shot = (_square(hertz, 1.4) + 0.15 * noise(rng, count, 1_000, 9_000)) * rise_and_fall(count, 0.002, 0.3)
        place(circle, int(at), room(np.asarray(shot, np.float32), 0.5, rng, 0.18), 0.6, float(rng.uniform(-0.4, 0.4)))
    return circle


def teleport(make: Making) -> Stereo:
    """A shimmer that climbs, and is gone."""
    rng = make.rng
    count = frames(float(np.clip(make.seconds * 0.8, 1.0, 2.6)))
    climb = np.linspace(0, 1, count, dtype=np.float32)
    shimmer = np.zeros((count, 2), np.float32)
    for number in range(9):
        hertz = make.pitched(180) * (number + 1) ** 0.9 * 2 ** (2.2 * climb**1.5) * (1 + 0.01 * tone(7 + number, count))
        shimmer += stereo(tone(hertz, count, float(rng.random())) * np.float32(0.2), float(rng.uniform(-0.9, 0.9)))
    shimmer += wide(rng, count, 3_000, 14_000) * (climb**2)[:, None] * np.float32(0.08)
    shape = np.sin(np.pi * climb**1.6) * (0.75 + 0.25 * tone(make.about(17), count))
    return room(shimmer * shape.astype(np.float32)[:, None], 1.2, rng, 0.35)


def boing(make: Making) -> Stereo:
    """A spring that is let go: a tone that sways ever faster."""
    count = frames(1.1)
    now = np.linspace(0, 1.1, count, dtype=np.float32)
    sway = np.sin(2 * np.pi * (9 * now + 7 * now**2)) * np.exp(-2.2 * now)
    hertz = make.pitched(165) * 2 ** (0.75 * sway + 0.35 * now)
    return room(rich(hertz, count, 1.2, 14) * rise_and_fall(count, 0.003, 1.1), 0.3, make.rng, 0.15)


def slide_whistle(make: Making) -> Stereo:
    """Down, the longer the deeper."""
    count = frames(float(np.clip(make.seconds * 0.8, 0.8, 2.2)))
    way = np.linspace(0, 1, count, dtype=np.float32)
    hertz = make.pitched(1_900) * 2 ** (-1.9 * way**1.2) * (1 + 0.006 * tone(6.5, count))
    line = (
        tone(hertz, count) + 0.12 * tone(hertz * 2, count) + 0.03 * noise(make.rng, count, 1_000, 6_000)
    ) * rise_and_fall(count, 0.04, 60.0)
    return room(np.asarray(line, np.float32), 0.5, make.rng, 0.2)


def magic(make: Making) -> Stereo:
    """A handful of tiny bells that climb."""
    rng = make.rng
    spell = np.zeros((frames(3.0), 2), np.float32)
    scale = (0, 2, 4, 7, 9)
    for number in range(26):
        at = frames(0.9 * (number / 26) ** 0.8 + float(rng.uniform(0, 0.04)))
        step = 12 * (number // 5 % 3) + scale[number % 5]
        bell = rung(make.pitched(1_047) * 2 ** (step / 12), 0.9)
        place(spell, at, bell, float(rng.uniform(0.1, 0.3)), float(rng.uniform(-0.9, 0.9)))
    return room(spell, 1.6, rng, 0.35)


def robot(make: Making) -> Stereo:
    """Beeps like syllables, from one who seems to mean something."""
    rng = make.rng
    parts = []
    for _ in range(int(rng.integers(5, 9))):
        count = frames(float(rng.uniform(0.06, 0.2)))
        start = make.pitched(float(rng.uniform(350, 1_500)))
        hertz = start * 2 ** (np.linspace(0, float(rng.uniform(-1, 1)), count, dtype=np.float32))
        voice = (
            _square(hertz, 1.3)
            * (0.7 + 0.3 * tone(float(rng.uniform(25, 70)), count))
            * rise_and_fall(count, 0.006, 0.6)
        )
        parts += [voice * np.float32(0.5), np.zeros(frames(float(rng.uniform(0.0, 0.05))), np.float32)]
    return room(np.concatenate(parts), 0.3, rng, 0.15)


def rimshot(make: Making) -> Stereo:
    """Ba, dum, tss."""
    rng = make.rng
    kit = np.zeros((frames(2.2), 2), np.float32)
    for at, hertz in ((0.0, 185.0), (0.19, 140.0)):
        drum = struck([(make.pitched(hertz), 1, 0.2), (make.pitched(hertz * 1.6), 0.5, 0.12)], 0.25)
        drum[: frames(0.08)] += 0.6 * burst(rng, 0.08, 900, 8_000, 0.001, 0.06)
        place(kit, frames(at), drum, 0.8, -0.2)
    cymbal = wide(rng, frames(1.5), 3_500, 15_000) * rise_and_fall(frames(1.5), 0.003, 1.5)[:, None]
    place(kit, frames(0.5), cymbal, 0.35)
    place(kit, frames(0.5), struck([(make.pitched(58), 1, 0.2)], 0.25), 0.9)
    return room(kit, 0.5, rng, 0.15)


FAMILIES: dict[str, Family] = {
    'coin': coin,
    'jump': jump,
    'powerup': powerup,
    'gameover': gameover,
    'laser': laser,
    'teleport': teleport,
    'boing': boing,
    'slide-whistle': slide_whistle,
    'magic': magic,
    'robot': robot,
    'rimshot': rimshot,
}
