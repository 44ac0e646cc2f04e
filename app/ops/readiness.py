"""Whether everything that the work needs is there: database, queue, storage, and a worker that was seen lately."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import text

from app import storage
from app.db import reading
from app.jobs import queue, workers
from app.outages import Outage

KEPT_S = 1.0
"""How long an answer is kept, in seconds, so that whoever asks without end does not keep the services busy."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found for each part: `ok`, or words that say nothing about where it is or how it is reached."""

    parts: dict[str, str]

    @property
    def ready(self) -> bool:
        """Whether everything is there."""
        return set(self.parts.values()) == {'ok'}


def look() -> Readiness:
    """Ask every part, at most once a second."""
    global _last
    with _lock:
        if _last is None or time.monotonic() - _last[0] > KEPT_S:
            found = Readiness({name: _state(name, ask) for name, ask in PARTS.items()})
            _last = time.monotonic(), found
        return _last[1]


def forget() -> None:
    """Ask again at the next call: for tests."""
    global _last
    _last = None


def _database() -> str:
    with reading() as session:
        session.connection().execute(text('SELECT 1'))
    return 'ok'


def _queue() -> str:
    queue.count()
    return 'ok'


def _storage() -> str:
    next(storage.each('readiness'), None)  # a bucket that is not there would answer to a question for one file
    return 'ok' if storage.free_bytes() > 0 else 'full'


def _worker() -> str:
    return 'ok' if workers.seen_lately() else 'not seen lately'


PARTS: dict[str, Callable[[], str]] = {
    'database': _database,
    'queue': _queue,
    'storage': _storage,
    'worker': _worker,
}

_outages = {name: Outage(f'Not ready: the {name}', 'Whoever asks is told.') for name in PARTS}
_lock = threading.Lock()
_last: tuple[float, Readiness] | None = None


def _state(name: str, ask: Callable[[], str]) -> str:
    try:
        found = ask()
    except Exception as error:
        _outages[name].met(error)
        return 'out of reach'
    _outages[name].over()
    return found
