"""How much space files take, by user: what people sent and what came out, each once, as the ledger knows."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app import accounts, files
from app.db import reading, transaction
from models import FileUse, StoredObject, User, UserSize

LARGEST = 20


@dataclass(frozen=True, slots=True)
class Stored:
    """What one user has here, in bytes."""

    user_id: str
    email: str
    jobs: int
    bytes: int


def stored_bytes(user_ids: list[str]) -> dict[str, int]:
    """How much the files of some users take, in bytes."""
    accounts.require_admin()
    sums = _sums(user_ids)
    with reading() as session:
        return {row.user_id: int(row.bytes) for row in session.execute(sums)}


def my_bytes(user_id: str) -> int:
    """How much the files of one user take, in bytes: for themselves."""
    with reading() as session:
        return files.bytes_of(session, user_id)


def largest_users() -> list[Stored]:
    """Whose files take the most, as a worker last measured."""
    accounts.require_admin()
    joined = sa.select(UserSize, col(User.email)).join(User, col(User.id) == col(UserSize.user_id))
    with reading() as session:
        rows = session.execute(joined.order_by(col(UserSize.bytes).desc())).all()
    return [Stored(size.user_id, email, size.jobs, size.bytes) for size, email in rows]


def measure() -> None:
    """Find out who they are: this takes longer with all files than a page may."""
    sums = _sums()
    with reading() as session:
        rows = session.execute(sums.order_by(sa.desc('bytes')).limit(LARGEST)).all()
        jobs = {row.user_id: session.scalar(_jobs_of(row.user_id)) or 0 for row in rows}
    with transaction() as session:
        here = set(session.scalars(sa.select(col(User.id)).where(col(User.id).in_(list(jobs)))))
        session.execute(sa.delete(UserSize))
        session.add_all(
            UserSize(user_id=row.user_id, jobs=jobs[row.user_id], bytes=int(row.bytes))
            for row in rows
            if row.user_id in here
        )


def _sums(user_ids: list[str] | None = None) -> Any:
    """Bytes of each user, or of these."""
    counted = files.sizes()
    size = sa.func.coalesce(sa.func.sum(counted.c.size_bytes), 0).label('bytes')
    which = counted.c.user_id.is_not(None) if user_ids is None else counted.c.user_id.in_(user_ids)
    return sa.select(counted.c.user_id, size).where(which).group_by(counted.c.user_id)


def _jobs_of(user_id: str) -> Any:
    """How many jobs need files of a user."""
    mine = (col(StoredObject.user_id) == user_id, files.theirs(), col(FileUse.kind) != files.UPLOAD)
    needing = sa.select(sa.func.count(sa.distinct(col(FileUse.job_id))))
    return needing.join(StoredObject, col(StoredObject.id) == col(FileUse.object_id)).where(*mine)
