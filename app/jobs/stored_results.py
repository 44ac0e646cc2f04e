"""What one run of a job stores: written down with the job's end, whatever the area remembers, or taken back."""

import logging
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from app import areas, files, storage
from app.db import after_commit, transaction
from app.errors import DatabaseAway
from app.files import RESULT, Need, NewFile
from app.storage.base import ignore
from models import JobColumns
from models.types import utc_now

log = logging.getLogger(__name__)


class JobFiles:
    """Stores files for a job that a worker holds.

    What comes out of it counts once the job is completed, in that transaction, and is removed after any other end. What
    is worked out beside that may be used at once, and by others, so it is written down at once and kept.
    """

    def __init__(self, job: JobColumns) -> None:
        self._job = job
        self._begun: list[str] = []
        self._out: list[NewFile] = []
        self._beside: dict[str, tuple[NewFile, Need]] = {}
        self._written: set[str] = set()

    def put(
        self,
        path: Path,
        role: str = RESULT,
        *,
        name: str = '',
        content_hash: str | None = None,
        duration_s: float | None = None,
        loudness_lufs: float | None = None,
        source: str = '',
        moved: storage.Moved = ignore,
    ) -> NewFile:
        """Store a finished local file (it is moved) as what comes out of this job; raises as `storage.put`.

        Its key has a word of its own for every run: a worker that was thought dead takes its own file back, never that
        of the one which took over. Of a sound, everybody who makes one says how long and how loud it has become.
        `source` is the key of what was stored before, if this is the same in another form: it goes with that.
        """
        area = areas.area_of(self._job.kind).name
        key = f'{area}/{role}/{self._job.id}-{secrets.token_hex(4)}{path.suffix}'
        self._begun.append(key)  # whoever is stopped on the last byte has stored it all the same
        size = storage.put(key, path, moved)
        made = NewFile(key, role, size, name, content_hash)
        made = replace(made, duration_s=duration_s, loudness_lufs=loudness_lufs, source=source)
        self._out.append(made)
        return self._out[-1]

    def beside(
        self,
        path: Path,
        key: str,
        role: str,
        *,
        job_id: str = '',
        kind: str = '',
        lasting: bool = False,
        source: str = '',
        kept: timedelta | None = None,
    ) -> None:
        """Store a finished local file (it is moved) that was worked out beside what comes out, perhaps once more.

        Parameters
        ----------
        job_id, kind : the job that needs it, if that is not this job itself, or will: an upload has its id already.
        lasting, source : as for `files.NewFile`.
        kept : how long it is kept; None is as long as it is needed.
        """
        with _kept(path) as again:
            size = storage.put(key, path)
            expires_at = utc_now() + kept if kept is not None else None
            file = NewFile(key, role, size, lasting=lasting, source=source, expires_at=expires_at)
            area = areas.area_of(self._job.kind).name
            self._beside[key] = file, Need(kind or self._job.kind, job_id or self._job.id, self._job.user_id, area)
            if key not in self._written and self._write_down(key) and not storage.exists(key):
                storage.put(key, again)  # an older one has just been removed, and this one with it

    def note(self, session: Session, completed: bool) -> None:
        """Write down what was stored, in the transaction in which the job ends."""
        for key, (file, need) in self._beside.items():
            if key in self._written:
                files.renew(session, file)
            elif files.note(session, file, need):
                after_commit(session, partial(files.note_lost, [key]))
        for file in self._out if completed else ():
            files.note(session, file, Need.of(self._job))

    def take_back(self) -> None:
        """Remove what has come out: the job did not end with it."""
        keys, self._begun = self._begun, []
        self._out.clear()
        if keys:
            storage.delete(*keys)

    def _write_down(self, key: str) -> bool:
        """Whether the ledger did not know it. The end of the job does this once more: what the database does not take
        down now stops no job."""
        try:
            with transaction() as session:
                is_new = files.note(session, *self._beside[key])
        except (DatabaseAway, sa.exc.OperationalError) as error:
            log.info('%s is written down later: %s', key, error)
            return False
        self._written.add(key)
        return is_new


@contextmanager
def _kept(path: Path) -> Iterator[Path]:
    """A second name of a file that is moved meanwhile: its bytes stay here until the block is left."""
    again = path.with_name(f'{path.name}.again')
    again.unlink(missing_ok=True)
    try:
        os.link(path, again)
    except OSError:  # not every file system has second names
        shutil.copyfile(path, again)
    try:
        yield again
    finally:
        again.unlink(missing_ok=True)
