"""Reads recordings for what hears drums: any format that Level reads, in one channel, at one rate."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.audio.errors import UnsupportedAudio
from app.audio.files import open_source
from app.audio.files.resampling import Fitting, mixing
from app.audio.types import Limits

Samples = NDArray[np.float32]
TOO_LONG = 'This recording is longer than {minutes:g} minutes: drums are written down of songs. Send one of them.'
_BLOCK = 65_536


def read(path: Path, rate: int, longest_s: float, most_s: float | None = None) -> tuple[Samples, int]:
    """The sound of a file, or of its first `most_s` seconds, and how many milliseconds the whole file has.

    Raises
    ------
    UnreadableAudio, UnsupportedAudio : it is no sound that can be read, or longer than is taken.
    """
    blocks = list[Samples]()
    with open_source(path, Limits()) as source:
        own = source.info.sample_rate
        if source.info.frames > longest_s * own:
            raise UnsupportedAudio(TOO_LONG.format(minutes=longest_s / 60))
        mix, fitting = mixing(source.info.layout, ('M',)), Fitting(own, ('M',), rate, ('M',))
        frames, most = 0, None if most_s is None else int(most_s * own)
        while (most is None or frames < most) and len(block := source.read(_BLOCK)):
            frames += len(block)
            if frames > longest_s * own:
                raise UnsupportedAudio(TOO_LONG.format(minutes=longest_s / 60))
            blocks += fitting.push(np.ascontiguousarray(block @ mix, np.float32))
        blocks += fitting.finish()
        length_ms = round(1000 * max(frames, source.info.frames) / own)
    found = np.concatenate([block[:, 0] for block in blocks] or [np.zeros(0, np.float32)])
    return (found if most_s is None else found[: int(most_s * rate)]), length_ms
