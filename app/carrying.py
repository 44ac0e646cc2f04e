"""Tells how far a file is that a job fetches or stores: seconds on this machine's disk, minutes over a network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app import storage
from app.running import Report


def carrying(report: Report, stage: str, size: int) -> Callable[[int], None]:
    """Hears how many bytes have moved, for `storage.put` and `storage.local`; a job that is stopped leaves there."""
    done = 0

    def moved(count: int) -> None:
        nonlocal done
        done += count
        report(max(0.0, min(1.0, done / max(1, size))), stage)

    return moved


@contextmanager
def fetched(key: str, folder: Path, report: Report) -> Iterator[Path]:
    """A stored file to work on; where it must be fetched, into the job's scratch folder, it says how far that is."""
    if not storage.is_remote():
        with storage.local(key) as path:
            yield path
        return
    known = storage.look(key)
    with storage.local(key, folder, carrying(report, 'fetch', known.size if known else 0)) as path:
        yield path
