"""Kits that are made of sines and noise: they widen what is heard beyond the few that can be had."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from bench.drums.kits import RATE, Instrument, Kit, Mono
from bench.drums.parts import HIGH, LOW, MIDDLE, Part

Wave = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chance:
    """Numbers by chance, as a maker of drums wants them."""

    of: Generator

    def even(self, low: float, high: float) -> float:
        """Any between the two, equally likely."""
        return float(self.of.uniform(low, high))

    def wide(self, low: float, high: float) -> float:
        """Any between the two, equally likely in octaves."""
        return math.exp(self.even(math.log(low), math.log(high)))

    def noise(self, count: int) -> Wave:
        """White."""
        return self.of.standard_normal(count)


Maker = Callable[[Chance], Wave]


def made_kit(seed: int) -> Kit:
    """The kit of a number."""
    chance = Chance(np.random.default_rng(seed))
    closed, tuned = chance.wide(0.05, 0.8), chance.even(65, 110)
    opened, half = chance.wide(0.9, 4), chance.wide(0.5, 1.5)
    kit: Kit = {}
    makers: list[tuple[Part, Maker, int, int]] = [
        (Part.KICK, kick, 3, MIDDLE), (Part.SNARE, snare, 3, MIDDLE), (Part.RIM, rim, 3, MIDDLE),
        (Part.CLAP, clap, 1, MIDDLE),
        (Part.HAT, lambda by: hat(by, closed), 2, MIDDLE), (Part.PEDAL, lambda by: hat(by, 0.8 * closed), 2, MIDDLE),
        (Part.OPEN, lambda by: hat(by, opened), 2, MIDDLE), (Part.HALF, lambda by: hat(by, half), 2, MIDDLE),
        (Part.TOM, lambda by: tom(by, tuned), 3, LOW), (Part.TOM, lambda by: tom(by, 1.35 * tuned), 3, MIDDLE),
        (Part.TOM, lambda by: tom(by, 1.8 * tuned), 3, HIGH), (Part.RIDE, lambda by: ride(by, False), 2, MIDDLE),
        (Part.BELL, lambda by: ride(by, True), 2, MIDDLE), (Part.CRASH, crash, 2, LOW), (Part.CRASH, crash, 2, HIGH),
    ]  # fmt: skip
    for part, maker, layers, height in makers:
        own = crc32(f'{seed} {part} {height}'.encode())
        kit.setdefault(part, []).append(_instrument(maker, own, layers, height))
    return kit


def _instrument(maker: Maker, seed: int, layers: int, height: int) -> Instrument:
    """The same drum in each layer, duller where it is softer."""
    made = []
    for layer in range(layers):
        chance = Chance(np.random.default_rng(seed))
        wave = _finished(maker(chance), chance)
        made.append(softer(np.asarray(_whole(wave), np.float32), layers - 1 - layer, chance.even(0.2, 0.6)))
    return Instrument(f'made {seed}', tuple[Mono, ...](made), height)


def softer(sample: Mono, steps: int, amount: float) -> Mono:
    """As if hit so many steps softer: with less treble, its highest sample 1 again."""
    for _ in range(steps):
        sample = np.asarray(lfilter([1 - amount], [1, -amount], sample), np.float32)
    return np.asarray(sample / np.abs(sample).max(), np.float32)


def _finished(wave: Wave, chance: Chance) -> Wave:
    """In a room, and driven more or less."""
    if chance.even(0, 1) < 0.6:
        count = round(chance.even(0.05, 0.35) * RATE)
        echo = chance.noise(count) * np.exp(-6.9 * np.arange(count) / count)
        wave = np.pad(wave, (0, count))
        room = fftconvolve(wave, echo / np.sqrt(np.sum(echo**2)))[: len(wave)]
        wave = wave + room * 10 ** (chance.even(-22, -8) / 20)
    return np.asarray(np.tanh(wave / np.abs(wave).max() * chance.even(0.3, 2.2)), np.float64)


def _band(wave: Wave, low: float, high: float) -> Wave:
    edges = [max(20.0, low) / (RATE / 2), min(0.98, high / (RATE / 2))]
    return np.asarray(sosfilt(butter(2, edges, 'band', output='sos'), wave))


def _above(wave: Wave, edge: float) -> Wave:
    return np.asarray(sosfilt(butter(3, min(0.95, edge / (RATE / 2)), 'high', output='sos'), wave))


def _falling(count: int, seconds: float, rising_s: float = 0.0005) -> Wave:
    """60 dB in so many seconds."""
    made = np.exp(-6.9 * np.arange(count) / (seconds * RATE))
    rising = min(count, max(1, round(rising_s * RATE)))
    made[:rising] *= np.linspace(0, 1, rising)
    return np.asarray(made)


def _sweep(count: int, begin_hz: float, end_hz: float, seconds: float) -> Wave:
    pitch = end_hz + (begin_hz - end_hz) * np.exp(-np.arange(count) / (seconds * RATE))
    return np.asarray(np.sin(2 * np.pi * np.cumsum(pitch) / RATE))


def _sine(count: int, hz: float) -> Wave:
    return np.asarray(np.sin(2 * np.pi * hz * np.arange(count) / RATE))


def _metal(count: int, chance: Chance, lowest_hz: float, partials: int) -> Wave:
    """Tones that have nothing to do with each other."""
    made = np.zeros(count)
    for _ in range(partials):
        made += (
            chance.even(0.2, 1) * _sine(count, chance.wide(lowest_hz, 16_000)) * _falling(count, chance.wide(0.6, 6))
        )
    return _whole(made)


def _whole(wave: Wave) -> Wave:
    return np.asarray(wave / np.abs(wave).max())


def kick(by: Chance) -> Wave:
    """A tone that falls, a click, and some skin."""
    rings = by.wide(0.08, 0.7) if by.even(0, 1) < 0.8 else by.wide(0.5, 1.6)
    count, low = round(1.1 * rings * RATE), by.even(38, 75)
    tone = _sweep(count, low * by.wide(1.3, 6), low, by.wide(0.006, 0.06)) * _falling(count, rings)
    click = _above(by.noise(count), by.wide(800, 5000)) * _falling(count, by.wide(0.003, 0.03)) * by.even(0, 0.5)
    skin = _band(by.noise(count), 80, by.wide(300, 1500)) * _falling(count, by.wide(0.02, 0.12)) * by.even(0, 0.5)
    return tone + click + skin


def snare(by: Chance) -> Wave:
    """Two tones of its skin, and the noise of its wires."""
    rings = by.wide(0.08, 0.5)
    count, pitch = round(1.3 * rings * RATE), by.even(130, 330)
    second = _sweep(count, pitch * by.even(1.5, 2.4), 1.6 * pitch, 0.01)
    skin = _sweep(count, pitch * by.even(1, 1.6), pitch, 0.01) + by.even(0.2, 0.8) * second
    wires = _band(by.noise(count), by.wide(400, 2500), by.wide(6000, 16_000))
    body = skin * _falling(count, by.wide(0.04, 0.2)) * by.even(0.2, 1)
    return body + wires * _falling(count, rings * by.wide(0.5, 1.2)) * by.even(0.5, 1.6)


def rim(by: Chance) -> Wave:
    """Wood on metal."""
    count = round(0.09 * RATE)
    tones = _sine(count, by.even(400, 900)) + _sine(count, by.even(1400, 2600))
    return tones * _falling(count, by.wide(0.015, 0.06)) + _band(by.noise(count), 1500, 8000) * _falling(count, 0.01)


def clap(by: Chance) -> Wave:
    """Several hands, not quite at once."""
    count = round(0.35 * RATE)
    noise = _band(by.noise(count), by.wide(600, 1200), by.wide(2500, 7000))
    shape, apart, each = 0.7 * _falling(count, by.wide(0.08, 0.25)), by.even(0.008, 0.014), round(0.009 * RATE)
    for hand in range(int(by.of.integers(2, 5))):
        at = round(hand * apart * RATE)
        shape[at : at + each] += np.exp(-np.arange(each) / (0.003 * RATE))
    return noise * shape


def hat(by: Chance, rings: float) -> Wave:
    """Metal and hiss, and the wood of the stick; what is recorded near by has nothing but treble."""
    count = round(min(2.6, 1.3 * rings) * RATE) + 400
    metal = _metal(count, by, by.wide(300, 3000), int(by.of.integers(6, 40)))
    hiss = _whole(_above(by.noise(count), by.wide(2000, 9000)))
    share = by.even(0, 0.8)
    wood = _band(by.noise(count), by.wide(300, 1200), by.wide(2000, 6000)) * _falling(count, by.wide(0.004, 0.02))
    body = (share * metal + (1 - share) * hiss) * _falling(count, rings, by.wide(0.0004, 0.003))
    return _above(body + by.even(0, 0.5) * _whole(wood), by.wide(200, 7000))


def tom(by: Chance, pitch: float) -> Wave:
    """A tone that falls a little."""
    rings = by.wide(0.15, 0.9)
    count = round(1.1 * rings * RATE)
    tone = _sweep(count, pitch * by.even(1.1, 1.9), pitch, by.wide(0.02, 0.15)) * _falling(count, rings)
    second = by.even(0, 0.4) * _sweep(count, 1.6 * pitch, 1.5 * pitch, 0.05) * _falling(count, 0.4 * rings)
    skin = _band(by.noise(count), 200, by.wide(1500, 5000)) * _falling(count, by.wide(0.01, 0.08)) * by.even(0.05, 0.5)
    return tone + second + skin


def ride(by: Chance, bell: bool) -> Wave:
    """A ping on a wash that rings for seconds, as no hi-hat does; the bell has more of the ping."""
    rings = by.wide(2.5, 8)
    count = round(2.6 * RATE)
    metal = _metal(count, by, 300 if bell else 1500, int(by.of.integers(15, 50)))
    hiss = _whole(_above(by.noise(count), by.wide(3000, 7000)))
    ping = (_sine(count, by.wide(500, 1200)) + _sine(count, by.wide(2500, 5500))) * _falling(count, by.wide(0.05, 0.4))
    wash = metal * _falling(count, rings) + hiss * _falling(count, rings * by.even(0.4, 1)) * by.even(0.1, 1)
    return wash + ping * by.even(0.1, 0.8) * (2 if bell else 0.6)


def crash(by: Chance) -> Wave:
    """All of the metal at once."""
    rings = by.wide(2, 8)
    count = round(2.6 * RATE)
    metal = _metal(count, by, 400, int(by.of.integers(20, 60)))
    hiss = _whole(_band(by.noise(count), by.wide(500, 3000), 16_000))
    return (metal * by.even(0.1, 0.6) + hiss * by.even(0.5, 1.2)) * _falling(count, rings, by.wide(0.0008, 0.006))
