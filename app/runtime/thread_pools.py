"""Threads for slow work, apart from those of the screens: each kind has a few of its own, shared fairly among users.

Users take turns: if one asks for two hundred things and then another for one, that one is done next. And nobody holds
all threads of a pool at a time, so that one is soon free for somebody else.
"""

import asyncio
import os
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

R = TypeVar('R')


class FairPool:
    """A few threads, started when they are needed.

    Parameters
    ----------
    name : what its threads are called.
    threads : how many there are.
    each : how many of them one user's work may hold at a time.
    """

    def __init__(self, name: str, threads: int, each: int) -> None:
        self._name, self._size, self._each = name, threads, each
        self._waiting: OrderedDict[str, deque[tuple[Callable[[], Any], Future[Any]]]] = OrderedDict()
        self._running: Counter[str] = Counter()
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()

    def run(self, who: str, work: Callable[[], R]) -> R:
        """Do it in one of the threads and wait for it; or at once, if this is one of them already."""
        if threading.current_thread() in self._threads:
            return work()
        return self.submit(who, work).result()

    async def call(self, who: str, service: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        """Call a service in one of the threads, in the name of the visitor who asks; the event loop goes on meanwhile.

        What has not begun when its caller is cancelled never does.
        """
        work = partial(copy_context().run, partial(service, *args, **kwargs))
        return await asyncio.wrap_future(self.submit(who, work))

    def submit(self, who: str, work: Callable[[], R]) -> Future[R]:
        """Have it done when it is its turn; `who` says whose turn it takes."""
        future: Future[R] = Future()
        with self._changed:
            self._waiting.setdefault(who, deque()).append((work, future))
            self._threads = [thread for thread in self._threads if thread.is_alive()]  # none is in a forked process
            if len(self._threads) < self._size:
                thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify()
        return future

    def _serve(self) -> None:
        while True:
            who, work, future = self._take()
            try:
                if future.set_running_or_notify_cancel():
                    _do(work, future)
            finally:
                with self._changed:
                    self._running[who] -= 1
                    self._running += Counter()  # forgets who holds none
                    self._changed.notify()
                del work, future  # nothing is kept while there is nothing to do

    def _take(self) -> tuple[str, Callable[[], Any], Future[Any]]:
        """The next piece of work, of whoever has waited longest since their last one."""
        with self._changed:
            while (who := next((w for w in self._waiting if self._running[w] < self._each), None)) is None:
                self._changed.wait()
            theirs = self._waiting.pop(who)
            work, future = theirs.popleft()
            if theirs:
                self._waiting[who] = theirs  # behind all others
            self._running[who] += 1
            return who, work, future


def _do(work: Callable[[], Any], future: Future[Any]) -> None:
    try:
        result = work()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)


_CORES = os.cpu_count() or 2

LOOKS = FairPool('look', 3, each=2)
"""First looks at uploads: each is a process that may take a minute."""
HASHES = FairPool('hash', 2 * _CORES, each=_CORES)
"""Passwords, by where they come from: each takes 64 MiB and a core for a moment."""
WRITES = FairPool('write', max(2, _CORES), each=max(2, _CORES))
"""Bytes of uploads, hashed and written: more at a time than there are cores would only keep the server from answering.
Each takes a moment, so nobody is in anybody's way."""
UPLOADS = FairPool('upload', 32, each=16)
"""What uploads ask of the database, by where they come from; some wait for another request to let go of a file."""
STORES = FairPool('store', 16, each=4)
"""Complete uploads on their way into the storage, which may be a bucket far away."""
READS = FairPool('read', _CORES + 1, each=_CORES)
"""What programs ask most, each a short look into the database in a file here: more of them would only hold up each
other, and the event loop."""
FAR_READS = FairPool('far read', 16, each=8)
"""The same where the database is a server, for which they wait."""
ARCHIVES = FairPool('archive', 8, each=4)
"""Archives, which are made piece by piece as they are sent."""
READINGS = FairPool('reading', 2, each=1)
"""Texts that are read before they are said: a long one takes a second."""
