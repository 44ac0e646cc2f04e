"""Clips as the net sees them, kept in the cache: `python -m bench.drums.examples learnt 900` makes them.

Every clip has a seed of its own, so that it is the same however many processes make them.
"""

import os

os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')
os.environ.setdefault('OMP_NUM_THREADS', '1')

import multiprocessing
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.drums.transcriber import spectrum
from bench.drums import grooves, kits, sources
from bench.drums.clips import Wanted, clip
from bench.drums.kits import Mono
from bench.drums.packages import CACHE
from bench.drums.parts import Use

_FIRST_SEED = {Use.LEARNT: 1_000_000, Use.TUNED: 2_000_000, Use.JUDGED: 3_000_000}
_IN_ONE_FILE = 25
_TUNED_FREEDOM = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """What is seen of a clip, its strokes as (seconds, kind, velocity), its beats as (seconds, place in their bar)."""

    bands: NDArray[np.float16]
    strokes: list[tuple[float, int, float]]
    beats: list[tuple[float, int]]


def examples(use: Use, count: int, processes: int = 2) -> Iterator[Example]:
    """The first so many of a use; what is not in the cache is made now."""
    grooves.names(use)
    read_kits(use, processes)
    begins = range(0, count, _IN_ONE_FILE)
    missing = [(use, begin) for begin in begins if not _file(use, begin).exists()]
    if missing:
        with multiprocessing.get_context('spawn').Pool(processes) as pool:
            for done, _ in enumerate(pool.imap_unordered(_make, missing), 1):
                sys.stderr.write(f'\rclips to be {use}: {done * _IN_ONE_FILE} of {len(missing) * _IN_ONE_FILE}   ')
        sys.stderr.write('\n')
    for begin in begins:
        yield from _read(_file(use, begin))


def read_kits(use: Use, processes: int) -> None:
    """All of a use, so that the processes that make clips find them."""
    places = [place for place, source in enumerate(sources.SOURCES) if source.use is use and not kits.has(source.name)]
    if places:
        with multiprocessing.get_context('spawn').Pool(processes) as pool:
            pool.map(_read_kit, places, chunksize=1)


def _read_kit(place: int) -> None:
    sources.SOURCES[place].kit()


def seen(sound: Mono) -> NDArray[np.float16]:
    """What the net sees of a sound."""
    scale = spectrum.LEVEL / spectrum.effective(sound)
    return spectrum.loudness(sound, 0, spectrum.count_of(sound), scale).astype(np.float16)


def _make(place: tuple[Use, int]) -> None:
    use, begin = place
    wanted = Wanted(use, freedom=1.0 if use is Use.LEARNT else _TUNED_FREEDOM)
    arrays = dict[str, NDArray[np.generic]]()
    for number in range(begin, begin + _IN_ONE_FILE):
        made = clip(np.random.default_rng(_FIRST_SEED[use] + number), wanted)
        arrays[f'bands{number}'] = seen(made.sound)
        arrays[f'strokes{number}'] = np.array(made.strokes, np.float64).reshape(-1, 3)
        arrays[f'beats{number}'] = np.array(made.beats, np.float64).reshape(-1, 2)
    target = _file(use, begin)
    target.parent.mkdir(parents=True, exist_ok=True)
    making = target.with_suffix('.making.npz')
    np.savez(making, **arrays)  # type: ignore[arg-type]
    making.rename(target)


def _read(path: Path) -> Iterator[Example]:
    with np.load(path) as file:
        for name in file.files:
            if name.startswith('bands'):
                strokes, beats = (file[name.replace('bands', other)].tolist() for other in ('strokes', 'beats'))
                yield Example(
                    file[name],
                    [(at, int(kind), hard) for at, kind, hard in strokes],
                    [(at, int(place)) for at, place in beats],
                )


def _file(use: Use, begin: int) -> Path:
    return CACHE / 'clips' / f'{use}-{begin:05}.npz'


if __name__ == '__main__':
    print(sum(1 for _ in examples(Use(sys.argv[1]), int(sys.argv[2]))), 'clips')
