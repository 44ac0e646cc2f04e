"""Waiting for something to become true, and saying what did not."""

import time
from collections.abc import Callable

SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.02, 0.25


def until(true: Callable[[], object], *, seconds: float, what: str | Callable[[], str]) -> None:
    """Ask again and again until `true()` holds; fail with what was waited for.

    Asking costs processor time, which what is waited for may need: the pauses grow to a tenth of the wait so far.
    """
    began = time.monotonic()
    while not true():
        waited = time.monotonic() - began
        if waited > seconds:
            raise AssertionError(f'Waited {seconds:g} s for {what if isinstance(what, str) else what()}.')
        time.sleep(min(max(waited / 10, SHORTEST_PAUSE_S), LONGEST_PAUSE_S))
