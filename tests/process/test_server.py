"""The server as a real process: what it says if it cannot start, and how it ends while requests are running."""

import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.databases import FILE
from tests.servers import ROOT, LevelMix, alive, children, environment
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures('cold'), pytest.mark.nightly]


def run(*arguments: str, data_dir: Path, **settings: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / 'main.py'), *arguments]
    return subprocess.run(
        command, env=environment(data_dir, **settings), capture_output=True, text=True, timeout=300, cwd=ROOT
    )


def test_a_port_that_is_taken_is_a_sentence_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(('127.0.0.1', 0))
        other.listen()
        port = other.getsockname()[1]
        done = run('serve', data_dir=tmp_path / 'data', port=port)
    assert done.returncode == 2
    assert done.stderr.startswith(f'LevelMix cannot listen on port {port} (')
    assert 'ready' not in done.stdout
    assert 'Traceback' not in done.stderr


def test_a_worker_started_first_prepares_the_database_itself(tmp_path: Path) -> None:
    data_dir = tmp_path / 'data'
    command = [sys.executable, str(ROOT / 'main.py'), 'worker']

    def shown() -> bool:
        path = f'file:{data_dir / FILE}?mode=ro'
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(path, uri=True)) as connection:
            return bool(connection.execute('SELECT 1 FROM workers').fetchone())
        return False

    with subprocess.Popen(command, env=environment(data_dir), stderr=subprocess.PIPE, text=True, cwd=ROOT) as worker:
        until(shown, seconds=120, what='the worker to show itself')
        worker.send_signal(signal.SIGINT)
        _, told = worker.communicate(timeout=300)
    assert 'Traceback' not in told
    assert 'no such table' not in told


def test_a_worker_whose_server_is_killed_while_it_starts_ends_too(tmp_path: Path) -> None:
    (tmp_path / 'site').mkdir()
    server = LevelMix(tmp_path / 'site')
    until(lambda: children(server.process.pid), seconds=120, what='the embedded worker to be started')
    worker = children(server.process.pid)[0]
    server.end(signal.SIGKILL)
    until(lambda: not alive(worker), seconds=120, what='the worker to notice that its server is gone')
