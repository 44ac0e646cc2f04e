"""From the job's row to the open page: one hub per web process asks the database, and only while a page follows and
somebody has written to it.

Only the row counts; the hub compares what it reads with what it sent last, so nothing depends on clocks or messages.
It remembers only what it asks for: a job that ended is forgotten once it is old, and one whose row is gone is reported
as gone once and never asked for again.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app import areas
from app.database_changes import Changes
from app.db import reading
from app.errors import DatabaseAway
from models import JobColumns, Status
from models.job import ACTIVE
from models.types import utc_now

log = logging.getLogger(__name__)

SOONEST_S, LATEST_S = 0.1, 0.3
"""The pause after a look: ten times as long as it took, so that looking takes no more than a tenth of the time, within
these bounds. A worker writes three times a second."""
GAP_S = 0.05
"""The shortest pause even if pages ask for a look at once: two hundred that do so together share a few looks."""
PER_PAGE_S = 0.001
"""An extra pause for each page that was sent something: sending takes most of it, and other requests need time."""
MOST_IN_ONE = 500
"""The most jobs, and users, in one query: SQLite takes 32,766 parameters, other builds of it fewer."""
ANYWAY_S = 5.0
"""After so long it looks even if nothing seems to have been written, so that nothing depends on that alone."""
RECENT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How far a job is right now: whole percent, stage, and seconds left if they are known.

    `stage_label` is the stage in words, empty if its kind has none. `ended_at` is when it ended last: a job that was
    tried again and ended as before, all between two looks, has changed by that alone. `gone` says that its row is no
    longer there; the rest is what was known last.
    """

    id: str
    user_id: str | None
    status: Status
    percent: int
    stage: str | None
    seconds_left: float | None
    cancel_requested: bool
    gone: bool = False
    stage_label: str = ''
    ended_at: datetime | None = None

    @property
    def active(self) -> bool:
        """Whether it still waits or runs."""
        return self.status in ACTIVE and not self.gone


@dataclass(frozen=True, slots=True)
class Look:
    """The ids that were asked for, and all that was found."""

    asked: frozenset[str]
    found: Sequence[Snapshot]


Listener = Callable[[Snapshot], None]


class Hub:
    """Tells listeners of every change of the jobs they follow."""

    def __init__(self) -> None:
        self._by_job: dict[str, set[Listener]] = {}
        self._by_user: dict[str, set[Listener]] = {}
        self._told: dict[str, Snapshot] = {}
        self._new: dict[str, set[Listener]] = {}
        """Listeners that follow a job by its id and were not called yet."""
        self._gone: set[str] = set()
        """Jobs that are followed by their ids and no longer there: a page may stay open on one for any time."""
        self._wake = asyncio.Event()
        self._changes, self._looked = Changes(), 0.0

    def follow_job(self, job_id: str, listener: Listener) -> Callable[[], None]:
        """Follow one job; returns the function that ends it. The caller has checked whose job it is."""
        self._new.setdefault(job_id, set()).add(listener)
        self._gone.discard(job_id)
        return self._follow(self._by_job, job_id, listener)

    def follow_user(self, user_id: str, listener: Listener) -> Callable[[], None]:
        """Follow all jobs of one user, including later ones; returns the function that ends it."""
        return self._follow(self._by_user, user_id, listener)

    def poke(self) -> None:
        """Look now: a job was just made, cancelled or deleted."""
        self._wake.set()

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        try:
            while True:
                poked = self._wake.is_set()
                self._wake.clear()  # first, because a poke during a look asks for another one
                pause = LATEST_S
                if self._by_job or self._by_user:
                    pause = await self._round(poked)
                else:
                    self._told.clear()
                await asyncio.sleep(GAP_S)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), pause - GAP_S)
        finally:
            self._changes.close()

    async def _round(self, poked: bool) -> float:
        """One look, if there is anything to see, and what is to be told of it; returns the pause after it, seconds."""
        started = time.monotonic()
        try:
            look = await asyncio.to_thread(self._look_if_changed, poked)
            pause = min(LATEST_S, max(SOONEST_S, 10 * (time.monotonic() - started)))
            return pause if look is None else max(pause, PER_PAGE_S * self._tell(look))
        except DatabaseAway:
            await asyncio.sleep(2)
        except Exception:
            log.exception('The progress of jobs could not be read; trying again.')
            await asyncio.sleep(2)
        self._looked = 0.0  # whatever was written meanwhile is still to be seen
        return LATEST_S

    def _follow(self, listeners: dict[str, set[Listener]], key: str, listener: Listener) -> Callable[[], None]:
        listeners.setdefault(key, set()).add(listener)
        self.poke()
        return partial(self._unfollow, listeners, key, listener)

    def _unfollow(self, listeners: dict[str, set[Listener]], key: str, listener: Listener) -> None:
        listeners.get(key, set()).discard(listener)
        if not listeners.get(key):
            listeners.pop(key, None)
            if listeners is self._by_job:
                self._gone.discard(key)
                self._new.pop(key, None)

    def _look_if_changed(self, poked: bool) -> Look | None:
        """None if nobody has written since the last look, and nobody asks for one."""
        changed = self._changes.since_last()  # before the look: what is written during it asks for another one
        if not (changed or poked) and time.monotonic() - self._looked < ANYWAY_S:
            return None
        self._looked = time.monotonic()
        return self._look()

    def _look(self) -> Look:
        """All followed jobs that wait or run, that ended a moment ago, or that ran when last sent."""
        told = list(self._told.values())
        ids = {s.id for s in told if s.active and s.user_id in self._by_user} | (set(self._by_job) - self._gone)
        tables, recent = areas.tables(), utc_now() - RECENT
        with reading() as session:
            found = {
                row.id: _snapshot(row)
                for some_ids, some_users in _in_parts(list(ids), list(self._by_user))
                for table in tables
                for row in session.execute(_moving(table), {'ids': some_ids, 'users': some_users, 'recent': recent})
            }
        return Look(frozenset(ids), list(found.values()))

    def _tell(self, look: Look) -> int:
        """Call listeners for what has changed, and new ones for what there is; returns how many were called."""
        before, self._told = self._told, {now.id: now for now in look.found}
        told = 0
        for now in look.found:
            new = self._new.pop(now.id, set())
            if before.get(now.id) != now:
                told += _call([*self._by_job.get(now.id, ()), *self._by_user.get(now.user_id or '', ())], now)
            else:
                told += _call(new & self._by_job.get(now.id, set()), now)
        for job_id in look.asked - self._told.keys():
            if job_id in self._by_job:
                self._gone.add(job_id)
            now = replace(before.get(job_id, _unknown(job_id)), gone=True)
            told += _call([*self._by_job.get(job_id, ()), *self._by_user.get(now.user_id or '', ())], now)
        return told


HUB = Hub()
"""The one of this process."""


def _call(listeners: Collection[Listener], now: Snapshot) -> int:
    for listener in listeners:
        try:
            listener(now)
        except Exception:
            log.exception('A page could not be updated with job %s.', now.id)
    return len(listeners)


def _in_parts(ids: list[str], users: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Ids and users in parts that are small enough for one query."""
    starts = range(0, max(len(ids), len(users)), MOST_IN_ONE)
    return ((ids[start : start + MOST_IN_ONE], users[start : start + MOST_IN_ONE]) for start in starts)


@cache
def _moving(table: type[JobColumns]) -> sa.Select[*tuple[Any, ...]]:
    """Some `ids`, and of some `users` what waits, runs, or began or ended since `recent`. Only a few columns, because a
    result may be long."""
    recent: sa.BindParameter[datetime] = sa.bindparam('recent')
    return sa.select(
        col(table.id),
        col(table.kind),
        col(table.user_id),
        col(table.status),
        col(table.progress_percentage),
        col(table.stage),
        col(table.seconds_left),
        col(table.cancel_requested),
        col(table.completed_at),
    ).where(
        sa.or_(
            col(table.id).in_(sa.bindparam('ids', expanding=True)),
            sa.and_(
                col(table.user_id).in_(sa.bindparam('users', expanding=True)),
                sa.or_(
                    col(table.status).in_(ACTIVE),
                    col(table.created_at) >= recent,
                    col(table.completed_at) >= recent,  # an old one that was tried again
                ),
            ),
        )
    )


def _snapshot(row: sa.Row[Any]) -> Snapshot:
    return Snapshot(
        row.id,
        row.user_id,
        Status(row.status),
        row.progress_percentage,
        row.stage,
        row.seconds_left,
        row.cancel_requested,
        stage_label=areas.stage_label(row.kind, row.stage),
        ended_at=row.completed_at,
    )


def _unknown(job_id: str) -> Snapshot:
    """The snapshot of a job that was gone before anything was known about it."""
    return Snapshot(job_id, None, Status.CANCELLED, 0, None, None, cancel_requested=False)
