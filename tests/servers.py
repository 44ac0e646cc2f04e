"""Real processes for the tests: each on a free port, in a folder of its own, ended by its process id."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.databases import database_of, database_settings
from tests.places import ROOT as ROOT
from tests.places import free_port as free_port
from tests.waiting import until


class LevelMix:
    """One `levelmix serve` with its embedded worker."""

    def __init__(self, data_dir: Path, log: str = '', **settings: Any) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f'http://127.0.0.1:{self.port}'
        self._environment = environment(data_dir, port=self.port, **settings)
        self._log = data_dir.parent / f'{log or data_dir.name}.log'
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(ROOT / 'main.py'), 'serve']
        with self._log.open('ab') as log:
            return subprocess.Popen(command, env=self._environment, stdout=log, stderr=log, cwd=ROOT)

    @property
    def log(self) -> str:
        """What server and worker have written."""
        return self._log.read_text()

    def ready(self) -> 'LevelMix':
        """Wait until the server answers."""
        until(self._answers, seconds=60, what=lambda: f'the server to answer; it wrote:\n{self.log}')
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
            self.process.wait(30)

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


class Worker:
    """One `levelmix worker`."""

    def __init__(self, data_dir: Path, name: str, cores: Iterable[int] = (), **settings: object) -> None:
        self._environment = environment(data_dir, **settings)
        self._log = data_dir.parent / f'{name}.log'
        self._cores = set(cores)
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, also again."""
        with self._log.open('ab') as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / 'main.py'), 'worker'],
                env=self._environment, stdout=log, stderr=log, cwd=ROOT,
            )  # fmt: skip
        if self._cores:  # before it forks
            os.sched_setaffinity(self.process.pid, self._cores)
        return self.process

    @property
    def log(self) -> str:
        """What it has written."""
        return self._log.read_text()

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait for that."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)


class Nginx:
    """nginx with the configuration that `deploy/` brings, before two web servers of the tests."""

    def __init__(self, folder: Path, first: int, second: int) -> None:
        self.port = free_port()
        self.url = f'http://127.0.0.1:{self.port}'
        self._folder = folder
        ours = (ROOT / 'deploy' / 'nginx.conf').read_text()
        for written, here in {
            'listen 80;': f'listen 127.0.0.1:{self.port};',
            'web-a:8080': f'127.0.0.1:{first}',
            'web-b:8080': f'127.0.0.1:{second}',
        }.items():
            assert written in ours
            ours = ours.replace(written, here)
        kinds = ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi')
        places = ''.join(f'{kind}_temp_path {folder}/{kind};\n' for kind in kinds)
        around = f'worker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/nginx.log;\n'
        if os.geteuid() == 0:
            around += 'user root;\n'
        self.conf = folder / 'nginx.conf'
        self.conf.write_text(f'{around}events {{}}\nhttp {{\naccess_log off;\n{places}{ours}\n}}\n')
        program = shutil.which('nginx', path=f'{os.environ["PATH"]}:/usr/sbin')
        assert program, 'no nginx here: run tests/install.sh'
        self._command = [program, '-e', str(folder / 'nginx.log'), '-p', str(folder), '-c', str(self.conf)]
        self.process = subprocess.Popen([*self._command, '-g', 'daemon off;'])
        until(lambda: answers(self.port), seconds=10, what='nginx to answer')

    def end(self) -> None:
        """End it and wait for that."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


class Redis:
    """One Redis server that keeps nothing on disk: what was in it is gone when it is killed."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f'redis://127.0.0.1:{self.port}/0'
        self._folder = folder
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, on the same port as before, and wait until it answers."""
        program = shutil.which('redis-server')
        assert program, 'no Redis here: run tests/install.sh'
        command = [program, '--port', str(self.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
        with (self._folder / 'redis.log').open('ab') as log:
            self.process = subprocess.Popen([*command, '--dir', str(self._folder)], stdout=log, stderr=log)
        until(lambda: answers(self.port), seconds=20, what='Redis to answer')
        return self.process

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait for that."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)


def answers(port: int) -> bool:
    """Whether something listens on the port."""
    with suppress(OSError), socket.create_connection(('127.0.0.1', port), timeout=1):
        return True
    return False


def environment(data_dir: Path, **settings: object) -> dict[str, str]:
    """This process's environment with the settings of a test's own installation, and no others."""
    # NiceGUI behaves otherwise where it sees pytest; the server shall not.
    inherited = {n: v for n, v in os.environ.items() if not n.startswith(('LEVELMIX_', 'PYTEST_', 'NICEGUI_'))}
    defaults: dict[str, object] = {'data_dir': data_dir, 'open_browser': 'false', 'min_free_disk_mb': 0}
    wanted = {f'LEVELMIX_{n.upper()}': str(v) for n, v in (defaults | database_settings(data_dir) | settings).items()}
    return inherited | wanted


def children(pid: int) -> list[int]:
    """Process ids of the children of a process."""
    listed = subprocess.run(['ps', '-A', '-o', 'pid=,ppid='], capture_output=True, text=True, check=True).stdout
    pairs = (line.split() for line in listed.splitlines())
    return [int(child) for child, parent in pairs if int(parent) == pid]
