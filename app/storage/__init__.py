"""Where files are kept: a folder, or a bucket of any S3 service, as `LEVELMIX_STORAGE` says; the same calls for both.

A key is ours, never a user's: words of letters, digits, '-', '_' and '.', joined by '/'. A file appears under its key
whole or not at all. Every call may raise `StorageFailed` where the service cannot be reached.
"""

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from app.config import settings
from app.storage import garbage
from app.storage.base import LINK_S as LINK_S
from app.storage.base import Moved as Moved
from app.storage.base import Store, ignore
from app.storage.base import Stored as Stored
from app.storage.base import disposition as disposition
from app.storage.base import media_type as media_type
from app.storage.base import suffix_for as suffix_for
from app.storage.folder import Folder
from app.storage.parts import Part as Part
from app.storage.parts import Parts as Parts
from app.storage.parts import part_size as part_size
from app.storage.parts import part_sizes as part_sizes
from app.storage.room import FULL as FULL
from app.storage.room import Room as Room

UNUSED_AFTER_S = garbage.UNUSED_AFTER_S


def put(key: str, source: Path, moved: Moved = ignore, *, cache_locally: bool = False) -> int:
    """Take a finished local file in under `key` (the file is moved) and return its size in bytes.

    Parameters
    ----------
    moved : hears how many bytes have gone over the network since it was last called; what it raises ends the transfer.
    cache_locally : this machine will want to read it in a moment, so that its own copy is worth some space for a while.

    Raises
    ------
    TooLarge
        There is no room for it.
    """
    return _store().put(key, source, moved, cache_locally)


def local(
    key: str, into: Path | None = None, moved: Moved = ignore, *, cache_locally: bool = False
) -> AbstractContextManager[Path]:
    """A local file to read while the block runs; it must not be changed.

    Parameters
    ----------
    into : where a copy is put, if it takes one: a job's scratch folder; by itself, a folder that upkeep cleans.
    moved, keep : as for `put`.

    Raises
    ------
    NotFound
        The file is gone.
    TooLarge
        There is no room for a copy.
    """
    return _store().local(key, into, moved, cache_locally)


def read(key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes from `start` up to, not including, `end`, a chunk at a time; goes on where a connection broke off.

    Raises
    ------
    NotFound
        The file is gone.
    """
    return _store().read(key, start, end)


def stat(key: str) -> Stored | None:
    """Size and version of a file, or None."""
    return _store().stat(key)


def exists(key: str) -> bool:
    """Whether there is a file under the key."""
    return stat(key) is not None


def delete(*keys: str) -> None:
    """Remove files; one that is gone already is fine."""
    _store().delete(keys)


def each(folder: str) -> Iterator[Stored]:
    """All files under `folder/`, or all there are for '', in no order."""
    return _store().each(folder)


def link(key: str, name: str) -> str | None:
    """Where whoever has this address downloads the file for some minutes, ranged and under the name `name`.

    None where files lie in a folder: the web server itself hands them out.
    """
    return _store().link(key, name)


def is_remote() -> bool:
    """Whether files come over the network: whoever works on one says how far the copy is."""
    return _store().remote


def parts() -> Parts | None:
    """How a file arrives in parts, also straight from a browser; None where files lie in a folder."""
    return _store().parts


def remove_unused(
    folder: str, there: Sequence[Stored], used: set[str], remove: Callable[[Sequence[str]], object] | None = None
) -> int:
    """Remove what lies under `folder/` for hours and belongs to no key in `used`: a process was killed between storing
    a file and writing that down. Returns how many files that were.

    Parameters
    ----------
    there : the files of that folder, listed before it was asked what is used.
    remove : removes them, where somebody has to be asked once more before; None is at once.
    """
    return garbage.remove_unused(remove or _store().delete, folder, there, used)


def remove_older(folder: str, seconds: float) -> int:
    """Remove what has lain under `folder/` for longer than this; returns how many files that were."""
    return garbage.remove_older(_store(), folder, seconds)


def remove_leftovers(coming: Collection[str] = ()) -> int:
    """Remove what killed processes left of files that were arriving or being read; returns how much that was.

    Parameters
    ----------
    coming : keys of what still arrives in parts, however long ago it began.
    """
    return garbage.remove_leftovers(_store(), coming)


def folder_sizes() -> list[tuple[str, int, int]]:
    """Each folder that keys begin with, in its area's where that has one, and how many files and bytes lie in it."""
    return garbage.folder_sizes(_store())


def free_bytes() -> int:
    """Space left on this machine for files at work, after what must stay free, in bytes."""
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(settings().data_dir).free - settings().min_free_bytes


def room(refusal: str = FULL, amid: str = FULL) -> Room:
    """Room for what is about to be written on this machine; both sentences as for `Room`."""
    return Room(lambda: free_bytes(), refusal, amid)


def close() -> None:
    """Let go of connections: before this process forks, and between tests."""
    for store in _stores.values():
        store.close()
    _stores.clear()


_stores: dict[tuple[object, ...], Store] = {}


def _store() -> Store:
    """The store of this process: what is open to a service must not be shared with a fork."""
    known = settings()
    key = (os.getpid(), known.data_dir, known.storage, known.s3_endpoint, known.s3_public_endpoint)
    if key not in _stores:
        _stores[key] = _open()
    return _stores[key]


def _open() -> Store:
    known = settings()
    if known.storage == 'folder':
        return Folder(known.data_dir / 'files')
    from app.storage.s3 import Bucket  # with a large library that nobody else shall wait for

    return Bucket(known, room)
