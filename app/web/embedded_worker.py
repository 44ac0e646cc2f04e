"""Embedded processes: children of the web server, started again when they die, and gone when the server is."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from app.config import settings

log = logging.getLogger(__name__)

PROGRAM = Path(__file__).parents[2] / 'main.py'
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
HEALTHY_S = 60.0
"""A worker that lived this long, in seconds, did not fail at its start: the next one starts without delay."""
STOP_GRACE_S = 10.0
"""How long a stopping worker may take beyond the time that it gives its jobs, in seconds."""


class EmbeddedWorker:
    """Keeps one `levelmix worker` running beside this process, or another command that ends with its parent.

    Parameters
    ----------
    words : the command, as on the command line.
    called : what it is called in the log.
    """

    def __init__(self, words: Sequence[str] = ('worker',), called: str = 'worker') -> None:
        self._words, self._called = words, called
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        # The child watches its parent process, not this thread, so it may be started from here.
        self._thread = threading.Thread(target=self._supervise, name=f'embedded {called}', daemon=True)

    def start(self) -> None:
        """Start the worker, and keep it running."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the worker to hand its jobs back and end; wait for it."""
        self._stopping.set()
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(settings().stop_grace_seconds + STOP_GRACE_S)
            except subprocess.TimeoutExpired:
                child.kill()
        self._thread.join(STOP_GRACE_S)

    def _supervise(self) -> None:
        pause = SHORTEST_PAUSE_S
        while not self._stopping.is_set():
            started = time.monotonic()
            ended = self._run()
            if time.monotonic() - started > HEALTHY_S:
                pause = SHORTEST_PAUSE_S
            if self._stopping.wait(pause):
                return
            log.warning('The %s ended (%s) and is started again.', self._called, ended)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def _run(self) -> str:
        try:
            child = subprocess.Popen([sys.executable, str(PROGRAM), *self._words, '--with-parent', str(os.getpid())])
        except OSError as error:  # no room for one more process: there may be later
            return str(error)
        self._child = child
        if self._stopping.is_set():
            child.terminate()
        return f'code {child.wait()}'
