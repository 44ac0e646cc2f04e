"""Sound for tests that need a file and not a particular one."""

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

RATE = 44_100
KEPT_S = 20.0
"""Whoever asks for the same mix again, up to this length, gets a copy of its file."""


def write_mix(
    path: Path, seconds: float, *, level_db: float = -18.0, seed: int = 7, subtype: str | None = None
) -> Path:
    """A steady beat over filtered noise, stereo, 44.1 kHz; the format follows from the suffix. Written in blocks."""
    if seconds <= KEPT_S:
        path.write_bytes(_file(path.suffix, seconds, level_db, seed, subtype))
    else:
        _write(path, seconds, level_db, seed, subtype)
    return path


@lru_cache(24)
def _file(suffix: str, *what: Any) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f'mix{suffix}')
        _write(path, *what)
        return path.read_bytes()


def _write(path: Path, seconds: float, level_db: float, seed: int, subtype: str | None) -> None:
    random = np.random.default_rng(seed)
    gain = 10 ** (level_db / 20)
    left = int(seconds * RATE)
    with soundfile.SoundFile(path, 'w', RATE, 2, subtype=subtype) as file:
        while left > 0:
            frames = min(left, 10 * RATE)
            time = np.arange(frames) / RATE
            kick = np.sin(2 * np.pi * 55 * time) * np.exp(-((time * 2.1) % 1.0) * 9)
            noise = random.standard_normal((frames, 2)) * 0.25
            file.write((gain * (1.4 * kick[:, None] + noise)).clip(-0.99, 0.99))
            left -= frames
