"""Jobs of a process that lives and gets no turn: a busy machine is no reason to do its work anew."""

import math
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from app import jobs
from app.jobs import workers
from app.jobs.errands import Errands
from app.jobs.reaper import LookThrough, SleepDetector
from app.ops import replication
from models import Status
from tasks.consumer import _Consumer
from tests.app.jobs_support import KIND, Area, let_lease_run_out, row

PID = 4711
LONG_SILENT_S, TOO_LONG_S = workers.STUCK_S / 2, workers.STUCK_S + 1


@pytest.fixture
def process() -> SimpleNamespace:
    """The process of the worker."""
    return SimpleNamespace(pid=PID, is_alive=lambda: True)


@pytest.fixture
def one_round(owner: str, process: SimpleNamespace) -> Callable[[], None]:
    """Lets a worker with this process look after the jobs once."""
    worker = _Consumer.__new__(_Consumer)
    worker.workers, worker.worker_threads = 1, [(None, process)]
    worker._next = dict.fromkeys(('often', 'upkeep', 'sweep', 'tidy up'), math.inf)
    worker._sleep_detector, worker._copies, worker._look = SleepDetector(), replication.Periodic(), LookThrough()
    worker._errands = Errands(lambda: None, lambda *_: None)
    return worker._look_after_jobs


def held(job_id: str) -> jobs.Claim:
    claim = jobs.claim(KIND, job_id, workers.name_of(PID))
    assert claim is not None
    return claim


def test_it_keeps_its_job_and_ends_it_at_its_first_attempt(
    area: Area, submit: Callable[..., str], one_round: Callable[[], None]
) -> None:
    claim = held(submit())
    let_lease_run_out(claim.job.id, LONG_SILENT_S)
    one_round()
    assert row(claim.job.id).status == Status.PROCESSING
    jobs.beat(claim, 50, 'render', None)
    assert jobs.settle(claim, Status.COMPLETED)
    assert row(claim.job.id).attempts == 1


def test_one_that_has_died_loses_it_as_soon_as_its_lease_has_run_out(
    area: Area, submit: Callable[..., str], one_round: Callable[[], None], process: SimpleNamespace
) -> None:
    claim = held(submit())
    let_lease_run_out(claim.job.id, LONG_SILENT_S)
    process.is_alive = lambda: False
    one_round()
    assert row(claim.job.id).status == Status.QUEUED


def test_a_job_that_its_process_has_forgotten_starts_again_in_the_end(
    area: Area, submit: Callable[..., str], one_round: Callable[[], None]
) -> None:
    claim = held(submit())
    let_lease_run_out(claim.job.id, TOO_LONG_S)
    one_round()
    assert row(claim.job.id).status == Status.QUEUED


def test_nobody_vouches_for_processes_of_other_workers(
    area: Area, submit: Callable[..., str], one_round: Callable[[], None]
) -> None:
    claim = jobs.claim(KIND, submit(), f'elsewhere:0000:{PID}')
    assert claim is not None
    let_lease_run_out(claim.job.id, LONG_SILENT_S)
    one_round()
    assert row(claim.job.id).status == Status.QUEUED
