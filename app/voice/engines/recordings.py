"""Recordings that people hand in: read from any file that the audio engine reads, in one channel."""

from pathlib import Path

import numpy as np

from app.audio.errors import UnsupportedAudio
from app.voice.engines.port import Recording
from app.voice.errors import BadRecording

RATE = 24_000
LONGEST_S = 600.0
SHORTEST_S = 0.3
SILENT = 1e-3
"""What never gets louder than this (−60 dB) is silence."""
_BLOCK = 65_536


def read(path: Path, *, rate: int = RATE, stream: int | None = None) -> Recording:
    """A recording at a rate.

    Raises
    ------
    BadRecording : it is silent, or too short or too long.
    UnreadableAudio, UnsupportedAudio : nothing can be decoded from it.
    """
    from app.audio.files import open_source
    from app.audio.files.resampling import Fitting
    from app.audio.files.time_text import clock

    with open_source(path, stream=stream) as source:
        info = source.info
        if info.duration_s > LONGEST_S + 1:
            raise BadRecording(_too_long(f'is {clock(info.duration_s)} long'))
        fitting = Fitting(info.sample_rate, info.layout, rate, ('M',))
        blocks, frames = [], 0
        while len(block := source.read(_BLOCK)):
            frames += len(block)
            if frames > (LONGEST_S + 1) * info.sample_rate:
                raise BadRecording(_too_long(f'is longer than {clock(LONGEST_S)}'))
            blocks += [made[:, 0] for made in fitting.push(block)]
        blocks += [made[:, 0] for made in fitting.finish()]
    sound = np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
    wanted = round(frames * rate / info.sample_rate)
    recording = Recording(np.pad(sound[:wanted], (0, max(0, wanted - len(sound)))), rate)
    check(recording)
    return recording


def check(recording: Recording) -> None:
    """See that there is something in a recording, and not too much.

    Raises
    ------
    BadRecording
    """
    from app.audio.files.time_text import clock

    seconds = len(recording.sound) / recording.rate
    if seconds > LONGEST_S + 1:
        raise BadRecording(_too_long(f'is {clock(seconds)} long'))
    if seconds < SHORTEST_S:
        raise BadRecording(
            f'This recording is {seconds * 1000:.0f} ms long: nothing can be heard in that. Take one with a word in it.'
        )
    if not np.isfinite(recording.sound).all():
        raise UnsupportedAudio('There are numbers in this recording that are no sound: export it again.')
    if float(np.abs(recording.sound).max()) < SILENT:
        raise BadRecording('This recording is silent: see that the right microphone was on, and record it again.')


def _too_long(how: str) -> str:
    return f'This recording {how}, and at most 10 minutes are changed at once: cut it, and give the parts one by one.'
