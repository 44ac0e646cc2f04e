"""The queue: Huey in a file of its own, carrying (kind, job id) and nothing else.

A message may be lost or come twice: the job's row is the truth, `jobs.claim` lets one delivery through and
`reaping.reap` sends again what got lost. Services call `send` after their transaction; they never import a task.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from huey import SqliteHuey

from app.config import settings


def send(kind: str, job_id: str, rank: float) -> None:
    """Put a job before the workers; the highest rank is taken first (see `jobs.rank`)."""
    served, run_job = _open(_file())
    served.enqueue(run_job.s(kind, job_id, priority=rank))


def waiting() -> set[str]:
    """The ids of all jobs that have a message in the queue."""
    return {task.args[1] for task in huey().pending()}


def huey() -> SqliteHuey:
    """The queue of this installation: what the consumer serves."""
    return _open(_file())[0]


def close() -> None:
    """Close this process's connections; the next call opens them again."""
    for served, _ in _opened.values():
        served.storage.close()


def work_off(limit: int = 1000) -> int:
    """Run what waits, here and now, and return how many messages that were: for tests."""
    served = 0
    while served < limit and (task := huey().dequeue()) is not None:
        huey().execute(task)
        served += 1
    return served


Handler = Callable[[str, str], None]
_handler: Handler | None = None


def serve_with(handler: Handler) -> None:
    """Name the function that a worker calls with (kind, job id); the web process names none."""
    global _handler
    _handler = handler


def _file() -> Path:
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    return settings().data_dir / 'queue.db'


_opened: dict[Path, tuple[SqliteHuey, Any]] = {}


def _open(file: Path) -> tuple[SqliteHuey, Any]:
    if file not in _opened:
        _opened[file] = _new(file)
    return _opened[file]


def _new(file: Path) -> tuple[SqliteHuey, Any]:
    opened = SqliteHuey('levelmix', filename=str(file), results=False, utc=True)

    @opened.task(name='run_job')  # type: ignore[untyped-decorator]
    def run_job(kind: str, job_id: str) -> None:
        if _handler is None:
            raise RuntimeError('This process runs no jobs: start `levelmix worker`.')
        _handler(kind, job_id)

    return opened, run_job
