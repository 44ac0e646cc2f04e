"""What sounds are made of: noise, tones, blows, curves and places. What lasts runs in a circle: its end leads into its
beginning, so that a loop has no seam."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Line = NDArray[np.float32]
"""One channel."""
Stereo = NDArray[np.float32]
"""Frames × 2."""
Curve = NDArray[np.float32]
"""One value for each frame."""
Hertz = float | NDArray[np.floating[Any]]
"""One frequency, or one for each frame."""
Rng = np.random.Generator
TINY = 1e-9


def frames(seconds: float) -> int:
    """How many frames so many seconds are; at least one."""
    return max(1, round(seconds * RATE))


def times(count: int) -> Curve:
    """The second of each frame."""
    return np.arange(count, dtype=np.float32) / np.float32(RATE)


def noise(rng: Rng, count: int, low: float = 20.0, high: float = 20_000.0, tilt: float = 0.0) -> Line:
    """Noise between two frequencies, with so many dB more in each octave upwards; its power is 1; a circle."""
    bins = count // 2 + 1
    hertz = np.arange(bins, dtype=np.float32) * np.float32(RATE / count)
    gain = _within(hertz, low, high) * (np.maximum(hertz, 10.0) / 1000.0) ** np.float32(tilt / 6.02)
    gain[0] = 0.0
    spectrum = rng.standard_normal(bins, np.float32) + 1j * rng.standard_normal(bins, np.float32)
    line = np.fft.irfft(spectrum * gain, count).astype(np.float32)
    return line / np.float32(np.sqrt(np.mean(line**2)) + TINY)


def wide(
    rng: Rng, count: int, low: float = 20.0, high: float = 20_000.0, tilt: float = 0.0, apart: float = 0.8
) -> Stereo:
    """The same around the listener; `apart` says how little both ears have in common, 0 to 1."""
    both = noise(rng, count, low, high, tilt)
    sides = [noise(rng, count, low, high, tilt) for _ in range(2)]
    shared, own = np.float32(np.sqrt(1 - apart)), np.float32(np.sqrt(apart))
    return np.stack([shared * both + own * side for side in sides], 1)


def band(line: NDArray[np.float32], low: float = 0.0, high: float = 24_000.0) -> NDArray[np.float32]:
    """What of a sound lies between two frequencies; in a circle."""
    spectrum = np.fft.rfft(line, axis=0)
    hertz = np.arange(len(spectrum), dtype=np.float32) * np.float32(RATE / len(line))
    gain = _within(hertz, low, high)
    return np.fft.irfft(spectrum * (gain if line.ndim == 1 else gain[:, None]), len(line), axis=0).astype(np.float32)


def _within(hertz: Curve, low: float, high: float) -> Curve:
    """1 between both, and 24 dB less for each octave outside."""
    below = 1.0 / (1.0 + (low / np.maximum(hertz, 1.0)) ** 8) if low > 0 else np.ones_like(hertz)
    above = 1.0 / (1.0 + (hertz / high) ** 8)
    return np.asarray(np.sqrt(below * above), np.float32)


def wander(rng: Rng, count: int, changes_a_second: float, low: float = 0.0, high: float = 1.0) -> Curve:
    """A curve that wanders between two values, in a circle."""
    points = max(3, round(count / RATE * changes_a_second))
    heights = rng.random(points).astype(np.float32)
    spectrum = np.fft.rfft(heights)
    bins = np.zeros(count // 2 + 1, np.complex64)
    bins[: len(spectrum)] = spectrum[: len(bins)]
    curve = np.fft.irfft(bins, count) * (count / points)
    return np.clip(curve, 0.0, 1.0).astype(np.float32) * np.float32(high - low) + np.float32(low)


def whole(hertz: float, count: int) -> float:
    """The nearest frequency that has whole periods in a circle."""
    return max(1, round(hertz * count / RATE)) * RATE / count


def tone(hertz: Hertz, count: int, phase: float = 0.0) -> Line:
    """A sine; a curve of frequencies is followed."""
    even = np.arange(count, dtype=np.float64)
    turns = even * (hertz / RATE) if isinstance(hertz, float | int) else np.cumsum(hertz, dtype=np.float64) / RATE
    return np.asarray(np.sin(2 * np.pi * (turns + phase)), np.float32)


def round_tone(hertz: NDArray[np.floating[Any]]) -> Line:
    """The same in a circle: the curve is moved by a hair so that whole periods fit."""
    turns = np.cumsum(hertz, dtype=np.float64) / RATE
    fitted = turns * (max(1, round(turns[-1])) / turns[-1])
    return np.asarray(np.sin(2 * np.pi * fitted), np.float32)


def rich(hertz: Hertz, count: int, bright: float = 1.0, most: int = 24, phase: float = 0.0) -> Line:
    """A sawtooth without what would fold back: overtones that fall by `bright`."""
    highest = float(np.max(hertz))
    line = np.zeros(count, np.float32)
    for number in range(1, most + 1):
        if highest * number > 16_000:
            break
        line += tone(hertz * number, count, phase * number) / np.float32(number**bright)
    return line


def overtones(rng: Rng, count: int, base: float, gains: Sequence[float]) -> Line:
    """A steady tone with these overtones, in a circle; made at once in the spectrum, however many they are."""
    spectrum = np.zeros(count // 2 + 1, np.complex64)
    turns = max(1, round(base * count / RATE))
    phase = rng.random()
    for number, gain in enumerate(gains, 1):
        if turns * number < len(spectrum) - 1:
            spectrum[turns * number] += gain * count / 2 * np.exp(2j * np.pi * (phase * number - 0.25))
    return np.fft.irfft(spectrum, count).astype(np.float32)


def rise_and_fall(count: int, rise: float, fall: float) -> Curve:
    """From nothing to 1 in so many seconds, and down to a thousandth in `fall` seconds more."""
    up = min(count, frames(rise))
    curve = np.exp(-6.9 * np.maximum(times(count) - np.float32(rise), 0) / np.float32(fall))
    curve = np.asarray(curve, np.float32)
    curve[:up] *= np.sin(np.linspace(0, np.pi / 2, up, dtype=np.float32)) ** 2
    return eased(curve)


def eased(curve: Curve, seconds: float = 0.008) -> Curve:
    """The same with an end that comes to nothing."""
    last = min(len(curve), frames(seconds))
    curve[-last:] *= np.linspace(1, 0, last, dtype=np.float32)
    return curve


def struck(partials: Sequence[tuple[float, float, float]], seconds: float, rise: float = 0.001) -> Line:
    """Something that was hit: partials with frequency, strength and the seconds until they are gone."""
    count = frames(seconds)
    now = times(count)
    line = np.zeros(count, np.float32)
    for hertz, strength, fall in partials:
        if hertz < RATE / 2.2:
            line += np.float32(strength) * tone(hertz, count) * np.exp(-6.9 * now / np.float32(fall))
    up = min(count, frames(rise))
    line[:up] *= np.linspace(0, 1, up, dtype=np.float32)
    return eased(line)


def burst(rng: Rng, seconds: float, low: float, high: float, rise: float = 0.001, fall: float | None = None) -> Line:
    """A short blow of noise."""
    count = frames(seconds)
    return noise(rng, count, low, high) * rise_and_fall(count, rise, fall or seconds)


def swept(rng: Rng, count: int, centre: Curve, octaves: float = 1.0, apart: float = 0.6) -> Stereo:
    """Noise around a frequency that moves, in a circle; `octaves` is how wide it is."""
    size, step = 2048, 512
    starts = np.round(np.arange(max(1, round(count / step))) * count / max(1, round(count / step))).astype(np.int64)
    window = np.hanning(size + 1)[:size].astype(np.float32)
    hertz = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 10.0).astype(np.float32)
    aims = np.maximum(centre[(starts + size // 2) % count], 20.0)
    gains = np.exp(-0.5 * (np.log2(hertz[None, :] / aims[:, None]) / np.float32(octaves / 2)) ** 2)
    gains /= np.sqrt((gains**2).mean(1, keepdims=True)) + TINY
    raw = wide(rng, count, apart=apart)
    places = (starts[:, None] + np.arange(size)) % count
    out, weight = np.zeros((count, 2), np.float32), np.zeros(count, np.float32)
    for channel in range(2):
        pieces = np.fft.irfft(np.fft.rfft(raw[places, channel] * window) * gains, size) * window
        np.add.at(out[:, channel], places.ravel(), pieces.astype(np.float32).ravel())
    np.add.at(weight, places.ravel(), np.tile(window**2, len(starts)))
    return np.asarray(out / (np.sqrt(weight)[:, None] + 0.05), np.float32)


def room(sound: NDArray[np.float32], seconds: float, rng: Rng, wet: float = 0.3, damp: float = 6_000.0) -> Stereo:
    """The same in a room that rings for so long; the ringing comes behind it."""
    dry = stereo(sound)
    count = len(dry) + frames(seconds)
    ring = wide(rng, frames(seconds), 80.0, damp, apart=0.9) * rise_and_fall(frames(seconds), 0.004, seconds)[:, None]
    ring /= np.sqrt((ring**2).sum(0)) + TINY
    size = 1 << (count - 1).bit_length()
    wetted = np.fft.irfft(np.fft.rfft(dry, size, axis=0) * np.fft.rfft(ring, size, axis=0), size, axis=0)[:count]
    out = np.zeros((count, 2), np.float32)
    out[: len(dry)] = dry * np.float32(1 - wet / 2)
    return out + wetted.astype(np.float32) * np.float32(wet)


def stereo(sound: NDArray[np.float32], pan: float = 0.0) -> Stereo:
    """A sound at its place: −1 is left and 1 right; equally loud everywhere."""
    if sound.ndim == 2:
        return sound
    angle = (pan + 1) * np.pi / 4
    return np.stack([sound * np.float32(np.cos(angle)), sound * np.float32(np.sin(angle))], 1) * np.float32(np.sqrt(2))


def place(circle: Stereo, at: int, sound: NDArray[np.float32], gain: float = 1.0, pan: float = 0.0) -> None:
    """Put a sound into a circle; what reaches over its end is heard at its beginning."""
    count = len(circle)
    placed = stereo(sound, pan) * np.float32(gain)
    at %= count
    while len(placed):
        piece = placed[: count - at]
        circle[at : at + len(piece)] += piece
        placed, at = placed[len(piece) :], 0


def moments(rng: Rng, count: int, a_second: float) -> NDArray[np.int64]:
    """Frames at which something happens by chance, so often in a second."""
    many = max(1, rng.poisson(count / RATE * a_second))
    return np.sort(rng.integers(0, count, many))


def steps(rng: Rng, count: int, period: float, unsteady: float = 0.03) -> NDArray[np.int64]:
    """Frames at which something happens again and again: a whole number of times in the circle, never quite even."""
    many = max(1, round(count / RATE / period))
    exact = (np.arange(many) + 0.02) * count / many
    return np.round(exact + rng.normal(0, unsteady * count / many, many)).astype(np.int64) % count


def loud(sound: NDArray[np.float32], level: float = 0.2) -> NDArray[np.float32]:
    """The same with so much power while it sounds."""
    power = np.sqrt((sound.astype(np.float64) ** 2).mean() + TINY)
    return sound * np.float32(level / power)


def warm(sound: NDArray[np.float32], drive: float = 1.0) -> NDArray[np.float32]:
    """The same, driven until its peaks are round."""
    return np.asarray(np.tanh(sound * np.float32(drive)) / np.float32(np.tanh(drive)))
