"""Sounds and helpers that the stories about files share."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import mutagen
import numpy as np
import pytest
import soundfile

from app.audio.files import open_sink, open_source
from app.audio.types import Info, Samples

SHARED = Path(os.environ.get('LEVELMIX_SHARED', Path(__file__).parents[4] / 'shared')) / 'audio'

tagged: Any = mutagen.File
"""Opens a file of any kind for its tags."""


def shared(name: str) -> Path:
    """A file of the shared test material; the test is skipped where there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f'{path} is not there: set LEVELMIX_SHARED to the folder of the shared test material')
    return path


def programme(seconds: float, rate: int = 44100, channels: int = 2, seed: int = 1) -> Samples:
    """Something like music: chords that change, a kick, hats, each channel a little different; peaks near -3 dBFS."""
    return _programme(seconds, rate, channels, seed).copy()


@lru_cache(32)
def _programme(seconds: float, rate: int, channels: int, seed: int) -> Samples:
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    beat = time % 0.5
    kick = np.sin(2 * np.pi * 50 * beat + 6 * np.exp(-40 * beat)) * np.exp(-9 * beat)
    hats = rng.standard_normal(len(time)) * np.exp(-60 * (time % 0.125)) * 0.15
    chord = np.zeros(len(time))
    root = 110 * 2 ** (np.floor(time / 2) % 5 / 12)
    for ratio in (1, 1.26, 1.5, 2.01, 3.0):
        chord += np.sin(2 * np.pi * np.cumsum(root) / rate * ratio) / (1 + ratio)
    sides = [0.45 * kick + hats + 0.2 * chord * (1 + 0.3 * np.sin(time * (1 + side))) for side in range(channels)]
    sound = np.stack(sides, 1)
    return np.ascontiguousarray(sound / np.abs(sound).max() * 0.7, np.float32)


def read_all(path: Path, block: int = 30_011) -> Samples:
    """All samples of a file, read in blocks."""
    with open_source(path) as source:
        blocks = [source.read(block)]
        while len(blocks[-1]):
            blocks.append(source.read(block))
        return np.concatenate(blocks)


def write_like(path: Path, like: Info, sound: Samples, block: int = 20_001, **choice: object) -> Path:
    """Write a sound in blocks, like another file or as something else."""
    with open_sink(path, like, **choice) as sink:  # type: ignore[arg-type]
        for at in range(0, len(sound), block):
            sink.write(sound[at : at + block])
        sink.commit()
    return path


def make(path: Path, sound: Samples, rate: int = 44100, subtype: str = 'PCM_16', container: str = 'WAV') -> Path:
    """Write a file with libsndfile, independently of what is tested, in blocks it can bear."""
    with soundfile.SoundFile(path, 'w', rate, sound.shape[1], subtype, format=container) as file:
        for at in range(0, len(sound), 65536):
            file.write(sound[at : at + 65536])
    return path


def ffmpeg_decode(path: Path) -> Samples:
    """What FFmpeg makes of a file, as a player would hear it."""
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(container.streams.audio[0])]
    return np.ascontiguousarray(np.concatenate(blocks, 1).T, np.float32)


def error_db(sound: Samples, other: Samples) -> float:
    """Power of the difference, in dB below the sound."""
    difference = float(np.mean((sound.astype(np.float64) - other) ** 2))
    return float(10 * np.log10(difference / np.mean(sound.astype(np.float64) ** 2) + 1e-20))
