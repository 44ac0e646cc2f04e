"""Waiting for something to become true, and saying what did not."""

import time
from collections.abc import Callable

PAUSE_S = 0.05


def until(true: Callable[[], object], *, seconds: float, what: str | Callable[[], str]) -> None:
    """Ask again and again until `true()` holds; fail with what was waited for."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f'Waited {seconds:g} s for {what if isinstance(what, str) else what()}.')
        time.sleep(PAUSE_S)
