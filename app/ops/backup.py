"""Backup and restore of an installation whose database is a file and whose storage is a folder, while it runs.

Files in a bucket are backed up by whoever runs the bucket, a database on a server by `app.ops.replication`.

The database is copied by SQLite's own online backup, so it is consistent however much is written meanwhile; then
the files it knows. Files never change under their key, except for a few that a job makes again, so the order is safe:
what arrives after the database was copied belongs to no row, and upkeep removes it after a restore.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from app import db
from app.config import settings
from app.config.storage import FOLDER
from app.errors import NotAllowed, NotFound
from app.ops.sqlite_copy import snapshot
from app.version import engine_version
from models.types import utc_now

MANIFEST, DATABASE, SECRET, FILES = 'backup.json', 'levelmix.db', 'secret.key', 'files'


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds; `copied` are the files that were new since the last one into the same folder."""

    made_at: str
    version: str
    files: int
    bytes: int
    copied: int


def backup(folder: Path) -> Backup:
    """Write a backup into a folder, a new one, or that of an earlier backup, into which only what is new is copied.

    Raises
    ------
    NotAllowed
        The folder holds something else, or is inside the data folder.
    NotFound
        There is nothing to back up.
    """
    source = settings().data_dir
    if settings().database_url:
        raise NotAllowed('LEVELMIX_DATABASE_URL names a server: levelmix db replicate copies it.')
    if not settings().database_file.is_file():
        raise NotFound(f'There is no database in {source}: name the folder of the installation in LEVELMIX_DATA_DIR.')
    if folder.absolute().is_relative_to(source):
        raise NotAllowed(f'{folder} is inside the data folder: a backup belongs on another disk.')
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).exists():
        raise NotAllowed(f'{folder} holds something other than a backup: name an empty or a new folder.')
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / MANIFEST).touch(mode=0o600)
    _copy_database(settings().database_file, folder / DATABASE)
    if (source / SECRET).exists():
        _copy(source / SECRET, folder / SECRET)
    files = size = copied = 0
    for path in _files(source / FILES) if settings().storage == FOLDER else ():
        target = folder / FILES / path.relative_to(source / FILES)
        try:
            copied += _copy(path, target)
            size += target.stat().st_size
            files += 1
        except FileNotFoundError:  # deleted meanwhile
            continue
    made = Backup(utc_now().isoformat(), engine_version(), files, size, copied)
    fresh = folder / f'{MANIFEST}.new'
    fresh.write_text(json.dumps(asdict(made), indent=2) + '\n')
    fresh.replace(folder / MANIFEST)
    return made


def restore(folder: Path) -> Backup:
    """Fill the empty data folder from a backup and bring its database to this version.

    Raises
    ------
    NotAllowed
        There is an installation in the data folder already: nothing is ever overwritten.
    NotFound
        The folder holds no backup that was finished.
    """
    target = settings().data_dir
    try:
        made = Backup(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError):
        raise NotFound(f'{folder} holds no finished backup of LevelMix: name the folder of one.') from None
    if settings().database_file.exists() or (target / FILES).exists():
        raise NotAllowed(f'There is an installation in {target} already. Move it away, then restore.')
    for path in _files(folder / FILES):
        _copy(path, target / FILES / path.relative_to(folder / FILES))
    if (folder / SECRET).exists():
        _copy(folder / SECRET, target / SECRET)
    _copy_database(folder / DATABASE, settings().database_file)
    db.upgrade()
    return made


def _files(root: Path) -> Iterator[Path]:
    """Finished files only: those that are being written have a name that begins with a dot."""
    return (path for path in sorted(root.rglob('*')) if path.is_file() and not path.name.startswith('.'))


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as reading:
        snapshot(reading, target)


def _copy(source: Path, target: Path) -> bool:
    """Copy a file with its time, unless the same one is there already; True if it was copied."""
    here = source.stat()
    if target.exists():
        there = target.stat()
        if (there.st_size, there.st_mtime_ns) == (here.st_size, here.st_mtime_ns):
            return False
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f'.{target.name}.new')
    shutil.copyfile(source, fresh)
    fresh.chmod(here.st_mode & 0o700)
    os.utime(fresh, ns=(here.st_atime_ns, here.st_mtime_ns))
    fresh.replace(target)
    return True
