"""Sound for tests that need a file and not a particular one."""

from pathlib import Path

import numpy as np
import soundfile

RATE = 44_100


def write_mix(
    path: Path, seconds: float, *, level_db: float = -18.0, seed: int = 7, subtype: str | None = None
) -> Path:
    """A steady beat over filtered noise, stereo, 44.1 kHz; the format follows from the suffix. Written in blocks."""
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
    return path
