"""Several pieces of work at once, each by a thread of its own; ended together where the process is to end."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from app.console import signals
from app.remote import Halt

W = TypeVar('W')
R = TypeVar('R')
END_S = 2.0
"""So long all of them may take to notice that they are to end; whatever they have in hand is remembered in any case."""


def each(work: Sequence[W], do: Callable[[W], R], threads: int, halt: Halt) -> list[R]:
    """What `do` makes of each, in their order.

    The threads keep no process alive: one that waits for a server may wait long, and nothing is lost when it ends.

    Raises
    ------
    Ended : the process is asked to end; what is in hand stops first.
    """
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(work)):
        waiting.put(number)
    done: queue.SimpleQueue[tuple[int, R | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        while True:
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((number, do(work[number]), None))
            except BaseException as error:  # told to the one who waits
                done.put((number, None, error))
                return

    crew = [threading.Thread(target=run, daemon=True) for _ in range(min(threads, len(work)))]
    found: dict[int, R] = {}
    try:
        for thread in crew:
            thread.start()
        while len(found) < len(work):
            number, result, error = done.get()
            if error is not None:
                raise error
            found[number] = result  # type: ignore[assignment]
    except BaseException:
        halt.ask()
        latest = time.monotonic() + END_S
        for thread in crew:
            thread.join(max(0.0, latest - time.monotonic()))
        signals.check()
        raise
    return [found[number] for number in range(len(work))]
