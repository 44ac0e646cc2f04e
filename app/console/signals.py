"""Ends that somebody asks for from outside: each becomes an exception, so that nothing is left behind, and is told."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

HEEDED = tuple(found for name in ('SIGINT', 'SIGTERM', 'SIGHUP') if (found := getattr(signal, name, None)) is not None)

_asked: list[signal.Signals] = []
_patient: list[bool] = []
_before: dict[int, Any] = {}


class Ended(BaseException):
    """The process was asked to end; no error, so that nobody takes it for one of a file."""

    def __init__(self, number: signal.Signals) -> None:
        super().__init__(number.name)
        self.name, self.code = number.name, 128 + number


def heed() -> None:
    """From now on a signal to end raises `Ended` here; one that was ignored at the start, as by nohup, stays so."""
    _asked.clear()
    _patient.clear()
    for number in HEEDED:
        if signal.getsignal(number) is not signal.SIG_IGN:
            _before[number] = signal.signal(number, _end)


def rest() -> None:
    """Whoever heeded these signals before does so again."""
    while _before:
        signal.signal(*_before.popitem())


def check() -> None:
    """Raise `Ended` where that was asked for: a library that calls back may have swallowed it."""
    if _asked:
        raise Ended(_asked[0])


@contextmanager
def looked_for() -> Iterator[None]:
    """Around work that calls `check` a few times a second: it ends there, and not in the midst of whatever it does."""
    _patient.append(True)
    try:
        yield
    finally:
        _patient.pop()
    check()


@contextmanager
def at_once() -> Iterator[None]:
    """Inside of that, around what may wait for ever, like a pipe: it ends wherever it is."""
    check()
    held = list(_patient)
    _patient.clear()
    try:
        yield
    finally:
        _patient.extend(held)


def heeding(report: Callable[[Any], None]) -> Callable[[Any], None]:
    """A report of progress that looks for such a wish each time."""

    def reported(progress: Any) -> None:
        check()
        report(progress)

    return reported


def _end(number: int, frame: FrameType | None) -> None:
    if _asked:
        return  # what is being tidied up is not disturbed
    _asked.append(signal.Signals(number))
    if not _patient:
        raise Ended(_asked[0])
