"""Threads for what programs ask most: who they are, and what has become of their jobs and files.

Few of them, because Python runs one at a time: forty that have work would keep the event loop waiting, which needs its
turn between any two answers. Where the database is a server, they wait for it and not for each other, and are more.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from app import db
from app.runtime.thread_pools import FAR_READS, READS

R = TypeVar('R')


async def call(who: str, service: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """Call a service that reads little, in the turn of `who`: a user, or a key that nobody has looked at so far."""
    pool = FAR_READS if db.is_remote() else READS
    return await pool.call(who, service, *args, **kwargs)
