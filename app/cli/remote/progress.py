"""What goes on with one file, on its bar: sent, worked on by the server, fetched; not too many lines busy at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.console.child_processes import Told
from app.remote import Client, Halt
from app.remote.downloading import fetch
from app.remote.following import follow
from app.remote.objects import Job
from app.remote.remembered import Work
from app.remote.uploading import send

Report = Callable[[Any], None]
LOOK_S = 0.2


class Transfers:
    """So many files at most are on the line; who waits for a turn notices that the process is to end."""

    def __init__(self, most: int, halt: Halt) -> None:
        self._turns, self._halt = threading.Semaphore(most), halt

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One of them."""
        while not self._turns.acquire(timeout=LOOK_S):
            self._halt.check()
        try:
            yield
        finally:
            self._turns.release()


def sends(client: Client, work: Work, report: Report, transfers: Transfers, purpose: str) -> Job | None:
    """Send a file, and have its job made."""
    with transfers.turn():
        return send(client, work, lambda share: report(Told(share, 'sending')), purpose=purpose)


def follows(client: Client, job_id: str, report: Report, told: Callable[[Job], None] | None = None) -> Job:
    """Follow a job to its end."""

    def moved(job: Job) -> None:
        report(Told(job.percent / 100, job.stage or job.status))
        if told is not None:
            told(job)

    return follow(client, job_id, moved)


def downloads(client: Client, job: Job, target: Path, report: Report, transfers: Transfers, *, force: bool) -> Path:
    """Fetch a result."""
    with transfers.turn():
        return fetch(client, job, target, lambda share: report(Told(share, 'fetching')), force=force)
