"""The programs of `bench.api`, in a process of their own: each with its key and one connection that stays open.

It is told on stdin whom to play, and tells on stdout what they have seen. HTTP is read by hand, and of a body only what
is asked for, because a client that worked as much as the server would measure itself.

    python -m bench.api_clients <plan.json >seen.json
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

PLAIN, WAITS, JOBS, LIBRARY, EVENTS = (
    'GET /jobs/{job_id}',
    'GET /jobs/{job_id}?wait=',
    'GET /jobs',
    'GET /library',
    'GET /jobs/{job_id}/events',
)
WAIT_S = 30
PATIENCE_S, LONGEST_STREAM_S = 90.0, 660.0
STEP_S = 0.05
ACTIVE = ('queued', 'processing')


@dataclass
class Plan:
    """Who is played: each program by what it does and its key; `pace_s` lies between two requests of those who poll."""

    port: int
    programs: list[tuple[str, str]]
    pace_s: float
    seconds: float


@dataclass
class Seen:
    """What they saw: reads as route, milliseconds here and in the server; percentages as route, job, percent, moment.

    `late` are the milliseconds by which this process itself came too late to what it had waited for.
    """

    reads: list[tuple[str, float, float]] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    told: list[tuple[str, str, int, float]] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)


class Line:
    """One connection of one program."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key = port, key
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        reader, status, told = await self._ask(path, headers)
        body = await reader.readexactly(int(told.get('content-length', '0')))
        return status, told, body

    async def events(self, path: str) -> AsyncIterator[dict[str, Any]]:
        """The data of each event, until the server closes the stream."""
        reader, status, _ = await self._ask(path, {})
        if status != 200:
            raise ConnectionError(f'{EVENTS} was answered with {status}')
        while size := int(await reader.readline(), 16):
            event = (await reader.readexactly(size + 2)).decode()
            found = [line[6:] for line in event.splitlines() if line.startswith('data: ')]
            for data in found:
                yield json.loads(data)
        await reader.readline()

    def close(self) -> None:
        """Hang up; the next request dials again."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, path: str, headers: dict[str, str]) -> tuple[asyncio.StreamReader, int, dict[str, str]]:
        if self._streams is None:
            self._streams = await asyncio.open_connection('127.0.0.1', self._port)
        reader, writer = self._streams
        sent = {'Host': f'127.0.0.1:{self._port}', 'Authorization': f'Bearer {self._key}', **headers}
        lines = [f'GET /api/v1{path} HTTP/1.1', *(f'{name.replace("_", "-")}: {said}' for name, said in sent.items())]
        writer.write('\r\n'.join([*lines, '', '']).encode())
        head = (await reader.readuntil(b'\r\n\r\n')).decode().splitlines()
        pairs = (line.partition(': ') for line in head[1:-1])
        return reader, int(head[0].split()[1]), {name.lower(): said for name, _, said in pairs}


class Program:
    """One program that asks again and again until its time is up."""

    def __init__(self, plan: Plan, route: str, key: str, seen: Seen, until: float) -> None:
        self._line, self._route, self._seen = Line(plan.port, key), route, seen
        self._pace, self._until = plan.pace_s, until
        self._job, self._mark = '', ''
        self._last: tuple[str, int] | None = None

    async def run(self) -> None:
        """Do what this kind of program does; begin somewhere within the first step, as programs do."""
        steps: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            PLAIN: self._poll, WAITS: self._wait, JOBS: self._list, LIBRARY: self._list, EVENTS: self._listen,
        }  # fmt: skip
        due = time.monotonic() + random.random() * self._pace
        patience = LONGEST_STREAM_S if self._route == EVENTS else PATIENCE_S
        while due < self._until:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            try:
                async with asyncio.timeout(min(patience, max(0.1, self._until - time.monotonic()))):
                    await steps[self._route]()
            except TimeoutError:
                if time.monotonic() < self._until:
                    self._seen.errors[f'{self._route}: no answer'] += 1
                self._line.close()
            except (OSError, ValueError, asyncio.IncompleteReadError) as error:
                self._seen.errors[f'{self._route}: {error!r}'] += 1
                self._line.close()
            due = max(due + self._pace, time.monotonic()) if self._route not in (WAITS, EVENTS) else time.monotonic()
        self._line.close()

    async def _read(self, route: str, path: str, **headers: str) -> tuple[int, dict[str, str], Any]:
        """One read, timed from its first byte to its last, unless it waits."""
        started = time.perf_counter()
        status, told, body = await self._line.get(path, **headers)
        taken = (time.perf_counter() - started) * 1000
        self._seen.answers[route] += 1
        if route != WAITS:
            self._seen.reads.append((route, taken, float(told['server-timing'].partition('dur=')[2])))
        if status not in (200, 304, 404):
            self._seen.errors[f'{route}: {status}'] += 1
            await asyncio.sleep(1)
        return status, told, body

    async def _list(self) -> None:
        await self._read(self._route, self._route.removeprefix('GET '))

    async def _find(self) -> bool:
        """Take the newest job of this key's owner, if that waits or runs and is not known yet."""
        status, _, body = await self._read(JOBS, '/jobs?limit=1')
        newest = json.loads(body)['items'][0] if status == 200 else {}
        if newest.get('status') not in ACTIVE:
            await asyncio.sleep(self._pace)
            return False
        self._job, self._mark, self._last = newest['id'], '', None
        return True

    async def _poll(self) -> None:
        if not self._job and not await self._find():
            return
        status, _, body = await self._read(PLAIN, f'/jobs/{self._job}')
        if status == 404 or json.loads(body)['status'] not in ACTIVE:
            self._job = ''

    async def _wait(self) -> None:
        if not self._job and not await self._find():
            return
        mark = {'If_None_Match': self._mark} if self._mark else {}
        status, told, body = await self._read(WAITS, f'/jobs/{self._job}?wait={WAIT_S}', **mark)
        if status == 200:
            self._mark = told['etag']
            self._hear(json.loads(body))
        elif status != 304:
            self._job = ''

    async def _listen(self) -> None:
        if not self._job and not await self._find():
            return
        async for event in self._line.events(f'/jobs/{self._job}/events'):
            self._seen.answers[EVENTS] += 1
            self._hear(event)

    def _hear(self, job: dict[str, Any]) -> None:
        """Note a percentage when it is heard first; what a program begins with is no news."""
        now = job['status'], job['percent']
        if self._last not in (None, now) and job['status'] == 'processing':
            self._seen.told.append((self._route, job['id'], job['percent'], time.time()))
        self._last = now
        if job['status'] not in ACTIVE:
            self._job = ''


async def play(plan: Plan) -> Seen:
    """Let all programs run to the end."""
    seen, until = Seen(), time.monotonic() + plan.seconds
    async with asyncio.TaskGroup() as group:
        group.create_task(look_at_itself(seen, until))
        for route, key in plan.programs:
            group.create_task(Program(plan, route, key, seen, until).run())
    return seen


async def look_at_itself(seen: Seen, until: float) -> None:
    """Note how late this process is: what it measures of the server, it measures so much too long."""
    while (due := time.monotonic() + STEP_S) < until:
        await asyncio.sleep(STEP_S)
        seen.late.append(max(0.0, time.monotonic() - due) * 1000)


if __name__ == '__main__':
    json.dump(vars(asyncio.run(play(Plan(**json.load(sys.stdin))))), sys.stdout)
