"""How soon many open pages hear of one running job, and what they cost: `make bench-pages`.

A real server, a real job of a long mix, and pages on it by real sockets. Progress is timed from the moment that the
worker writes the row, which the row itself tells by the database's clock, to the message at the page. Two ways:

- *shared*: the embedded worker encodes meanwhile, on the same cores as the server and the pages.
- *elsewhere*: no worker here; a light process writes the row three times a second, as a worker on another machine does.

    python -m bench.pages [--counts 1 100 200 500] [--seconds 20] [--way shared elsewhere]
"""

import argparse
import asyncio
import os
import platform
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sqlmodel import col, select

from app import accounts, config, db, jobs, leveling, storage, uploads
from app.db import reading
from app.jobs import queue
from app.leveling import KIND, LevelingOptions
from app.leveling.timelines import analysis_key
from bench.page_clients import OpenPage, fetch
from bench.processes import memory_kib, processor_s, share
from models import ProcessingJob, Status
from tests.servers import LevelMix, serving
from tests.sounds import RATE, write_mix

BEATS_PER_SECOND = 3.0
ANALYSED_AFTER_S = 5.0
READ_EVERY_S = 0.1
OPEN_AT_ONCE = 8
GET_EVERY_S = 0.25


@dataclass
class Heard:
    """What happened in one run: when each percentage was written first, and when pages heard of it."""

    written: list[tuple[int, float]] = field(default_factory=list)
    told: list[tuple[int, float]] = field(default_factory=list)
    gets: list[float] = field(default_factory=list)
    cores: float = 0.0
    own_cores: float = 0.0
    page_kb: float = 0.0
    messages: int = 0
    since: float = 0.0

    def delays(self) -> list[float]:
        """Seconds from row to page, for every page and percentage that was written while they listened."""
        found = []
        for percent, heard_at in self.told:
            written = [at for one, at in self.written if one == percent and self.since <= at <= heard_at]
            found += [heard_at - written[-1]] if written else []
        return found

    def line(self) -> str:
        """One row of the table."""
        slow, gets = self.delays(), self.gets
        return (
            f'GET {share(gets, 50):.2f} / {share(gets, 95):.2f} s   progress {share(slow, 50):.2f} / '
            f'{share(slow, 95):.2f} s, worst {max(slow, default=0):.2f} ({len(slow)} seen)   '
            f'web {self.cores:.2f} core, clients {self.own_cores:.2f}   {self.page_kb:.0f} KB a page   '
            f'{self.messages} messages'
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--counts', type=int, nargs='+', default=[1, 100, 200, 500])
    parser.add_argument('--seconds', type=float, default=20.0, help='how long each is measured')
    parser.add_argument('--way', nargs='+', choices=['shared', 'elsewhere'], default=['shared', 'elsewhere'])
    parser.add_argument('--mix', type=Path, help='an audio file that takes longer than this')
    given = parser.parse_args()
    print(f'{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores')
    with tempfile.TemporaryDirectory(prefix='levelmix-') as folder:
        place = Path(folder)
        for way in given.way:
            mix = (given.mix or long_mix(place)) if way == 'shared' else write_mix(place / 'short.wav', 5)
            with house(place / way, embedded=way == 'shared') as server:
                for count in given.counts:
                    heard = asyncio.run(run(server, mix, count, given.seconds, shared=way == 'shared'))
                    print(f'{way:<10} {count:>4} pages   {heard.line()}', flush=True)


@contextmanager
def house(folder: Path, *, embedded: bool, people: bool = False) -> Iterator[LevelMix]:
    """A server, and this process in the same data folder, so that it can make jobs and read rows."""
    data_dir, worker, doors = folder / 'data', str(embedded).lower(), 'on' if people else 'off'
    with (
        serving(data_dir, embedded_worker=worker, accounts=doors) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv('LEVELMIX_DATA_DIR', str(data_dir))
        patch.setenv('LEVELMIX_ACCOUNTS', doors)
        config.forget_settings()
        try:
            yield server
        finally:
            queue.close()
            db.dispose()


async def run(server: LevelMix, mix: Path, count: int, seconds: float, *, shared: bool) -> Heard:
    """Open pages on a job that runs, and listen."""
    owner = accounts.ensure_local_owner()
    job_id = leveling.submit(owner, upload(owner, mix), LevelingOptions(-9.0, output_format='mp3'))
    heard, over = Heard(), threading.Event()
    others = [threading.Thread(target=read_rows, args=(job_id, heard, over))]
    if not shared:
        others.append(threading.Thread(target=write_rows, args=(job_id, heard, over)))
    for thread in others:
        thread.start()
    try:
        await _until_it_runs(job_id)
        await _listen(server, f'/jobs/{job_id}', count, seconds, heard)
    finally:
        over.set()
        for thread in others:
            thread.join()
        if shared:
            leveling.cancel(owner, job_id)
            await _until(job_id, Status.CANCELLED)
    return heard


async def _listen(server: LevelMix, path: str, count: int, seconds: float, heard: Heard) -> None:
    before = memory_kib(server.process.pid)
    pages = [OpenPage(server.port, path, lambda *told: heard.told.append(told)) for _ in range(count)]
    gate = asyncio.Semaphore(OPEN_AT_ONCE)

    async def enter(page: OpenPage) -> None:
        async with gate:
            await page.open()

    await asyncio.gather(*(enter(page) for page in pages))
    await asyncio.sleep(2)
    heard.page_kb = (memory_kib(server.process.pid) - before) / count
    heard.told.clear()
    said = sum(page.messages for page in pages)
    heard.since, spent, own = time.time(), processor_s(server.process.pid), time.process_time()
    while (gone := time.time() - heard.since) < seconds:
        taken, _ = await fetch(server.port, '/history')
        heard.gets.append(taken)
        await asyncio.sleep(GET_EVERY_S)
    heard.cores = (processor_s(server.process.pid) - spent) / gone
    heard.own_cores = (time.process_time() - own) / gone
    heard.messages = sum(page.messages for page in pages) - said
    await asyncio.gather(*(page.close() for page in pages))


def read_rows(job_id: str, heard: Heard, over: threading.Event) -> None:
    """Note when each percentage was written first: the lease that came with it tells, by the database's clock."""
    row = select(ProcessingJob.progress_percentage, ProcessingJob.lease_until).where(col(ProcessingJob.id) == job_id)
    lease = config.settings().lease_seconds
    while not over.wait(READ_EVERY_S):
        with reading() as session:
            percent, until = session.exec(row).one()
        if until is not None and (not heard.written or heard.written[-1][0] != percent):
            heard.written.append((percent, until - lease))


def write_rows(job_id: str, heard: Heard, over: threading.Event) -> None:
    """Do a worker's writing, and none of its work; amid the measuring the mix is analysed, and every page looks."""
    claim = jobs.claim(KIND, job_id, 'bench')
    assert claim is not None
    beat, stage = 0, 'analyse'
    while not over.wait(1 / BEATS_PER_SECOND):
        beat += 1
        if stage == 'analyse' and heard.since and time.time() > heard.since + ANALYSED_AFTER_S:
            stage = 'render'
            _, nothing = tempfile.mkstemp(dir=config.settings().data_dir)
            storage.put(analysis_key(claim.job.original_file_path), Path(nothing))
        jobs.beat(claim, beat % 100, stage, 100.0 - beat % 100)
    jobs.settle(claim, Status.CANCELLED)


def long_mix(folder: Path) -> Path:
    """An hour of FLAC, the same minute again and again: it takes the engine longer than anything here."""
    minute, _ = soundfile.read(write_mix(folder / 'minute.wav', 60), dtype='int16')
    path = folder / 'hour.flac'
    with soundfile.SoundFile(path, 'w', RATE, 2, subtype='PCM_16', compression_level=0.0) as file:
        for _ in range(60):
            file.write(np.asarray(minute))
    return path


def upload(owner: str, path: Path) -> str:
    """Send a file as its owner; returns the id of the upload."""
    writer = uploads.begin(owner, path.name, path.stat().st_size)
    with path.open('rb') as file:
        while block := file.read(config.MIB):
            writer.write(block)
    return writer.finish().id


async def _until_it_runs(job_id: str) -> None:
    await _until(job_id, Status.PROCESSING)
    await asyncio.sleep(1)


async def _until(job_id: str, status: Status) -> None:
    while True:
        with reading() as session:
            if session.get_one(ProcessingJob, job_id).status == status:
                return
        await asyncio.sleep(0.2)


if __name__ == '__main__':
    main()
