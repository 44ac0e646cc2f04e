"""The embedded worker: a child of the web server, started again when it dies, and gone when the server is."""

import logging
import subprocess
import sys
import threading
from pathlib import Path

log = logging.getLogger(__name__)

PROGRAM = Path(__file__).parent.parent / 'main.py'
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
STOP_GRACE_S = 15.0


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
                child.wait(STOP_GRACE_S)
            except subprocess.TimeoutExpired:
                child.kill()
        self._thread.join(STOP_GRACE_S)

    def _supervise(self) -> None:
        pause = SHORTEST_PAUSE_S
        while not self._stopping.is_set():
            self._child = subprocess.Popen([sys.executable, str(PROGRAM), 'worker', '--with-parent'])
            code = self._child.wait()
            if self._stopping.wait(pause):
                return
            log.warning('The worker ended (code %s) and is started again.', code)
            pause = min(2 * pause, LONGEST_PAUSE_S)
