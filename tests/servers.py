"""Real processes for the tests: each on a free port, in a folder of its own, ended by its process id."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.databases import database_of, database_settings
from tests.places import ROOT as ROOT
from tests.places import free_port as free_port
from tests.waiting import until


class Machine:
    """A process with all that it has started, which stands still and dies as a machine does."""

    process: subprocess.Popen[bytes]

    def freeze(self) -> None:
        """Let all of it stand still: it then takes nothing of the processor."""
        signal_all(self.process, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        signal_all(self.process, signal.SIGCONT)

    def die(self) -> None:
        """All of it at once, standing still or not, as when power is lost: nothing is tidied up."""
        signal_all(self.process, signal.SIGKILL)
        self.process.wait(60)


class LevelMix(Machine):
    """One `levelmix serve` with its embedded worker; `program` is the folder that the product lies in."""

    def __init__(self, data_dir: Path, log: str = '', port: int = 0, program: Path = ROOT, **settings: Any) -> None:
        self.data_dir = data_dir
        self._program = program
        self.port = port or free_port()
        self.url = f'http://127.0.0.1:{self.port}'
        self._environment = environment(data_dir, port=self.port, **settings)
        self._log, self._forgotten = data_dir.parent / f'{log or data_dir.name}.log', 0
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(self._program / 'main.py'), 'serve']
        with self._log.open('ab') as log:
            return subprocess.Popen(command, env=self._environment, stdout=log, stderr=log, cwd=self._program)

    @property
    def log(self) -> str:
        """What server and worker have written."""
        return self._log.read_text()[self._forgotten :]

    def forget_log(self) -> None:
        """Let what was written so far be no part of the log."""
        self._forgotten = len(self._log.read_text())

    @property
    def settings(self) -> dict[str, str]:
        """What it was told about its installation, as variables of the environment."""
        return {name: value for name, value in self._environment.items() if name.startswith('LEVELMIX_')}

    def ready(self) -> 'LevelMix':
        """Wait until the server answers."""
        until(self._answers, seconds=300, what=lambda: f'the server to answer; it wrote:\n{self.log}')
        return self

    def _answers(self) -> bool:
        assert self.process.poll() is None, f'the server ended at its start:\n{self.log}'
        try:
            with urllib.request.urlopen(f'{self.url}/healthz', timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def start(self) -> None:
        """Start the server again on the same port and folder."""
        self.process = self._start()
        self.ready()

    def restart(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server and start it again on the same port and folder."""
        self.end(how)
        self.start()

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server and wait for it."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)

    def workers(self) -> list[int]:
        """Process ids of the embedded worker: the consumer first, then the processes that run jobs."""
        consumers = children(self.process.pid)
        return consumers + [job for consumer in consumers for job in children(consumer)]


@contextmanager
def serving(data_dir: Path, **settings: Any) -> Iterator[LevelMix]:
    """A running server, ended with the block."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with database_of(data_dir):
        server = LevelMix(data_dir, **settings)
        try:
            yield server.ready()
        finally:
            server.end()


def environment(data_dir: Path, **settings: object) -> dict[str, str]:
    """This process's environment with the settings of a test's own installation, and no others."""
    # NiceGUI behaves otherwise where it sees pytest; the server shall not.
    inherited = {n: v for n, v in os.environ.items() if not n.startswith(('LEVELMIX_', 'PYTEST_', 'NICEGUI_'))}
    # Pages and servers take each other for gone after about `page_seconds` of silence, and what was pressed meanwhile
    # is lost. A machine that runs tests may stand still for longer than the ten seconds that are right for people.
    defaults: dict[str, object] = {
        'data_dir': data_dir,
        'open_browser': 'false',
        'min_free_disk_mb': 0,
        'page_seconds': 60,
        # Servers of other tests take all of a machine that runs several, and would leave jobs that step back nothing.
        'worker_niceness': 0,
    }
    wanted = {f'LEVELMIX_{n.upper()}': str(v) for n, v in (defaults | database_settings(data_dir) | settings).items()}
    return inherited | wanted


def signal_all(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Send a signal to a process, if it still runs, and to all that it has started."""
    if process.poll() is None:
        for pid in (*descendants(process.pid), process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, how)


def children(pid: int) -> list[int]:
    """Process ids of the children of a process."""
    return [child for child, parent in _all_processes() if parent == pid]


def descendants(pid: int) -> list[int]:
    """Process ids of the children of a process, of theirs, and so on."""
    everybody, found = _all_processes(), [pid]
    for one in found:
        found.extend(child for child, parent in everybody if parent == one)
    return found[1:]


def _all_processes() -> list[tuple[int, int]]:
    """Each process that runs, with its parent."""
    listed = subprocess.run(['ps', '-A', '-o', 'pid=,ppid='], capture_output=True, text=True, check=True).stdout
    return [(int(pid), int(parent)) for pid, parent in (line.split() for line in listed.splitlines())]


def alive(pid: int) -> bool:
    """Whether there is a process of this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
