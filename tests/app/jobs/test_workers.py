"""Workers show that they are there, share the work that one must do, and the server tells whether all is ready."""

import os
import platform
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from app import api, db, jobs
from app.db import reading, transaction
from app.jobs import queue, workers
from app.ops import readiness
from models import ProcessingJob, Worker
from models.types import utc_now
from tests.databases import lose


@pytest.fixture
def as_worker(owner: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes this process the worker of that name."""
    return lambda name: monkeypatch.setattr(workers, 'ME', name)


def age(table: str, column: str, seconds: float) -> None:
    """Let time pass for all rows of a table."""
    with transaction() as session:
        session.connection().execute(sa.text(f'UPDATE {table} SET {column} = {column} - :s'), {'s': seconds})


def test_a_worker_is_seen_with_what_it_does_until_it_leaves(owner: str, as_worker: Callable[[str], None]) -> None:
    as_worker('one')
    workers.show(2)
    job = ProcessingJob(user_id=owner, original_file_path='k', target_lufs=-14)
    with transaction() as session:
        session.add(job)
    assert jobs.claim('leveling.level', job.id, workers.my_name()) is not None
    as_worker('two')
    workers.show(1)
    assert {(seen.id, seen.processes, seen.jobs) for seen in workers.present()} == {
        ('one', 2, (job.id,)),
        ('two', 1, ()),
    }
    workers.leave()
    assert [seen.id for seen in workers.present()] == ['one']


def test_a_worker_that_says_nothing_is_called_gone_and_forgotten_later(as_worker: Callable[[str], None]) -> None:
    as_worker('one')
    assert not workers.seen_lately()
    workers.show(1)
    assert workers.seen_lately()
    assert not workers.present()[0].gone
    age('workers', 'seen', 31)
    assert not workers.seen_lately()
    assert workers.present()[0].gone
    workers.show(1)
    assert not workers.present()[0].gone, 'it was only slow'
    age('workers', 'seen', timedelta(days=1).total_seconds())
    assert workers.present() == []
    workers.sweep()
    with reading() as session:
        assert session.execute(sa.select(Worker)).first() is None


def test_one_worker_at_a_time_has_a_duty_and_another_takes_over(
    as_worker: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, 'DUTY_S', 1000.0)  # time passes here only where the test says so

    def asked() -> list[str]:
        found = []
        for name in ('one', 'two', 'three'):
            as_worker(name)
            if workers.on_duty('care'):
                found.append(name)
        return found

    assert asked() == ['one']
    assert asked() == ['one']
    age('duties', 'held_until', workers.DUTY_S * 0.7)
    assert asked() == ['one'], 'asking in time keeps it'
    age('duties', 'held_until', workers.DUTY_S * 0.7)
    assert asked() == ['one']
    age('duties', 'held_until', workers.DUTY_S + 1)
    as_worker('two')
    assert workers.on_duty('care'), 'its holder was killed'
    assert asked() == ['two']
    as_worker('two')
    workers.leave()
    assert asked() == ['one'], 'nobody waits for one who has said good-bye'
    as_worker('three')
    assert workers.on_duty('another duty')


@pytest.fixture
def ask(owner: str) -> Callable[[], tuple[int, dict[str, object]]]:
    def ask() -> tuple[int, dict[str, object]]:
        readiness.forget()
        answer = TestClient(api.create()).get('/readyz')
        return answer.status_code, answer.json()

    return ask


def test_the_server_is_ready_once_everything_is_there(
    ask: Callable[[], tuple[int, dict[str, object]]],
    data_dir: Path,
    change_setting: Callable[[str, object], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fine = {'database': 'ok', 'queue': 'ok', 'storage': 'ok', 'worker': 'ok'}
    assert ask() == (503, {'ready': False, **fine, 'worker': 'not seen lately'})
    workers.show(1)
    assert ask() == (200, {'ready': True, **fine})

    change_setting('min_free_disk_mb', 10**9)
    assert ask() == (503, {'ready': False, **fine, 'storage': 'full'})
    change_setting('min_free_disk_mb', 0)

    def refuse() -> None:
        raise OSError('password and address of the queue')

    with monkeypatch.context() as patch:
        patch.setattr(queue, 'huey', refuse)
        assert ask() == (503, {'ready': False, **fine, 'queue': 'out of reach'})

    db.dispose()
    lose(data_dir)
    status, told = ask()
    assert (status, told['database'], told['worker']) == (503, 'out of reach', 'out of reach')
    assert TestClient(api.create()).get('/healthz').json() == {'status': 'ok'}, 'the process lives all the same'


def test_asking_again_and_again_costs_nothing(
    ask: Callable[[], tuple[int, dict[str, object]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, 'KEPT_S', 1000.0)
    ask()
    monkeypatch.setattr(readiness, 'PARTS', {})
    assert TestClient(api.create()).get('/readyz').json()['database'] == 'ok'


def test_the_moment_a_worker_began_is_told(as_worker: Callable[[str], None]) -> None:
    as_worker('one')
    workers.show(1)
    (seen,) = workers.present()
    assert utc_now() - seen.started_at < timedelta(minutes=1)
    assert (seen.host, seen.pid) == (platform.node(), os.getpid())
