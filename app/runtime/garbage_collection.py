"""When garbage is collected: not while a process loads, and in the web server seldom and not through all that it has.

Python's full collections walk over every element of every open page, and hold everything up meanwhile: with two hundred
pages for half a second and more, every few seconds. What was loaded at the start stays for good and is left out; what
pages leave behind is collected once a minute. Young objects are collected as usual.
"""

import asyncio
import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

FULL_EVERY_S = 60.0
YOUNG, MIDDLE, NEVER = 10_000, 20, 1_000_000


@contextmanager
def paused() -> Iterator[None]:
    """Collect nothing in this block, which loads modules: they stay, and to search them ever again is a fifth of the
    time until a server is ready."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def none_at_the_end() -> None:
    """Have what is left at the end of this process go with it: to look through that takes a quarter of a second.

    Not for processes with a database: what a cycle holds is not closed then, and the file's journal stays beside it.
    """
    atexit.register(gc.freeze)


async def run() -> None:
    """Collect seldom, until cancelled."""
    gc.collect()
    gc.freeze()
    before = gc.get_threshold()
    gc.set_threshold(YOUNG, MIDDLE, NEVER)
    try:
        while True:
            await asyncio.sleep(FULL_EVERY_S)
            gc.collect()
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
