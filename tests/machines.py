"""The other machines of a house, as processes of the tests: workers, Redis, and nginx before the web servers."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.servers import ROOT, Machine, children, environment, free_port
from tests.waiting import until


class Worker(Machine):
    """One `levelmix worker`."""

    def __init__(
        self,
        data_dir: Path,
        name: str,
        cores: Iterable[int] = (),
        program: Sequence[str] = (str(ROOT / 'main.py'),),
        **settings: Any,
    ) -> None:
        self._environment = environment(data_dir, **settings)
        self._command = [sys.executable, *program, 'worker']
        self._log = data_dir.parent / f'{name}.log'
        self._cores = set(cores)
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, also again."""
        with self._log.open('ab') as log:
            self.process = subprocess.Popen(self._command, env=self._environment, stdout=log, stderr=log, cwd=ROOT)
        if self._cores:  # before it forks
            os.sched_setaffinity(self.process.pid, self._cores)
        return self.process

    def children(self) -> list[int]:
        """Process ids of what runs its jobs."""
        return children(self.process.pid)

    @property
    def log(self) -> str:
        """What it has written."""
        return self._log.read_text()

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait for that."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)


class Nginx:
    """nginx with the configuration that `deploy/` brings, before two web servers of the tests."""

    def __init__(self, folder: Path, first: int, second: int, *, port: int = 0) -> None:
        self.port = port or free_port()
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
        until(lambda: answers(self.port), seconds=120, what='nginx to answer')

    def end(self) -> None:
        """End it and wait for that."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)


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
        until(lambda: answers(self.port), seconds=120, what='Redis to answer')
        return self.process

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait for that."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)


def answers(port: int) -> bool:
    """Whether something listens on the port."""
    with suppress(OSError), socket.create_connection(('127.0.0.1', port), timeout=1):
        return True
    return False
