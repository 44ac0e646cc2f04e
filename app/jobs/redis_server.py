"""How Redis is reached, if it is used; its library is loaded only then."""

from redis import ConnectionPool, Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from app.config import SESSIONS

SESSION_S = 30 * 24 * 3600
"""How long a session lasts after the day it was last written, in seconds: as long as its cookie."""
CONNECT_S, ANSWER_S = 2.0, 10.0
"""How long to wait for a connection and for an answer, in seconds; a worker lets the server wait for one second."""


def pool(url: str) -> ConnectionPool:
    """Connections that are opened when needed, and opened again if the server was away for a moment.

    No longer than that, because somebody who submits a mix need not wait: its row is stored, and the reaper sends it.
    """
    return ConnectionPool.from_url(
        url,
        socket_connect_timeout=CONNECT_S,
        socket_timeout=ANSWER_S,
        socket_keepalive=True,
        health_check_interval=15,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.05), 2),
    )


def expire_sessions(url: str) -> int:
    """Let sessions of pages expire that would not, because NiceGUI keeps them for ever; returns how many."""
    server = Redis(connection_pool=pool(url))
    found = [key for key in server.scan_iter(f'{SESSIONS}user-*', count=1000) if server.ttl(key) == -1]
    for key in found:
        server.expire(key, SESSION_S)
    server.close()
    return len(found)
