"""Jobs that are followed: all programs that wait share the few looks of the progress hub, and ask nothing more."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.jobs.feed import Entry
from app.jobs.progress import HUB, Snapshot
from models import Status

HEARTBEAT_S = 15.0
"""A stream that has nothing to tell says so: whoever is in between closes what is silent."""
LONGEST_S = 600.0
"""How long one stream is kept: the program comes back by itself, and its key is looked at again."""
MOST_STREAMS = 100
"""So many streams one user may have open at a time."""

APART_S = 0.004
"""So far apart are those who wake up together: about what it takes to answer what each of them asks next."""

_open = Counter[str]()


class _Newest:
    """The newest that is known of a job; whoever is slower than the hub misses what was in between."""

    def __init__(self) -> None:
        self._news = asyncio.Event()
        self.now: Snapshot | None = None

    def hear(self, now: Snapshot) -> None:
        self.now = now
        self._news.set()

    async def get(self, seconds: float) -> Snapshot | None:
        """What has come since the last one; None if nothing comes within this time."""
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return None
        self._news.clear()
        return self.now


class Turnstile:
    """Lets those who wake up together go on one after another: what all programs ask next would otherwise come at
    once, and everybody else's answers would wait behind it."""

    def __init__(self) -> None:
        self._next = 0.0

    async def go_through(self) -> None:
        """Wait for one's turn."""
        now = asyncio.get_running_loop().time()
        self._next = max(now, self._next + APART_S)
        await asyncio.sleep(self._next - now)


_TURNSTILE = Turnstile()


async def until_changed(entry: Entry, seconds: float) -> Snapshot | None:
    """Wait until status or percent of a job are not what they were, at most for so long; how it is then, if told."""
    newest = _Newest()
    stop = HUB.follow_job(entry.id, newest.hear)
    clock = asyncio.get_running_loop()
    until = clock.time() + seconds
    try:
        while (left := until - clock.time()) > 0:
            now = await newest.get(left)
            if now is not None and (now.gone or (now.status, now.percent) != (entry.status, entry.percent)):
                await _TURNSTILE.go_through()
                return newest.now
    finally:
        stop()
    return None


def is_the_same_but_further(entry: Entry, now: Snapshot) -> bool:
    """Whether all that has changed of a job that runs is how far it is, which a snapshot tells whole."""
    return not now.gone and entry.status == now.status == Status.PROCESSING


def further(entry: Entry, now: Snapshot) -> Entry:
    """Such a job as it is now."""
    return replace(
        entry,
        percent=now.percent,
        stage=now.stage,
        stage_label=now.stage_label,
        seconds_left=now.seconds_left,
        cancel_requested=bool(now.cancel_requested),
    )


async def events(entry: Entry, last_id: str) -> AsyncIterator[bytes]:
    """What happens to a job, as server-sent events: `progress` until its `end`.

    The id of an event says how the job was: whoever comes back with it hears of it again only if that has changed.
    """
    newest = _Newest()
    stop = HUB.follow_job(entry.id, newest.hear)
    clock = asyncio.get_running_loop()
    until = clock.time() + LONGEST_S
    now: Snapshot | None = snapshot(entry)
    try:
        while True:
            if now is None:
                yield b': nothing new\n\n'
            elif event_id(now) != last_id:
                last_id = event_id(now)
                yield _written(now, last_id)
            if (now is not None and not now.active) or clock.time() >= until:
                return
            now = await newest.get(HEARTBEAT_S)
    finally:
        stop()


def is_full(user_id: str) -> bool:
    """Whether a user has as many streams as anybody may."""
    return _open[user_id] >= MOST_STREAMS


@contextmanager
def counted(user_id: str) -> Iterator[None]:
    """Count a stream of a user as long as it is open."""
    _open[user_id] += 1
    try:
        yield
    finally:
        _open[user_id] -= 1
        if not _open[user_id]:
            del _open[user_id]


def snapshot(entry: Entry) -> Snapshot:
    """A job as the hub would tell it."""
    return Snapshot(
        entry.id,
        None,
        entry.status,
        entry.percent,
        entry.stage,
        entry.seconds_left,
        entry.cancel_requested,
        stage_label=entry.stage_label,
    )


def told(now: Snapshot) -> dict[str, Any]:
    """The data of an event."""
    return {
        'id': now.id,
        'status': now.status,
        'percent': now.percent,
        'stage': now.stage,
        'stage_label': now.stage_label,
        'seconds_left': now.seconds_left,
        'cancel_requested': bool(now.cancel_requested),
        'deleted': now.gone,
    }


def event_id(now: Snapshot) -> str:
    """The same for the same state of a job."""
    return hashlib.sha256(json.dumps(told(now)).encode()).hexdigest()[:16]


def _written(now: Snapshot, mark: str) -> bytes:
    name = 'progress' if now.active else 'end'
    return f'id: {mark}\nevent: {name}\ndata: {json.dumps(told(now))}\n\n'.encode()
