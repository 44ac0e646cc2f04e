"""Where files are kept: put, read, size, delete, and a local path for the engine. A folder; S3 follows.

A key is ours, never a user's: words of letters, digits, '-', '_' and '.', joined by '/'. A file appears under its key
whole or not at all.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.config import settings
from app.errors import NotFound, TooLarge

CHUNK = 1024 * 1024
UNUSED_AFTER_S = 6 * 3600.0
_KEY = re.compile(r'[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*')


def put(key: str, source: Path) -> int:
    """Take a finished local file in under `key` (the file is moved) and return its size in bytes."""
    target = _path(key)
    target.parent.mkdir(parents=True, exist_ok=True)
    arriving = target.with_name(f'.{target.name}.{os.getpid()}.arriving')
    try:
        shutil.move(source, arriving)
        _flush(arriving)
        size = arriving.stat().st_size
        arriving.replace(target)
    except OSError as error:
        arriving.unlink(missing_ok=True)
        raise TooLarge(f'The file could not be stored ({error.strerror}). Free some space and try again.') from error
    _flush(target.parent)
    return size


@contextmanager
def local(key: str) -> Iterator[Path]:
    """A local file to read while the block runs; it must not be changed.

    Raises
    ------
    NotFound
        The file is gone.
    """
    path = _path(key)
    if not path.is_file():
        raise NotFound('The file is no longer there. Upload it again.')
    yield path


def read(key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes from `start` up to, not including, `end`, a chunk at a time."""
    with local(key) as path, path.open('rb') as file:
        file.seek(start)
        left = (path.stat().st_size if end is None else end) - start
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def exists(key: str) -> bool:
    """Whether there is a file under the key."""
    return _path(key).is_file()


def delete(key: str) -> None:
    """Remove a file; one that is gone already is fine."""
    _path(key).unlink(missing_ok=True)


def remove_unused(folder: str, used: set[str]) -> int:
    """Remove what lies under `folder/` for hours and belongs to no key in `used`: a process was killed between storing
    a file and writing that down. Returns how many files that were."""
    oldest = time.time() - UNUSED_AFTER_S
    root = settings().data_dir / 'files'
    unused = [
        path
        for path in (root / folder).rglob('*')
        if path.is_file() and path.relative_to(root).as_posix() not in used and path.stat().st_mtime < oldest
    ]
    for path in unused:
        path.unlink(missing_ok=True)
    return len(unused)


def remove_older(folder: str, seconds: float) -> int:
    """Remove what has lain under `folder/` for longer than this; returns how many files that were."""
    oldest = time.time() - seconds
    found = [p for p in (settings().data_dir / 'files' / folder).rglob('*') if p.is_file()]
    old = [path for path in found if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def folder_sizes() -> list[tuple[str, int, int]]:
    """Each folder that keys begin with, how many files lie in it, and how many bytes these are."""
    found: dict[str, list[int]] = {}
    root = settings().data_dir / 'files'
    for place, _, names in os.walk(root):
        folder = Path(place).relative_to(root).parts[:1]
        for name in names if folder else ():
            with suppress(OSError):  # it goes while we look
                found.setdefault(folder[0], []).append((Path(place) / name).stat().st_size)
    return [(folder, len(sizes), sum(sizes)) for folder, sizes in sorted(found.items())]


def free_bytes() -> int:
    """Space left, after what must stay free, in bytes."""
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(settings().data_dir).free - settings().min_free_bytes


def _path(key: str) -> Path:
    if not _KEY.fullmatch(key):
        raise ValueError(f'Not a storage key: {key!r}')
    return settings().data_dir / 'files' / key


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
