"""Reads files with samples of a voice: any format that Level reads, in one channel."""

from pathlib import Path

import numpy as np

from app.audio.files import open_source
from app.audio.files.resampling import mixing
from app.voice.engines.port import Recording
from app.voice.engines.samples import MOST_HANDED_IN_S, TOO_LONG
from app.voice.errors import BadRecording

_BLOCK = 65_536


def read(path: Path) -> Recording:
    """The sound of a file.

    Raises
    ------
    BadRecording : it is longer than is taken.
    UnreadableAudio, UnsupportedAudio : as `open_source`.
    """
    with open_source(path) as source:
        rate, most = source.info.sample_rate, MOST_HANDED_IN_S * source.info.sample_rate
        mix = mixing(source.info.layout, ('M',))
        blocks, frames = [], 0
        while len(block := source.read(_BLOCK)):
            frames += len(block)
            if frames > most:
                raise BadRecording(TOO_LONG.format(minutes=MOST_HANDED_IN_S / 60))
            blocks.append((block @ mix)[:, 0])
    return Recording(np.concatenate(blocks or [np.zeros(0, np.float32)]), rate)
