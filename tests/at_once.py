"""What several processes do at the same moment, each with connections of its own, on one database."""

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from typing import Any

from app import config

PATIENCE_S = 120
_fresh = multiprocessing.get_context('forkserver')
_fresh.set_forkserver_preload(['tests.loaded_once'])
"""They come from a process that has loaded what they need, and has begun nothing."""


def process(function: Callable[..., object], *arguments: object) -> ForkServerProcess:
    """A process, not yet started, that does this in the installation of the test."""
    here = {name: value for name, value in os.environ.items() if name.startswith('LEVELMIX_')}
    return _fresh.Process(target=_here, args=(here, function, *arguments))


def at_once(function: Callable[..., Any], each: Sequence[tuple[Any, ...]]) -> list[Any]:
    """What a function says in as many processes as there are arguments for it, which all begin it together."""
    ready, told = _fresh.Barrier(len(each)), _fresh.Queue()
    processes = [process(_when_all_are_ready, ready, told, function, *arguments) for arguments in each]
    for one in processes:
        one.start()
    said = [told.get(timeout=PATIENCE_S) for _ in processes]
    for one in processes:
        one.join(PATIENCE_S)
    return said


def _here(variables: Mapping[str, str], function: Callable[..., object], *arguments: object) -> None:
    for name in [name for name in os.environ if name.startswith('LEVELMIX_')]:
        del os.environ[name]
    os.environ.update(variables)
    config.forget_settings()
    function(*arguments)


def _when_all_are_ready(ready: Any, told: Any, function: Callable[..., Any], *arguments: object) -> None:
    ready.wait(PATIENCE_S)
    told.put(function(*arguments))
