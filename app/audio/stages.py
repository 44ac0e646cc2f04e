"""Stages side by side: reading, working and writing on threads of their own, a few blocks ahead of each other."""

from collections.abc import Callable, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any

AHEAD = 3
_END = object()


def run_stages(source: Iterator[Any], *stages: Callable[[Any], Any]) -> Iterator[Any]:
    """Yield what the last stage makes of every item of `source`, in order.

    The source and each stage but the last run on a thread; the last runs in the caller's. What any of them raises is
    raised here; leaving the loop early, by an exception or by closing the generator, ends all threads first.
    """
    stop = Event()
    queues: list[Queue[Any]] = [Queue(AHEAD) for _ in range(max(1, len(stages)))]
    threads = [Thread(target=_feed, args=(source, queues[0], stop), daemon=True)]
    for stage, left, right in zip(stages[:-1], queues, queues[1:], strict=False):
        threads.append(Thread(target=_pass_on, args=(stage, left, right, stop), daemon=True))
    for thread in threads:
        thread.start()
    try:
        for item in _items(queues[len(threads) - 1], stop):
            yield stages[-1](item) if stages else item
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _feed(source: Iterator[Any], right: 'Queue[Any]', stop: Event) -> None:
    try:
        for item in source:
            if not _put(right, item, stop):
                return
        _put(right, _END, stop)
    except BaseException as error:  # carried over to the caller's thread, whatever it is
        _put(right, _Failure(error), stop)


def _pass_on(stage: Callable[[Any], Any], left: 'Queue[Any]', right: 'Queue[Any]', stop: Event) -> None:
    _feed(map(stage, _items(left, stop)), right, stop)


def _items(queue: 'Queue[Any]', stop: Event) -> Iterator[Any]:
    while not stop.is_set():
        try:
            item = queue.get(timeout=0.1)
        except Empty:
            continue
        if item is _END:
            return
        if isinstance(item, _Failure):
            raise item.error
        yield item


def _put(queue: 'Queue[Any]', item: Any, stop: Event) -> bool:
    while not stop.is_set():
        try:
            queue.put(item, timeout=0.1)
        except Full:
            continue
        return True
    return False


class _Failure:
    def __init__(self, error: BaseException) -> None:
        self.error = error
