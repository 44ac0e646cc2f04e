"""Reads recordings, varies them, and makes circles of them."""

import numpy as np
from numpy.typing import NDArray

from app.voice.engines.effects.library import FOLDER, Take
from app.voice.engines.effects.making import Making
from app.voice.engines.effects.signals import RATE, Stereo, frames, place, stereo

SEMITONES = 2.0
"""How far a variation may be higher or lower."""
TILT_DB = 4.0
"""How much brighter or duller at 8 kHz."""
SEAM_S = 0.8
BEATS = 16
"""A loop of bars is cut at a sixteenth of it, if it is to be shorter."""
FITTING_FRAMES, FITTING_STEP = 480, 8
"""So far the length of a circle is moved until its ends fit best: a tone comes around in step, a hundredth higher."""


def read(take: Take) -> Stereo:
    """The sound of a recording."""
    import soundfile

    sound, rate = soundfile.read(FOLDER / take.file, dtype='float32', always_2d=True)
    assert rate == RATE
    sound = sound[: frames(take.seconds)]
    return np.ascontiguousarray(sound) if sound.shape[1] == 2 else stereo(sound[:, 0]) / np.float32(np.sqrt(2))


def varied(sound: Stereo, make: Making, vary: bool) -> Stereo:
    """The same a little higher or lower, brighter or duller: as far as chance is free, and as the manner asks."""
    free = make.free if vary else 0.0
    semitones = SEMITONES * free * float(make.rng.uniform(-1, 1)) + 4 * make.manner.height
    tilt = TILT_DB * free * float(make.rng.uniform(-1, 1))
    return tilted(higher(sound, semitones), tilt)


def higher(sound: Stereo, semitones: float) -> Stereo:
    """A sound played faster, and so higher by so many semitones."""
    if abs(semitones) < 0.01:
        return sound
    return resampled(sound, max(2, round(len(sound) / 2 ** (semitones / 12))))


def resampled(sound: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """The same in so many frames; what would fold back is left out.

    Both ends are led to nothing first, because the spectrum takes the sound for a circle.
    """
    pad = 512
    held = np.concatenate([sound, np.zeros((pad, 2), np.float32)])
    wanted = max(2, round(len(held) * count / len(sound)))
    spectrum = np.fft.rfft(held, axis=0)
    bins = np.zeros((wanted // 2 + 1, 2), np.complex64)
    kept = min(len(bins), len(spectrum))
    bins[:kept] = spectrum[:kept]
    out = np.fft.irfft(bins, wanted, axis=0) * (wanted / len(held))
    return out[:count].astype(np.float32)


def tilted(sound: Stereo, decibels: float) -> Stereo:
    """Brighter or duller: so many dB at 8 kHz, none at 1 kHz."""
    if abs(decibels) < 0.05:
        return sound
    size = 1 << (len(sound) - 1).bit_length()
    hertz = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 60.0)
    gain = 10 ** (decibels / 20 * np.clip(np.log2(hertz / 1_000) / 3, -1, 1))
    return np.fft.irfft(np.fft.rfft(sound, size, axis=0) * gain[:, None], size, axis=0)[: len(sound)].astype(np.float32)


def around(sound: Stereo, count: int) -> Stereo:
    """A circle of so many frames from a sound that goes on: pieces of it, whose ends are faded into their beginnings.

    How much both are alike decides how they are faded, so that the level stays: sounds that have nothing in common add
    up by their power, and those that are the same by their height.
    """
    seam = min(frames(SEAM_S), len(sound) // 3)
    pieces = -(-count // (len(sound) - seam))
    size = -(-count // pieces)
    fitting = min(FITTING_FRAMES, len(sound) - size - seam, size // 8)
    circle = _seamless(sound, _fitted(sound, size, seam, max(0, fitting)), min(seam, size // 2))
    if len(circle) != size:
        circle = turned(circle, size)
    return np.tile(circle, (pieces, 1))[:count] if pieces * size == count else _closed(circle, pieces, count)


def turned(circle: Stereo, count: int) -> Stereo:
    """A circle in so many frames: a little higher or lower, and without a seam as before."""
    spectrum = np.fft.rfft(circle, axis=0)
    bins = np.zeros((count // 2 + 1, 2), np.complex64)
    kept = min(len(bins), len(spectrum))
    bins[:kept] = spectrum[:kept]
    return (np.fft.irfft(bins, count, axis=0) * (count / len(circle))).astype(np.float32)


def _fitted(sound: Stereo, size: int, seam: int, most: int) -> int:
    """The length near this one whose end is most like its beginning."""
    mono = sound.mean(1)
    head = mono[:seam]

    def likeness(length: int) -> float:
        tail = mono[length : length + seam]
        return float(head[: len(tail)] @ tail / (np.sqrt(tail @ tail) + 1e-9))

    return max(range(size - most, size + most + 1, FITTING_STEP), key=likeness) if most else size


def _closed(circle: Stereo, pieces: int, count: int) -> Stereo:
    """Several rounds, one or two frames short of whole ones: stretched by less than a frame in each round."""
    at = np.arange(count) * (len(circle) * pieces / count)
    low = at.astype(np.int64)
    part = (at - low).astype(np.float32)[:, None]
    return circle[low % len(circle)] * (1 - part) + circle[(low + 1) % len(circle)] * part


def _seamless(sound: Stereo, size: int, seam: int) -> Stereo:
    tail = sound[size : size + seam]
    seam = len(tail)
    circle = sound[:size].copy()
    if seam < 2:
        return circle
    head = circle[:seam]
    alike = float((head * tail).sum() / (np.sqrt((head**2).sum() * (tail**2).sum()) + 1e-9))
    angle = np.linspace(0, np.pi / 2, seam, dtype=np.float32)[:, None]
    rising, falling = np.sin(angle), np.cos(angle)
    power = np.sqrt(np.maximum(0.1, 1 + 2 * max(alike, 0.0) * rising * falling))
    circle[:seam] = (head * rising + tail * falling) / power
    return circle


def in_bars(sound: Stereo, count: int, closed: bool) -> Stereo:
    """A loop of bars: played again and again, or as many sixteenths of it as fit, a little faster or slower."""
    if not closed:
        return np.tile(sound, (-(-count // len(sound)), 1))[:count]
    unit = len(sound) / BEATS
    units = max(1, round(count / unit))
    rounds = -(-units // BEATS)
    part = sound if units >= BEATS else sound[: round(units * unit)]
    whole = np.tile(part, (rounds, 1))[: round(units * unit)]
    return resampled(whole, count) if len(whole) != count else whole


def again(sound: Stereo, make: Making) -> Stereo:
    """A sound that comes again and again, never quite the same and never quite on time."""
    circle = np.zeros((make.count, 2), np.float32)
    rest = max(0.12, min(1.2, 0.6 * len(sound) / RATE)) * 2 ** (-make.manner.pace * 0.8)
    period = len(sound) + frames(rest)
    many = max(1, int(make.count // period))
    for number in range(many):
        late = float(make.rng.uniform(0.0, 0.5)) * frames(rest) * (many > 1) * (number > 0)
        one = higher(sound, 0.35 * float(make.rng.uniform(-1, 1)) * (number > 0))
        place(
            circle, round(number * make.count / many + late), one, float(make.rng.uniform(0.8, 1.0)) if number else 1.0
        )
    return circle
