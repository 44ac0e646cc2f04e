"""How the loops that must run at machine speed are compiled: cached on disk, running beside other threads.

The compiler takes 55 MB and a third of a second. It is loaded when the first of them is called, so that a worker that
reads numbers or sends mails does without.
"""

import functools
import hashlib
import importlib.abc
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

F = TypeVar('F', bound=Callable[..., Any])


def _cache_folder() -> Path:
    """Where compiled code is kept: beside this file, or in a private temporary folder if that cannot be written.

    The name holds a hash of all sources: numba looks only at the file of the function itself, and would go on using
    code that has a constant of another file compiled in after that file has changed.
    """
    here = Path(__file__).parent
    sources = b''.join(path.read_bytes() for path in sorted(here.rglob('*.py')))
    name = f'kernels-{hashlib.sha256(sources).hexdigest()[:12]}'
    if 'NUMBA_CACHE_DIR' in os.environ:
        return Path(os.environ['NUMBA_CACHE_DIR']) / name
    beside = here / '__pycache__'
    if os.access(beside if beside.exists() else here, os.W_OK):
        return beside / name
    user = os.getuid() if hasattr(os, 'getuid') else 0
    private = Path(tempfile.gettempdir()) / f'levelmix-{user}'
    private.mkdir(mode=0o700, exist_ok=True)
    if hasattr(os, 'getuid') and private.stat().st_uid != user:  # a stranger's folder is not trusted with code
        private = Path(tempfile.mkdtemp(prefix='levelmix-'))
    return private / name


CACHE = _cache_folder()
"""Where the compiled kernels of this version are."""


class _Kernel:
    """A function that is compiled once it is called, by Python or by another one that is being compiled."""

    def __init__(self, function: Callable[..., Any], fastmath: bool | set[str]) -> None:
        functools.update_wrapper(self, function)
        self._function, self._fastmath = function, fastmath
        self._ready: Any = None

    def __call__(self, *values: Any) -> Any:
        return (self._ready or self._compiled())(*values)

    @property
    def _numba_type_(self) -> Any:
        """By this name the compiler asks what it has met in another function."""
        return self._compiled()._numba_type_

    def _compiled(self) -> Any:
        with _loading:
            if self._ready is None:
                numba = _numba()
                setattr(numba.config, 'CACHE_DIR', str(CACHE))  # noqa: B010  (unknown to the type checker)
                self._ready = numba.njit(nogil=True, cache=True, fastmath=self._fastmath)(self._function)
        return self._ready


_loading = threading.RLock()


def _numba() -> Any:
    """Numba, without SciPy's linear algebra: to look for it takes a fifth of a second, and no kernel uses it."""
    unused = _Unused()
    sys.meta_path.insert(0, unused)
    try:
        import numba
        import numba.np.arraymath
    finally:
        sys.meta_path.remove(unused)
    return numba


class _Unused(importlib.abc.MetaPathFinder):
    """Finds that there is no `scipy.linalg`, for the thread that made it alone."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == 'scipy.linalg' and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(name)


def compiled(function: F) -> F:
    """Compile exactly: results keep the written order of operations, only multiply-add is fused."""
    return cast(F, _Kernel(function, {'contract'}))


def compiled_fast(function: F) -> F:
    """Compile for whole vectors: sums may be reordered. For finite input only; the intake sees to that."""
    return cast(F, _Kernel(function, True))
