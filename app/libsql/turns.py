"""Writers of one process take turns here, before they ask the server for its lock: many that ask again and again keep
the one that holds it from getting on, and a server takes the lock from whom it has not heard of for 5 s."""

import os
import threading

from app.libsql.address import Address


class Turn:
    """One connection's turn among those of its process at one server.

    Other processes know nothing of it; the lock at the server stays what decides.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._held: tuple[int, threading.Lock] | None = None

    def take(self, longest_s: float) -> bool:
        """Wait for the turn, `longest_s` seconds at most; False if it did not come: the server may say who is next."""
        key = os.getpid(), self._address  # a fork knows none of its parent's threads, and nobody there would let go
        lock = _locks.setdefault(key, threading.Lock())
        if taken := lock.acquire(timeout=max(0.0, longest_s)):
            self._held = key[0], lock
        return taken

    def leave(self) -> None:
        """Let the next one in, if this one has its turn."""
        if self._held is not None:
            (pid, lock), self._held = self._held, None
            if pid == os.getpid():
                lock.release()

    def __del__(self) -> None:
        self.leave()  # a connection that was forgotten in the middle keeps nobody waiting


_locks: dict[tuple[int, Address], threading.Lock] = {}
