"""The mixes on which levelling inside a mix is judged: an hour each, truth known; only what was heard of them is kept.

`make_mix.py` of the shared audio folder mixes them block by block straight into the meters; its tracks are decoded
once and kept (3.5 GB), so that a mix takes seconds. Given the same seed, it writes the same mix as a file.
"""

import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import scipy.signal
import soundfile
from numpy.typing import NDArray

from app.audio import Analysis, Info
from app.audio.analysis import Meter
from app.audio.chain import BLOCK
from app.audio.excerpts import Excerpts
from app.audio.spectrum import Spectrum
from bench import material

MINUTES, RATE, DRIVE_DB = 60, 44_100, 3.0
HALF = 16384
"""Decoded tracks are kept as 16 bit at half scale: lossy ones reach beyond full scale."""


@dataclass(frozen=True, slots=True)
class Track:
    """One track of the truth: it comes in from `start_s` on and plays alone from `alone_s` to `until_s`."""

    start_s: float
    alone_s: float
    until_s: float
    gain_db: float

    @property
    def middle_s(self) -> float:
        """The middle of its crossfade."""
        return (self.start_s + self.alone_s) / 2


@dataclass(frozen=True, slots=True)
class Mix:
    """One mix: its name, its analysis and its truth."""

    name: str
    analysis: Analysis
    tracks: tuple[Track, ...]


def mix(seed: int, synthetic: bool = False) -> Mix:
    """The mix of a seed; made and heard if it is not there yet."""
    name = f'even-{MINUTES}min-seed{seed}{"-synthetic" if synthetic else ""}'
    stored, truth = material.CACHE / f'{name}.npz', material.CACHE / f'{name}.json'
    if not (stored.exists() and truth.exists()):
        material.CACHE.mkdir(exist_ok=True)
        log: dict[str, Any] = {}
        made = analysed(blocks(seed, synthetic, log))
        np.savez(stored, energy=made.energy, hearing=made.spectrum)
        truth.write_text(json.dumps(log))
    empty = analysed(iter(()))
    with np.load(stored) as rows:
        info = replace(empty.info, frames=MINUTES * 60 * RATE)
        heard = replace(empty, info=info, energy=rows['energy'], spectrum=rows['hearing'])
    return Mix(f'{seed}{" synthetic" if synthetic else ""}', heard, tracks_of(json.loads(truth.read_text())))


def analysed(samples: Iterator[NDArray[np.float32]]) -> Analysis:
    """What the engine's one pass gathers."""
    info = Info(Path('mix.wav'), 'wav', 'pcm_s16', RATE, 2, MINUTES * 60 * RATE, ('L', 'R'), bits=16)
    meter = Meter(info, Excerpts(RATE, 2, info.frames), Spectrum(RATE, 2))
    for block in samples:
        meter.energy(meter.peaks(block))
    return meter.finish([])


def blocks(seed: int, synthetic: bool, log: dict[str, Any]) -> Iterator[NDArray[np.float32]]:
    """The mix in blocks of the engine's size, clipped as a 16-bit file clips; `log` takes the truth."""
    make_mix = _make_mix()
    folder = None if synthetic else material.tracks()
    if not synthetic and folder is None:
        raise SystemExit('The music for these mixes could not be fetched: see bench/material.py.')
    names = make_mix.list_tracks(str(folder)) if folder else None
    left = np.zeros((0, 2), np.float32)
    for part in make_mix.mix_blocks(MINUTES, names, seed, RATE, log=log, drive=DRIVE_DB):
        left = np.concatenate((left, np.clip(part, -1.0, 1.0).astype(np.float32)))
        while len(left) >= BLOCK:
            yield np.ascontiguousarray(left[:BLOCK])
            left = left[BLOCK:]
    if len(left):
        yield np.ascontiguousarray(left)


def _make_mix() -> Any:
    spec = importlib.util.spec_from_file_location('make_mix', material.SHARED / 'make_mix.py')
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module)['read_track'] = decoded
    return module


def decoded(path: str, rate: int) -> NDArray[np.float64]:
    """A track in stereo at that rate; decoded once, then read from the cache."""
    kept = material.CACHE / 'decoded' / f'{Path(path).name}.npy'
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        samples, own = soundfile.read(path, dtype='float32', always_2d=True)
        samples = np.repeat(samples, 2, axis=1) if samples.shape[1] == 1 else samples[:, :2]
        ratio = Fraction(rate, own)
        if ratio != 1:
            samples = scipy.signal.resample_poly(samples, ratio.numerator, ratio.denominator, axis=0)
        np.save(kept, np.clip(np.round(samples * HALF), -32768, 32767).astype(np.int16))
    stored: NDArray[np.int16] = np.load(kept)
    return stored.astype(np.float64) / HALF


def tracks_of(truth: dict[str, Any]) -> tuple[Track, ...]:
    """The tracks as make_mix.py wrote them down."""
    told = truth['tracks']
    untils = [*(track['start_s'] for track in told[1:]), 60.0 * truth['minutes']]
    return tuple(
        Track(track['start_s'], track['start_s'] + track['xfade_in_s'], until, track['gain_db'])
        for track, until in zip(told, untils, strict=True)
    )
