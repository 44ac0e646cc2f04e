"""Workers on Redis, as real processes: it stops and starts again, and so do they."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import leveling
from app.jobs import queue, workers
from app.leveling import LevelingOptions
from models import Status
from tests.app.leveling_support import upload
from tests.machines import Redis
from tests.servers import ROOT, environment
from tests.sounds import write_mix
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.nightly]


@pytest.fixture
def redis(tmp_path: Path, change_setting: Callable[[str, object], None]) -> Iterator[Redis]:
    server = Redis(tmp_path)
    change_setting('redis_url', server.url)
    yield server
    server.end()


def start(data_dir: Path, redis: Redis, name: str) -> subprocess.Popen[bytes]:
    with (data_dir.parent / f'{name}.log').open('ab') as log:
        return subprocess.Popen(
            [sys.executable, str(ROOT / 'main.py'), 'worker'],
            env=environment(data_dir, redis_url=redis.url, worker_max_jobs=2, lease_seconds=60),
            stdout=log,
            stderr=log,
            cwd=ROOT,
        )


def cpu_seconds(pid: int) -> float:
    fields = Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def test_jobs_survive_a_redis_that_goes_and_comes_back_empty(owner: str, data_dir: Path, redis: Redis) -> None:
    mix = write_mix(data_dir.parent / 'mix.flac', 12)
    started = [start(data_dir, redis, f'worker{number}') for number in (1, 2)]

    def log() -> str:
        return ''.join((data_dir.parent / f'worker{number}.log').read_text() for number in (1, 2))

    def states() -> list[str]:
        return [leveling.get(owner, job_id).status for job_id in made]

    try:
        until(lambda: len(workers.present()) == 2, seconds=120, what='both workers')
        made = [leveling.submit(owner, upload(owner, mix), LevelingOptions(-14.0 - number)) for number in range(3)]
        until(lambda: Status.PROCESSING in states(), seconds=120, what='the first job to start')
        redis.end(signal.SIGKILL)
        made += [leveling.submit(owner, upload(owner, mix), LevelingOptions(-20.0 - number)) for number in range(2)]
        until(
            lambda: 'The queue is out of reach' in log(), seconds=120, what=lambda: f'the workers to notice:\n{log()}'
        )
        before = [cpu_seconds(process.pid) for process in started]
        time.sleep(5)
        used = [cpu_seconds(process.pid) - was for process, was in zip(started, before, strict=True)]
        redis.start()
        done = lambda: set(states()) == {Status.COMPLETED}  # noqa: E731
        until(done, seconds=240, what=lambda: f'all jobs to be done; they are {states()}:\n{log()}')
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(60)
    assert max(used) < 1.5, f'waiting for Redis takes hardly any processor time: {used} s of 5'
    assert log().count('is out of reach') <= 8, log()
    assert 'is in reach again' in log()
    assert 'Traceback' not in log()
    assert 'a fresh one replaces it' in log()
    assert [leveling.get(owner, job_id).attempts for job_id in made] == [1] * 5, 'none was done twice'
    assert workers.present() == []
    queue.close()


HANG = """
import ctypes, sys
import tasks.consumer
from app.jobs import runner
from app.leveling import KIND

def hang(job, heartbeat):
    if job.attempts == 1:
        ctypes.PyDLL(None).sleep({sleeps_s})  # keeps the interpreter's lock: no thread and no handler of Python can run
    return runner.Finished({{'verdict': 'reached'}})

runner.STUCK_S = {stuck_s}
runner.HANDLERS[KIND] = hang
tasks.consumer.work()
"""


def attempts_of(owner: str, data_dir: Path, program: str) -> int:
    """How often a worker with this program has begun a job that it has done."""
    job_id = leveling.submit(owner, upload(owner, write_mix(data_dir.parent / 'mix.wav', 3)), LevelingOptions(-14.0))
    with subprocess.Popen([sys.executable, '-c', program], env=environment(data_dir, lease_seconds=1), cwd=ROOT) as one:
        try:
            until(
                lambda: leveling.get(owner, job_id).status == Status.COMPLETED,
                seconds=120,
                what=lambda: f'the job to be done; it is {leveling.get(owner, job_id)}',
            )
        finally:
            one.send_signal(signal.SIGINT)
            one.wait(60)
    return leveling.get(owner, job_id).attempts


def test_a_process_that_is_stuck_in_a_library_is_ended_by_the_kernel_and_its_job_starts_again(
    owner: str, data_dir: Path
) -> None:
    assert attempts_of(owner, data_dir, HANG.format(sleeps_s=600, stuck_s=2)) == 2


def test_a_process_that_a_library_keeps_for_longer_than_its_lease_does_its_job_once(owner: str, data_dir: Path) -> None:
    assert attempts_of(owner, data_dir, HANG.format(sleeps_s=6, stuck_s=60)) == 1
