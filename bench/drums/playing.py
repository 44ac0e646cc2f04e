"""Plays strokes on a kit that is put together by chance: mostly one maker's, with drums of others, tuned and damped."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from scipy.signal import lfilter

from bench.drums.kits import RATE, Instrument, Mono
from bench.drums.made_kits import softer
from bench.drums.parts import INSTEAD, Part
from bench.drums.songs import Stroke
from bench.drums.sources import Source

_LOUD = {
    Part.KICK: 1.0, Part.SNARE: 0.85, Part.RIM: 0.55, Part.CLAP: 0.6, Part.HAT: 0.32, Part.PEDAL: 0.25, Part.HALF: 0.4,
    Part.OPEN: 0.4, Part.TOM: 0.8, Part.RIDE: 0.38, Part.BELL: 0.38, Part.CRASH: 0.6, Part.PERCUSSION: 0.4,
}  # fmt: skip
"""How loud each is where a drummer plays them alike."""
_ONE = {Part.PEDAL: Part.HAT, Part.HALF: Part.OPEN, Part.BELL: Part.RIDE}
"""Parts that are of one thing, and so are as loud and tuned as it."""
_HATS = (Part.HAT, Part.PEDAL, Part.OPEN, Part.HALF)
_CHOKED_S = 0.02
_TRIES = 60


@dataclass(slots=True)
class Drummer:
    """Somebody at a kit; `freedom` is how far it may be from how its maker sells it, 0 to 1."""

    chance: Generator
    kits: Sequence[Source]
    shakers: Sequence[Source]
    freedom: float
    base: Source
    _loud: dict[Part, float] = field(default_factory=dict)
    _tuned: dict[Part, float] = field(default_factory=dict)
    _from: dict[Part, tuple[Source, Part] | None] = field(default_factory=dict)
    _held: dict[tuple[Part, int], tuple[list[Mono], float] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in Part:
            one = _ONE.get(part, part)
            if one is part:
                self._loud[part] = float(10 ** (self.chance.normal(0, 2.5 * max(self.freedom, 0.5)) / 20))
                self._tuned[part] = float(np.exp(self.chance.normal(0, 0.1 * self.freedom)))
        for part, one in _ONE.items():
            self._loud[part], self._tuned[part] = self._loud[one], self._tuned[one]

    def played(self, strokes: Sequence[Stroke], seconds: float) -> Mono:
        """What it sounds like; an open hi-hat ends when the next one is struck."""
        made = np.zeros(round((seconds + 1) * RATE), np.float32)
        ordered = sorted(strokes, key=lambda one: one.at)
        hats = [one.at for one in ordered if one.part in _HATS]
        harder = self.chance.uniform(1.0, 1.8)
        for one in ordered:
            held = self._instrument(one)
            if held is None or not 0 <= one.at < seconds:
                continue
            layers, loud = held
            strength = min(1.0, max(0.05, one.velocity / 127))
            sound = layers[min(len(layers) - 1, int(strength * len(layers)))]
            if one.part in (Part.OPEN, Part.HALF):
                sound = _choked(sound, one.at, hats)
            gain = _LOUD[one.part] * loud * strength**harder * 10 ** (self.chance.normal(0, 0.8) / 20)
            at = round(one.at * RATE)
            count = min(len(sound), len(made) - at)
            made[at : at + count] += np.float32(gain) * sound[:count]
        return made[: round(seconds * RATE)]

    def _instrument(self, one: Stroke) -> tuple[list[Mono], float] | None:
        """The same key is the same drum for the whole song."""
        place = (one.part, one.key)
        if place not in self._held:
            self._held[place] = self._fetched(one)
        return self._held[place]

    def _fetched(self, one: Stroke) -> tuple[list[Mono], float] | None:
        if one.part not in self._from:
            self._from[one.part] = self._source(one.part)
        found = self._from[one.part]
        if found is None:
            return None
        drums = found[0].kit()[found[1]]
        tuned = self._tuned[one.part]
        if one.part is Part.TOM:
            same = [drum for drum in drums if drum.height == one.height]
            tuned *= 1.0 if same else (0.8, 1.0, 1.25)[one.height]
            drums = same or drums
        drum = drums[int(self.chance.integers(len(drums)))]
        return self._changed(drum, one.part, tuned), self._loud[one.part]

    def _source(self, part: Part) -> tuple[Source, Part] | None:
        """Whose drum it is: the kit's own, mostly; of what no kit of its maker has, somebody else's."""
        source = self.base
        if self.chance.random() < 0.3 * self.freedom:
            source = self.kits[int(self.chance.integers(len(self.kits)))]
        for fitting in (part, *INSTEAD.get(part, ())):
            if fitting in source.kit():
                return source, fitting
        pool = self.shakers if part is Part.PERCUSSION else self.kits
        for _ in range(_TRIES):
            other = pool[int(self.chance.integers(len(pool)))]
            if part in other.kit():
                return other, part
        return None

    def _changed(self, drum: Instrument, part: Part, tuned: float) -> list[Mono]:
        """Tuned, and sometimes damped or of another tone: all its layers alike."""
        layers = [_retuned(layer, tuned) for layer in drum.layers]
        if self.freedom and len(layers) == 1:
            amount = self.chance.uniform(0.0, 0.5)
            layers = [softer(layers[0], steps, amount) for steps in (2, 1, 0)]
        if self.freedom and self.chance.random() < 0.35:
            rings = self.chance.uniform(0.06, 0.5) * RATE * (4 if part in (Part.CRASH, Part.RIDE, Part.OPEN) else 1)
            layers = [layer * np.exp(-np.arange(len(layer), dtype=np.float32) / np.float32(rings)) for layer in layers]
        if self.chance.random() < 0.4 * self.freedom:
            tilt = self.chance.uniform(-0.6, 0.6)
            above, below = ([1, -tilt], [1]) if tilt > 0 else ([1], [1, tilt])
            layers = [np.asarray(lfilter(above, below, layer), np.float32) for layer in layers]
            layers = [layer / (np.abs(layer).max() + np.float32(1e-6)) for layer in layers]
        return layers


def _retuned(sound: Mono, by: float) -> Mono:
    count = int(len(sound) / by)
    if abs(by - 1) < 1e-3 or count < 100:
        return sound
    return np.asarray(np.interp(np.arange(count) * by, np.arange(len(sound)), sound), np.float32)


def _choked(sound: Mono, at: float, hats: Sequence[float]) -> Mono:
    place = bisect_right(hats, at + 0.02)
    if place == len(hats):
        return sound
    count, fading = round((hats[place] - at + _CHOKED_S) * RATE), round(_CHOKED_S * RATE)
    if count >= len(sound):
        return sound
    cut = sound[:count].copy()
    cut[-fading:] *= np.linspace(1, 0, min(fading, count), dtype=np.float32)
    return cut
