"""Brings a sound to another rate, for models that hear one rate only."""

import numpy as np
from numpy.typing import NDArray

from app.audio.types import Role

Sound = NDArray[np.float32]

_MONO: tuple[Role, ...] = ('M',)
_BLOCK = 1 << 20


def at_rate(sound: Sound, rate: int, wanted: int) -> Sound:
    """The same sound, as long as it was."""
    from app.audio.files.resampling import Fitting

    if rate == wanted or not len(sound):
        return sound
    fitting = Fitting(rate, _MONO, wanted, _MONO)
    blocks = [made for at in range(0, len(sound), _BLOCK) for made in fitting.push(sound[at : at + _BLOCK, None])]
    blocks += fitting.finish()
    length = round(len(sound) * wanted / rate)
    found = np.concatenate([block[:, 0] for block in blocks])[:length]
    return np.pad(found, (0, length - len(found)))
