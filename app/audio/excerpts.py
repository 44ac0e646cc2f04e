"""Short pieces of the programme, spread evenly over it and kept from the analysis: a plan is tried out on them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .kernels import Planar

BUDGET = 7_100_000
"""Samples kept at most (all channels), as 16-bit floats: 80 s of stereo at 44.1 kHz."""
MOST = 120


GOLDEN = 0.6180339887498949


class Excerpts:
    """Pieces of one second, one in each step of so many seconds; the step doubles when there are too many.

    Where in its step a piece lies differs from step to step, so that no rhythm of the programme is heard at the same
    point again and again. If the programme is short enough, the pieces join to the whole of it (`whole`).
    """

    def __init__(self, rate: int, channels: int, expected_frames: int) -> None:
        self.rate, self.channels = rate, channels
        self._most = max(4, min(MOST, BUDGET // (rate * channels)))
        self._step = max(1, -(-expected_frames // (rate * self._most)))
        self._pieces: dict[int, NDArray[np.float16]] = {}
        self._filled = 0
        self._frames = 0

    def push(self, block: Planar) -> None:
        """Keep what of the planar block belongs to a piece."""
        rate, end = self.rate, self._frames + block.shape[1]
        for second in range(self._frames // rate, (end - 1) // rate + 1):
            if not self._wanted(second):
                continue
            if second not in self._pieces:
                self._make_room()
                if not self._wanted(second):
                    continue
                self._pieces[second] = np.zeros((self.channels, rate), np.float16)
            lo, hi = max(self._frames, second * rate), min(end, (second + 1) * rate)
            piece = self._pieces[second]
            piece[:, lo - second * rate : hi - second * rate] = block[:, lo - self._frames : hi - self._frames]
        self._frames = end

    def _make_room(self) -> None:
        if len(self._pieces) >= self._most:
            self._step *= 2
            self._pieces = dict(list(self._pieces.items())[::2])

    def _wanted(self, second: int) -> bool:
        """Whether a piece starts there; what was begun under a shorter step is finished."""
        step = second // self._step
        return second in self._pieces or second == step * self._step + int(step * GOLDEN % 1.0 * self._step)

    def finish(self) -> None:
        """Leave out a piece that the end cut short, unless the pieces are the whole programme."""
        last = self._frames // self.rate
        if not self.whole and last in self._pieces and len(self._pieces) > 1:
            del self._pieces[last]

    @property
    def whole(self) -> bool:
        """Whether the pieces, one after the other, are the programme itself."""
        return self._step == 1

    @property
    def frames(self) -> int:
        """Frames of the whole programme."""
        return self._frames

    @property
    def seconds(self) -> list[int]:
        """Where each piece starts, in whole seconds."""
        return list(self._pieces)

    def piece(self, second: int) -> Planar:
        """The piece that starts there, planar float32; the last of a whole programme only as long as it is."""
        frames = min(self.rate, self._frames - second * self.rate)
        return self._pieces[second][:, :frames].astype(np.float32)

    def arrays(self) -> dict[str, Any]:
        """What `of` needs to make them again."""
        pieces = list(self._pieces.values())
        return {
            'excerpts': np.stack(pieces) if pieces else np.zeros((0, self.channels, self.rate), np.float16),
            'excerpt_seconds': np.array(self.seconds, np.int64),
            'excerpt_facts': np.array([self.rate, self.channels, self._step, self._frames], np.int64),
        }

    @classmethod
    def of(cls, arrays: dict[str, Any]) -> 'Excerpts':
        """From `arrays`."""
        rate, channels, step, frames = (int(value) for value in arrays['excerpt_facts'])
        excerpts = cls(rate, channels, frames)
        excerpts._step, excerpts._frames = step, frames
        pairs = zip(arrays['excerpt_seconds'], arrays['excerpts'], strict=True)
        excerpts._pieces = {int(second): piece for second, piece in pairs}
        return excerpts
