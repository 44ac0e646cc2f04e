"""How much space originals and results take, by user, for the admin; an original that was run again counts once."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.db import reading, transaction
from app.leveling.keeping import has_files
from models import AudioFile, ProcessingJob, User, UserSize

LARGEST = 20


@dataclass(frozen=True, slots=True)
class Stored:
    """What one user has here, in bytes."""

    user_id: str
    email: str
    jobs: int
    bytes: int


def stored_bytes(user_ids: list[str]) -> dict[str, int]:
    """How much the originals and results of some users take, in bytes."""
    accounts.require_admin()
    sums = _sums(col(ProcessingJob.user_id).in_(user_ids))
    with reading() as session:
        return {row.user_id: int(row.bytes) for row in session.execute(sa.select(sums))}


def bytes_of(session: Session, user_id: str) -> int:
    """How much the originals and results of one user take, asked on his behalf."""
    row = session.execute(sa.select(_sums(col(ProcessingJob.user_id) == user_id))).first()
    return int(row.bytes) if row is not None else 0


def my_bytes(user_id: str) -> int:
    """How much the originals and results of one user take, in bytes: for himself."""
    with reading() as session:
        return bytes_of(session, user_id)


def largest_users() -> list[Stored]:
    """Whose originals and results take the most, as a worker last measured."""
    accounts.require_admin()
    joined = sa.select(UserSize, col(User.email)).join(User, col(User.id) == col(UserSize.user_id))
    with reading() as session:
        rows = session.execute(joined.order_by(col(UserSize.bytes).desc())).all()
    return [Stored(size.user_id, email, size.jobs, size.bytes) for size, email in rows]


def measure_users() -> None:
    """Find out who they are: this takes longer with all jobs than a page may."""
    sums = _sums(col(ProcessingJob.user_id).is_not(None))
    with reading() as session:
        rows = session.execute(sa.select(sums).order_by(sums.c.bytes.desc()).limit(LARGEST)).all()
    with transaction() as session:
        here = set(session.scalars(sa.select(col(User.id)).where(col(User.id).in_([row.user_id for row in rows]))))
        session.execute(sa.delete(UserSize))
        session.add_all(
            UserSize(user_id=row.user_id, jobs=row.jobs, bytes=int(row.bytes)) for row in rows if row.user_id in here
        )


def _sums(which: sa.ColumnElement[bool]) -> Any:
    """Jobs and bytes of each user: all results, and each original once."""
    job, file = ProcessingJob, AudioFile
    there = col(job.files_gone_at).is_(None)
    originals = (
        sa.select(
            col(job.user_id).label('user_id'),
            sa.func.max(col(file.file_size)).label('original'),
            sa.func.sum(sa.case((there, sa.func.coalesce(col(job.result_size), 0)), else_=0)).label('results'),
            sa.func.count().label('jobs'),
        )
        .join(file, col(file.job_id) == col(job.id))
        .where(which, has_files())
        .group_by(col(job.user_id), col(job.original_file_path))
        .subquery()
    )
    return (
        sa.select(
            originals.c.user_id,
            sa.func.sum(originals.c.jobs).label('jobs'),
            sa.func.sum(originals.c.original + originals.c.results).label('bytes'),
        )
        .group_by(originals.c.user_id)
        .subquery()
    )
