"""A whole house: two web servers behind nginx, Redis, several workers; and a day in it, on which things die."""

import itertools
import re
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from app import accounts, config, db, leveling, storage
from app.db import reading
from app.jobs import queue
from app.leveling import LevelingOptions
from models import ProcessingJob, Status, UserUploadStats
from tests.machines import Nginx, Redis, Worker
from tests.servers import LevelMix
from tests.waiting import until

CHUNK = 256 * 1024
TARGETS = (-14.0, -16.0, -11.0, -18.5, -12.0)


@dataclass
class House:
    """The processes of one house, and the settings that they share."""

    folder: Path
    settings: dict[str, Any]
    redis: Redis
    proxy: Nginx
    webs: list[LevelMix]
    workers: list[Worker]

    def upload(self, path: Path) -> str:
        """Send a file through the proxy by tus, anew if the server that has its part dies; returns the upload's id."""
        deadline = time.monotonic() + 180
        while True:
            client = TusClient(f'{self.proxy.url}/files/uploads')
            try:
                with path.open('rb') as file:
                    uploader = client.uploader(file_stream=file, chunk_size=CHUNK, metadata={'filename': path.name})
                    uploader.upload()
                return str(uploader.url).rpartition('/')[2]
            except (TusCommunicationError, OSError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.3)

    def visited(self) -> LevelMix:
        """The web server that the proxy sends us to, by the cookie that it sets."""
        with urllib.request.urlopen(f'{self.proxy.url}/healthz', timeout=5) as answer:
            return self.webs['ab'.index(answer.headers['set-cookie'].split('=')[1][0])]

    def starts(self) -> dict[str, int]:
        """How often each job was started, as the workers' logs have it."""
        found: dict[str, int] = {}
        for worker in self.workers:
            for job_id in re.findall(r'Job (\S+) \(leveling\.level\) starts', worker.log):
                found[job_id] = found.get(job_id, 0) + 1
        return found

    def ready(self) -> bool:
        """Whether the proxy finds everything in reach."""
        try:
            with urllib.request.urlopen(f'{self.proxy.url}/readyz', timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@contextmanager
def house(folder: Path, services: dict[str, str], *, workers: int = 3, port: int = 0) -> Iterator[House]:
    """Everything running, and this process with the same settings; `services` name database and storage, if others
    than the file and the folder, which all then share. `port` is the proxy's, where somebody must know it before."""
    with ExitStack() as stack:
        redis = Redis(folder)
        stack.callback(redis.end)
        shared: dict[str, Any] = {'redis_url': redis.url, 'secret_key': 's' * 40, **services}

        def own(name: str) -> Path:
            place = folder / (name if 'database_url' in services else 'data')
            place.mkdir(exist_ok=True)
            return place

        _use(stack, own('test'), shared)
        webs = [LevelMix(own(n), f'web-{n}', replica=n, embedded_worker='false', **shared) for n in ('a', 'b')]
        working = [Worker(own(f'worker{n}'), f'worker{n}', lease_seconds=10, **shared) for n in range(workers)]
        for end in (*(web.end for web in webs), *(worker.end for worker in working)):
            stack.callback(end)
        for web in webs:
            web.ready()
        proxy = Nginx(folder, webs[0].port, webs[1].port, port=port)
        stack.callback(proxy.end)
        built = House(folder, shared, redis, proxy, webs, working)
        until(built.ready, seconds=180, what=lambda: 'the house to be ready\n' + '\n'.join(w.log for w in working))
        yield built


def _use(stack: ExitStack, data_dir: Path, settings: dict[str, Any]) -> None:
    patch = stack.enter_context(pytest.MonkeyPatch.context())
    for name, value in {'data_dir': data_dir, 'min_free_disk_mb': 0, **settings}.items():
        patch.setenv(f'LEVELMIX_{name.upper()}', str(value))
    config.forget_settings()
    for end in (config.forget_settings, storage.close, queue.close, db.dispose):
        stack.callback(end)


@dataclass
class Day:
    """What a day brought."""

    owner: str
    targets: dict[str, float] = field(default_factory=dict)
    """Job id -> the loudness that was asked for."""
    seconds: float = 0.0


def spend_a_day(home: House, mixes: list[Path], jobs: int) -> Day:
    """Upload and level, while a worker, a web server and Redis are killed and started again, one after the other."""
    day = Day(accounts.ensure_local_owner())
    began = time.monotonic()
    accidents = _accidents(home)
    for number, mix in enumerate(itertools.islice(itertools.cycle(mixes), jobs)):
        target = TARGETS[number % len(TARGETS)]
        day.targets[leveling.submit(day.owner, home.upload(mix), LevelingOptions(target))] = target
        if number in (jobs // 4, jobs // 2, jobs * 3 // 4):
            next(accidents)()

    def ended() -> int:
        with reading() as session:
            return len(session.exec(select(ProcessingJob.id).where(col(ProcessingJob.completed_at).is_not(None))).all())

    until(lambda: ended() == jobs, seconds=60 + 16 * jobs, what=lambda: f'{jobs} jobs to end; {ended()} have')
    until(lambda: queue.count() == 0, seconds=60, what='messages that came twice to be dropped')
    day.seconds = time.monotonic() - began
    return day


def _accidents(home: House) -> Iterator[Callable[[], None]]:
    def worker_dies() -> None:
        until(lambda: any(map(_dies_amid_a_job, home.workers)), seconds=60, what='a worker to be busy')
        (dead,) = (worker for worker in home.workers if worker.process.poll() is not None)
        dead.start()

    def web_dies() -> None:
        dying = home.visited()

        def fall() -> None:
            time.sleep(0.05)  # in the middle of the next upload
            dying.end(signal.SIGKILL)
            time.sleep(3)
            dying.start()

        threading.Thread(target=fall).start()

    def redis_dies() -> None:
        home.redis.end(signal.SIGKILL)
        time.sleep(2)
        home.redis.start()

    yield worker_dies
    yield web_dies
    yield redis_dies


def _busy(worker: Worker) -> bool:
    with reading() as session:
        names = session.exec(select(ProcessingJob.worker).where(col(ProcessingJob.status) == Status.PROCESSING)).all()
    return any(str(name).endswith(f':{pid}') for name in names for pid in worker.children())


def _dies_amid_a_job(worker: Worker) -> bool:
    """Kill it, unless it has no job in hand, or has just finished it."""
    if not _busy(worker):
        return False
    worker.freeze()
    time.sleep(0.3)  # what it has sent to the database arrives
    if busy := _busy(worker):
        worker.die()
    else:
        worker.thaw()
    return busy


def rows(day: Day) -> list[ProcessingJob]:
    """The jobs of the day, as the database has them."""
    with reading() as session:
        return list(session.exec(select(ProcessingJob).where(col(ProcessingJob.user_id) == day.owner)))


def counters(day: Day) -> UserUploadStats:
    """What the owner is said to have used."""
    with reading() as session:
        return session.get_one(UserUploadStats, day.owner)
