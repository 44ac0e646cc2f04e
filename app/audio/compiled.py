"""How the loops that must run at machine speed are compiled: cached on disk, running beside other threads."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

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

setattr(numba.config, 'CACHE_DIR', str(CACHE))  # noqa: B010  (unknown to the type checker)


def compiled(function: F) -> F:
    """Compile exactly: results keep the written order of operations, only multiply-add is fused."""
    return cast(F, numba.njit(nogil=True, cache=True, fastmath={'contract'})(function))


def compiled_fast(function: F) -> F:
    """Compile for whole vectors: sums may be reordered. For finite input only; the intake sees to that."""
    return cast(F, numba.njit(nogil=True, cache=True, fastmath=True)(function))
