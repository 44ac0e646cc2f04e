"""Writing plain samples between the head and the tail of a container."""

from pathlib import Path
from typing import BinaryIO

import numpy as np

from app.audio.files.pcm.reader import Head, Piece, Region, Tail
from app.audio.files.samples import Coding, encode
from app.audio.types import Samples


class PcmEncoder:
    """Writes plain samples between a head and a tail."""

    def __init__(
        self, file: BinaryIO, original: Path, parts: tuple[Head, Tail], coding: Coding, planned: int,
        dither: np.random.Generator | None,
    ) -> None:  # fmt: skip
        self._file, self._original, self._coding, self._dither = file, original, coding, dither
        self._head, self._tail = parts
        self._planned, self._frames = planned, 0
        self._put(self._head(planned, planned))

    def _put(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, bytes):
                self._file.write(piece)
                continue
            with self._original.open('rb') as original:
                _copy(original, piece, self._file)

    def write(self, samples: Samples) -> None:
        """Write one block."""
        self._frames += len(samples)
        self._file.write(encode(samples, self._coding, self._dither))

    def finish(self) -> None:
        """Write what follows the samples, and the head again when the count is another one."""
        self._put(self._tail(self._frames))
        if self._frames == self._planned:
            return
        if self._frames > self._planned:
            # The form (RIFF or RF64) was chosen by the plan: ask whether it still holds.
            self._head(self._frames, self._frames)
        self._file.seek(0)
        self._put(self._head(self._frames, max(self._planned, self._frames)))
        self._file.seek(0, 2)

    def close(self) -> None:
        """Nothing is held."""


def _copy(original: BinaryIO, region: Region, file: BinaryIO) -> None:
    original.seek(region.start)
    left = region.size
    while left and (block := original.read(min(left, 1 << 20))):
        file.write(block)
        left -= len(block)
    file.write(bytes(min(left, 8)))  # a pad byte that the original forgot
