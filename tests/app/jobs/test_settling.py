"""A finished job whose end falls on a moment at which the database is away: the work survives, or leaves no file."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from app import areas, db, jobs, storage
from app.errors import OUR_FAULT, DatabaseAway, Refused
from app.jobs import runner, workers
from app.jobs.reaper import reap
from app.jobs.runner import Finished, Heartbeat
from models import ProcessingJob, Status
from tests.app.jobs_support import KIND, Area, let_lease_run_out, row

RESULT = 'results/made.wav'
Change = Callable[[str, object], None]


class Outage:
    """Lets a job's writes fail from the moment its handler is done: so many times before anything arrives, and so
    many times after all of it was written, when only the answer gets lost."""

    def __init__(self) -> None:
        self.before = self.after = 0
        self.tries = 0
        self.heart_beat_meanwhile: list[bool] = []
        self.meanwhile: Callable[[], None] = lambda: None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        writes_the_end = threading.current_thread().name != 'heartbeat' and bool(self.before or self.after)
        if not writes_the_end:
            with db.transaction() as session:
                yield session
            return
        self.tries += 1
        self.heart_beat_meanwhile.append(any(thread.name == 'heartbeat' for thread in threading.enumerate()))
        self.meanwhile()
        if self.before:
            self.before -= 1
            raise DatabaseAway('The database does not answer.')
        self.after -= 1
        with db.transaction() as session:
            yield session
        raise DatabaseAway('The database did not answer any more.')


@pytest.fixture
def outage(monkeypatch: pytest.MonkeyPatch) -> Outage:
    made = Outage()
    monkeypatch.setattr(jobs, 'transaction', made.transaction)
    return made


@pytest.fixture
def stores_a_result(area: Area, tmp_path: Path) -> Callable[..., None]:
    """The handler stores a file; then the database goes, as told."""

    def prepare(then: Callable[[], object], **values: Any) -> None:
        def work(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
            (tmp_path / 'made').write_bytes(b'sound')
            storage.put(RESULT, tmp_path / 'made')
            then()
            return Finished({'processed_file_path': RESULT, **values}, undo=lambda: storage.delete(RESULT))

        area.work = work

    return prepare


def test_a_result_survives_a_database_that_is_away_for_a_moment(
    outage: Outage,
    stores_a_result: Callable[..., None],
    area: Area,
    submit: Callable[..., str],
    worker: Callable[[], int],
) -> None:
    stores_a_result(lambda: setattr(outage, 'before', 3))
    job_id = submit()
    worker()
    assert (row(job_id).status, row(job_id).processed_file_path) == (Status.COMPLETED, RESULT)
    assert storage.exists(RESULT)
    assert area.ended == [(job_id, Status.COMPLETED)]
    assert outage.heart_beat_meanwhile == [True] * 3, 'the lease is held until the row says it'


def test_a_result_survives_a_file_that_others_hold_locked(
    stores_a_result: Callable[..., None],
    submit: Callable[..., str],
    worker: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locked = [sa.exc.OperationalError('BEGIN IMMEDIATE', {}, Exception('database is locked'))]

    def be_locked(*args: object) -> None:
        if locked:
            raise locked.pop()

    stores_a_result(lambda: None)
    locking = areas.Kind(KIND, ProcessingJob, ended=be_locked)
    monkeypatch.setitem(areas._areas, 'test', areas.Area('test', 'Tests', kinds=(locking,)))
    job_id = submit()
    worker()
    assert row(job_id).status == Status.COMPLETED
    assert storage.exists(RESULT)


def test_a_result_whose_completion_was_written_but_not_confirmed_is_kept(
    outage: Outage,
    stores_a_result: Callable[..., None],
    area: Area,
    submit: Callable[..., str],
    worker: Callable[[], int],
) -> None:
    stores_a_result(lambda: setattr(outage, 'after', 1))
    job_id = submit()
    worker()
    assert (row(job_id).status, row(job_id).processed_file_path) == (Status.COMPLETED, RESULT)
    assert storage.exists(RESULT)
    assert area.ended == [(job_id, Status.COMPLETED)], 'once'


@pytest.mark.parametrize(('before', 'after', 'kept'), [(1000, 0, False), (0, 1000, True)])
def test_a_database_that_stays_away_leaves_no_file_that_no_row_may_know(
    outage: Outage,
    stores_a_result: Callable[..., None],
    area: Area,
    submit: Callable[..., str],
    worker: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    before: int,
    after: int,
    kept: bool,
) -> None:
    def go() -> None:
        outage.before, outage.after = before, after
        monkeypatch.setattr(jobs, 'is_settled', lambda *_: _away())

    stores_a_result(go)
    outage.meanwhile = lambda: runner.stop() if outage.tries == 4 else None
    monkeypatch.setattr(runner, '_stopping', threading.Event())
    monkeypatch.setattr(workers, '_abandoned', False)
    job_id = submit()
    worker()
    assert storage.exists(RESULT) == kept, 'where it may have been written, the file stays'
    assert row(job_id).status == (Status.COMPLETED if kept else Status.PROCESSING)
    assert workers.has_abandoned(), 'the process shall not be taken to be at work on it'

    if not kept:  # somebody else begins anew
        outage.before = 0
        monkeypatch.setattr(runner, '_stopping', threading.Event())
        stores_a_result(lambda: None)
        let_lease_run_out(job_id)
        reap()
        worker()
        assert row(job_id).status == Status.COMPLETED


def _away() -> bool:
    raise DatabaseAway('The database does not answer.')


def test_a_job_that_was_taken_meanwhile_gives_its_result_back(
    outage: Outage,
    stores_a_result: Callable[..., None],
    area: Area,
    submit: Callable[..., str],
    worker: Callable[[], int],
) -> None:
    def be_taken() -> None:
        with db.transaction() as session:
            session.connection().execute(sa.text("UPDATE processing_jobs SET attempts = 2, worker = 'another'"))

    stores_a_result(lambda: setattr(outage, 'before', 1))
    outage.meanwhile = be_taken
    job_id = submit()
    worker()
    assert (row(job_id).status, row(job_id).worker) == (Status.PROCESSING, 'another')
    assert not storage.exists(RESULT)
    assert area.ended == []


def test_a_cancel_that_came_first_counts_through_an_outage(
    outage: Outage,
    stores_a_result: Callable[..., None],
    area: Area,
    submit: Callable[..., str],
    worker: Callable[[], int],
) -> None:
    job_id = ''

    def cancelled_then_away() -> None:
        jobs.cancel(KIND, job_id)
        outage.before = 2

    stores_a_result(cancelled_then_away)
    job_id = submit()
    worker()
    assert row(job_id).status == Status.CANCELLED
    assert not storage.exists(RESULT)


def test_a_failed_job_says_so_although_the_database_was_away(
    outage: Outage, area: Area, submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    def refuse(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        outage.before = 2
        raise Refused('This file holds no audio.')

    area.work = refuse
    job_id = submit()
    worker()
    assert (row(job_id).status, row(job_id).error_message) == (Status.FAILED, 'This file holds no audio.')


def test_an_end_that_can_never_be_written_fails_the_job_and_leaves_no_file(
    stores_a_result: Callable[..., None], submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    stores_a_result(lambda: None, no_such_column='x')
    job_id = submit()
    worker()
    assert (row(job_id).status, row(job_id).error_message) == (Status.FAILED, OUR_FAULT)
    assert not storage.exists(RESULT)


def test_a_worker_that_stops_while_the_database_is_away_ends_without_a_fault(
    outage: Outage,
    area: Area,
    submit: Callable[..., str],
    worker: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def be_stopped(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        outage.before = 1
        runner.stop()
        heartbeat.report(0.5, 'render')
        raise AssertionError('a stopped worker goes on')

    area.work = be_stopped
    monkeypatch.setattr(runner, '_stopping', threading.Event())
    job_id = submit()
    worker()
    assert row(job_id).status == Status.PROCESSING, 'the reaper brings it back'
    assert 'could not be handed back' in caplog.text
    assert 'Traceback' not in caplog.text
