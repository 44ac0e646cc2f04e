"""FLAC, MP3, Vorbis and Opus through libsndfile: reading, and writing all but MP3."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import soundfile

from app.audio.errors import UnreadableAudio, WriteFailed
from app.audio.files.samples import quantise
from app.audio.files.source import Source, clock
from app.audio.types import Info, Limits, Samples

MP3_PREROLL = 64 * 1152
"""Frames decoded and dropped before a seek target: more than any bit reservoir reaches back."""

SLACK = 2 * 1152
"""So many frames may be missing at the end of a lossy file: decoders differ in what they make of a last frame."""

MOST_FRAMES = 1 << 16
"""Frames handed over in one call; libsndfile can crash writing Vorbis in calls of millions."""


class _Stream(soundfile.SoundFile):  # type: ignore[misc]
    """A SoundFile that does not ask and set its position around every call, which seeks inside the decoder."""

    def seekable(self) -> bool:
        """Pretend, so that reads and writes simply go on."""
        return False


class SndSource(Source):
    """Decodes with libsndfile (libFLAC, mpg123, libvorbis, libopus); cffi lets go of the GIL.

    Parameters
    ----------
    rescue : opens the same sound at a frame with a decoder that gets past damage: where this one gives up, or ends
        before `there` frames, that one goes on.
    """

    def __init__(
        self, info: Info, limits: Limits, rescue: Callable[[int], Source] | None = None, there: int = 0
    ) -> None:
        try:
            self._file = _Stream(str(info.path))
        except (soundfile.LibsndfileError, RuntimeError, TypeError) as error:
            raise UnreadableAudio(
                'This file could not be decoded: it is damaged or not what it seems to be.'
            ) from error
        same = (self._file.channels, self._file.samplerate) == (info.channels, info.sample_rate)
        frames = self._file.frames
        known = 0 < frames < 1 << 53
        if not same:
            self._file.close()
            raise UnreadableAudio('The header of this file contradicts its audio: it is damaged.')
        if info.codec != 'mp3' and known:
            info = replace(info, frames=frames)
        super().__init__(info, limits, info.frames if known else None)
        self.can_seek = info.codec in ('flac', 'mp3', 'vorbis')
        self._rescue, self._there = rescue, there
        self._rest: Source | None = None
        self._at = 0

    def seek(self, frame: int) -> None:
        """Continue exactly at `frame`."""
        if not self.can_seek:
            super().seek(frame)
        start = max(frame - MP3_PREROLL, 0) if self.info.codec == 'mp3' else frame
        try:
            soundfile.SoundFile.seek(self._file, start)
        except (soundfile.LibsndfileError, RuntimeError) as error:
            if self._rescue is None:
                raise UnreadableAudio(f'This file is damaged around {clock(frame / self.info.sample_rate)}.') from error
            self._let_go()
            self._rest, self._ended = self._rescue(frame), False
            self.position = self._at = frame
            return
        self.position = self._at = start
        self._ended = False
        self._let_go()
        while self.position < frame and not self._ended:
            self.read(min(frame - self.position, MOST_FRAMES))

    def _fill(self, out: Samples) -> int:
        if self._rest is None:
            got = self._decoded(out[:MOST_FRAMES])
            if got > 0:
                self._at += got
                return got
            if self._rescue is None or (got == 0 and self._at >= self._there - (0 if self.info.bits else SLACK)):
                self._note_lost(got < 0)
                return 0
            self._rest = self._rescue(self._at)
        block = self._rest.read(min(len(out), MOST_FRAMES))
        out[: len(block)] = block
        self._at += len(block)
        self.warnings += [warning for warning in self._rest.warnings if warning not in self.warnings]
        return len(block)

    def _decoded(self, part: Samples) -> int:
        """Frames that were decoded, 0 at the end, -1 where the decoder gives up."""
        try:
            return int(self._file.buffer_read_into(part, 'float32'))
        except (soundfile.LibsndfileError, RuntimeError):
            return -1

    def _note_lost(self, failed: bool) -> None:
        if failed:
            where = clock(self._at / self.info.sample_rate)
            self.warnings.append(f'Audio is missing from {where} on: the file is damaged there.')

    def _let_go(self) -> None:
        if self._rest is not None:
            self._rest.close()
        self._rest = None

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        self._let_go()


class SndEncoder:
    """Encodes with libsndfile.

    Parameters
    ----------
    path : file to write, or an object that behaves like one.
    like : sample rate and channels.
    kind : libsndfile's format and subtype, as in ('FLAC', 'PCM_24') or ('OGG', 'VORBIS').
    bits : for FLAC, how many bits to round to.
    level : libsndfile's compression level 0..1; for Vorbis and Opus 1 - quality.
    """

    def __init__(
        self,
        path: Any,
        like: Info,
        kind: tuple[str, str],
        bits: int | None,
        level: float | None,
        dither: np.random.Generator | None,
    ) -> None:
        self._bits, self._dither = bits, dither
        self._held = np.empty((0, like.channels), np.float32)
        try:
            self._file = _Stream(path, 'w', like.sample_rate, like.channels, kind[1], None, kind[0], True, level)
        except (soundfile.LibsndfileError, RuntimeError, ValueError) as error:
            raise WriteFailed(
                f'{kind[0]} with {like.channels} channels at {like.sample_rate} Hz could not be written: '
                'choose another format.'
            ) from error

    def write(self, samples: Samples) -> None:
        """Encode one block. Lossy encoders get blocks of one size, so that theirs does not change the result."""
        if self._bits is None:
            samples = np.concatenate((self._held, samples))
            whole = len(samples) - len(samples) % MOST_FRAMES
            samples, self._held = samples[:whole], samples[whole:]
        self._write(samples)

    def _write(self, samples: Samples) -> None:
        for at in range(0, len(samples), MOST_FRAMES):
            block = samples[at : at + MOST_FRAMES]
            try:
                if self._bits is None:
                    self._file.write(np.ascontiguousarray(block))
                else:
                    self._file.write(quantise(block, self._bits, self._dither) << (32 - self._bits))
            except (soundfile.LibsndfileError, RuntimeError, AssertionError) as error:
                raise WriteFailed('The result could not be written: is the disk full?') from error

    def finish(self) -> None:
        """Write what is still inside the encoder, and the header."""
        self._write(self._held)
        try:
            self._file.flush()
            self._file.close()
        except (soundfile.LibsndfileError, RuntimeError) as error:
            raise WriteFailed('The result could not be written: is the disk full?') from error

    def close(self) -> None:
        """Let go of the file, finished or not."""
        self._file.close()
