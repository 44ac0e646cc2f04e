"""Processes of this very program that level one file each, and tell how far they are."""

import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

PROGRAM = Path(__file__).parent.parent.parent / 'main.py'
TELLING = '--tell-progress'
"""The hidden option by which a process tells how far it is, in lines of its own on stderr."""
MARK = '\x01'
"""What such a line begins with."""
GRACE_S = 20.0


@dataclass(frozen=True, slots=True)
class Told:
    """How far a process is, in the words of the engine's own reports."""

    overall: float
    stage: str


class Children:
    """Runs them; leaving the block ends those that are still there.

    Parameters
    ----------
    options : what was asked for on the command line, for each of them.
    """

    def __init__(self, options: Sequence[str]) -> None:
        self._options = list(options)
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def level(self, sources: Sequence[Path], target: Path, report: Callable[[Any], None]) -> tuple[dict[str, Any], str]:
        """The outcome of one file as JSON has it and '', or {} and why there is none."""
        joined = ['--join'] if len(sources) > 1 else ['--no-join']
        command = [sys.executable, str(PROGRAM), 'level', *self._options, *joined, '--json', TELLING, '--force', '--']
        with tempfile.TemporaryFile() as out:  # a pipe that nobody reads meanwhile could fill up
            child = self._begun([*command, *map(str, sources), str(target)], out)
            if child is None:
                return {}, 'It was not begun.'
            try:
                said = _listen(child, report)
                child.wait()
            finally:
                assert child.stderr is not None
                child.stderr.close()
                with self._lock:
                    self._running.discard(child)
            out.seek(0)
            try:
                return json.loads(out.read()), ''
            except ValueError:
                return {}, said or f'Its process ended with code {child.returncode}.'

    def _begun(self, command: list[str], out: IO[bytes]) -> 'subprocess.Popen[str] | None':
        """The process; None where all are to end."""
        with self._lock:
            if self._stopped:
                return None
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.PIPE,
                text=True,
                errors='surrogateescape',
            )
            self._running.add(child)
            return child

    def stop(self) -> None:
        """Ask all that run to end, and wait until they have tidied up."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for child in running:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in running:
            try:
                child.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                child.kill()


def tell(progress: Any) -> None:
    """A report of progress for whoever started this process."""
    sys.stderr.write(f'{MARK}{progress.overall:.4f} {progress.stage}\n')
    sys.stderr.flush()


def _listen(child: 'subprocess.Popen[str]', report: Callable[[Any], None]) -> str:
    """Pass on how far it is; returns what else it says."""
    said = []
    assert child.stderr is not None
    for line in child.stderr:
        if line.startswith(MARK):
            overall, _, stage = line[len(MARK) :].strip().partition(' ')
            report(Told(float(overall), stage))
        else:
            said.append(line.strip())
    return ' '.join(said)
