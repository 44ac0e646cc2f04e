"""The bytes of a file without reading it into memory."""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.audio.files.mp3.frames import Buffer


@contextmanager
def mapped(path: Path) -> Iterator[Buffer]:
    """The bytes of a file; empty files give b''."""
    with path.open('rb') as file:
        if path.stat().st_size == 0:
            yield b''
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data
