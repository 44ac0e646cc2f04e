"""Separate threads for what uploads ask of the database, and for requests that wait for one another to let go."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from app import accounts
from app.runtime.thread_pools import UPLOADS

P = ParamSpec('P')
R = TypeVar('R')


async def call(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a service in one of them."""
    return await UPLOADS.call(accounts.visitor().place, service, *args, **kwargs)
