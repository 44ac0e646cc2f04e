"""Runs the handler of one claimed job: lease, progress, cancel, and an end that always settles the row."""

import logging
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session

from app import jobs
from app.config import settings
from app.errors import OUR_FAULT, Cancelled, JobStopped, LeaseLost, LevelMixError, TookTooLong, WorkerStops
from app.jobs.settling import AWAY, End, fail_held, nothing, settle, take_back
from app.jobs.stored_results import JobFiles
from app.jobs.workers import STUCK_S, abandon, my_name, name_of
from app.outages import Outage
from app.runtime import memory
from models import Status

log = logging.getLogger(__name__)

BEATS_PER_SECOND = 3.0
TOO_LONG = (
    'The job ran for more than {minutes:g} minutes and was stopped. Your original is kept: '
    'try again when fewer jobs are running, or with a shorter mix.'
)


@dataclass(slots=True)
class Finished:
    """What a handler returns: columns of the job's row, and what else to write in the same transaction."""

    values: dict[str, Any] = field(default_factory=dict)
    also: Callable[[Session, Any], None] | None = None
    undo: Callable[[], None] = nothing
    """Undoes what else was done if the row turns out not to be ours any more; stored files go by themselves."""


Report = Callable[[float, str], None]
"""Is called with how far something is, 0 to 1, and with the stage."""
Handler = Callable[[Any, 'Heartbeat'], Finished]
HANDLERS: dict[str, Handler] = {}
READABLE: list[type[Exception]] = [LevelMixError]
"""Errors whose text is a sentence for the user; an area adds those of its engine."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Mark the function that does the jobs of one kind."""

    def keep(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return keep


def run(kind: str, job_id: str) -> None:
    """Do one job; the queue calls this. A message whose job is not waiting is dropped."""
    if _stopping.is_set():
        return  # the reaper sends it again
    claim = jobs.claim(kind, job_id, worker=my_name())
    if claim is None:
        return
    log.info('Job %s (%s) starts, attempt %d.', job_id, kind, claim.attempt)
    with Heartbeat(claim).beating() as heartbeat:
        end = _work(claim, heartbeat)
        if end is None or end.status != Status.COMPLETED:
            take_back(claim, heartbeat.files.take_back)
        if end is not None:
            settle(claim, _with_files(end, heartbeat.files), heartbeat.hold_on)


def _with_files(end: End, stored: JobFiles) -> End:
    """The same end, in whose transaction what was stored is written down, and which takes it back with all else."""
    completed = end.status == Status.COMPLETED

    def also(session: Session, job: Any) -> None:
        if end.also is not None:
            end.also(session, job)
        stored.note(session, completed)

    def undo() -> None:
        end.undo()
        stored.take_back()

    return replace(end, also=also, undo=undo)


def _work(claim: jobs.Claim, heartbeat: 'Heartbeat') -> End | None:
    """Let the handler do its work; None if this worker may not end the job."""
    job = claim.job
    try:
        finished = HANDLERS[job.kind](job, heartbeat)
    except LeaseLost:
        log.warning('Job %s was taken from this worker.', job.id)
        return None
    except Cancelled:
        return End(Status.CANCELLED)
    except WorkerStops:
        _hand_back(claim)
        return None
    except tuple(READABLE) as error:
        log.info('Job %s failed: %s', job.id, error)
        return End(Status.FAILED, error=str(error))
    except Exception as error:
        if memory.was_short(error):
            log.warning('Job %s failed: it needed more memory than it may take.', job.id)
            return End(Status.FAILED, error=memory.TOO_LITTLE)
        log.exception('Job %s failed because of a fault of ours.', job.id)
        return End(Status.FAILED, error=OUR_FAULT)
    return End(Status.COMPLETED, values=finished.values, also=finished.also, undo=finished.undo)


def _hand_back(claim: jobs.Claim) -> None:
    try:
        jobs.hand_back(claim)
    except AWAY as error:
        log.warning('Job %s could not be handed back; that is done once its lease has run out. %s', claim.job.id, error)
    else:
        log.info('Job %s is handed back: this worker stops.', claim.job.id)


def died_of_memory(pid: int) -> None:
    """End the jobs of a process of this worker that was killed because of the memory it took."""
    try:
        failed = fail_held(name_of(pid), memory.TOO_LITTLE)
    except Exception as error:  # the jobs start again, as after any other death
        log.warning('The jobs of process %d, which died of the memory it took, could not be ended: %s', pid, error)
        return
    for job_id in failed:
        log.warning('Job %s failed: its process died of the memory it took.', job_id)


def stop() -> None:
    """Ask this process to hand its job back at the next report and to take no other; a signal handler may call this.

    It sets a flag, because an exception that a signal raises inside a callback of a C library would be lost there.
    """
    _stopping.set()


_stopping = threading.Event()


def end_when_stuck() -> None:
    """Let the kernel end this process if its heartbeat cannot be sent for `STUCK_S` during a job.

    A decoder that hangs and lets no other thread run could not be ended in any other way.
    """
    global _may_be_ended
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _may_be_ended = True


_may_be_ended = False


def _put_off_the_end() -> None:
    if _may_be_ended:
        signal.alarm(STUCK_S)


def _call_off_the_end() -> None:
    if _may_be_ended:
        signal.alarm(0)


class Pace:
    """Works out the time left from how fast the work went lately, because a stage may be slower than the one before."""

    LATELY_S, SOONEST_S = 10.0, 1.0
    FEWEST = 6
    """So many reports count however long ago: work in large pieces, of which one takes longer, says little by two."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, float]] = deque()

    def seconds_left(self, now: float, fraction: float) -> float | None:
        """None until enough was measured."""
        self._marks.append((now, fraction))
        while now - self._marks[0][0] > self.LATELY_S and len(self._marks) > self.FEWEST:
            self._marks.popleft()
        then, before = self._marks[0]
        if now - then < self.SOONEST_S or fraction <= before:
            return None
        return (now - then) * (1 - fraction) / (fraction - before)


class Heartbeat:
    """A thread that, while the handler of a job works, stores its progress, renews its lease and notices a cancel.

    The handler only calls `report`, which touches no database: a slow one can't slow the engine. A handler that
    reports nothing for `stall_seconds` has its process ended, and the job starts again elsewhere; one that goes on
    for more than `job_minutes` is stopped and fails. What it stores goes by `files`.
    """

    def __init__(self, claim: jobs.Claim) -> None:
        self._claim = claim
        self.files = JobFiles(claim.job)
        self._stop = threading.Event()
        self._reason: JobStopped | TookTooLong | None = None
        self._state: tuple[int, str | None, float | None] = (0, None, None)
        self._pace = Pace()
        self._outage = Outage('The database', f'Job {claim.job.id} goes on as long as this worker holds its lease.')
        self._moved = self._began = time.monotonic()
        self._owned_until = self._moved + settings().lease_seconds
        self._done: float | None = None

    def report(self, fraction: float, stage: str) -> None:
        """Say how far the job is (0..1 of all its work) and in which stage.

        Raises
        ------
        JobStopped
            The job was cancelled or taken away, or this worker ends: let it pass, and clean up.
        """
        if self._reason is not None:
            raise self._reason
        if _stopping.is_set():
            raise WorkerStops('This worker ends.')
        self._moved = time.monotonic()
        self._state = (int(fraction * 100), stage, self._pace.seconds_left(self._moved, fraction))

    def within(self, begin: float, end: float) -> Report:
        """`report` for a part of the job: its 0 to 1 lies between these shares of the whole."""
        return lambda fraction, stage: self.report(begin + (end - begin) * fraction, stage)

    def hold_on(self) -> None:
        """Wait a moment, because the database does not store how the job ended.

        The lease may run out meanwhile. Nobody can take the job as long as the database is away, and afterwards the
        row says whether somebody has.

        Raises
        ------
        JobStopped
            That has lasted for `stall_seconds`, or this worker ends.
        """
        _put_off_the_end()
        self._moved = now = time.monotonic()  # waiting here does not count as standing still
        self._done = self._done or now
        if now - self._done > settings().stall_seconds:
            raise LeaseLost('The database could not be reached for too long.')
        if _stopping.wait(1 / BEATS_PER_SECOND):
            raise WorkerStops('This worker ends.')

    @contextmanager
    def beating(self) -> Iterator['Heartbeat']:
        """Beat until the block is left."""
        _put_off_the_end()
        thread = threading.Thread(target=self._beat, name='heartbeat', daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()
            _call_off_the_end()

    def _beat(self) -> None:
        while not self._stop.wait(1 / BEATS_PER_SECOND) and self._reason is None:
            _put_off_the_end()
            try:
                jobs.beat(self._claim, *self._state)
                self._owned_until = time.monotonic() + settings().lease_seconds
                self._outage.over()
            except JobStopped as reason:
                self._reason = reason
            except Exception as error:
                self._outage.met(error)
                if time.monotonic() > self._owned_until:
                    self._reason = LeaseLost('The database could not be reached for too long.')
                    abandon()
            if time.monotonic() - self._began > 60 * settings().job_minutes:
                self._reason = TookTooLong(TOO_LONG.format(minutes=settings().job_minutes))
            if time.monotonic() - self._moved > settings().stall_seconds:
                log.error('Job %s stands still: its worker process ends itself.', self._claim.job.id)
                os._exit(70)
