"""Threads for what programs ask most: who they are, and what has become of their jobs and files.

Few of them, because Python runs one at a time: forty that have work would keep the event loop waiting, which needs its
turn between any two answers. Where the database is a server, they wait for it and not for each other, and are more.
"""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

from app import db
from app.runtime.thread_pools import FAR_READS, READS

R = TypeVar('R')
_waiting: dict[Hashable, Future[Any]] = {}
"""What has been asked for and not begun yet; only the event loop adds to it."""


async def call(who: str, service: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """Call a service that reads little, in the turn of `who`: a user, or a key that nobody has looked at so far."""
    pool = FAR_READS if db.is_remote() else READS
    return await pool.call(who, service, *args, **kwargs)


async def alike(who: str, about: Hashable, service: Callable[..., R], *args: Any) -> R:
    """The same, once for all who ask for the same before it begins: programs that heard of a change ask all at once.

    Nobody is told of a moment before they asked, because what has begun is joined by nobody.

    Parameters
    ----------
    about : what is asked for; with the same, `service` must give the same for whoever `who` is.
    """
    key = (who, about)
    joined = _waiting.get(key)
    if joined is None:
        pool = FAR_READS if db.is_remote() else READS
        joined = _waiting[key] = pool.submit(who, partial(_begun, key, partial(service, *args)))
    # Who hangs up ends nothing for the others.
    result: R = await asyncio.shield(asyncio.wrap_future(joined))
    return result


def _begun(key: Hashable, work: Callable[[], R]) -> R:
    _waiting.pop(key, None)
    return work()
