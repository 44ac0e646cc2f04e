"""`python -m app.audio.warmup`: compiles the kernels, once after an installation; they stay on disk beside the code."""

import sys
import tempfile
from pathlib import Path

import numpy as np

from .compiled import CACHE
from .types import Goal

_RATE = 44_100
_READY = CACHE / 'ready'


def is_warm() -> bool:
    """Whether the kernels of this version are compiled."""
    return _READY.exists()


def warm_up() -> None:
    """Level two seconds of noise on every path, so that no job waits for the compiler."""
    import soundfile

    from .pipeline import level

    noise = np.random.default_rng(1).normal(0.0, 0.1, (2 * _RATE, 2))
    with tempfile.TemporaryDirectory(prefix='levelmix-') as folder:
        source = Path(folder) / 'noise.wav'
        soundfile.write(source, noise, _RATE, subtype='PCM_16')
        for target, container in ((-14.0, None), (-6.0, 'mp3')):
            level(source, Path(folder) / f'out.{container or "wav"}', Goal(target), to=container)
    CACHE.mkdir(parents=True, exist_ok=True)
    _READY.touch()


if __name__ == '__main__':
    if not is_warm():
        sys.stdout.write('Compiling the engine, once ...\n')
        warm_up()
