"""Processes that are killed and there again at once: forks of one that has loaded everything and has no threads."""

import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.waiting import until


class Spawner:
    """Forks what is named to it; made before this process opens a database, which no fork may inherit open.

    Each name is what such a process does for as long as it lives.
    """

    def __init__(self, **roles: Callable[[], None]) -> None:
        self._roles = list(roles)
        (asked, self._asking), (self._answers, told) = os.pipe(), os.pipe()
        self._lock = threading.Lock()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            os.close(self._asking)
            while number := os.read(asked, 1):
                child = os.fork()
                if child == 0:
                    _be(roles[self._roles[number[0]]])
                os.write(told, child.to_bytes(8, 'big'))
            os._exit(0)

    def start(self, name: str) -> int:
        """Start one of them; its process id."""
        with self._lock:
            os.write(self._asking, bytes([self._roles.index(name)]))
            return int.from_bytes(os.read(self._answers, 8), 'big')

    def end(self) -> None:
        """End what forks."""
        os.close(self._asking)


class Process:
    """One of them."""

    def __init__(self, name: str, spawner: Spawner) -> None:
        self.name, self._spawner, self.pid = name, spawner, spawner.start(name)

    def kill(self) -> None:
        """Kill it, as when power is lost, and start the next one."""
        self.end()
        self.pid = self._spawner.start(self.name)

    def end(self) -> None:
        """Kill it for good."""
        os.kill(self.pid, signal.SIGKILL)
        until(lambda: not Path(f'/proc/{self.pid}').exists(), seconds=60, what='the process to be gone')


def _be(role: Callable[[], None]) -> None:
    """Do what is to be done until somebody kills this process; nothing of the one that forked it is ended."""
    try:
        while True:
            with suppress(SystemExit):  # a port that is not free yet
                role()
            time.sleep(0.1)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)
