"""Files in a folder of this machine: moved in by a rename, and safe on the disk before anybody hears of it."""

import errno
import logging
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import NotFound, StorageFailed, TooLarge
from app.storage.base import CHUNK, Moved, Stored, checked
from app.storage.parts import Parts

log = logging.getLogger(__name__)

GONE = 'The file is no longer there. Upload it again.'
KEPT = 'The storage did not delete everything. Try again in a minute.'


class Folder:
    """Keys are paths below `root`."""

    remote = False
    parts: Parts | None = None

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, source: Path, moved: Moved, cache_locally: bool) -> int:
        target = self._path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        arriving = target.with_name(f'.{target.name}.{os.getpid()}.arriving')
        try:
            _flush(source)
            size = source.stat().st_size
            _move(source, arriving, target)
        except OSError as error:
            arriving.unlink(missing_ok=True)
            raise TooLarge(
                f'The file could not be stored ({error.strerror}). Free some space and try again.'
            ) from error
        _flush(target.parent)
        return size

    @contextmanager
    def local(self, key: str, into: Path | None, moved: Moved, cache_locally: bool) -> Iterator[Path]:
        path = self._path(key)
        if not path.is_file():
            raise NotFound(GONE)
        yield path

    def read(self, key: str, start: int, end: int | None) -> Iterator[bytes]:
        try:
            file = self._path(key).open('rb')
        except (FileNotFoundError, IsADirectoryError):
            raise NotFound(GONE) from None
        with file:
            file.seek(start)
            left = (os.fstat(file.fileno()).st_size if end is None else end) - start
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk

    def stat(self, key: str) -> Stored | None:
        path = self._path(key)
        with suppress(FileNotFoundError):  # deleted meanwhile
            return _stored(key, path) if path.is_file() else None
        return None

    def delete(self, keys: Sequence[str]) -> None:
        kept: list[OSError] = []
        for key in keys:
            try:
                self._path(key).unlink(missing_ok=True)
            except OSError as error:  # the others go all the same
                kept.append(error)
        if kept:
            log.error('The storage kept %d files that were to be deleted: %s', len(kept), kept[0])
            raise StorageFailed(KEPT)

    def each(self, folder: str) -> Iterator[Stored]:
        for path in (self._path(folder) if folder else self._root).rglob('*'):
            with suppress(FileNotFoundError):  # deleted meanwhile
                if not path.name.startswith('.') and path.is_file():
                    yield _stored(path.relative_to(self._root).as_posix(), path)

    def link(self, key: str, name: str) -> str | None:
        return None

    def remove_leftovers(self, older_than: float, coming: Collection[str]) -> int:
        """What a process that was killed while it moved a file in has left."""
        left = 0
        for path in self._root.rglob('.*.arriving'):
            with suppress(FileNotFoundError):  # it has arrived meanwhile
                if path.stat().st_mtime < older_than:
                    path.unlink()
                    left += 1
        return left

    def close(self) -> None:
        """Nothing is open."""

    def _path(self, key: str) -> Path:
        return self._root / checked(key)


def _stored(key: str, path: Path) -> Stored:
    stat = path.stat()
    return Stored(key, stat.st_size, f'{stat.st_mtime_ns:x}-{stat.st_size:x}', stat.st_mtime)


def _move(source: Path, arriving: Path, target: Path) -> None:
    """Whoever is killed here leaves one of the two whole: the source goes when the target is there, and no sooner."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copy2(source, arriving)  # to another file system
        _flush(arriving)
        arriving.replace(target)
        source.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
