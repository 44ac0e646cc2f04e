"""Ends a child process when its parent is gone, even after a kill -9, which no handler sees."""

import os
import signal
import threading
import time

PERIOD_S = 0.5
GRACE_S = 3.0


def end_with_parent(parent: int, how: signal.Signals) -> None:
    """Send this process the signal `how` once its parent has ended; if it is still there after 3 s, end it hard.

    Asking for the parent's id now and then works on Linux and macOS alike, and from any thread.

    Parameters
    ----------
    parent : its process id, read before it made this process: read here, it might have ended already.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PERIOD_S)
        os.kill(os.getpid(), how)
        time.sleep(GRACE_S)
        os._exit(1)

    threading.Thread(target=watch, name='lifeline', daemon=True).start()
