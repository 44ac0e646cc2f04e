"""Some bytes of a file, read as if there were no others, with a few put between them."""

import io
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import Any


class Spliced(io.RawIOBase):
    """The spans of a file, one directly behind the other; `glue` has the bytes that stand in front of each."""

    def __init__(self, path: Path, spans: Sequence[tuple[int, int]], glue: Sequence[bytes] = ()) -> None:
        self._file = path.open('rb', buffering=0)
        self._pieces: list[tuple[int, int] | bytes] = []
        for span, before in zip_longest(spans, glue, fillvalue=b''):
            self._pieces += [piece for piece in (before, span) if piece]
        sizes = (len(piece) if isinstance(piece, bytes) else piece[1] - piece[0] for piece in self._pieces)
        self._begins = [0, *accumulate(sizes)]
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
            got = self._piece(view[done:], self._pieces[number], self._at - self._begins[number])
            if not got:
                break
            done, self._at = done + got, self._at + got
        return done

    def _piece(self, view: memoryview, piece: tuple[int, int] | bytes, skip: int) -> int:
        """Bytes of one piece."""
        if isinstance(piece, bytes):
            ready = piece[skip : skip + len(view)]
            view[: len(ready)] = ready
            return len(ready)
        start, end = piece
        self._file.seek(start + skip)
        return self._file.readinto(view[: min(len(view), end - start - skip)]) or 0

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
