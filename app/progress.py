"""From the worker's row to the open page: one hub per web process asks the database, and only while someone watches.

The row is the truth; the hub compares what it reads with what it told last, so nothing depends on clocks or messages.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from sqlmodel import col, select

from app.db import reading
from app.errors import DatabaseAway
from app.jobs import KINDS
from models import JobColumns, Status
from models.job import ACTIVE
from models.types import utc_now

log = logging.getLogger(__name__)

PERIOD_S = 0.3


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How far a job is, right now: whole percent, stage, and seconds left where they can be told."""

    id: str
    user_id: str | None
    status: Status
    percent: int
    stage: str | None
    seconds_left: float | None
    cancel_requested: bool

    @property
    def active(self) -> bool:
        """Whether it still waits or runs."""
        return self.status in ACTIVE


Listener = Callable[[Snapshot], None]


class Hub:
    """Tells listeners of every change of the jobs they follow."""

    def __init__(self) -> None:
        self._by_job: dict[str, set[Listener]] = {}
        self._by_user: dict[str, set[Listener]] = {}
        self._told: dict[str, Snapshot] = {}
        self._wake = asyncio.Event()

    def follow_job(self, job_id: str, listener: Listener) -> Callable[[], None]:
        """Hear of one job; returns what ends it. The caller has checked whose job it is."""
        self._told.pop(job_id, None)
        return self._follow(self._by_job, job_id, listener)

    def follow_user(self, user_id: str, listener: Listener) -> Callable[[], None]:
        """Hear of all jobs of one user, also of those that are made later; returns what ends it."""
        return self._follow(self._by_user, user_id, listener)

    def poke(self) -> None:
        """Look now: a job was just made, cancelled or deleted."""
        self._wake.set()

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            self._wake.clear()  # first: who pokes during a look wants another one
            if self._by_job or self._by_user:
                try:
                    self._tell(await asyncio.to_thread(self._look))
                except DatabaseAway:
                    await asyncio.sleep(2)
                except Exception:
                    log.exception('The progress of jobs could not be read; trying again.')
                    await asyncio.sleep(2)
            else:
                self._told.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), PERIOD_S)
            except TimeoutError:
                continue

    def _follow(self, listeners: dict[str, set[Listener]], key: str, listener: Listener) -> Callable[[], None]:
        listeners.setdefault(key, set()).add(listener)
        self.poke()
        return partial(self._unfollow, listeners, key, listener)

    def _unfollow(self, listeners: dict[str, set[Listener]], key: str, listener: Listener) -> None:
        listeners.get(key, set()).discard(listener)
        if not listeners.get(key):
            listeners.pop(key, None)

    def _look(self) -> list[Snapshot]:
        """Everything followed that moves, ended a moment ago, or moved when last told."""
        ids = list(self._by_job) + [s.id for s in list(self._told.values()) if s.active]
        users = list(self._by_user)
        recent = utc_now() - timedelta(seconds=60)
        with reading() as session:
            return [
                _snapshot(job)
                for table in {kind.table for kind in KINDS.values()}
                for job in session.exec(
                    select(table).where(
                        sa.or_(
                            col(table.id).in_(ids),
                            sa.and_(
                                col(table.user_id).in_(users),
                                sa.or_(
                                    col(table.status).in_(ACTIVE),
                                    col(table.created_at) >= recent,
                                    col(table.completed_at) >= recent,  # an old one that was tried again
                                ),
                            ),
                        )
                    )
                )
            ]

    def _tell(self, snapshots: list[Snapshot]) -> None:
        for now in snapshots:
            if self._told.get(now.id) == now:
                continue
            self._told[now.id] = now
            for listener in [*self._by_job.get(now.id, ()), *self._by_user.get(now.user_id or '', ())]:
                try:
                    listener(now)
                except Exception:
                    log.exception('A page could not be told of job %s.', now.id)


HUB = Hub()
"""The one of this process."""


def _snapshot(job: JobColumns) -> Snapshot:
    return Snapshot(
        job.id,
        job.user_id,
        Status(job.status),
        job.progress_percentage,
        job.stage,
        job.seconds_left,
        job.cancel_requested,
    )
