"""What the command line says: to whoever reads it, in whatever their terminal can show, and only what is true."""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from app.console.signals import heeding, looked_for
from app.errors import LevelMixError

UNTOLD = 4
"""Exit code: the work is done and stands, but what should follow it (output, a tracklist) could not be written."""


class Untold(LevelMixError):
    """What was done could not be told or written down; the work itself stands."""


def prepare() -> None:
    """Let every name be printed, in a terminal of any language; nobody may be listening at all."""
    if sys.stderr is None:
        sys.stderr = io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, 'reconfigure'):
            escaping = 'surrogateescape' if (stream.encoding or '').lower().replace('-', '') == 'utf8' else 'replace'
            stream.reconfigure(errors=escaping)


def say(text: str) -> None:
    """Print something that was asked for.

    Raises
    ------
    Untold : nobody takes it, or there is no room where it goes.
    """
    _put(lambda out: out.write(text))


def say_bytes(content: bytes) -> None:
    """The same for what is no text; raises as `say`."""
    _put(lambda out: out.buffer.write(content))


def _put(write: Callable[[Any], object]) -> None:
    if sys.stdout is None:
        raise Untold('What was found could not be printed: the output is closed.')
    try:
        write(sys.stdout)
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        _silence()
        reason = getattr(error, 'strerror', None) or error
        raise Untold(f'What was found could not be printed ({reason}).') from None


def complain(text: str) -> None:
    """Say something beside what was asked for; a terminal that was closed hears nothing any more."""
    with suppress(OSError, ValueError):
        sys.stderr.write(text + '\n')
        sys.stderr.flush()


def result(facts: dict[str, Any], as_json: bool, lines: list[str]) -> None:
    """Print what came out, for programs or for people."""
    say((in_json(facts) if as_json else '\n'.join(lines)) + '\n')


def in_json(facts: dict[str, Any]) -> str:
    """One object, readable wherever it is printed: signs that cannot be, are written as JSON writes them."""
    text = json.dumps(facts, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, 'encoding', None) or 'utf-8')
    except (UnicodeEncodeError, LookupError):
        return json.dumps(facts)
    return text


def number(value: Any) -> str:
    """A measured value; there is none for silence."""
    return '-inf' if value is None else f'{value:.2f}' if isinstance(value, float) else str(value)


@contextmanager
def bar() -> Iterator[Any]:
    """A progress bar on a terminal's stderr; elsewhere nothing."""
    with bars() as shown, looked_for():
        yield shown('')


@contextmanager
def bars() -> Iterator[Any]:
    """Gives a bar of its own to each name it is asked for; each is a report for the engine."""
    columns = (TextColumn('{task.fields[name]}', markup=False), TextColumn('{task.description:>8}'), BarColumn())
    console = Console(stderr=True)
    with Progress(
        *columns,
        TextColumn('{task.percentage:3.0f} %'),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as shown:
        yield lambda name: _Bar(shown, shown.add_task('', total=1.0, name=name)).report


class _Bar:
    """One bar."""

    def __init__(self, shown: Progress, task: TaskID) -> None:
        self._shown, self._task = shown, task
        self.report = heeding(self._move)

    def _move(self, progress: Any) -> None:
        self._shown.update(self._task, completed=progress.overall, description=progress.stage)


def _silence() -> None:
    """Nothing is tried again at the end of the process: it would fail there with words of Python's own."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
