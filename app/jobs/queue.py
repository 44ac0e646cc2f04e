"""The queue: Huey in a file of its own, or in Redis, carrying (kind, job id) and nothing else.

A message may be lost or come twice: only the job's row counts, `jobs.claim` lets one delivery through and
`reaper.reap` sends again what got lost. Services call `send` after their transaction; they never import a task.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from huey import Huey, PriorityRedisHuey
from huey.serializer import SignedSerializer

from app.config import settings
from app.errors import DatabaseAway, OutOfReach
from app.jobs.queue_file import QueueFile


def send(kind: str, job_id: str, rank: float) -> None:
    """Send a job to the workers; the highest rank is taken first (see `jobs.rank`).

    Raises
    ------
    OutOfReach
        The queue does not answer.
    """
    with _reaching():
        served, run_job = _open()
        served.enqueue(run_job.s(kind, job_id, priority=rank))


def waiting() -> set[str]:
    """The ids of all jobs that have a message in the queue.

    Raises
    ------
    OutOfReach
        The queue does not answer.
    """
    with _reaching():
        return {task.args[1] for task in huey().pending()}


def count() -> int:
    """How many messages wait; some may be there twice, or belong to jobs that were cancelled.

    Raises
    ------
    OutOfReach
        The queue does not answer.
    """
    with _reaching():
        return int(huey().pending_count())


def is_empty() -> bool:
    """Whether no message waits; cheaper than counting them.

    Raises
    ------
    OutOfReach
        The queue does not answer.
    """
    with _reaching():
        return not huey().pending(limit=1)


def withdraw(job_id: str) -> None:
    """Have the present messages of a job dropped when their turn comes, so that a new one decides the order."""
    with _reaching():
        for task in huey().pending():
            if task.args[1] == job_id:
                huey().revoke(task, revoke_once=True)


def huey() -> Huey:
    """The queue of this installation, as the consumer serves it."""
    return _open()[0]


def upkeep() -> None:
    """Remove what Redis, if it is used, would keep for ever.

    Raises
    ------
    OutOfReach
        The queue does not answer.
    """
    redis_url = settings().redis_url.get_secret_value()
    if redis_url:
        from app.jobs.redis_server import expire_sessions

        with _reaching():
            expire_sessions(redis_url)


def close() -> None:
    """Close this process's connections; the next call opens them again."""
    for served, _ in _opened.values():
        served.storage.close()


def work_off(limit: int = 1000) -> int:
    """Run in this process what waits, and return how many messages that were; for tests."""
    served = 0
    while served < limit and (task := huey().dequeue()) is not None:
        huey().execute(task)
        served += 1
    return served


Handler = Callable[[str, str], None]
_handler: Handler | None = None


def serve_with(handler: Handler) -> None:
    """Set the function that a worker calls with (kind, job id); the web process sets none."""
    global _handler
    _handler = handler


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # a file or a server, each with its own errors
        raise OutOfReach(f'The queue is out of reach: {error}') from error


_opened: dict[str, tuple[Huey, Any]] = {}


def _open() -> tuple[Huey, Any]:
    redis_url = settings().redis_url.get_secret_value()
    place = redis_url or str(settings().data_dir / 'queue.db')
    if place not in _opened:
        _opened[place] = _with_task(_in_redis(place) if redis_url else _in_file(place))
    return _opened[place]


def _in_file(place: str) -> Huey:
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    return Huey('levelmix', storage_class=QueueFile, filename=place, results=False, utc=True)


def _in_redis(place: str) -> Huey:
    from app.jobs.redis_server import pool

    # Huey reads messages by pickle: others that can write to that server must not run code in a worker.
    signed = SignedSerializer(settings().sealing_key('queue').hex())
    return PriorityRedisHuey('levelmix', connection_pool=pool(place), results=False, utc=True, serializer=signed)


def _with_task(opened: Huey) -> tuple[Huey, Any]:
    @opened.task(name='run_job')  # type: ignore[untyped-decorator]
    def run_job(kind: str, job_id: str) -> None:
        if _handler is None:
            raise RuntimeError('This process runs no jobs: start `levelmix worker`.')
        with suppress(DatabaseAway):  # logged where it was raised; the row is as it was, and the reaper sends it again
            _handler(kind, job_id)

    return opened, run_job
