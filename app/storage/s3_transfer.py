"""Carries large files in parts, several at a time, and can be stopped on the way."""

import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s3transfer.futures import TransferFuture
from s3transfer.manager import TransferConfig, TransferManager
from s3transfer.subscribers import BaseSubscriber

from app.config import MIB
from app.storage.base import Moved

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PART = 8 * MIB
CONFIG = TransferConfig(
    multipart_threshold=2 * PART,
    multipart_chunksize=PART,
    max_request_concurrency=4,
    max_submission_concurrency=1,
    max_in_memory_upload_chunks=2,
)
"""At most three parts of a file are in memory while it is sent."""
LOOK_EVERY_S = 0.1


def send(client: 'S3Client', source: Path, bucket: str, name: str, about: dict[str, Any], moved: Moved) -> None:
    """Store a file whole or not at all; `moved` is called in this thread, also while nothing moves."""
    with source.open('rb') as file, TransferManager(client, CONFIG) as manager:
        # By the open file: parts that are never sent would leave it open if they opened it themselves.
        counter = _Counter()
        _wait(manager.upload(file, bucket, name, extra_args=about, subscribers=[counter]), counter, moved)


def fetch(client: 'S3Client', bucket: str, name: str, target: Path, moved: Moved) -> None:
    """Bring a file here; `moved` as for `send`."""
    with TransferManager(client, CONFIG) as manager:
        counter = _Counter()
        _wait(manager.download(bucket, name, str(target), subscribers=[counter]), counter, moved)


class _Counter(BaseSubscriber):
    """Counts in the threads of the transfer; `take` hands out what came since. Bytes that go again count back first."""

    def __init__(self) -> None:
        self._lock, self._bytes = threading.Lock(), 0
        self.done = threading.Event()

    def on_progress(self, future: TransferFuture, bytes_transferred: int, **_: Any) -> None:
        with self._lock:
            self._bytes += bytes_transferred

    def on_done(self, future: TransferFuture, **_: Any) -> None:
        self.done.set()

    def take(self) -> int:
        with self._lock:
            taken, self._bytes = self._bytes, 0
        return taken


def _wait(future: TransferFuture, counter: _Counter, moved: Moved) -> None:
    try:
        moved(0)  # who is stopped already need not wait for the first look
        while not counter.done.wait(LOOK_EVERY_S):
            moved(counter.take())
    except BaseException:
        future.cancel()
        _settled(future)
        raise
    future.result()
    moved(counter.take())


def _settled(future: TransferFuture) -> None:
    """Wait for the threads: they hold the file that is being removed."""
    with suppress(Exception):  # that it was cancelled, or what went wrong before that
        future.result()
