"""Reports how far a job has fetched or stored a file, which takes seconds on a disk and minutes over a network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app import storage
from app.jobs.runner import Report


def moved_bytes(report: Report, stage: str, size: int) -> Callable[[int], None]:
    """A callback for `storage.put` and `storage.local` that reports the bytes moved; a stopped job leaves by it."""
    done = 0

    def moved(count: int) -> None:
        nonlocal done
        done += count
        report(max(0.0, min(1.0, done / max(1, size))), stage)

    return moved


@contextmanager
def fetch_to_scratch(key: str, folder: Path, report: Report) -> Iterator[Path]:
    """A stored file to work on; if it must be fetched, it goes into the job's scratch folder, with progress."""
    if not storage.is_remote():
        with storage.local(key) as path:
            yield path
        return
    known = storage.stat(key)
    with storage.local(key, folder, moved_bytes(report, 'fetch', known.size if known else 0)) as path:
        yield path
