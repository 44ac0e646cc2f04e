"""The SHA-256 of an upload, made while its bytes come.

No library can save the state of a SHA-256 and load it after a restart. So the state stays in memory from request to
request, and where it is missing, or another process went on meanwhile, it catches up from the file: a few bytes read
for each one written, so that no request waits long, and what is left at the end.
"""

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable

from app.config import MIB

READ = MIB
CATCH_UP = 4
"""Bytes read from the file for each byte that comes, while behind."""
MOST_KEPT = 256


class Digest:
    """The SHA-256 of the first `length` bytes of a file."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.length = 0

    def follow(self, file: int, chunks: Iterable[bytes], end: int) -> None:
        """Take in `chunks`, with which the file (a descriptor) now ends at `end`; or come nearer, if behind."""
        size = sum(len(chunk) for chunk in chunks)
        if self.length == end - size:
            for chunk in chunks:
                self._hash.update(chunk)
            self.length = end
        else:
            self._read(file, min(end, self.length + CATCH_UP * size))

    def complete(self, file: int, end: int) -> str:
        """The digest of all `end` bytes, in hexadecimal."""
        self._read(file, end)
        return self._hash.hexdigest()

    def _read(self, file: int, end: int) -> None:
        while self.length < end and (block := os.pread(file, min(READ, end - self.length), self.length)):
            self._hash.update(block)
            self.length += len(block)


_kept: OrderedDict[str, Digest] = OrderedDict()
_guard = threading.Lock()


def borrow(upload_id: str) -> Digest:
    """The digest of an upload as far as this process has it; `give_back` keeps it for the next request."""
    with _guard:
        return _kept.pop(upload_id, None) or Digest()


def give_back(upload_id: str, digest: Digest) -> None:
    """Keep it; the one that waited longest is forgotten when there are too many."""
    with _guard:
        _kept[upload_id] = digest
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
