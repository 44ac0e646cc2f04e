"""Processes of the program without the seconds that loading it takes each of them.

From `install` on, a command of ours that this process starts is a fork of one that has its modules loaded already
(`tests/warm_process.py`); whoever starts it gets an ordinary `Popen`. What asks for anything out of the ordinary, or
runs inside `cold`, is started as ever, and so is everything that is no command of ours.
"""

import inspect
import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, TypeGuard

from tests.places import ROOT
from tests.warm_process import NUMBER

SERVER = ('pages', 'app.web.server', 'numba')
CONSOLE = ('app.cli', 'app.console.level', 'app.audio.files', 'app.audio.pipeline', 'app.audio.call_process', 'numba')
"""The compiler is loaded with the first sound; a worker that a server starts is forked from what the server is."""
FOREIGN = ('LEVELMIX_', 'PYTEST_', 'NICEGUI_')
"""What variables begin with that the program reads once it runs."""
READ_AT_THE_START = ('PYTHON', 'LC_', 'LANG', 'TZ', 'NUMBA_', 'OMP_', 'OPENBLAS_', 'LD_', 'MALLOC_', 'GLIBC_')
"""What others begin with that an interpreter or a library reads when it starts."""
USUAL: dict[str, object] = {
    'preexec_fn': None, 'close_fds': True, 'pass_fds': (), 'startupinfo': None, 'creationflags': 0, 'shell': False,
    'restore_signals': True, 'gid': None, 'gids': None, 'uid': None, 'umask': -1, 'start_new_session': False,
    'process_group': -1, 'executable': None,
}  # fmt: skip
"""How a process is started if nothing else is asked for."""

_Popen = subprocess.Popen
_PARAMETERS = inspect.signature(_Popen._execute_child)  # type: ignore[attr-defined]
_loaded: dict[tuple[Path, tuple[str, ...]], '_Loaded'] = {}
_cold = False


class _Loaded:
    """A process that has modules loaded, and forks."""

    def __init__(self, program: Path, modules: tuple[str, ...]) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with closing(theirs):
            self._process = _Popen(
                [sys.executable, '-m', 'tests.warm_process', str(program), str(theirs.fileno()), *modules],
                env={name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)},
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                cwd=ROOT,
            )

    def fork(self, order: Mapping[str, object], descriptors: list[int]) -> tuple[int, int]:
        """The id of a process that does this, and where its end is told."""
        told, tells = os.pipe()
        try:
            socket.send_fds(self._orders, [json.dumps(order).encode()], [*descriptors, tells])
            (pid,) = NUMBER.unpack(self._orders.recv(NUMBER.size))
        finally:
            os.close(tells)
        return int(pid), told

    def end(self) -> None:
        """Let it end; what it has forked goes on."""
        self._orders.close()
        self._process.wait(60)


class _Started(_Popen[Any]):
    """A process, forked where that comes to the same."""

    _told: int | None = None

    def _execute_child(self, *given: Any) -> None:
        asked = _PARAMETERS.bind(self, *given).arguments
        found = None if _cold else _place_of(asked)
        if found is None:
            super()._execute_child(*given)  # type: ignore[misc]
            return
        if found not in _loaded:
            _loaded[found] = _Loaded(*found)
        environment = os.environ if asked['env'] is None else asked['env']
        order = {
            'words': [os.fspath(word) for word in asked['args'][1:]],
            'environment': dict(environment),
            'folder': str(asked['cwd'] or Path.cwd()),
        }
        ends = [asked[name] for name in ('p2cread', 'c2pwrite', 'errwrite')]
        descriptors = [number if end == -1 else end for number, end in enumerate(ends)]
        self.pid, self._told = _loaded[found].fork(order, descriptors)
        self._child_created = True
        pipes = ('p2cread', 'p2cwrite', 'c2pread', 'c2pwrite', 'errread', 'errwrite')
        self._close_pipe_fds(*(asked[name] for name in pipes))  # type: ignore[attr-defined]

    def _internal_poll(self, *given: Any, **more: Any) -> int | None:
        if self._told is None or self.returncode is not None:
            return super()._internal_poll(*given, **more)  # type: ignore[misc,no-any-return]
        if self._waitpid_lock.acquire(blocking=False):  # type: ignore[attr-defined]
            try:
                pid, status = self._try_wait(os.WNOHANG)
                if pid:
                    self._handle_exitstatus(status)  # type: ignore[attr-defined]
            finally:
                self._waitpid_lock.release()  # type: ignore[attr-defined]
        return self.returncode

    def _try_wait(self, flags: int) -> tuple[int, int]:
        if self._told is None:
            return super()._try_wait(flags)  # type: ignore[misc,no-any-return]
        ready = select.poll()
        ready.register(self._told, select.POLLIN)
        if not ready.poll(0 if flags & os.WNOHANG else None):
            return 0, 0
        said = os.read(self._told, NUMBER.size)
        os.close(self._told)
        assert said, 'what has forked this process is gone'
        return self.pid, NUMBER.unpack(said)[0]


def _place_of(asked: Mapping[str, Any]) -> tuple[Path, tuple[str, ...]] | None:
    """The program and the modules that a process has loaded which can fork this one; None where none can."""
    words, environment = asked['args'], asked['env']
    if not _is_list(words) or words[0] != sys.executable or any(asked[name] != usual for name, usual in USUAL.items()):
        return None
    if _is_started_by_asyncio():  # it waits for children by itself
        return None
    if environment is not None and _read_at_the_start(environment) != _read_at_the_start(os.environ):
        return None
    script, *rest = words[1:]
    if script == '-m' and Path(asked['cwd'] or Path.cwd()) == ROOT:
        return (ROOT, CONSOLE) if rest[0].startswith('app.') else (ROOT, SERVER) if rest[0] == 'tests.holding' else None
    program, name = Path(script).parent, Path(script).name
    if name != 'main.py' or not program.is_absolute():
        return None
    return (program, SERVER) if rest[:1] in (['serve'], ['worker']) else (ROOT, CONSOLE) if program == ROOT else None


def _is_started_by_asyncio() -> bool:
    """Whether an event loop starts it; that one runs says little: Playwright's does as long as there is a browser."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_globals.get('__name__') == 'asyncio.unix_events':
            return True
        frame = frame.f_back
    return False


def _is_list(words: object) -> TypeGuard[list[str]]:
    return isinstance(words, list) and len(words) > 1 and all(isinstance(word, str | Path) for word in words)


def _read_at_the_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(READ_AT_THE_START)}


@contextmanager
def cold() -> Iterator[None]:
    """What starts in this block starts as it does for everybody else."""
    global _cold
    before, _cold = _cold, True
    try:
        yield
    finally:
        _cold = before


def install() -> None:
    """Let this process start its commands so, on systems that are known to fork well with what they have loaded."""
    if sys.platform == 'linux':
        subprocess.Popen = _Started  # type: ignore[misc]


def end() -> None:
    """End what has modules loaded, and start everything as ever again."""
    subprocess.Popen = _Popen  # type: ignore[misc]
    while _loaded:
        _loaded.popitem()[1].end()
