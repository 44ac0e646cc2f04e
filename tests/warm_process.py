"""`python -m tests.warm_process PROGRAM SOCKET MODULE…`: has the program loaded, and turns copies of itself into it.

Whoever asks (`tests/warm.py`) sends a command with the environment, the folder and the outputs that it is to have; a
fork of this process then is what an interpreter would be that had just read and compiled all of that itself. Nothing
of the program has run before: modules are loaded, threads and connections there are none.
"""

import gc
import importlib
import io
import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

LARGEST_ORDER = 1 << 17


def serve(program: Path, orders: socket.socket) -> list[str] | None:
    """Fork at each order, and tell each that has ended; returns, in a fork, the command that it is to run.

    Ends with None when nobody is there any more who could ask.
    """
    ended, wakes = os.pipe()
    for end in (ended, wakes):
        os.set_blocking(end, False)
    interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes)
    running: dict[int, int] = {}
    while True:
        for came in select.select([orders, ended], [], [])[0]:
            if came is ended:
                with suppress(BlockingIOError):
                    os.read(ended, 4096)
                _tell_ends(running)
                continue
            said, given, _, _ = socket.recv_fds(orders, LARGEST_ORDER, 4)
            if not said:
                return None
            order = json.loads(said)
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                signal.signal(signal.SIGINT, interrupted)
                _be(program, order, given)
                return list(order['words'])
            running[pid] = given[3]
            for descriptor in given[:3]:
                os.close(descriptor)
            orders.send(struct.pack('i', pid))


def _tell_ends(running: dict[int, int]) -> None:
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            asking = running.pop(pid)
            with suppress(BrokenPipeError):  # who has asked is gone
                os.write(asking, struct.pack('i', status))
            os.close(asking)


def _be(program: Path, order: dict[str, Any], given: list[int]) -> None:
    """Take over what a process of one's own has: environment, folder, inputs and outputs."""
    for target, descriptor in enumerate(given[:3]):
        os.dup2(descriptor, target)
    os.closerange(3, max(*given, 256) + 1)
    os.environ.clear()
    os.environ.update(order['environment'])
    os.chdir(order['folder'])
    sys.stdin = open(0)  # noqa: PTH123, SIM115
    sys.stdout = open(1, 'w', errors=sys.stdout.errors)  # noqa: PTH123, SIM115
    sys.stderr = io.TextIOWrapper(open(2, 'wb', 0), errors='backslashreplace', write_through=True)  # noqa: PTH123, SIM115
    if order['words'][1:2] == ['serve']:
        _know_where_sessions_are()
        if os.environ.get('LEVELMIX_EMBEDDED_WORKER', 'true') != 'false':
            _have_a_worker_ready(program)
    gc.enable()


def _know_where_sessions_are() -> None:
    """NiceGUI has read this when it was loaded; `main.serve` says it before that."""
    from nicegui.storage import Storage

    Storage.path = (Path(os.environ.get('LEVELMIX_DATA_DIR', 'data')) / 'browser').resolve()
    if os.environ.get('LEVELMIX_REPLICA'):
        from app.config import SESSIONS

        Storage.redis_url, Storage.redis_key_prefix = os.environ['LEVELMIX_REDIS_URL'], SESSIONS


def _have_a_worker_ready(program: Path) -> None:
    """A fork that becomes the server's first embedded worker; those that follow are started as ever."""
    from app.web import embedded_worker

    waits, go = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(go)
        said = os.read(waits, LARGEST_ORDER)
        if not said:
            os._exit(0)  # the server has ended, or never had one
        os.close(waits)
        run([str(program / 'main.py'), *json.loads(said)])
        os._exit(0)
    os.close(waits)

    class First(subprocess.Popen[bytes]):
        """The fork that waits."""

        def _execute_child(self, words: list[str], *_: object) -> None:
            self.pid = pid
            self._child_created = True  # `wait` then asks for its end
            os.write(go, json.dumps(words[2:]).encode())
            os.close(go)
            embedded_worker.subprocess = subprocess

    embedded_worker.subprocess = SimpleNamespace(Popen=First, TimeoutExpired=subprocess.TimeoutExpired)  # type: ignore[assignment]


def run(words: list[str]) -> None:
    """Run a command to its end, as the interpreter would, and end."""
    code = 1
    try:
        if words[0] == '-m':
            sys.modules.pop(words[1], None)
            sys.argv = words[1:]
            runpy.run_module(words[1], run_name='__main__', alter_sys=True)
        else:
            sys.argv = words
            runpy.run_path(words[0], run_name='__main__')
        code = 0
    finally:
        _ = code


def main() -> None:
    """Load, serve, and in a fork be what was asked for."""
    program, orders = Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    sys.path[0] = str(program)
    gc.disable()
    for module in sys.argv[3:]:
        importlib.import_module(module)
    gc.freeze()
    orders.send(struct.pack('i', os.getpid()))
    words = serve(program, orders)
    if words is not None:
        run(words)


if __name__ == '__main__':
    main()
    _ = time
