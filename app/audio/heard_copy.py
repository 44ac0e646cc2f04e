"""Copies of sounds to be heard in any browser."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from app.audio.files import open_source
from app.audio.files.resampling import Fitting
from app.audio.preview import preview_rate

Report = Callable[[float, str], None]
PEAKS, PEAKS_A_SECOND = 1600, 20
_BLOCK = 65_536


def encode(source: Path, target: Path, quality: float, report: Report) -> list[int]:
    """A sound in stereo as an MP3, which every browser plays; returns its peaks from 0 to 100.

    Parameters
    ----------
    quality : 0 to 1 as libsndfile counts, for a constant rate: 0 is 320 kbit/s, 1 the lowest.
    """
    rows = list[float]()
    with open_source(source) as opened:
        info = opened.info
        rate = preview_rate(info.sample_rate)
        fitting = Fitting(info.sample_rate, info.layout, rate, ('L', 'R'))
        form: dict[str, Any] = {'format': 'MP3', 'bitrate_mode': 'CONSTANT', 'compression_level': quality}
        with soundfile.SoundFile(target, 'w', rate, 2, 'MPEG_LAYER_III', **form) as written:
            for block in _blocks(opened, fitting, info.frames, report):
                written.write(np.clip(block, -1.0, 1.0))
                rows += _peaks(block, rate)
    return _shortened(rows)


def _blocks(opened: Any, fitting: Fitting, frames: int, report: Report) -> Iterator[np.ndarray]:
    done = 0
    while len(block := opened.read(_BLOCK)):
        done += len(block)
        report(min(1.0, done / max(1, frames)), 'preview')
        yield from fitting.push(block)
    yield from fitting.finish()


def _peaks(block: np.ndarray, rate: int) -> list[float]:
    """The highest sample of every twentieth of a second, about."""
    size = rate // PEAKS_A_SECOND
    padded = np.pad(np.abs(block).max(axis=1), (0, -len(block) % size))
    return [float(one) for one in padded.reshape(-1, size).max(axis=1)]


def _shortened(rows: list[float]) -> list[int]:
    """As many as are drawn at most, the loudest of what each stands for."""
    bounds = [place * len(rows) // PEAKS for place in range(PEAKS + 1)] if len(rows) > PEAKS else range(len(rows) + 1)
    highest = max(rows, default=0.0) or 1.0
    found = [max(rows[start:end]) for start, end in pairwise(bounds)]
    return [round(100 * one / highest) for one in found]
