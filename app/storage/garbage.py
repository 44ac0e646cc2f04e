"""Counts stored files, and removes those that nobody needs, in a folder and in a bucket alike."""

import logging
import shutil
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

from app.config import settings
from app.storage.base import Store, Stored

log = logging.getLogger(__name__)

UNUSED_AFTER_S = 6 * 3600.0
FEW = 50
"""So many unknown files are never suspicious."""


def remove_unused(
    remove: Callable[[Sequence[str]], object], folder: str, there: Sequence[Stored], used: set[str]
) -> int:
    """Remove what of `there` is old and not in `used`.

    Where most of a folder is unknown, that is no leftover but the wrong database, or somebody else's bucket: then
    nothing is removed, and the log says so.
    """
    oldest = time.time() - UNUSED_AFTER_S
    unused = [file.key for file in there if file.key not in used and file.modified < oldest]
    if len(unused) > max(FEW, len(there) // 2):
        log.error(
            '%d of the %d files in %s belong to no row of this database. Nothing was removed: is this the right '
            'database, and does the storage belong to this installation alone?',
            len(unused),
            len(there),
            folder,
        )
        return 0
    remove(unused)
    return len(unused)


def remove_older(store: Store, folder: str, seconds: float) -> int:
    """Remove what is older than this."""
    oldest = time.time() - seconds
    old = [file.key for file in store.each(folder) if file.modified < oldest]
    store.delete(old)
    return len(old)


def remove_leftovers(store: Store, coming: Collection[str]) -> int:
    """What killed processes left: halves of files in the store, and copies that were being read."""
    oldest = time.time() - UNUSED_AFTER_S
    fetched = settings().data_dir / 'fetched'
    copies = []
    for path in fetched.glob('fetched.*'):
        with suppress(FileNotFoundError):  # read and removed meanwhile
            if path.stat().st_mtime < oldest:
                copies.append(path)
    for path in copies:
        shutil.rmtree(path, ignore_errors=True)
    return len(copies) + store.remove_leftovers(time.time() - settings().upload_keep_hours * 3600.0, coming)


def folder_sizes(store: Store) -> list[tuple[str, int, int]]:
    """Name, number of files and bytes of each folder: the first word of keys, and the second of longer ones."""
    found: dict[str, list[int]] = {}
    for file in store.each(''):
        *folders, last = file.key.split('/')
        found.setdefault('/'.join(folders[:2]) or last, []).append(file.size)
    return [(folder, len(sizes), sum(sizes)) for folder, sizes in sorted(found.items())]
