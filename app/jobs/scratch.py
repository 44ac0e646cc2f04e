"""A folder for the files of one running job, removed after any end, even if its worker was killed."""

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import col, select

from app import areas, storage
from app.config import settings
from app.db import reading
from app.errors import TooLarge
from models import Status


@contextmanager
def scratch(job_id: str, attempt: int) -> Iterator[Path]:
    """An empty folder while the block runs; it is not shared, not even with a worker that was thought dead.

    Raises
    ------
    TooLarge
        There is no room to write anything, or the disk became full in the block.
    """
    storage.room().need(1)
    with _told_when_full():
        _root().mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f'{job_id}.{attempt}.', dir=_root()))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _told_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise TooLarge(storage.FULL) from error


def sweep() -> int:
    """Remove what killed workers left behind; returns how many folders that were."""
    left = list(_root().iterdir()) if _root().is_dir() else []
    if not left:
        return 0
    with reading() as session:
        alive = {
            f'{job_id}.{attempts}'
            for table in areas.tables()
            for job_id, attempts in session.exec(
                select(table.id, table.attempts).where(col(table.status) == Status.PROCESSING)
            )
        }
    dead = [folder for folder in left if folder.name.rpartition('.')[0] not in alive]
    for folder in dead:
        shutil.rmtree(folder, ignore_errors=True)
    return len(dead)


def _root() -> Path:
    return settings().data_dir / 'scratch'
