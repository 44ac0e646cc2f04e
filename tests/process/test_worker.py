"""The worker as real processes: killed in the middle, told to stop, or left alone by its server."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import leveling
from app.db import reading
from app.jobs import workers
from app.leveling import JobView, LevelingOptions
from app.runtime import memory
from models import ProcessingJob, Status
from tests.app.leveling_support import downloaded, loudness, upload
from tests.holding import HeldWorker
from tests.machines import Worker
from tests.servers import ROOT, alive, serving
from tests.sounds import write_mix
from tests.waiting import until

pytestmark = pytest.mark.slow


@contextmanager
def working(data_dir: Path, hold: str) -> Iterator[HeldWorker]:
    """A real `levelmix worker` on this test's installation, whose jobs stop at the beginning of a stage."""
    worker = HeldWorker(data_dir)
    worker.hold(hold)
    try:
        yield worker
    finally:
        worker.end()


@pytest.fixture
def job_id(owner: str, tmp_path: Path) -> str:
    return leveling.submit(owner, upload(owner, write_mix(tmp_path / 'mix.flac', 12)), LevelingOptions(-14.0))


def wait_for(owner: str, job_id: str, *stages_or_statuses: str, seconds: float = 120) -> JobView:
    def there() -> bool:
        job = leveling.get(owner, job_id)
        return job.stage in stages_or_statuses or job.status in stages_or_statuses

    until(there, seconds=seconds, what=lambda: f'{stages_or_statuses}; the job is {leveling.get(owner, job_id)}')
    return leveling.get(owner, job_id)


def result_files(data_dir: Path) -> list[Path]:
    return [path for path in (data_dir / 'files' / 'leveling' / 'result').rglob('*') if path.is_file()]


def test_a_job_whose_process_is_killed_starts_again_by_itself_and_ends_right(
    owner: str, job_id: str, data_dir: Path, tmp_path: Path
) -> None:
    with working(data_dir, 'render') as worker:
        first = rendering_process(owner, job_id)
        assert result_files(data_dir) == [], 'nothing half-written is offered'
        os.kill(first, signal.SIGKILL)
        starts_again(job_id, first)
        assert leveling.get(owner, job_id).attempts == 2
        worker.go_on()
        ends_right(owner, job_id, data_dir, tmp_path)


@pytest.mark.nightly
def test_a_job_whose_whole_worker_is_killed_starts_again_in_the_next_one(
    owner: str, job_id: str, data_dir: Path, tmp_path: Path
) -> None:
    with working(data_dir, 'render') as worker:
        first = rendering_process(owner, job_id)
        worker.end(signal.SIGKILL)
        until(lambda: not alive(first), seconds=120, what='the orphaned process to end itself')
        assert result_files(data_dir) == []
    with working(data_dir, 'render') as worker:
        starts_again(job_id, first)
        worker.go_on()
        ends_right(owner, job_id, data_dir, tmp_path)


@pytest.mark.nightly
@pytest.mark.skipif(sys.platform != 'linux', reason='only Linux holds the limit')
@pytest.mark.parametrize('how', ['raise', 'abort'])
def test_a_job_that_takes_too_much_memory_fails_the_first_time_and_its_worker_goes_on(
    owner: str, job_id: str, data_dir: Path, how: str
) -> None:
    worker = Worker(data_dir, 'hungry', program=('-m', 'tests.hungry', how), worker_memory_mb=512)
    try:
        job = wait_for(owner, job_id, Status.FAILED, Status.COMPLETED)
        assert (job.status, job.attempts) == (Status.FAILED, 1)
        assert job.error == memory.TOO_LITTLE
        assert worker.process.poll() is None
        again = leveling.submit(
            owner, upload(owner, write_mix(data_dir.parent / 'next.flac', 3)), LevelingOptions(-14.0)
        )
        wait_for(owner, again, Status.FAILED)
    finally:
        worker.end()


def busy_process(job_id: str) -> int | None:
    """Which process has the job, None while none has; read once, because the job may change hands between two looks."""
    worker = row(job_id).worker
    return int(worker.rsplit(':', 1)[1]) if worker else None


def rendering_process(owner: str, job_id: str) -> int:
    wait_for(owner, job_id, 'render')
    process = busy_process(job_id)
    assert process is not None, row(job_id)
    return process


def starts_again(job_id: str, first: int) -> None:
    until(
        lambda: busy_process(job_id) not in {None, first},
        seconds=120,
        what=lambda: f'the job to start again; it is {row(job_id)}',
    )


def ends_right(owner: str, job_id: str, data_dir: Path, folder: Path) -> None:
    done = wait_for(owner, job_id, Status.COMPLETED, Status.FAILED, seconds=300)
    assert done.status == Status.COMPLETED, done.error
    assert loudness(downloaded(owner, job_id, folder)) == pytest.approx(-14.0, abs=0.1)
    assert len(result_files(data_dir)) == 1
    until(lambda: list((data_dir / 'scratch').iterdir()) == [], seconds=120, what='the scratch folder to be cleaned')


def test_a_worker_told_to_stop_hands_its_job_back_at_once(owner: str, job_id: str, data_dir: Path) -> None:
    with working(data_dir, 'analyse') as worker:
        wait_for(owner, job_id, 'analyse')
        assert [(seen.pid, seen.jobs) for seen in workers.present()] == [(worker.process.pid, (job_id,))]
        worker.end(signal.SIGINT)
    assert workers.present() == []
    job = leveling.get(owner, job_id)
    assert (job.status, job.attempts) == (Status.QUEUED, 0)


def test_a_running_job_is_cancelled_within_the_block_and_leaves_nothing(
    owner: str, job_id: str, data_dir: Path
) -> None:
    with working(data_dir, 'render'):
        wait_for(owner, job_id, 'render')
        leveling.cancel(owner, job_id)
        job = wait_for(owner, job_id, Status.CANCELLED, Status.COMPLETED, seconds=120)
        assert job.status == Status.CANCELLED
        assert result_files(data_dir) == []
        until(
            lambda: list((data_dir / 'scratch').iterdir()) == [], seconds=120, what='the scratch folder to be cleaned'
        )


def test_a_process_that_lost_its_parent_before_it_could_look_ends_too() -> None:
    program = (
        'import signal, time; from app.runtime.end_with_parent import end_with_parent; '
        'end_with_parent(0, signal.SIGTERM); time.sleep(600)'
    )
    assert subprocess.run([sys.executable, '-c', program], cwd=ROOT, timeout=300).returncode == -signal.SIGTERM


@pytest.mark.nightly
@pytest.mark.parametrize('how', [signal.SIGTERM, signal.SIGKILL])
def test_the_embedded_worker_dies_with_its_server_and_is_replaced_while_it_lives(
    tmp_path: Path, how: signal.Signals
) -> None:
    with serving(tmp_path / 'site') as server:
        until(lambda: len(server.workers()) >= 2, seconds=120, what='the embedded worker')
        first = server.workers()
        os.kill(first[0], signal.SIGKILL)
        until(lambda: len(set(server.workers()) - set(first)) >= 2, seconds=120, what='a new worker')
        until(lambda: not any(map(alive, first)), seconds=120, what='the first worker to be gone')
        second = server.workers()
        server.end(how)
        until(lambda: not any(map(alive, second)), seconds=120, what=f'{second} to end with the server')


@pytest.mark.nightly
def test_jobs_leave_the_cores_to_the_server_beside_them(tmp_path: Path) -> None:
    with serving(tmp_path / 'site', worker_niceness=10) as server:
        until(lambda: len(server.workers()) >= 2, seconds=120, what='the embedded worker')
        consumer, *takers = server.workers()

        def priority(pid: int) -> int:
            return os.getpriority(os.PRIO_PROCESS, pid)

        assert priority(consumer) == priority(server.process.pid), 'the consumer runs like the server'
        until(lambda: all(priority(pid) > priority(consumer) for pid in takers), seconds=60, what='jobs to step back')


def row(job_id: str) -> ProcessingJob:
    with reading() as session:
        return session.get_one(ProcessingJob, job_id)
