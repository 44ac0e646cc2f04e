"""What an engine said about itself a while ago, so that no page waits for a machine that does not answer."""

import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

from app.voice.errors import EngineAway

T = TypeVar('T')


class Remembered(Generic[T]):
    """Asked at once the first time; from then on what is old is given, too, while it is asked for anew beside.

    Parameters
    ----------
    ask : gives it, or raises `EngineAway`; that is remembered as well.
    fresh_s : so long it need not be asked for anew.
    """

    def __init__(self, ask: Callable[[], T], fresh_s: float) -> None:
        self._ask, self._fresh_s = ask, fresh_s
        self._known: tuple[float, T | EngineAway] | None = None
        self._first, self._beside = Lock(), Lock()

    def get(self) -> T:
        """What is known; raises `EngineAway` where that was the last answer."""
        with self._first:
            if self._known is None:
                self._look()
            elif time.monotonic() > self._known[0] + self._fresh_s and self._beside.acquire(blocking=False):
                Thread(target=self._look_beside, name='engine', daemon=True).start()
        assert self._known is not None
        found = self._known[1]
        if isinstance(found, EngineAway):
            raise found.with_traceback(None)
        return found

    def _look(self) -> None:
        try:
            found: T | EngineAway = self._ask()
        except EngineAway as error:
            found = error
        self._known = time.monotonic(), found

    def _look_beside(self) -> None:
        try:
            self._look()
        finally:
            self._beside.release()
