"""Rows that are gathered block by block without being sure how many will come."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

MOST_EXPECTED = 10_000_000
"""A header may lie: beyond 27 hours of 10 ms, room is made as it is needed."""


class RowBuffer:
    """An array that grows along its last axis: one piece of memory, not a list of thousands of small ones."""

    def __init__(self, dtype: DTypeLike, before: tuple[int, ...] = (), expected: int = 0) -> None:
        """`before` is the shape in front of the axis that grows; room for `expected` rows costs nothing until used."""
        self._data: NDArray[Any] = np.zeros((*before, min(max(1024, expected), MOST_EXPECTED)), dtype)
        self._used = 0

    def add(self, rows: NDArray[Any]) -> None:
        """Put rows behind those that are there."""
        end = self._used + rows.shape[-1]
        if end > self._data.shape[-1]:
            bigger = np.zeros((*self._data.shape[:-1], max(end, self._data.shape[-1] * 5 // 4)), self._data.dtype)
            bigger[..., : self._used] = self._data[..., : self._used]
            self._data = bigger
        self._data[..., self._used : end] = rows
        self._used = end

    def view(self) -> NDArray[Any]:
        """All rows so far; what is added later is not in it."""
        return self._data[..., : self._used]
