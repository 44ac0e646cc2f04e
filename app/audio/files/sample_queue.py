"""Samples that wait to be encoded: added at one end, let go of at the other."""

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Backlog:
    """Blocks of shape (frames, channels), counted in frames from the beginning of the programme."""

    def __init__(self) -> None:
        self._blocks: deque[NDArray[Any]] = deque()
        self._start = 0
        self.end = 0

    def add(self, block: NDArray[Any]) -> None:
        """Take in one block; it must not be changed afterwards."""
        self._blocks.append(block)
        self.end += len(block)

    def forget(self, before: int) -> None:
        """Let go of all frames before this one."""
        while self._blocks and self._start + len(self._blocks[0]) <= before:
            self._start += len(self._blocks.popleft())
        if self._start < before:
            self._blocks[0] = self._blocks[0][before - self._start :]
            self._start = before

    def rest(self) -> NDArray[Any]:
        """All frames that are still here, in one piece."""
        return np.concatenate(self._blocks)
