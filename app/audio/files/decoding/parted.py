"""A file whose sound is in several parts, read as one sound of one rate and layout."""

from collections.abc import Callable, Iterator

import numpy as np

from app.audio.files.maps.parts import Note, Part, Parts, at_rate
from app.audio.files.noted_source import NotedSource
from app.audio.files.resampling import Fitting
from app.audio.types import Info, Limits, Samples

BLOCK = 1 << 16
NO_END = 1 << 62
Damaged = Callable[[float], None]
Decode = Callable[[Part, Damaged], Iterator[Samples]]
"""Gives the sound of a part from its first decoded frame on, and tells where how many seconds could not be decoded."""


class PartedSource(NotedSource):
    """Reads the parts of a file one after the other.

    What cannot be decoded becomes silence, so that what follows keeps its place; each part is as long as was counted.
    """

    def __init__(self, info: Info, limits: Limits, parts: Parts, decode: Decode) -> None:
        super().__init__(info, limits, notes=parts.notes)
        self._parts, self._decode = parts.parts, decode
        self._blocks = self._all()
        self._left = np.empty((0, info.channels), np.float32)
        self._given = 0

    def _fill(self, out: Samples) -> int:
        while not len(self._left):
            block = next(self._blocks, None)
            if block is None:
                self._tell()
                return 0
            self._left = block
        frames = min(len(out), len(self._left))
        out[:frames] = self._left[:frames]
        self._left = self._left[frames:]
        return frames

    def _all(self) -> Iterator[Samples]:
        for part in self._parts:
            yield from self._silence(at_rate(part.gap, part, self.info.sample_rate))
            wanted = at_rate(part.frames, part, self.info.sample_rate) if part.exact else NO_END
            given = 0
            for block in self._fitted(part):
                ready = block[: wanted - given]
                given += len(ready)
                self._given += len(ready)
                yield ready
                if given == wanted:
                    break
            if given < wanted and part.exact:
                self._damaged((wanted - given) / self.info.sample_rate)
                yield from self._silence(wanted - given)
            self._tell()

    def _fitted(self, part: Part) -> Iterator[Samples]:
        fitting = Fitting(part.sample_rate, part.layout, self.info.sample_rate, self.info.layout)
        skip = part.skip
        for block in self._decode(part, self._damaged):
            dropped = min(skip, len(block))
            skip -= dropped
            yield from fitting.push(block[dropped:])
        yield from fitting.finish()

    def _silence(self, frames: int) -> Iterator[Samples]:
        for at in range(0, frames, BLOCK):
            block = np.zeros((min(BLOCK, frames - at), self.info.channels), np.float32)
            self._given += len(block)
            yield block

    def _damaged(self, seconds: float) -> None:
        """Take note of sound that is lost."""
        self._note(Note('lost', self._given / self.info.sample_rate, seconds))

    def close(self) -> None:
        """Let go of the file."""
        self._blocks = iter(())
