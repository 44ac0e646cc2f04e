"""What areas ask other servers by themselves, in a process beside the one that looks after the jobs.

An answer may take its time, or never come; silent jobs are brought back meanwhile. The worker's main thread forks its
processes, which does not mix with threads, so this is a process, too. It ends with the worker.
"""

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkProcess

from app import areas
from app.areas import Errand
from app.runtime.end_with_parent import end_with_parent

log = logging.getLogger(__name__)

LONGEST_S = 600.0
"""A process that takes longer is ended; what it has not asked for has its turn again."""
_FORK = multiprocessing.get_context('fork')


class Errands:
    """Runs the errands of all areas, one after the other, in one process at a time.

    Parameters
    ----------
    close : lets go of every connection, because none may be open when a process is forked.
    each : calls some functions; one that fails keeps no other from its turn.
    """

    def __init__(self, close: Callable[[], object], each: Callable[..., object]) -> None:
        self._close, self._each = close, each
        self._process: ForkProcess | None = None
        self._begun = 0.0
        self._next: dict[tuple[str, int], float] = {}

    def look(self) -> bool:
        """Begin with those that are due, if none is being run; returns at once, with whether any is run."""
        if self._is_running():
            return True
        due = self._due()
        if not due:
            return False
        self._close()
        self._begun = time.monotonic()
        self._process = _FORK.Process(target=_run, args=(due, self._each, os.getpid()), name='errands', daemon=True)
        self._process.start()
        return True

    def _is_running(self) -> bool:
        if self._process is None:
            return False
        if self._process.is_alive():
            if time.monotonic() - self._begun < LONGEST_S:
                return True
            log.warning('What other servers are asked took longer than %g s and was ended.', LONGEST_S)
            self._process.kill()
            self._process.join()
        self._process.close()
        self._process = None
        return False

    def _due(self) -> list[Errand]:
        now, found = time.monotonic(), []
        for area in areas.each():
            for number, errand in enumerate(area.errands):
                if now >= self._next.get((area.name, number), 0.0):
                    self._next[area.name, number] = now + errand.every_s
                    if errand.due():
                        found.append(errand)
        return found


def _run(due: Sequence[Errand], each: Callable[..., object], worker: int) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)  # what the worker does then is not for this process
    end_with_parent(worker, signal.SIGTERM)
    each(*(errand.run for errand in due))
