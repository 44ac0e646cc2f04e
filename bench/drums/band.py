"""Everybody but the drummer: instruments of a soundfont, and somebody who sings."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

from bench.drums.kits import RATE, Mono
from bench.drums.rooms import effective, levelled, roomy
from bench.drums.songs import Song, Tone
from bench.drums.sources import font

_VOWELS = ((700, 1220, 2600), (300, 2300, 3000), (450, 800, 2830), (325, 700, 2530), (500, 1800, 2500))
_FIRST_NOISE = 112
"""From this program on a soundfont has drums and gunshots; what is played instead is tame."""
_TAME = (0, 4, 24, 33, 48)


@cache
def _synth(family: str) -> tuple[Any, int]:
    import tinysoundfont

    synth = tinysoundfont.Synth(samplerate=RATE, gain=-6)
    return synth, synth.sfload(str(font(family)))


def backing(chance: Generator, song: Song, seconds: float, family: str) -> Mono:
    """What the others play; three times in ten on a cousin of the instrument that the style asks for."""
    synth, loaded = _synth(family)
    synth.sounds_off()
    for channel in {tone.channel for tone in song.tones}:
        program = song.programs.get(channel, 0)
        if chance.random() < 0.3:
            program = program // 8 * 8 + int(chance.integers(8))
        if program >= _FIRST_NOISE:
            program = int(chance.choice(_TAME))
        synth.program_select(channel, loaded, 0, program)
    made, at = np.zeros(round(seconds * RATE), np.float32), 0
    for sample, do in _events(synth, song.tones, seconds):
        if sample > at:
            made[at:sample] = _generated(synth, sample - at)
            at = sample
        do()
    made[at:] = _generated(synth, len(made) - at)
    return made


def _events(synth: Any, tones: Sequence[Tone], seconds: float) -> list[tuple[int, Callable[[], object]]]:
    events = list[tuple[int, Callable[[], object]]]()
    for tone in tones:
        if -0.01 < tone.at < seconds and 0 <= tone.key <= 127:
            begin, end = max(0.0, tone.at), min(seconds, tone.at + max(0.05, tone.length))
            velocity = min(127, max(1, tone.velocity))
            events.append((int(begin * RATE), lambda t=tone, v=velocity: synth.noteon(t.channel, t.key, v)))  # type: ignore[misc]
            events.append((int(end * RATE), lambda t=tone: synth.noteoff(t.channel, t.key)))  # type: ignore[misc]
    return sorted(events, key=lambda event: event[0])


def _generated(synth: Any, count: int) -> Mono:
    if not count:
        return np.zeros(0, np.float32)
    both = np.frombuffer(synth.generate(count), np.float32).reshape(-1, 2)
    return np.asarray(both.mean(axis=1), np.float32)


def singer(chance: Generator, seconds: float) -> Mono:
    """Vowels on notes, with hissing consonants, which are what is taken for hi-hats."""
    made, at = np.zeros(round((seconds + 1) * RATE), np.float32), chance.uniform(0, 1)
    while at < seconds:
        long = chance.uniform(0.12, 0.7)
        _sing(chance, made, round(at * RATE), round(long * RATE), int(chance.integers(48, 72)))
        at += long + (chance.uniform(0, 1.2) if chance.random() < 0.2 else 0.02)
    sung = made[: round(seconds * RATE)]
    return levelled(roomy(chance, sung) if chance.random() < 0.6 else sung) if effective(sung) > 1e-5 else sung


def _sing(chance: Generator, made: Mono, begin: int, count: int, key: int) -> None:
    vowel = _vowel(chance, count, key)
    made[begin : begin + count] += (0.5 * vowel)[: len(made) - begin]
    if chance.random() < 0.55:
        long = round(chance.uniform(0.03, 0.14) * RATE)
        low = chance.uniform(2500, 5500)
        edges = (low / (RATE / 2), min(0.95, (low + chance.uniform(2500, 7000)) / (RATE / 2)))
        hiss = sosfilt(butter(2, edges, 'band', output='sos'), chance.standard_normal(long))
        hiss = hiss * np.hanning(long) ** chance.uniform(0.3, 1)
        at = max(0, begin - int(long * chance.uniform(0.5, 1)))
        made[at : at + long] += (hiss / np.abs(hiss).max() * chance.uniform(0.05, 0.35)).astype(np.float32)[
            : len(made) - at
        ]


def _vowel(chance: Generator, count: int, key: int) -> NDArray[np.float64]:
    time = np.arange(count) / RATE
    pitch = 440 * 2 ** ((key - 69) / 12) * (1 + 0.012 * np.sin(2 * np.pi * 5.5 * time) * np.minimum(1, time / 0.25))
    source = lfilter([1], [1, -0.9], 2 * (np.cumsum(pitch / RATE) % 1) - 1) + 0.02 * chance.standard_normal(count)
    made = np.zeros(count)
    for place, formant in enumerate(_VOWELS[int(chance.integers(len(_VOWELS)))]):
        near = np.exp(-np.pi * (60 + 50 * place) / RATE)
        below = [1, -2 * near * np.cos(2 * np.pi * formant / RATE), near**2]
        made += (1, 0.6, 0.35)[place] * lfilter([1 - near], below, source)
    made *= np.minimum(1, time / 0.04) * np.minimum(1, (time[-1] - time) / 0.06)
    return np.asarray(made / (np.abs(made).max() + 1e-6))
