"""Threads of their own for uploads: storing a file may take long, and the screens need threads too."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import anyio

_THREADS = anyio.CapacityLimiter(32)

P = ParamSpec('P')
R = TypeVar('R')


async def call(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a service in one of them."""
    return await anyio.to_thread.run_sync(partial(service, *args, **kwargs), limiter=_THREADS)
