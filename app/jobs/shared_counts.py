"""How many requests have come in a minute, counted by all web servers together in Redis, where there is one."""

import time
from functools import cache
from typing import TYPE_CHECKING

from app.config import settings
from app.outages import Outage

if TYPE_CHECKING:
    from redis import Redis

PREFIX = 'levelmix-rate:'
NOT_ASKED_S = 10.0
"""So long it is left alone after it did not answer: no request waits for it twice."""
_OUTAGE = Outage('Redis', 'Each web server counts the requests of programs by itself meanwhile.')
_not_before = 0.0


def count(who: str, window_s: int) -> tuple[int, float] | None:
    """Count a request: how many have come in its window, and in how many seconds that ends; None where nobody shares.

    A window begins with the first request of `who`.
    """
    global _not_before
    url = settings().redis_url.get_secret_value()
    if not url or time.monotonic() < _not_before:
        return None
    from redis import RedisError

    key = PREFIX + who
    try:
        with _server(url).pipeline() as asked:
            asked.set(key, 0, nx=True, ex=window_s)
            asked.incr(key)
            asked.pttl(key)
            _, came, left_ms = asked.execute()
    except (RedisError, OSError) as error:
        _not_before = time.monotonic() + NOT_ASKED_S
        _OUTAGE.met(error)
        return None
    _OUTAGE.over()
    return int(came), left_ms / 1000


@cache
def _server(url: str) -> 'Redis':
    from redis import Redis

    from app.jobs import redis_server

    return Redis(connection_pool=redis_server.pool(url))
