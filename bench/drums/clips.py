"""Clips whose truth is known: a song, played on a kit, in a studio, with a band or without one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.random import Generator

from bench.drums import sources
from bench.drums.band import backing, singer
from bench.drums.kits import RATE, Mono
from bench.drums.parts import HEARD_AS, Part, Use
from bench.drums.patterns import own_song
from bench.drums.playing import Drummer
from bench.drums.rooms import compressed, driven, dull, effective, levelled, roomy, toned
from bench.drums.songs import Song, Stroke, of_style, varied
from bench.drums.sources import Source

SECONDS = 30.0
_LATE_S = (0.001, 0.004, 0.008)
_FONTS = {Use.LEARNT: ('fluid', 'musescore'), Use.TUNED: ('fluid',), Use.JUDGED: ('tim', 'csound')}
_SHAKERS = {
    Use.LEARNT: ('sonic-pi-electric', 'fluid-0', 'freepats', 'lmms'),
    Use.TUNED: ('csound-0',),
    Use.JUDGED: ('tim-0', 'forzeestereo'),
}
Beside = Callable[[Generator, float], Mono]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a clip is like. `None` is by chance: drums alone in two of ten, any level between drums and the rest.

    `beside` is a recording that is added to the band.
    """

    use: Use = Use.LEARNT
    band: bool | None = None
    drums_db: float | None = None
    studio: bool = True
    freedom: float = 1.0
    base: Source | None = None
    beside: Beside | None = None
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound and its truth: strokes as (seconds, kind, velocity), beats as (seconds, place in their bar).

    `feet` are the moments of those closed hi-hats that are played by the pedal.
    """

    sound: Mono = field(repr=False)
    strokes: list[tuple[float, int, float]]
    beats: list[tuple[float, int]]
    name: str
    kit: str
    bpm: float
    beats_per_bar: int
    feet: list[float]


def clip(chance: Generator, wanted: Wanted) -> Clip:
    """One that is wanted so."""
    song = _song(chance, wanted)
    late = _LATE_S[int(chance.integers(len(_LATE_S)))]
    strokes = [_moved(chance, one, late) for one in song.strokes if 0 <= one.at < wanted.seconds - 0.02]
    strokes = [one for one in strokes if 0 <= one.at < wanted.seconds - 0.02]
    kits = sources.drawn(wanted.use)
    base = wanted.base or kits[int(chance.integers(len(kits)))]
    shakers = [source for source in sources.SOURCES if source.name in _SHAKERS[wanted.use]]
    drums = Drummer(chance, kits, shakers, wanted.freedom, base).played(strokes, wanted.seconds)
    mixed = _mixed(chance, wanted, song, drums)
    sound = np.asarray(mixed * (0.9 / (np.abs(mixed).max() + 1e-9)), np.float32)
    truth = [(one.at, int(HEARD_AS[one.part]), one.velocity) for one in strokes]
    feet = [one.at for one in strokes if one.part is Part.PEDAL]
    return Clip(sound, truth, song.beats(wanted.seconds), song.name, base.name, song.bpm, song.beats_per_bar, feet)


def _song(chance: Generator, wanted: Wanted) -> Song:
    learning = wanted.use == Use.LEARNT
    while True:
        if chance.random() >= (0.55 if learning else 0.6):
            return own_song(chance, wanted.seconds)
        song = of_style(chance, wanted.use, wanted.seconds)
        if song:
            return varied(chance, song) if learning or chance.random() < 0.5 else song


def _moved(chance: Generator, one: Stroke, late: float) -> Stroke:
    """Nobody is on time."""
    return replace(one, at=one.at + float(chance.normal(0, late)))


def _mixed(chance: Generator, wanted: Wanted, song: Song, drums: Mono) -> Mono:
    if effective(drums) < 1e-5:
        drums = drums + np.float32(1e-5) * chance.standard_normal(len(drums)).astype(np.float32)
    drums = levelled(_on_the_bus(chance, drums) if wanted.studio else drums)
    banded = wanted.band if wanted.band is not None else chance.random() < 0.78
    if banded:
        rest = _band(chance, wanted, song)
        above = wanted.drums_db if wanted.drums_db is not None else chance.uniform(-7, 10)
        drums = np.asarray(drums + rest * 10 ** (-above / 20), np.float32)
    return _mastered(chance, drums) if wanted.studio else drums


def _sometimes(
    chance: Generator, sound: Mono, steps: Sequence[tuple[float, Callable[[Generator, Mono], Mono]]]
) -> Mono:
    for share, step in steps:
        if chance.random() < share:
            sound = step(chance, sound)
    return sound


def _hard(chance: Generator, sound: Mono) -> Mono:
    return driven(sound, chance.uniform(0.5, 2.5) / (float(np.percentile(np.abs(sound), 99.5)) + 1e-6))


def _loud(chance: Generator, sound: Mono) -> Mono:
    return driven(sound, chance.uniform(0.15, 0.6) / effective(sound))


def _dulled(chance: Generator, sound: Mono) -> Mono:
    return dull(sound, chance.uniform(9000, 17_000))


def _hissing(chance: Generator, sound: Mono) -> Mono:
    hiss = chance.standard_normal(len(sound)).astype(np.float32)
    return np.asarray(sound + hiss * effective(sound) * 10 ** (chance.uniform(-60, -30) / 20), np.float32)


def _on_the_bus(chance: Generator, drums: Mono) -> Mono:
    return _sometimes(chance, drums, ((0.6, roomy), (0.5, compressed), (0.5, toned), (0.2, _hard)))


def _mastered(chance: Generator, sound: Mono) -> Mono:
    return _sometimes(chance, sound, ((0.5, compressed), (0.35, _loud), (0.3, _dulled), (0.3, _hissing)))


def _band(chance: Generator, wanted: Wanted, song: Song) -> Mono:
    rest = np.zeros(round(wanted.seconds * RATE), np.float32)
    fonts = _FONTS[wanted.use]
    if song.tones and chance.random() < 0.95:
        rest = backing(chance, song, wanted.seconds, fonts[int(chance.integers(len(fonts)))])
    if effective(rest) > 1e-5:
        rest = levelled(rest)
    if wanted.beside:
        rest = rest + wanted.beside(chance, wanted.seconds)
    elif chance.random() < 0.4:
        rest = rest + singer(chance, wanted.seconds) * np.float32(10 ** (chance.uniform(-8, 4) / 20))
    if wanted.studio:
        rest = _sometimes(chance, rest, ((0.4, roomy), (0.4, toned)))
    return levelled(rest) if effective(rest) > 1e-5 else rest
