"""How many more jobs an hour two workers do than one: real processes on real jobs, the queue in Redis.

One worker alone uses all cores that it may use (MP3 is encoded by several threads), so that on one machine a second one
takes from it what it adds. To see what a second *machine* adds, every worker here is held to one core of its own; what
is shared then is what machines share: the database, the queue, the storage. Both ways are told, and a run is told
with the load that others put on the machine.

    python -m bench.throughput [--jobs 12] [--mix FILE] [--rounds 3]
"""

import argparse
import os
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlmodel import col, select

from app import accounts, config, db, leveling, uploads
from app.db import reading
from app.jobs import queue, workers
from app.leveling import LevelingOptions
from models import ProcessingJob, Status
from tests.machines import Redis, Worker
from tests.sounds import write_mix
from tests.waiting import until

WANTED = 1.8


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--jobs', type=int, default=12, help='jobs in each run')
    parser.add_argument('--mix', type=Path, help='an audio file; without one three minutes of FLAC are made')
    parser.add_argument('--rounds', type=int, default=3, help='how often each way is measured, in turn')
    given = parser.parse_args()
    ways = {
        'one worker on one core': [{0}],
        'two workers, each on a core of its own': [{0}, {1}],
        'one worker on all cores': [set(os.sched_getaffinity(0))],
        'two workers on all cores': [set(os.sched_getaffinity(0))] * 2,
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory(prefix='levelmix-') as folder:
        mix = given.mix or write_mix(Path(folder) / 'mix.flac', 180)
        print(f'{given.jobs} jobs with {mix.name}; load of the machine before: {os.getloadavg()[0]:.1f}')
        for number in range(given.rounds):
            for name, cores in ways.items():
                place = Path(folder) / f'{number}-{len(found[name])}-{list(ways).index(name)}'
                found[name].append(jobs_an_hour(place, mix, given.jobs, cores))
                print(f'  round {number + 1}: {found[name][-1]:7.0f} jobs an hour, {name}', flush=True)
    middle = {name: statistics.median(values) for name, values in found.items()}
    for name, value in middle.items():
        print(f'{value:7.0f} jobs an hour, {name}')
    one, two, one_all, two_all = middle.values()
    print(f'Two workers on cores of their own do {two / one:.2f}x the jobs of one (wanted: {WANTED}x).')
    print(f'On the same cores a second worker makes it {two_all / one_all:.2f}x.')


def jobs_an_hour(folder: Path, mix: Path, jobs: int, cores: list[set[int]]) -> float:
    """Let workers, one for each set of cores, do some jobs that wait already; from the first start to the last end."""
    data_dir = folder / 'data'
    data_dir.mkdir(parents=True)
    with ExitStack() as stack:
        redis = Redis(folder)
        stack.callback(redis.end)
        settings = {'redis_url': redis.url, 'min_free_disk_mb': '0', 'data_dir': str(data_dir)}
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in settings.items():
            patch.setenv(f'LEVELMIX_{name.upper()}', value)
        config.forget_settings()
        stack.callback(queue.close)
        stack.callback(db.dispose)
        db.upgrade()
        owner = accounts.ensure_local_owner()
        started = [Worker(data_dir, f'worker{n}', cores=own, redis_url=redis.url) for n, own in enumerate(cores)]
        for worker in started:
            stack.callback(worker.end)
        until(lambda: len(workers.present()) == len(cores), seconds=60, what='the workers to be there')
        _warm(owner, mix, len(cores))
        # Stored first and sent together: probing a file is the web server's work, not theirs.
        sent = [_upload(owner, mix) for _ in range(jobs)]
        with pytest.MonkeyPatch.context() as held:
            held.setattr(queue, 'send', lambda *_: None)
            made = {leveling.submit(owner, upload, LevelingOptions(-14.0)) for upload in sent}
            with reading() as session:
                rows = session.exec(select(ProcessingJob).where(col(ProcessingJob.id).in_(made))).all()
        began = time.perf_counter()
        for job in rows:
            queue.send(job.kind, job.id, 0.0)
        _finish(made)
        return 3600 * jobs / (time.perf_counter() - began)


def _warm(owner: str, mix: Path, count: int) -> None:
    """One job for each worker, so that none is measured while it loads the engine."""
    made = {leveling.submit(owner, _upload(owner, mix), LevelingOptions(-16.0)) for _ in range(2 * count)}
    _finish(made)


def _upload(owner: str, path: Path) -> str:
    writer = uploads.begin(owner, path.name, path.stat().st_size)
    writer.write(path.read_bytes())
    return writer.finish().id


def _finish(made: set[str]) -> None:
    def completed() -> bool:
        with reading() as session:
            states = session.exec(select(ProcessingJob.status).where(col(ProcessingJob.id).in_(made))).all()
        assert not {Status.FAILED, Status.CANCELLED} & set(states)
        return set(states) == {Status.COMPLETED}

    until(completed, seconds=1800, what='all jobs to be done')


if __name__ == '__main__':
    main()
