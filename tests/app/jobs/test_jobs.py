"""A job's life, as the worker and the user see it: done, failed, cancelled, tried again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app import jobs
from app.errors import OUR_FAULT, Cancelled, NotAllowed, Refused
from app.jobs import runner
from app.jobs.runner import Finished, Heartbeat
from models import ProcessingJob, Status
from tests.app.jobs_support import KIND, Area, row


def test_a_job_is_done_once_however_often_its_message_comes(
    area: Area, submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    job_id = submit()
    jobs.enqueue(row(job_id))
    assert worker() == 2
    assert area.done == [job_id]
    finished = row(job_id)
    assert (finished.status, finished.progress_percentage, finished.attempts) == (Status.COMPLETED, 100, 1)
    assert finished.started_at is not None
    assert finished.completed_at is not None
    assert area.ended == [(job_id, Status.COMPLETED)]


def test_higher_priority_goes_first_and_waiting_makes_up_for_it(
    area: Area, submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    free, premium = submit(priority=0), submit(priority=1)
    patient = submit(priority=0, waiting=timedelta(minutes=31))
    worker()
    assert area.done == [patient, premium, free]


def test_an_error_with_a_sentence_reaches_the_user_and_any_other_is_our_fault(
    area: Area, submit: Callable[..., str], worker: Callable[[], int], caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        raise Refused('This file holds no audio.')

    area.work = refuse
    refused = submit()
    worker()
    assert (row(refused).status, row(refused).error_message) == (Status.FAILED, 'This file holds no audio.')

    def crash(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        raise ZeroDivisionError('secret detail')

    area.work = crash
    crashed = submit()
    worker()
    assert (row(crashed).status, row(crashed).error_message) == (Status.FAILED, OUR_FAULT)
    assert 'secret detail' in caplog.text
    assert area.ended == [(refused, Status.FAILED), (crashed, Status.FAILED)]


def test_cancelling_a_waiting_job_ends_it_at_once(
    area: Area, submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    job_id = submit()
    jobs.cancel(KIND, job_id)
    assert row(job_id).status == Status.CANCELLED
    worker()
    assert area.done == []
    with pytest.raises(NotAllowed, match='ended already'):
        jobs.cancel(KIND, job_id)


def test_cancelling_a_running_job_stops_it_in_the_middle(
    area: Area, submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    def go_on_until_stopped(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        heartbeat.report(0.1, 'analyse')
        jobs.cancel(KIND, job.id)
        while True:
            heartbeat.report(0.2, 'render')

    area.work = go_on_until_stopped
    job_id = submit()
    worker()
    assert row(job_id).status == Status.CANCELLED
    assert area.ended == [(job_id, Status.CANCELLED)]
    assert not row(job_id).cancel_requested, 'a retry must not be cancelled by the old request'


def test_a_cancel_that_comes_just_before_the_end_still_counts_and_takes_the_result_back(
    area: Area, submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    taken_back = []

    def finish_while_cancelled(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        jobs.cancel(KIND, job.id)
        return Finished(undo=lambda: taken_back.append(job.id))

    area.work = finish_while_cancelled
    job_id = submit()
    worker()
    assert row(job_id).status == Status.CANCELLED
    assert taken_back == [job_id]


def test_progress_is_written_down_while_the_handler_works(
    area: Area, submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    seen: list[tuple[int, str | None]] = []

    def step(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        while len(seen) < 3:
            heartbeat.report((len(seen) + 1) / 4, f'stage {len(seen)}')
            now = row(job.id)
            if now.stage == f'stage {len(seen)}':
                seen.append((now.progress_percentage, now.stage))
        return Finished()

    area.work = step
    submit()
    worker()
    assert seen == [(25, 'stage 0'), (50, 'stage 1'), (75, 'stage 2')]


def test_a_failed_job_can_be_tried_again_and_a_completed_one_cannot(
    area: Area, submit: Callable[..., str], worker: Callable[[], int]
) -> None:
    def refuse(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        raise Refused('No.')

    area.work = refuse
    job_id = submit()
    worker()
    area.work = lambda job, heartbeat: Finished()
    jobs.retry(KIND, job_id)
    assert (row(job_id).status, row(job_id).error_message) == (Status.QUEUED, None)
    worker()
    assert row(job_id).status == Status.COMPLETED
    with pytest.raises(NotAllowed):
        jobs.retry(KIND, job_id)


def test_cancelled_is_what_a_report_says_after_a_cancel(submit: Callable[..., str], area: Area) -> None:
    job_id = submit()
    held = jobs.claim(KIND, job_id, 'worker')
    assert held is not None
    jobs.cancel(KIND, job_id)
    with pytest.raises(Cancelled):
        jobs.beat(held, 1, 'analyse', None)


def test_the_time_left_follows_the_pace_of_the_last_seconds() -> None:
    pace = runner.Pace()
    assert pace.seconds_left(0.0, 0.0) is None
    assert pace.seconds_left(0.5, 0.1) is None, 'too early to tell'
    assert pace.seconds_left(2.0, 0.4) == pytest.approx(3.0)
    for second in range(3, 30):
        left = pace.seconds_left(float(second), 0.4 + second * 0.01)
    assert left == pytest.approx(31, rel=0.05), 'a slower stage, seen within ten seconds'


def test_the_time_left_of_work_in_large_pieces_is_not_that_of_the_last_one() -> None:
    pace, at, took = runner.Pace(), 0.0, [4.0, 14.0, 7.0, 12.0, 6.0, 11.0, 3.0]
    for number, seconds in enumerate(took):
        left = pace.seconds_left(at, number / 100)
        at += seconds
    usual = sum(took[:-1]) / (len(took) - 1)
    assert left == pytest.approx((100 - len(took) + 1) * usual, rel=0.15)


def test_a_job_that_runs_for_too_long_is_stopped_and_says_so(
    area: Area, submit: Callable[..., str], worker: Callable[[], int], change_setting: Callable[[str, object], None]
) -> None:
    def go_on_for_ever(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        while True:
            heartbeat.report(0.5, 'render')

    change_setting('job_minutes', 0.005)
    area.work = go_on_for_ever
    job_id = submit()
    worker()
    assert row(job_id).status == Status.FAILED
    assert 'ran for more than 0.005 minutes' in str(row(job_id).error_message)
    assert area.ended == [(job_id, Status.FAILED)]
