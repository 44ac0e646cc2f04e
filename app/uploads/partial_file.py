"""The bytes of one upload that is not complete: a file that one request at a time may lengthen.

Its length is how much has come, whoever was killed on the way. Beside it lie `ID.lock`, which outlives the part until
its bytes are stored and known to be; while a request with a checksum comes, `ID.doubt`, the length up to which all is
sure; and `ID.wish`, left by a request that wants to go on: whoever holds the lock lets go then, because most likely
its connection is dead and it does not know yet.
"""

import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.config import settings
from app.errors import InUse

WAIT_S = 3.0
ASK_EVERY_S = 0.05


def folder() -> Path:
    """Where parts lie."""
    path = settings().data_dir / 'incoming'
    path.mkdir(parents=True, exist_ok=True)
    return path


def remove(upload_id: str) -> None:
    """Remove a part with what lies beside it, if there is one; its lock last."""
    for suffix in ('', '.doubt', '.wish', '.lock'):
        _path(upload_id, suffix).unlink(missing_ok=True)


class PartialFile:
    """A part that is open, and locked against all other requests and processes until `close`."""

    def __init__(self, upload_id: str, lock: int, *, new: bool = False) -> None:
        self.path = _path(upload_id)
        self._lock, self._doubt, self._wish = lock, _path(upload_id, '.doubt'), _path(upload_id, '.wish')
        self.file = os.open(self.path, os.O_RDWR | os.O_APPEND | (os.O_CREAT | os.O_EXCL if new else 0), 0o600)
        self.length = os.fstat(self.file).st_size
        self._open = True

    @classmethod
    def make(cls, upload_id: str) -> 'PartialFile':
        """A new and empty one."""
        lock = os.open(_path(upload_id, '.lock'), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with _closing_on_error(lock):
            fcntl.flock(lock, fcntl.LOCK_EX)
            return cls(upload_id, lock, new=True)

    @classmethod
    def open(cls, upload_id: str, wait_s: float = WAIT_S) -> 'PartialFile':
        """The one that is there, as soon as nobody else has it; whoever has it is asked to let go.

        Raises
        ------
        FileNotFoundError
            There is none, or none any more.
        InUse
            Nobody let go in time.
        """
        deadline = time.monotonic() + wait_s
        while True:
            lock = os.open(_path(upload_id, '.lock'), os.O_RDWR)
            with _closing_on_error(lock):
                if _lock(lock) and os.path.samestat(os.fstat(lock), _path(upload_id, '.lock').stat()):
                    part = cls(upload_id, lock)
                    part._wish.unlink(missing_ok=True)
                    part._forget_doubtful()
                    return part
            os.close(lock)
            if time.monotonic() >= deadline:
                raise InUse('Another request is sending this file. Try again in a moment.')
            _path(upload_id, '.wish').touch()
            time.sleep(ASK_EVERY_S)

    @property
    def is_wanted(self) -> bool:
        """Whether another request waits for it."""
        return self._wish.exists()

    def append(self, chunks: Iterable[bytes]) -> None:
        """Add bytes at the end; OSError where there is no room, with as much as fitted."""
        for chunk in chunks:
            left = memoryview(chunk)
            while left:
                written = os.write(self.file, left)
                self.length += written
                left = left[written:]

    def doubt(self) -> None:
        """What comes from here on counts only after `sure`."""
        with self._doubt.open('w') as file:
            file.write(str(self.length))
            file.flush()
            os.fsync(file.fileno())

    def sure(self) -> None:
        """All that has come is on the disk, and counts."""
        os.fsync(self.file)
        self._doubt.unlink(missing_ok=True)

    def cut(self, length: int) -> None:
        """Forget what came after the first `length` bytes."""
        os.ftruncate(self.file, length)
        self.length = length
        self.sure()

    def close(self) -> None:
        """Let the next one in."""
        if self._open:
            self._open = False
            os.close(self.file)
            os.close(self._lock)

    def _forget_doubtful(self) -> None:
        with suppress(FileNotFoundError):
            noted = self._doubt.read_bytes()
            self.cut(min(self.length, int(noted)) if noted.isdigit() else self.length)


def _path(upload_id: str, suffix: str = '') -> Path:
    return folder() / f'{upload_id}{suffix}'


def _lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _closing_on_error(file: int) -> Iterator[None]:
    try:
        yield
    except BaseException:
        os.close(file)
        raise
