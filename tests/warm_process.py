"""`python -m tests.warm_process PROGRAM SOCKET MODULE…`: has a program loaded, and turns forks of itself into it.

Whoever asks (`tests/warm.py`) sends a command with the environment, the folder, the input and the outputs that it is to
have. A fork of this process is then what an interpreter is once it has read all those modules, which takes seconds.
Nothing of the program has run before: there are no settings, threads or connections yet.
"""

import gc
import importlib
import io
import json
import os
import runpy
import secrets
import select
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

LARGEST_ORDER = 1 << 17
NUMBER = struct.Struct('i')
"""How a process id is told, and how a process has ended, as `waitpid` has it."""


def serve(program: Path, orders: socket.socket) -> list[str] | None:
    """Fork at each order, and tell whoever asked how each has ended.

    Returns, in a fork, the command that it is to run; None when nobody is there any more who could ask.
    """
    ended, wakes = os.pipe2(os.O_NONBLOCK)
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN), signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes)
    running: dict[int, int] = {}
    while True:
        came = select.select([orders.fileno(), ended], [], [])[0]
        if ended in came:
            os.read(ended, 4096)
            _tell_ends(running)
        if orders.fileno() not in came:
            continue
        said, given, _, _ = socket.recv_fds(orders, LARGEST_ORDER, 4)
        if not said:
            return None
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            for number, handler in zip((signal.SIGINT, signal.SIGCHLD), usual, strict=True):
                signal.signal(number, handler)
            return _become(program, json.loads(said), given)
        running[pid] = given[3]
        for descriptor in given[:3]:
            os.close(descriptor)
        orders.send(NUMBER.pack(pid))


def _tell_ends(running: dict[int, int]) -> None:
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG)) != (0, 0):
            asking = running.pop(found[0])
            with suppress(BrokenPipeError):  # who has asked is gone
                os.write(asking, NUMBER.pack(found[1]))
            os.close(asking)


def _become(program: Path, order: dict[str, Any], given: list[int]) -> list[str]:
    """Take over what a process of one's own has: environment, folder, input and outputs."""
    for number, descriptor in enumerate(given[:3]):
        os.dup2(descriptor, number)
    os.closerange(3, max(given) + 1)
    os.environ.clear()
    os.environ.update(order['environment'])
    os.chdir(order['folder'])
    sys.stdin, sys.stdout = io.open(0), io.open(1, 'w')  # noqa: UP020, SIM115
    sys.stderr = io.open(2, 'w', buffering=1, errors='backslashreplace')  # noqa: UP020, SIM115
    words: list[str] = order['words']
    if words[1:2] == ['serve']:
        _know_the_place_of_sessions()
        if os.environ.get('LEVELMIX_EMBEDDED_WORKER') != 'false':
            _have_a_worker_wait(program)
    return words


def _know_the_place_of_sessions() -> None:
    """NiceGUI asks the environment while it is loaded; in a process of its own, `main` says it before that."""
    from nicegui.storage import Storage

    Storage.path = Path(os.environ['LEVELMIX_DATA_DIR'], 'browser').resolve()
    if os.environ.get('LEVELMIX_REPLICA'):
        from app.config import SESSIONS

        Storage.redis_url, Storage.redis_key_prefix = os.environ['LEVELMIX_REDIS_URL'], SESSIONS


def _have_a_worker_wait(program: Path) -> None:
    """A fork that becomes the first embedded worker of this server; those after it are started as ever."""
    from app.web import embedded_worker

    waits, go = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(go)
        words = os.read(waits, LARGEST_ORDER)
        os.close(waits)
        if words:  # nothing comes where the server ends before it needs one
            run([str(program / 'main.py'), *json.loads(words)])
        sys.exit()
    os.close(waits)

    class First(subprocess.Popen[bytes]):
        """The one that waits."""

        def _execute_child(self, words: list[str], *_: object) -> None:
            self.pid, self._child_created = pid, True
            os.write(go, json.dumps(words[2:]).encode())
            os.close(go)
            vars(embedded_worker)['subprocess'] = subprocess

    vars(embedded_worker)['subprocess'] = SimpleNamespace(Popen=First, TimeoutExpired=subprocess.TimeoutExpired)


def run(words: list[str]) -> None:
    """Run a command, as the interpreter would, and end with it."""
    gc.enable()
    if 'app.jobs.workers' in sys.modules:
        vars(sys.modules['app.jobs.workers'])['ME'] = secrets.token_hex(
            4
        )  # the one thing that is drawn while it is loaded
    if words[0] == '-m':
        sys.modules.pop(words[1], None)
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name='__main__', alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name='__main__')


def main() -> None:
    """Load, serve, and in a fork be what was asked for."""
    program, orders = Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    sys.path[0] = str(program)
    gc.disable()
    for module in sys.argv[3:]:
        importlib.import_module(module)
    gc.freeze()
    words = serve(program, orders)
    if words is not None:
        run(words)


if __name__ == '__main__':
    main()
