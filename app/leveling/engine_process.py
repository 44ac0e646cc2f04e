"""The engine for tools that work on files of this machine: a process for each call, which ends with it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anyio

from app import areas
from app.audio.call_process import Wish
from app.config import settings
from app.errors import NotAllowed, TookTooLong
from app.leveling.service import KIND
from app.tools import Call

GRACE_S = 10.0
"""So long it may take to tidy up when nobody waits any more; then it is killed."""
MOST_WAITING = 20
"""Calls that wait for their turn."""
LINE_BYTES = 64 * 1024 * 1024
"""The longest answer: the tracks of a mix of twelve hours take a hundredth of it."""
DIED = (
    'The engine ended before it was done, and no result was written: the file is badly damaged, or it takes more '
    'memory than LEVELMIX_WORKER_MEMORY_MB allows.'
)
_HOME = Path(__file__).parent.parent.parent


class _Turns:
    """Who comes next, where only a few may work at a time."""

    def __init__(self, most: int) -> None:
        self._free, self._waiting = asyncio.Semaphore(most), 0

    @asynccontextmanager
    async def turn(self, call: Call) -> AsyncIterator[None]:
        if self._free.locked():
            if self._waiting >= MOST_WAITING:
                raise NotAllowed(f'{MOST_WAITING} files wait already. Try again when some of them are done.')
            await call.tell(0.0, 'Waiting until another file is done')
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()


_LEVELLING, _READING = _Turns(1), _Turns(2)
"""One file is levelled at a time, because it takes all cores; two may be looked at."""


async def run_engine(call: Call, wish: Wish) -> dict[str, Any]:
    """What came out, with the names that the engine has for it; whoever waits may give up at any time.

    Raises
    ------
    NotAllowed : the engine says why not.
    TookTooLong : it was stopped after the longest time that a job may run.
    """
    async with (_LEVELLING if wish.do == 'level' else _READING).turn(call):
        try:
            with anyio.fail_after(settings().job_minutes * 60):
                return await _run(call, wish)
        except TimeoutError:
            raise TookTooLong(
                f'This took longer than {settings().job_minutes:g} minutes and was stopped; no result was written.'
            ) from None


async def _run(call: Call, wish: Wish) -> dict[str, Any]:
    async with _started(wish) as process:
        assert process.stdout is not None
        async for line in process.stdout:
            said: dict[str, Any] = json.loads(line)
            if 'error' in said:
                raise NotAllowed(said['error'])
            if 'outcome' in said:
                outcome: dict[str, Any] = said['outcome']
                return outcome
            await call.tell(said['share'], areas.stage_label(KIND, said['stage']))
        raise NotAllowed(DIED)


@asynccontextmanager
async def _started(wish: Wish) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process; it is told to end with the block, however that ends, and waited for."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *('-m', 'app.audio.call_process'),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_HOME,
        limit=LINE_BYTES,
    )
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(asdict(wish)).encode() + b'\n')
        await process.stdin.drain()
        yield process
    finally:
        with anyio.CancelScope(shield=True):  # the next one begins when this one has tidied up
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    with anyio.move_on_after(GRACE_S):
        await process.wait()
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
