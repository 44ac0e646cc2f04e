"""Jobs whose worker falls silent, dies or must stop: what the reaper brings back, and who may still write."""

import math
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from app import jobs
from app.errors import LeaseLost
from app.jobs import queue, runner, workers
from app.jobs.errands import Errands
from app.jobs.reaper import LookThrough, SleepDetector, reap
from app.jobs.runner import Finished, Heartbeat
from app.ops import replication
from models import ProcessingJob, Status
from tasks import consumer
from tasks.consumer import _Consumer
from tests.app.jobs_support import KIND, Area, let_lease_run_out, row


def test_a_job_whose_worker_fell_silent_starts_again_and_the_old_worker_may_not_write(
    area: Area, submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    job_id = submit()
    old = jobs.claim(KIND, job_id, 'old worker')
    assert old is not None
    queue.huey().storage.flush_queue()
    assert reap() == 0, 'its lease still holds'
    let_lease_run_out(job_id)
    assert reap() == 1

    new = jobs.claim(KIND, job_id, 'new worker')
    assert new is not None
    assert new.attempt == 2
    with pytest.raises(LeaseLost):
        jobs.beat(old, 50, 'render', None)
    assert not jobs.settle(old, Status.COMPLETED)
    assert not jobs.settle(old, Status.FAILED, error='x')
    assert not jobs.hand_back(old)
    assert row(job_id).status == Status.PROCESSING
    assert jobs.settle(new, Status.COMPLETED)
    assert area.ended == [(job_id, Status.COMPLETED)]


def test_after_a_machine_stood_still_its_jobs_get_the_time_to_show_that_they_live(
    owner: str, change_setting: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    change_setting('lease_seconds', 6)
    looked: list[float] = []
    clock = [0.0]
    worker = _Consumer.__new__(_Consumer)
    worker._next = dict.fromkeys(('show', 'upkeep', 'sweep', 'tidy up'), math.inf)
    worker._sleep_detector, worker._copies, worker._look = SleepDetector(), replication.Periodic(), LookThrough()
    worker._errands = Errands(lambda: None, lambda *_: None)
    worker.worker_threads = []
    monkeypatch.setattr(consumer, 'reap', lambda *_: looked.append(clock[0]))
    monkeypatch.setattr(workers, 'clock', lambda: clock[0])
    slept, clock_was_set_back, is_slow = [100, 101, 103, 500, 501, 503.5, 504], [200, 201, 204], [300, 310, 320, 330]
    for clock[0] in slept + clock_was_set_back + is_slow:
        worker._look_after_jobs()
    assert looked == [100, 101, 103, 503.5, 504, 204, 310, 330]


def test_a_worker_thought_dead_may_not_write_either_once_its_job_is_tried_again(
    area: Area, submit: Callable[..., str]
) -> None:
    job_id = submit()
    old = jobs.claim(KIND, job_id, 'old worker')
    assert old is not None
    jobs.cancel(KIND, job_id)
    let_lease_run_out(job_id)
    reap()
    jobs.retry(KIND, job_id)
    new = jobs.claim(KIND, job_id, 'new worker')
    assert new is not None
    assert new.attempt == old.attempt, 'a retry begins to count anew'
    with pytest.raises(LeaseLost):
        jobs.beat(old, 50, 'render', None)
    assert not jobs.settle(old, Status.COMPLETED)
    assert not jobs.hand_back(old)
    assert jobs.settle(new, Status.COMPLETED)


def test_a_cancel_counts_also_when_the_worker_stops_at_that_moment(area: Area, submit: Callable[..., str]) -> None:
    job_id = submit()
    held = jobs.claim(KIND, job_id, 'worker')
    assert held is not None
    jobs.cancel(KIND, job_id)
    jobs.hand_back(held)
    assert row(job_id).status == Status.CANCELLED
    assert area.ended == [(job_id, Status.CANCELLED)]


def test_a_job_that_kills_every_worker_fails_after_its_attempts(area: Area, submit: Callable[..., str]) -> None:
    job_id = submit()
    for attempt in (1, 2, 3):
        assert jobs.claim(KIND, job_id, f'worker {attempt}') is not None
        let_lease_run_out(job_id)
        reap()
    failed = row(job_id)
    assert failed.status == Status.FAILED
    assert failed.error_message is not None
    assert 'started 3 times' in failed.error_message
    assert area.ended == [(job_id, Status.FAILED)]


def test_a_cancelled_job_whose_worker_died_ends_as_cancelled(area: Area, submit: Callable[..., str]) -> None:
    job_id = submit()
    jobs.claim(KIND, job_id, 'worker')
    jobs.cancel(KIND, job_id)
    let_lease_run_out(job_id)
    reap()
    assert row(job_id).status == Status.CANCELLED


def test_a_lost_message_is_sent_again_and_a_waiting_one_is_not(
    area: Area, submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    lost = submit(waiting=timedelta(seconds=10), sent=False)
    waiting = submit(waiting=timedelta(seconds=10))
    assert reap() == 1
    assert reap() == 0
    worker()
    assert sorted(area.done) == sorted([lost, waiting])


def test_a_worker_that_must_stop_hands_its_job_back_without_losing_an_attempt(
    area: Area, submit: Callable[..., str], worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_stopped(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        runner.stop()
        heartbeat.report(0.5, 'render')
        raise AssertionError('a stopped worker goes on')

    area.work = be_stopped
    monkeypatch.setattr(runner, '_stopping', threading.Event())
    job_id = submit(waiting=timedelta(seconds=10))
    assert worker() == 2, 'the message comes again, but is not taken by this worker'
    assert (row(job_id).status, row(job_id).attempts) == (Status.QUEUED, 0)

    monkeypatch.setattr(runner, '_stopping', threading.Event())
    area.work = lambda job, heartbeat: Finished()
    assert reap() == 1
    worker()
    assert row(job_id).status == Status.COMPLETED


def test_a_report_stops_the_engine_as_soon_as_the_job_is_not_ours_any_more(
    area: Area, submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    def lose_the_lease(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        while row(job.id).status != Status.QUEUED:  # the heart may beat between the two, and then it holds again
            let_lease_run_out(job.id)
            reap()
        while True:
            heartbeat.report(0.5, 'render')

    area.work = lose_the_lease
    job_id = submit()
    message = queue.huey().dequeue()
    runner.run(*message.args)
    assert row(job_id).status == Status.QUEUED
