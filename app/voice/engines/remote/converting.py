"""A recording in another voice, by an engine at an address: it goes there whole, and comes back whole."""

import io
from collections.abc import Iterator
from threading import Event
from typing import cast

import numpy as np

from app.voice.engines.port import Chunk, Recording, Sound, Transcript
from app.voice.engines.remote.asking import OPERATOR, Stopped
from app.voice.engines.remote.shapes import Brings
from app.voice.engines.remote.voices import Remote
from app.voice.errors import BadRecording

PIECE_S = 10.0
"""So much is given at a time, because whoever listens need not wait for the last of it."""
SILENT = 1e-4
SLACK_S, SLACK_SHARE = 0.5, 0.02
"""What an answer may be longer or shorter by: models work in steps."""


class RemoteConverting(Remote):
    """It needs no words, so that none can be corrected."""

    def transcribe(self, recording: Recording, stop: Event | None = None) -> Transcript:
        """No words; raises `BadRecording` for a recording in which there is nothing."""
        if not recording.sound.size or float(np.abs(recording.sound).max()) < SILENT:
            raise BadRecording('This recording is silent: choose one in which somebody speaks.')
        return Transcript('', ())

    def convert(self, recording: Recording, said: Transcript, voice: str, stop: Event | None = None) -> Iterator[Chunk]:
        """The recording in the voice of this id, as long as it was."""
        theirs = self.theirs(voice)
        self.transcribe(recording)
        shape = cast(Brings, self.shape())
        seconds = len(recording.sound) / recording.rate
        try:
            received = shape.brought(_wav(recording), seconds, theirs, stop).received
        except Stopped:
            return
        came = len(received.sound) / received.rate
        if abs(came - seconds) > SLACK_S + SLACK_SHARE * seconds:
            raise shape.asking.away(f'made {came:.1f} s of a recording of {seconds:.1f} s', OPERATOR)
        yield from _pieces(_as_long(received.mono, round(seconds * received.rate)), received.rate, stop)


def _pieces(sound: Sound, rate: int, stop: Event | None) -> Iterator[Chunk]:
    step = round(PIECE_S * rate)
    for begin in range(0, len(sound), step):
        yield Chunk(sound[begin : begin + step], rate, '', (), min(1.0, (begin + step) / len(sound)))
        if stop is not None and stop.is_set():
            return


def _as_long(sound: Sound, frames: int) -> Sound:
    return np.pad(sound, (0, max(0, frames - len(sound))))[:frames]


def _wav(recording: Recording) -> bytes:
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, recording.sound, recording.rate, 'PCM_16', format='WAV')
    return file.getvalue()
