"""The disk, for the admin: what is used and free, and how much is in which folder. A worker measures now and then,
because walking through all files takes too long for a page."""

import shutil
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from app import accounts, storage
from app.config import settings
from app.db import reading, size_bytes, transaction
from models import FolderSize


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes of the disk that the data folder is on; `database` is the database's size,
    here or at its server, `folders` as last measured."""

    total: int
    used: int
    free: int
    reserve: int
    database: int
    folders: list[FolderSize]
    measured_at: datetime | None


def overview() -> Disk:
    """How full it is."""
    accounts.require_admin()
    known = shutil.disk_usage(settings().data_dir)
    with reading() as session:
        folders = list(session.exec(select(FolderSize).order_by(col(FolderSize.bytes).desc())))
    return Disk(
        known.total,
        known.used,
        known.free,
        settings().min_free_bytes,
        size_bytes(),
        folders,
        min((folder.measured_at for folder in folders), default=None),
    )


def measure() -> None:
    """Write down how much is in each folder."""
    found = [FolderSize(folder=folder, files=files, bytes=size) for folder, files, size in storage.folder_sizes()]
    with transaction() as session:
        session.execute(sa.delete(FolderSize))
        session.add_all(found)
