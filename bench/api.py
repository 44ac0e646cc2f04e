"""How soon a server answers many programs while jobs run, and what they cost it: `make bench-api`.

A real server with accounts and its worker, which levels short mixes of five people again and again. Each has 500 jobs
and 1,000 files from before, and fifty keys: 200 programs poll, each with a key of its own, and 50 follow jobs by
events. They share a process (`bench.api_clients`), whose processor time is told beside that of the server, because all
share the machine. Each read is timed twice: by the program from its first byte to its last, and by the server, whose
answer says how long it took (`Server-Timing`); how late the programs themselves were is told, too. First, while nothing
else is asked and no job runs, each route is asked alone, again and again: what a request costs then is told in
milliseconds of the processor, which others on the machine change least.

    python -m bench.api [--minutes 10] [--pace 4] [--mix-seconds 120]
"""

import argparse
import asyncio
import json
import logging
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from sqlmodel import col, select

from app import config, leveling
from app.accounts import admin_actions, api_keys, tiers
from app.db import reading, transaction
from app.jobs import own_jobs
from app.leveling import KIND, LevelingOptions
from bench import library
from bench.api_clients import EVENTS, JOBS, LIBRARY, PLAIN, WAITS, Line, Plan
from bench.pages import house, upload
from bench.processes import memory_kib, processor_s, share
from models import ProcessingJob, Status, User
from models.job import ACTIVE
from tests.servers import LevelMix
from tests.sounds import write_mix

PEOPLE, KEYS, FILES = 5, 50, 1000
PROGRAMS = {PLAIN: 80, WAITS: 40, JOBS: 40, LIBRARY: 40, EVENTS: 50}
ALONE = 200
READ_EVERY_S = 0.1
KEPT_S = 30.0
"""How long a job is left to its followers after its end."""


@dataclass(frozen=True)
class Moment:
    """What had been spent until then, in seconds of the processor, and what the web process took, in MiB."""

    at: float
    memory: float
    web_s: float
    clients_s: float


@dataclass
class Ran:
    """What was noted while the programs asked: moments, when each percentage was written first, and jobs done."""

    moments: list[Moment] = field(default_factory=list)
    written: dict[tuple[str, int], float] = field(default_factory=dict)
    done: int = 0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--minutes', type=float, default=10.0)
    parser.add_argument('--pace', type=float, default=4.0, help='seconds between two requests of who polls')
    parser.add_argument('--mix-seconds', type=float, default=120.0, help='length of the mixes that are levelled')
    given = parser.parse_args()
    logging.disable(logging.WARNING)  # no mail server is set, and each key that is made would be told of
    print(f'{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores, {load_now()}')
    with tempfile.TemporaryDirectory(prefix='levelmix-') as folder:
        place = Path(folder)
        mix = write_mix(place / 'mix.flac', given.mix_seconds)
        with house(place / 'api', embedded=True, people=True) as server:
            people = [move_in(number) for number in range(PEOPLE)]
            keys = [key for one in people for key in one.keys]
            costs = asyncio.run(ask_alone(server, keys[::KEYS]))
            with working([one.id for one in people], mix) as ran:
                plan = Plan(server.port, list(zip(routes(), keys, strict=True)), given.pace, given.minutes * 60)
                seen = load(server, plan, ran)
    tell(seen, ran, costs)


@dataclass(frozen=True)
class Person:
    """Whoever has programs, and their keys."""

    id: str
    keys: tuple[str, ...]


def move_in(number: int) -> Person:
    """Somebody who has been here for a while."""
    user_id, _ = admin_actions.create('a bench', f'dj{number}@example.org', name=f'DJ {number}')
    with transaction() as session:
        session.get_one(User, user_id).subscription_tier = tiers.PREMIUM_PLUS
    library.fill(user_id, FILES, f'{number}-')
    return Person(user_id, tuple(api_keys.create(user_id, f'program {n}', scopes=('read',)) for n in range(KEYS)))


def routes() -> list[str]:
    """What each program does, kind after kind in turn, so that every person has some of all."""
    left = dict(PROGRAMS)
    found = [route for turn in range(max(left.values())) for route in left if turn < left[route]]
    return [found[i] for start in range(PEOPLE) for i in range(start, len(found), PEOPLE)]


async def ask_alone(server: LevelMix, keys: list[str]) -> dict[str, tuple[float, float]]:
    """Processor milliseconds of a request and the median of its wall time, where one program asks one route."""
    found = {}
    for route, path, key in (
        (PLAIN, '/jobs/j0-7', keys[0]),
        (JOBS, '/jobs', keys[1]),
        (LIBRARY, '/library', keys[2]),
    ):
        line, times = Line(server.port, key), list[float]()
        for _ in range(20):
            await line.get(path)
        spent = processor_s(server.process.pid)
        for _ in range(ALONE):
            started = time.perf_counter()
            status, _, _ = await line.get(path)
            assert status == 200, status
            times.append((time.perf_counter() - started) * 1000)
        found[route] = (processor_s(server.process.pid) - spent) * 1000 / ALONE, median(times)
        line.close()
    return found


@contextmanager
def working(people: list[str], mix: Path) -> Iterator[Ran]:
    """Meanwhile each person has a job that waits or runs."""
    ran, over = Ran(), threading.Event()
    firsts = {one: leveling.submit(one, upload(one, mix), LevelingOptions(-9.0, output_format='mp3')) for one in people}
    threads = [
        threading.Thread(target=keep_busy, args=(firsts, ran, over)),
        threading.Thread(target=read_rows, args=(ran, over)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield ran
    finally:
        over.set()
        for thread in threads:
            thread.join()


def keep_busy(firsts: dict[str, str], ran: Ran, over: threading.Event) -> None:
    """Level the mix of each person again when it is done, a little louder or quieter, and clear up behind."""
    mine = col(ProcessingJob.original_file_path).not_like('o/%')
    rows = select(ProcessingJob.id, ProcessingJob.user_id, ProcessingJob.status).where(mine)
    ended: dict[str, float] = {}
    while not over.wait(0.3):
        with reading() as session:
            found = session.exec(rows).all()
        for job_id, user, status in found:
            if status in ACTIVE:
                continue
            assert status == Status.COMPLETED, f'a job ended as {status}'
            since = ended.setdefault(job_id, time.monotonic())
            if job_id not in firsts.values() and time.monotonic() > since + KEPT_S:
                own_jobs.delete(user or '', KIND, job_id)
        ran.done = len(ended)
        for user in firsts.keys() - {user for _, user, status in found if status in ACTIVE}:
            louder = LevelingOptions(-14.0 + len(ended) % 6, output_format='mp3')
            leveling.rerun(user, firsts[user], louder)


def read_rows(ran: Ran, over: threading.Event) -> None:
    """Note when each percentage was written first: the lease that came with it tells, by the database's clock."""
    rows = select(ProcessingJob.id, ProcessingJob.progress_percentage, ProcessingJob.lease_until)
    rows = rows.where(col(ProcessingJob.status) == Status.PROCESSING)
    lease = config.settings().lease_seconds
    while not over.wait(READ_EVERY_S):
        with reading() as session:
            found = session.exec(rows).all()
        for job_id, percent, until in found:
            if until is not None:
                ran.written.setdefault((job_id, percent), until - lease)


def load(server: LevelMix, plan: Plan, ran: Ran) -> dict[str, Any]:
    """Let the programs ask, look at memory and processor meanwhile, and return what they have seen."""
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as asked:
        asked.write(json.dumps(asdict(plan)).encode())
        asked.seek(0)
        command = [sys.executable, '-m', 'bench.api_clients']
        with subprocess.Popen(command, stdin=asked, stdout=told) as clients:
            watch(server.process.pid, clients.pid, plan.seconds, ran)
        assert clients.returncode == 0
        told.seek(0)
        return dict(json.load(told))


def watch(web: int, clients: int, seconds: float, ran: Ran) -> None:
    """Look every second, and tell every minute."""
    started = time.monotonic()
    while (gone := time.monotonic() - started) < seconds:
        ran.moments.append(Moment(gone, memory_kib(web) / 1024, processor_s(web), processor_s(clients)))
        if len(ran.moments) % 60 == 1:
            print(f'after {gone / 60:4.1f} minutes   {minute(ran.moments)}   {ran.done} jobs done', flush=True)
        time.sleep(1)


def minute(moments: list[Moment]) -> str:
    """The last minute in words."""
    last, before = moments[-1], moments[-min(61, len(moments))]
    passed = last.at - before.at or 1.0
    web, clients = (last.web_s - before.web_s) / passed, (last.clients_s - before.clients_s) / passed
    return f'{last.memory:.0f} MiB   web {web:.2f} core   clients {clients:.2f} core'


def tell(seen: dict[str, Any], ran: Ran, costs: dict[str, tuple[float, float]]) -> None:
    """Print what came out, as a table that the docs can take."""
    first, last = ran.moments[0], ran.moments[-1]
    passed = last.at - first.at
    requests = sum(count for route, count in seen['answers'].items() if route != EVENTS)
    print('\n| route | a second | p50 | p95 | p99 ms | in the server: p50 | p95 | p99 ms | alone: processor, wall ms |')
    print('|---|---|---|---|---|---|---|---|---|')
    for route in (PLAIN, JOBS, LIBRARY, ''):
        times = [(taken, inside) for one, taken, inside in seen['reads'] if route in ('', one)]
        alone = f'{costs[route][0]:.1f}, {costs[route][1]:.1f}' if route else ''
        wall, inside = ([one[place] for one in times] for place in (0, 1))
        print(f'| {route or "all"} | {len(times) / passed:.1f} | {shares(wall, 1)} | {shares(inside, 1)} | {alone} |')
    print(f'\nthe programs themselves came too late by (p50, p95, p99 ms): {shares(seen["late"], 1)}')
    print('\n| hears of a change | a second | p50 | p95 | p99 ms |\n|---|---|---|---|---|')
    for route in (WAITS, EVENTS):
        late = delays(seen, ran, route)
        print(f'| {route} | {seen["answers"].get(route, 0) / passed:.1f} | {shares(late, 0)} | ({len(late)} timed)')
    web, clients = last.web_s - first.web_s, last.clients_s - first.clients_s
    print(
        f'\n{requests / passed:.1f} requests a second; web {web / passed:.2f} core, clients {clients / passed:.2f} core'
    )
    print(f'{web * 1000 / requests:.1f} ms of the server a request, with all events; {ran.done} jobs done')
    print(f'memory {first.memory:.0f} MiB at the start, {last.memory:.0f} at the end; {growth(ran.moments)}')
    print(f'errors: {seen["errors"] or "none"}; {load_now()}')


def load_now() -> str:
    """How many want the machine's cores: what is measured counts only where nobody else does."""
    return f'load {os.getloadavg()[0]:.1f}'


def shares(times: list[float], digits: int) -> str:
    """Three percentiles as cells."""
    return ' | '.join(f'{share(times, percent):.{digits}f}' for percent in (50, 95, 99))


def delays(seen: dict[str, Any], ran: Ran, route: str) -> list[float]:
    """Milliseconds from a row's change to whoever heard of it."""
    told = [(ran.written.get((job, percent)), at) for one, job, percent, at in seen['told'] if one == route]
    return [(at - written) * 1000 for written, at in told if written is not None and written <= at]


def growth(moments: list[Moment]) -> str:
    """Whether memory is flat once all code has run: the last fifth beside the second one."""
    fifth = len(moments) // 5
    if not fifth:
        return 'too short to tell whether it grows'
    early, late = (median(one.memory for one in part) for part in (moments[fifth : 2 * fifth], moments[-fifth:]))
    return f'from the second fifth of the time to the last one it went from {early:.0f} to {late:.0f}'


if __name__ == '__main__':
    main()
