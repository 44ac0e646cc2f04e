"""The workers of an installation: each shows that it is there, and work for all of them is done by one at a time.

A worker is one `levelmix worker` with all its processes, on any machine. Jobs do not depend on this, because their own
rows and leases keep them right; it shows who is there, and keeps ten workers from asking the same thing ten times.
"""

import logging
import os
import platform
import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col, select

from app import areas
from app.clocks import is_over, is_recent
from app.db import DB_NOW, reading, transaction
from app.version import engine_version
from models import Duty, Status, Worker

log = logging.getLogger(__name__)

ME = secrets.token_hex(4)
"""The name of this worker; its processes are forked and so share it. Other processes have one, too, without use."""

SILENT_AFTER_S = 30.0
"""A worker that has not shown itself for so many seconds counts as gone."""
FORGOTTEN_AFTER_S = 24 * 3600.0
STUCK_S = 60
"""A process that could not even try to renew its lease for so many seconds is ended by the kernel."""
DUTY_S = 5.0
"""How long a duty stays with a worker that does not renew it, in seconds."""

_NOW: sa.ColumnElement[float] = sa.literal_column(DB_NOW)
_CLOCK = sa.select(_NOW)


@dataclass(frozen=True, slots=True)
class Present:
    """One worker: how many jobs it can run at once, which it runs now, and for how long it was silent."""

    id: str
    host: str
    pid: int
    version: str
    processes: int
    started_at: datetime
    silent_s: float
    jobs: tuple[str, ...]

    @property
    def gone(self) -> bool:
        """Whether it seems to have died."""
        return self.silent_s > SILENT_AFTER_S


def my_name() -> str:
    """The name under which this process holds jobs: host, worker, process id."""
    return name_of(os.getpid())


def name_of(pid: int) -> str:
    """The name under which a process of this worker holds jobs."""
    return f'{platform.node()}:{ME}:{pid}'


def abandon() -> None:
    """This process has left a job, and no row says so, because the database is away: see `has_abandoned`."""
    global _abandoned
    _abandoned = True


def has_abandoned() -> bool:
    """Whether this process shall end: as long as it lives, its worker would take it to be at work on that job."""
    return _abandoned


_abandoned = False


def clock() -> float:
    """The time by the database's clock, in seconds since 1970; leases and duties count by it."""
    with reading() as session:
        return float(session.execute(_CLOCK).scalar_one())


def show(processes: int) -> None:
    """Store that this worker is there."""
    facts = {'host': platform.node(), 'pid': os.getpid(), 'version': engine_version(), 'processes': processes}
    with transaction() as session:
        session.execute(
            insert(Worker)
            .values(id=ME, seen=_NOW, **facts)
            .on_conflict_do_update(index_elements=[col(Worker.id)], set_={'seen': _NOW})
        )


def leave() -> None:
    """Store that this worker ends, and let others do its duties at once."""
    with transaction() as session:
        session.execute(sa.delete(Worker).where(col(Worker.id) == ME))
        session.execute(sa.delete(Duty).where(col(Duty.holder) == ME))


def on_duty(name: str) -> bool:
    """Whether this worker is the one to do this work now; asking again in time keeps the duty."""
    with reading() as session:
        held = session.execute(
            sa.select(col(Duty.holder), col(Duty.held_until) - _NOW).where(col(Duty.name) == name)
        ).one_or_none()
    if held is not None and not is_over(held[1], DUTY_S / 2 if held[0] == ME else 0.0, DUTY_S):
        return bool(held[0] == ME)
    until: sa.ColumnElement[float] = sa.literal_column(f'{DB_NOW} + {DUTY_S}')
    taking = insert(Duty).values(name=name, holder=ME, held_until=until)
    with transaction() as session:
        taken = session.execute(
            taking.on_conflict_do_update(
                index_elements=[col(Duty.name)],
                set_={'holder': ME, 'held_until': until},
                where=sa.or_(col(Duty.holder) == ME, is_over(col(Duty.held_until), _NOW, DUTY_S)),
            ).returning(col(Duty.name))
        ).scalar_one_or_none()
    return taken is not None


def present() -> list[Present]:
    """All workers, the longest there first, including those that fell silent in the last day."""
    with reading() as session:
        silent = sa.func.abs(_NOW - col(Worker.seen))  # a running one is never ahead for long
        rows = session.execute(sa.select(Worker, silent).order_by(col(Worker.started_at))).all()
        running = [
            (str(name), job_id)
            for table in areas.tables()
            for name, job_id in session.exec(
                select(table.worker, table.id).where(col(table.status) == Status.PROCESSING)
            )
        ]
    return [
        Present(
            id=worker.id,
            host=worker.host,
            pid=worker.pid,
            version=worker.version,
            processes=worker.processes,
            started_at=worker.started_at,
            silent_s=silent_s,
            jobs=tuple(job_id for name, job_id in running if name.startswith(f'{worker.host}:{worker.id}:')),
        )
        for worker, silent_s in rows
        if silent_s < FORGOTTEN_AFTER_S
    ]


def seen_lately() -> bool:
    """Whether there is a worker that has shown itself lately."""
    with reading() as session:
        alive = sa.select(col(Worker.id)).where(is_recent(col(Worker.seen), _NOW, SILENT_AFTER_S)).limit(1)
        return session.execute(alive).first() is not None


def sweep() -> None:
    """Forget workers that died long ago, or while a clock was ahead; a running one shows itself again at once."""
    seen = col(Worker.seen)
    with transaction() as session:
        gone = sa.or_(seen <= _NOW - FORGOTTEN_AFTER_S, seen > _NOW + SILENT_AFTER_S)
        session.execute(sa.delete(Worker).where(gone))
