"""When the web server collects garbage: seldom, and not through everything that it has.

Python's full collections walk over every element of every open page, and hold everything up meanwhile: with two hundred
pages for half a second and more, every few seconds. What was loaded at the start stays for good and is left out; what
pages leave behind is collected once a minute. Young objects are collected as usual.
"""

import asyncio
import gc

FULL_EVERY_S = 60.0
YOUNG, MIDDLE, NEVER = 10_000, 20, 1_000_000


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
