"""Files of plain samples (WAV, RF64, BW64, W64, AIFF, AIFC, CAF): one description, one reader."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from app.audio.files.maps.parts import Note, sentences
from app.audio.files.samples import Coding, decode
from app.audio.files.source import Source, clock, missing
from app.audio.types import Info, Limits, Role, Samples


@dataclass(frozen=True, slots=True)
class Region:
    """Bytes of the original that are copied as they are: from `start`, `size` of them."""

    start: int
    size: int


Piece = bytes | Region
Head = Callable[[int, int], list[Piece]]
"""From the frames that are there and the frames that were planned to everything before the samples. Its length depends
on the plan alone, so that the head can be written again in its place when the count is known."""
Tail = Callable[[int], list[Piece]]
"""From the frames that are there to everything after the samples, padding included."""


@dataclass(frozen=True, slots=True)
class Pcm:
    """A parsed file of plain samples, with all that is needed to write one like it.

    Attributes
    ----------
    start, size : where the samples lie; `size` counts what is really there, in whole frames.
    promised : frames the header speaks of, None if it leaves that open.
    head, tail : what stands around the samples.
    later : more sound behind it.
    notes : what is to be told.
    behind : where what stands behind the sound begins, if no size in the file leads there.
    """

    container: str
    coding: Coding
    sample_rate: int
    channels: int
    layout: tuple[Role, ...]
    start: int
    size: int
    promised: int | None
    head: Head = field(repr=False)
    tail: Tail = field(repr=False)
    later: tuple['Pcm', ...] = ()
    notes: tuple[Note, ...] = ()
    behind: int | None = None

    @property
    def block(self) -> int:
        """Bytes per frame."""
        return self.coding.width * self.channels

    def info(self, path: Path) -> Info:
        """The facts in the engine's words."""
        frames = self.size // self.block if self.block else 0
        return Info(
            path,
            self.container,
            self.coding.codec,
            self.sample_rate,
            self.channels,
            frames,
            self.layout,
            self.coding.bits,
        )


class PcmSource(Source):
    """Reads plain samples; trusts the data more than the header."""

    can_seek = True

    def __init__(self, path: Path, pcm: Pcm, limits: Limits) -> None:
        super().__init__(pcm.info(path), limits)
        self._pcm = pcm
        self._file = path.open('rb', buffering=0)
        self._file.seek(pcm.start)
        self.warnings += sentences(pcm.notes)
        frames, rate = self.info.frames, self.info.sample_rate
        if pcm.promised is not None and pcm.promised > frames:
            self.warnings.append(missing(frames / rate, (pcm.promised - frames) / rate))

    def seek(self, frame: int) -> None:
        """Continue at `frame`."""
        self.position = min(max(frame, 0), self.info.frames)
        self._file.seek(self._pcm.start + self.position * self._pcm.block)
        self._ended = False

    def _fill(self, out: Samples) -> int:
        at = (self._file.tell() - self._pcm.start) // self._pcm.block
        frames = min(len(out), self.info.frames - at, 1 << 16)
        if frames <= 0:
            return 0
        raw = np.empty(frames * self._pcm.block, np.uint8)
        got = _read_full(self._file, raw.data) // self._pcm.block
        if got < frames:
            self.warnings.append(
                f'Audio is missing from {clock((at + got) / self.info.sample_rate)} on: the file shrank.'
            )
        decode(raw[: got * self._pcm.block], self._pcm.coding, out[:got])
        return got

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def length(piece: Piece) -> int:
    """Bytes of a piece."""
    return piece.size if isinstance(piece, Region) else len(piece)


def _read_full(file: BinaryIO, view: memoryview) -> int:
    done = 0
    while done < len(view) and (got := os.readv(file.fileno(), [view[done:]])):
        done += got
    return done
