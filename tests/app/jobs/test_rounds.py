"""What looking after the jobs costs each second: the same, however many kinds there are and however many jobs wait."""

import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from huey.consumer import Consumer

from app import areas, database_engines, db, jobs, storage
from app.jobs import queue, reaper
from app.jobs.errands import Errands
from app.jobs.reaper import LookThrough, SleepDetector, reap
from app.ops import replication
from models import HelperJob, Lookahead, ProcessingJob, Status
from models.types import utc_now
from tasks.consumer import _close_all, _Consumer, _each
from tests.app.jobs_support import KIND, Area, row


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is said to the database while the block runs, with its parameters."""
    said: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        said.append((statement, parameters))

    engine = db.engine()
    sa.event.listen(engine, 'before_cursor_execute', note)
    yield said
    sa.event.remove(engine, 'before_cursor_execute', note)


def let_wait(owner: str, count: int) -> None:
    """So many jobs wait, each with its message."""
    waiting = [
        ProcessingJob(
            user_id=owner, kind=KIND, original_file_path='k', target_lufs=-14, created_at=utc_now().replace(year=2020)
        )
        for _ in range(count)
    ]
    with db.transaction() as session:
        session.add_all(waiting)
    for job in waiting:
        jobs.enqueue(job)


def test_a_second_costs_no_more_with_more_kinds_and_more_jobs(
    owner: str, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = LookThrough()
    let_wait(owner, 3)
    assert reap(look) == 0, 'this one looks through all'
    with statements() as few:
        assert reap(look) == 0
    for number in range(20):
        another = areas.Kind(f'another.{number}', Lookahead, ended=area.note_end)
        monkeypatch.setitem(areas._areas, f'another{number}', areas.Area(f'another{number}', 'More', kinds=(another,)))
    let_wait(owner, 300)
    monkeypatch.setattr(queue, 'waiting', None)  # the messages are not read, either
    with statements() as many:
        assert reap(look) == 0
    assert len(many) == len(few)
    assert len([said for said, _ in many if 'SELECT' in said]) == 1


def test_an_index_leads_to_what_is_looked_for_in_every_table_of_jobs(owner: str) -> None:
    tables = {table.__tablename__ for table in areas.tables()}
    assert {ProcessingJob.__tablename__, HelperJob.__tablename__, Lookahead.__tablename__} <= tables
    with statements() as said:
        reap()
    asked, parameters = next((statement, parameters) for statement, parameters in said if 'UNION ALL' in statement)
    with db.reading() as session:
        steps = session.connection().exec_driver_sql(f'EXPLAIN QUERY PLAN {asked}', parameters)
        plan = [str(step[3]) for step in steps]
    for table in tables:
        ways = [step for step in plan if str(table) in step]
        assert len(ways) == 2, 'what is silent, and what waits'
        assert all('USING' in way and '(status=?' in way for way in ways), ways


def test_the_more_wait_the_more_rarely_they_are_all_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(reaper, 'time', SimpleNamespace(monotonic=lambda: clock[0]))
    look = LookThrough()
    assert look.is_due()
    for rows in (10, 10_000, 1_000_000):
        look.done(rows)
        pause = max(look.EVERY_S, rows / look.ROWS_PER_S)
        clock[0] += pause - 1
        assert not look.is_due()
        clock[0] += 1
        assert look.is_due()
    look.done(1_000_000)
    look.nothing_waits()
    assert look.is_due(), 'a long queue has been worked off'


def test_an_empty_queue_while_something_waits_is_seen_at_once(
    owner: str, area: Area, worker: Callable[[], int]
) -> None:
    look = LookThrough()
    let_wait(owner, 2)
    reap(look)
    queue.huey().storage.flush_queue()
    assert reap(look) == 2
    assert worker() == 2
    assert len(area.done) == 2


def test_what_got_lost_among_others_is_sent_again_when_all_is_looked_through(owner: str, area: Area) -> None:
    look = LookThrough()
    let_wait(owner, 2)
    reap(look)
    lost = queue.huey().dequeue().args[1]
    assert reap(look) == 0
    look.nothing_waits()
    assert reap(look) == 1
    assert lost in queue.waiting()
    assert row(lost).status == Status.QUEUED


@pytest.fixture
def in_rounds(owner: str, monkeypatch: pytest.MonkeyPatch) -> _Consumer:
    """A worker that goes its rounds and does nothing else."""
    worker = _Consumer.__new__(_Consumer)
    worker.workers, worker.worker_threads = 1, []
    worker._next = dict.fromkeys(('upkeep', 'sweep', 'tidy up'), math.inf)
    worker._sleep_detector, worker._copies, worker._look = SleepDetector(), replication.Periodic(), LookThrough()
    worker._errands = Errands(_close_all, _each)
    return worker


def test_a_worker_keeps_its_connection_from_round_to_round_and_lets_go_before_it_forks(
    in_rounds: _Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.dispose()
    opened: list[object] = []
    open_one = database_engines.opened

    def opening() -> sa.Engine:
        engine = open_one()
        sa.event.listen(engine, 'connect', lambda connection, _: opened.append(connection))
        return engine

    monkeypatch.setattr(database_engines, 'opened', opening)
    for _ in range(5):
        in_rounds._look_after_jobs()
    assert len(opened) == 1

    let_go: list[str] = []
    monkeypatch.setattr(Consumer, '_create_process', lambda *_: let_go.append('forked'))
    for module in (queue, storage):
        monkeypatch.setattr(module, 'close', lambda name=module.__name__: let_go.append(name))
    in_rounds._create_process(SimpleNamespace(initialize=None), 'Worker-1')
    assert let_go == ['app.jobs.queue', 'app.storage', 'forked']
    assert [key for key in db._engines if key[0] == os.getpid()] == []
    in_rounds._look_after_jobs()
    assert len(opened) == 2
