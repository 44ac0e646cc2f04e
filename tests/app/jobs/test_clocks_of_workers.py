"""A clock that was wrong and is right again: the jobs, the workers and the copies of that time keep nobody waiting."""

import os
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app import config, db, jobs, libsql
from app.accounts import usage
from app.db import reading, transaction
from app.jobs import queue, reaper, runner, workers
from app.ops import replication
from models import Duty, Status, UserUploadStats
from models.types import utc_now
from tests.app.jobs_support import KIND, Area, row
from tests.clocks import BOTH_WAYS, DAY, clock


def move(table: str, column: str, off: timedelta) -> None:
    """As the database's clock would have written it while it was wrong."""
    with transaction() as session:
        session.connection().execute(
            sa.text(f'UPDATE {table} SET {column} = {column} + :off'), {'off': off.total_seconds()}
        )


@BOTH_WAYS
def test_a_job_whose_worker_died_then_starts_again(area: Area, submit: Callable[..., str], off: timedelta) -> None:
    job_id = submit()
    assert jobs.claim(KIND, job_id, 'dead') is not None
    queue.huey().storage.flush_queue()
    assert reaper.reap() == 0, 'its lease holds by the right clock'
    move('processing_jobs', 'lease_until', off)
    assert reaper.reap() == 1
    assert row(job_id).status == Status.QUEUED


def test_a_job_whose_worker_has_a_longer_lease_by_its_settings_is_left_to_it(
    area: Area, submit: Callable[..., str], change_setting: Callable[[str, object], None]
) -> None:
    change_setting('lease_seconds', 12)
    job_id = submit()
    assert jobs.claim(KIND, job_id, 'alive') is not None
    change_setting('lease_seconds', 6)
    assert reaper.reap() == 0
    assert row(job_id).status == Status.PROCESSING


@BOTH_WAYS
def test_a_duty_that_somebody_took_then_is_taken_over(
    owner: str, monkeypatch: pytest.MonkeyPatch, off: timedelta
) -> None:
    monkeypatch.setattr(workers, 'DUTY_S', 1000.0)  # time passes here only where the test says so
    monkeypatch.setattr(workers, 'ME', 'dead')
    assert workers.on_duty('care')
    monkeypatch.setattr(workers, 'ME', 'alive')
    assert not workers.on_duty('care')
    move('duties', 'held_until', off)
    assert workers.on_duty('care')
    with reading() as session:
        (duty,) = session.exec(select(Duty))
    assert duty.holder == 'alive'


@BOTH_WAYS
def test_a_worker_that_died_then_does_not_look_alive(owner: str, off: timedelta) -> None:
    workers.show(1)
    move('workers', 'seen', off)
    assert not workers.seen_lately(), '/readyz says so'
    assert [seen for seen in workers.present() if not seen.gone] == []
    workers.sweep()
    assert workers.present() == []
    workers.show(1)
    assert workers.seen_lately()


def test_a_job_that_came_then_waits_like_one_that_comes_now(area: Area, submit: Callable[..., str]) -> None:
    with clock(DAY):
        early = submit(sent=False)
        jobs.enqueue(row(early))
        lost = submit(sent=False)
    reaper.reap()
    late = submit(waiting=-timedelta(seconds=30))
    queue.serve_with(runner.run)
    queue.work_off()
    assert sorted(area.done[:2]) == sorted([early, lost])
    assert area.done[2] == late
    assert row(early).created_at <= utc_now()


def test_the_time_a_job_took_never_counts_backwards(owner: str) -> None:
    with transaction() as session:
        usage.worked(session, owner, 60)
        usage.worked(session, owner, -86_400)
    with reading() as session:
        assert session.get_one(UserUploadStats, owner).total_processing_time_seconds == 60


@BOTH_WAYS
def test_a_copy_of_the_database_that_was_made_then_keeps_no_other_from_being_made(
    owner: str, monkeypatch: pytest.MonkeyPatch, off: timedelta
) -> None:
    hourly = config.settings().model_copy(update={'replicate_minutes': 60})
    monkeypatch.setattr(replication, 'settings', lambda: hourly)
    monkeypatch.setattr(db, 'is_remote', lambda: True)
    monkeypatch.setattr(libsql.replica, 'available', lambda: True)
    replication.folder().mkdir(parents=True)
    wrong, right = (replication.folder() / f'levelmix-{name}.db' for name in ('wrong', 'right'))
    wrong.touch()
    then = time.time() + off.total_seconds()
    os.utime(wrong, (then, then))
    assert replication.is_due()
    right.touch()
    assert not replication.is_due()
