"""How many requests a key may send in a minute: counted by all web servers together where they have a Redis, otherwise
by each in its memory, because a minute is soon over.

A window begins with the first request of a key, so that programs started by a clock do not all begin anew at once.
"""

import math
import threading
import time
from dataclasses import dataclass

from starlette.requests import Request

from app.config import settings
from app.errors import TooManyTries
from app.jobs import shared_counts

WINDOW_S = 60
POLICY = 'minute'
_STATE = 'rate'
_SWEEP_AT = 10_000
"""So many windows are remembered before those that are over are looked for."""


@dataclass(slots=True)
class Window:
    """How many requests have come since a moment, by a clock that only goes forward."""

    begun: float
    count: int = 0


_windows: dict[str, Window] = {}
_guard = threading.Lock()


def count(request: Request, who: str) -> None:
    """Count a request; its answer will say how many are left.

    Raises
    ------
    TooManyTries
        None was.
    """
    most = settings().api_requests_per_minute
    if not most or _STATE in request.scope:
        return
    came, ends_in = shared_counts.count(who, WINDOW_S) or _count_here(who)
    left, resets = most - came, max(1, math.ceil(ends_in))
    request.scope[_STATE] = {
        'RateLimit-Policy': f'"{POLICY}";q={most};w={WINDOW_S}',
        'RateLimit': f'"{POLICY}";r={max(0, left)};t={resets}',
    }
    if left < 0:
        raise TooManyTries(f'More than {most:,} requests came in a minute. Ask again in {resets} seconds.', resets)


def _count_here(who: str) -> tuple[int, float]:
    now = time.monotonic()
    with _guard:
        window = _windows.get(who)
        if window is None or now - window.begun >= WINDOW_S:
            _forget_old(now)
            window = _windows[who] = Window(now)
        window.count += 1
        return window.count, window.begun + WINDOW_S - now


def headers(scope: object) -> dict[str, str]:
    """What the answer to a request says about it; nothing where it was not counted."""
    return scope.get(_STATE, {}) if isinstance(scope, dict) else {}


def forget() -> None:
    """Begin anew."""
    with _guard:
        _windows.clear()


def _forget_old(now: float) -> None:
    if len(_windows) >= _SWEEP_AT:
        for who in [who for who, window in _windows.items() if now - window.begun >= WINDOW_S]:
            del _windows[who]
