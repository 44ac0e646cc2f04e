"""Some bytes of a file, read as if there were no others."""

import io
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any


class Spliced(io.RawIOBase):
    """The spans of a file, one directly behind the other."""

    def __init__(self, path: Path, spans: Sequence[tuple[int, int]]) -> None:
        self._file = path.open('rb', buffering=0)
        self._spans = spans
        self._begins = [0, *accumulate(end - start for start, end in spans)]
        self._at = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def readinto(self, out: Any) -> int:
        """Fill a buffer as far as there are bytes."""
        view = memoryview(out).cast('B')
        done = 0
        while done < len(view) and self._at < self._begins[-1]:
            number = bisect_right(self._begins, self._at) - 1
            start, end = self._spans[number]
            place = start + self._at - self._begins[number]
            self._file.seek(place)
            got = self._file.readinto(view[done : done + min(len(view) - done, end - place)])
            if not got:
                break
            done, self._at = done + got, self._at + got
        return done

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move, and tell the new place."""
        self._at = max((0, self._at, self._begins[-1])[whence] + offset, 0)
        return self._at

    def tell(self) -> int:
        """Where we are."""
        return self._at

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        super().close()
