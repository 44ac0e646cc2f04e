"""A file being read, in blocks of float32."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

import numpy as np

from app.audio.errors import UnreadableAudio, UnsupportedAudio
from app.audio.files.time_text import clock as clock
from app.audio.files.time_text import span
from app.audio.types import Info, Limits, Samples

ABSURD = 65536.0
"""Samples beyond this (96 dB above full scale), infinities and NaN are damage, not sound."""

SLACK_S = 0.05
"""A lossy file that ends this much early or late (a frame of MP3 or AAC) is whole."""


class Source(ABC):
    """Audio of one file as float32 blocks, frame-exact and without encoder delay or padding.

    Attributes
    ----------
    info : facts about the file.
    warnings : sentences on what is wrong with the file; complete once the end was read.
    position : the frame that `read` returns next.
    can_seek : whether `seek` is offered: True where a read after it gives exactly the samples of an unbroken read.
    """

    can_seek = False

    def __init__(self, info: Info, limits: Limits, promised: int | None = None) -> None:
        self.info = info
        self.warnings: list[str] = []
        self.position = 0
        self._promised = promised
        self._most = int(limits.max_duration_s * info.sample_rate) + info.sample_rate
        self._limits = limits
        self._ended = False

    def read(self, frames: int) -> Samples:
        """Read the next `frames` frames.

        Returns
        -------
        Shape (n, channels), C-contiguous, a new array; n < frames only at the end, and (0, channels) after it.
        Lossy sources keep their peaks above +-1.0.

        Raises
        ------
        UnsupportedAudio : the audio runs on beyond `Limits.max_duration_s`, whatever the header said.
        UnreadableAudio : not a single frame could be decoded.
        """
        block = np.empty((frames, self.info.channels), np.float32)
        done = 0
        while done < frames and not self._ended:
            got = self._fill(block[done:])
            self._ended = got == 0
            done += got
        block = block[:done]
        self._repair(block)
        self.position += done
        if self._ended:
            self._note_end()
        if self.position > self._most:
            raise UnsupportedAudio(
                f'This audio is longer than the {clock(self._limits.max_duration_s)} that are accepted: split it first.'
            )
        return block

    def seek(self, frame: int) -> None:
        """Continue at `frame` (0 .. info.frames). Only where `can_seek`."""
        raise UnsupportedAudio(f'Reading {self.info.codec} audio from the middle is not exact, so it is not offered.')

    @abstractmethod
    def _fill(self, out: Samples) -> int:
        """Decode up to len(out) frames into `out` (C-contiguous); 0 at the end."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the file. May be called twice."""

    def _repair(self, block: Samples) -> None:
        if not block.size or -ABSURD <= block.min() <= block.max() <= ABSURD:
            return
        bad = ~(np.abs(block) <= ABSURD)
        first = self.position + int(np.argmax(bad.any(axis=1)))
        block[bad] = 0.0
        if not any('not numbers' in warning for warning in self.warnings):
            where = clock(first / self.info.sample_rate)
            self.warnings.append(
                f'Some samples from {where} on are not numbers or far too large: silence took their place.'
            )

    def _note_end(self) -> None:
        if self.position == 0:
            raise UnreadableAudio('No audio could be decoded from this file: it is damaged or contains none.')
        if self._promised is not None and not any('missing' in warning for warning in self.warnings):
            gap = (self._promised - self.position) / self.info.sample_rate
            slack = SLACK_S if self.info.bits is None else 0
            if gap > slack:
                self.warnings.append(missing(self.position / self.info.sample_rate, gap))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def missing(at_s: float, gap_s: float) -> str:
    """The warning for audio that ends before its header says so."""
    return f'Audio is missing from {clock(at_s)} on: the file ends {span(gap_s)} earlier than its header says.'


def check(info: Info, limits: Limits) -> None:
    """Refuse what is outside the limits, with one sentence.

    Raises
    ------
    UnsupportedAudio : too many or no channels, a sample rate out of range, too long.
    UnreadableAudio : no frames at all.
    """
    if info.channels < 1:
        raise UnsupportedAudio('This file says that it has no channels: export it again from the program that made it.')
    if info.channels > limits.max_channels:
        raise UnsupportedAudio(f'This file has {info.channels} channels; at most {limits.max_channels} are accepted.')
    if not limits.min_sample_rate <= info.sample_rate <= limits.max_sample_rate:
        raise UnsupportedAudio(
            f'This file has a sample rate of {info.sample_rate} Hz; '
            f'accepted are {limits.min_sample_rate} to {limits.max_sample_rate} Hz.'
        )
    if info.frames <= 0:
        raise UnreadableAudio('This file contains no audio.')
    if info.duration_s > limits.max_duration_s:
        raise UnsupportedAudio(
            f'This file is {clock(info.duration_s)} long; at most {clock(limits.max_duration_s)} are accepted.'
        )
