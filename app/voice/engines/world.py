"""WORLD, which takes a voice apart into pitch, timbre and breath, and puts it together again."""

from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any

from app.voice.errors import EngineMissing

WHY = (
    'The library that takes voices apart (pyworld) is not installed.',
    'Run `make setup` without SLIM=1, where there is a C++ compiler: it needs one.',
)
MISSING = ' '.join(WHY)


def is_there() -> bool:
    """Whether the library is installed; it is not loaded."""
    return find_spec('pyworld') is not None


@cache
def world() -> Any:
    """The library without its package, which would ask for another one only to tell its own version.

    Raises
    ------
    EngineMissing : it is not installed.
    """
    package = find_spec('pyworld')
    found = PathFinder.find_spec('pyworld.pyworld', package.submodule_search_locations) if package else None
    if found is None or found.loader is None:
        raise EngineMissing(MISSING)
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module
