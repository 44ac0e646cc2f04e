"""Copies of what this machine has just stored elsewhere: what is uploaded is looked at next, and need not come back."""

import os
import time
from contextlib import suppress
from pathlib import Path

KEPT_S = 1800.0


class LocalCache:
    """A folder of files that are named like their keys, for half an hour after they were last wanted.

    What is handed out is a second name of the same file, so that it may go here while somebody still reads it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, key: str, source: Path) -> None:
        """Keep a file that is stored now; where that cannot be, it is fetched when it is wanted."""
        self._tidy()
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            kept = self._path(key)
            source.replace(kept)
            os.utime(kept)

    def take(self, key: str, size: int, target: Path) -> bool:
        """Give the file that is kept for a key another name, if there is one of that size."""
        self._tidy()
        kept = self._path(key)
        try:
            if kept.stat().st_size != size:
                return False
            os.link(kept, target)
            os.utime(kept)
        except OSError:
            return False
        return True

    def drop(self) -> None:
        """Keep nothing any more: somebody needs the room."""
        self._tidy(0.0)

    def _tidy(self, kept_s: float = KEPT_S) -> None:
        with suppress(OSError):
            for path in self._folder.iterdir():
                if kept_s <= 0 or time.time() - path.stat().st_mtime > kept_s:
                    path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key.replace('/', ',')
