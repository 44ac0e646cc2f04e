"""What hears drums without having learnt anything: the floor that the net has to be above.

Non-negative factors of the spectrum, four shapes for each kind out of the samples of the kits, ten free ones for
whatever else there is; a stroke is where the share of a kind rises.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.drums.transcriber import Kind, spectrum
from bench.drums.kits import RATE, Mono
from bench.drums.parts import HEARD_AS, Use
from bench.drums.sources import used

_SHAPES, _FREE, _ROUNDS = 4, 10, 40
_QUIET = 1e-3
Numbers = NDArray[np.float32]


class Floor:
    """Shapes of drums, learnt from single hits."""

    def __init__(self) -> None:
        shapes = [_typical(np.array(list(_spectra(kind)))) for kind in Kind]
        self._kinds = np.repeat(np.arange(len(Kind)), [len(some) for some in shapes])
        self._shapes = np.concatenate(shapes).T + np.float32(1e-6)

    def of(self, bands: Numbers) -> Numbers:
        """How much each kind rises in each frame, about 1 where it is struck."""
        seen = np.maximum(10**bands - _QUIET, 1e-5).T
        chance, known = np.random.default_rng(0), self._shapes.shape[1]
        shapes = np.concatenate([self._shapes, chance.random((len(seen), _FREE), np.float32) / len(seen)], axis=1)
        shares = chance.random((shapes.shape[1], seen.shape[1]), np.float32) * seen.mean() * 10
        for _ in range(_ROUNDS):
            ratio = seen / (shapes @ shares + 1e-8)
            shares *= (shapes.T @ ratio) / (shapes.sum(axis=0)[:, None] + 1e-8)
            ratio = seen / (shapes @ shares + 1e-8)
            shapes[:, known:] *= (ratio @ shares[known:].T) / (shares[known:].sum(axis=1) + 1e-8)
            shapes[:, known:] /= shapes[:, known:].sum(axis=0) + 1e-8
        loud = np.stack([shares[:known][self._kinds == kind].sum(axis=0) for kind in Kind], axis=1)
        rising = np.maximum(0, np.diff(loud, axis=0, prepend=loud[:1]))
        rising[:-1] += 0.5 * rising[1:]
        return np.asarray(rising / (np.percentile(rising, 99.5, axis=0) + 1e-9), np.float32)


def _spectra(kind: Kind) -> Iterator[Numbers]:
    """What single hits of a kind look like just after they begin."""
    for source in used(Use.LEARNT):
        for part, drums in source.kit().items():
            if HEARD_AS[part] is kind:
                for drum in drums[:3]:
                    yield _spectrum(drum.layers[-1])


def _spectrum(sample: Mono) -> Numbers:
    sound = np.zeros(RATE // 2, np.float32)
    sound[2205:][: len(sample)] = sample[: len(sound) - 2205]
    bands = spectrum.loudness(sound, 4, 12, spectrum.LEVEL / spectrum.effective(sound))
    loud = np.maximum(10**bands - _QUIET, 0).mean(axis=0)
    return np.asarray(loud / loud.sum(), np.float32)


def _typical(spectra: Numbers) -> Numbers:
    """A few that stand for all: k-means."""
    chance = np.random.default_rng(0)
    centres = spectra[chance.choice(len(spectra), min(_SHAPES, len(spectra)), replace=False)]
    for _ in range(10):
        apart = np.square(np.sqrt(spectra)[:, None] - np.sqrt(centres)[None]).sum(axis=2).argmin(axis=1)
        heaps = [spectra[apart == place] for place in range(len(centres))]
        centres = np.array([heap.mean(axis=0) if len(heap) else old for heap, old in zip(heaps, centres, strict=True)])
    return np.asarray(centres, np.float32)
