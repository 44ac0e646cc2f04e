"""Small sounds of screens: clicks, blips, and what says that something went well or did not."""

import numpy as np

from app.voice.engines.effects.families.alarms import rung
from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    Line,
    Stereo,
    burst,
    frames,
    rich,
    rise_and_fall,
    room,
    stereo,
    struck,
    tone,
    warm,
)


def _notes(make: Making, notes: tuple[tuple[float, float], ...], ring: float) -> Line:
    """Soft notes: when, and how many semitones over A."""
    base = make.pitched(880)
    line = np.zeros(frames(max(at for at, _ in notes) + ring), np.float32)
    for at, step in notes:
        note = rung(base * 2 ** (step / 12), ring) * np.float32(0.5)
        line[frames(at) : frames(at) + len(note)] += note
    return line


def click(make: Making) -> Stereo:
    """Down, and up again."""
    rng = make.rng
    line = np.zeros(frames(0.14), np.float32)
    for at, gain in ((0.0, 1.0), (make.about(0.075), 0.55)):
        one = struck([(make.pitched(2_900), 0.6, 0.012), (make.pitched(5_300), 0.3, 0.008)], 0.02, 0.0003)
        one += burst(rng, 0.02, 1_200, 12_000, 0.0003, 0.006)
        line[frames(at) : frames(at) + len(one)] += np.float32(gain) * one
    return stereo(line)


def pop(make: Making) -> Stereo:
    """A bubble that bursts: a short tone that jumps up."""
    count = frames(0.09)
    rising = make.pitched(380) * np.exp(np.linspace(0, 1.1, count, dtype=np.float32))
    line = tone(rising, count) * rise_and_fall(count, 0.002, 0.075)
    line[: frames(0.004)] += 0.3 * burst(make.rng, 0.004, 1_500, 9_000, 0.0004)
    return stereo(np.asarray(line, np.float32))


def blip(make: Making) -> Stereo:
    """One short note."""
    count = frames(0.11)
    line = (tone(make.pitched(1_320), count) + 0.2 * tone(make.pitched(2_640), count)) * rise_and_fall(
        count, 0.004, 0.1
    )
    return stereo(np.asarray(line, np.float32))


def notification(make: Making) -> Stereo:
    """Two notes that ask for a look."""
    tunes = (((0.0, 3.0), (0.13, 10.0)), ((0.0, 10.0), (0.13, 3.0)), ((0.0, 5.0), (0.1, 9.0), (0.2, 12.0)))
    return room(_notes(make, tunes[make.rng.integers(3) if make.free > 0.2 else 0], 0.9), 0.6, make.rng, 0.2)


def success(make: Making) -> Stereo:
    """Up a chord."""
    return room(_notes(make, ((0.0, -2.0), (0.11, 2.0), (0.22, 5.0), (0.36, 10.0)), 1.1), 0.8, make.rng, 0.22)


def error(make: Making) -> Stereo:
    """Twice a low buzz."""
    line = np.zeros(frames(0.62), np.float32)
    for at, long in ((0.0, 0.16), (0.24, 0.34)):
        count = frames(long)
        edge = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / frames(0.006)).astype(np.float32)
        line[frames(at) : frames(at) + count] += warm(rich(make.pitched(155), count, 0.9, 20), 0.8) * edge
    return stereo(line)


FAMILIES: dict[str, Family] = {
    'click': click,
    'pop': pop,
    'blip': blip,
    'notification': notification,
    'success': success,
    'error': error,
}
