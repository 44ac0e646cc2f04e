"""The embedded worker: a child of the web server, started again when it dies, and gone when the server is."""

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from app.config import settings

log = logging.getLogger(__name__)

PROGRAM = Path(__file__).parent.parent / 'main.py'
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
HEALTHY_S = 60.0
"""A worker that lived this long, in seconds, did not fail at its start: the next one starts without delay."""
STOP_GRACE_S = 10.0
"""How long a stopping worker may take beyond the time that it gives its jobs, in seconds."""


class EmbeddedWorker:
    """Keeps one `levelmix worker` running beside this process."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        # The child watches its parent process, not this thread, so it may be started from here.
        self._thread = threading.Thread(target=self._supervise, name='embedded worker', daemon=True)

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
            log.warning('The worker ended (%s) and is started again.', ended)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def _run(self) -> str:
        try:
            child = subprocess.Popen([sys.executable, str(PROGRAM), 'worker', '--with-parent', str(os.getpid())])
        except OSError as error:  # no room for one more process: there may be some later
            return str(error)
        self._child = child
        if self._stopping.is_set():
            child.terminate()
        return f'code {child.wait()}'
