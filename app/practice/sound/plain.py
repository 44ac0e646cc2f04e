"""The recordings as WAV, for browsers that read no Ogg Vorbis: smaller by what such a file can leave out."""

import io
from functools import lru_cache

import numpy as np

from app.practice.sound.instruments import SAMPLES

LONGEST_S, FADE_S = 5.0, 0.5
_TAPS = 63


@lru_cache(maxsize=64)
def as_wav(name: str) -> bytes:
    """One of them in one channel, at half its rate, up to its first seconds; begins at the same sample."""
    import soundfile  # here, because hardly any browser asks

    sound, rate = soundfile.read(SAMPLES / f'{name}.ogg', dtype='float64', always_2d=True)
    mono = sound[: round(LONGEST_S * rate)].mean(axis=1)
    place = np.arange(_TAPS) - _TAPS // 2
    below = np.sinc(place / 2) * np.hamming(_TAPS)
    half = np.convolve(mono, below / below.sum(), mode='same')[::2]
    if len(sound) > len(mono):
        half *= np.clip(np.arange(len(half))[::-1] / (FADE_S * rate / 2), 0, 1)
    made = io.BytesIO()
    soundfile.write(made, np.clip(half, -1, 1), rate // 2, format='WAV', subtype='PCM_16')
    return made.getvalue()
