"""Whether a function takes arguments, looked up once for each method and not for each element.

NiceGUI asks it three times for every element, of the same three methods, by reading their signatures: a third of the
time in which the server makes an element.
"""

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType, MethodType
from typing import Any

from nicegui import helpers

_MOST = 1000
_read = helpers.expects_arguments


@lru_cache(_MOST)
def _method_expects(function: FunctionType) -> bool:
    return _read(MethodType(function, object()))


def expects_arguments(function: Callable[..., Any]) -> bool:
    """What NiceGUI's own function says."""
    if type(function) is MethodType and type(function.__func__) is FunctionType:
        return _method_expects(function.__func__)
    return _read(function)


def remember() -> None:
    """Have NiceGUI ask this one, from now on."""
    vars(helpers)['expects_arguments'] = expects_arguments
