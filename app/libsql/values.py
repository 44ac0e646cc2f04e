"""Values on their way: Python's as Hrana writes them in JSON, and back, without loss.

Integers travel as decimal strings, so that all 64 bits arrive; bytes as base64 without padding; text may carry NUL.
"""

import base64
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.libsql.errors import DataError, ProgrammingError

Value = None | int | float | str | bytes
"""What SQLite stores."""
Parameters = Sequence[Any] | Mapping[str, Any]
"""Parameters of one statement: a sequence for `?`, a mapping for `:name`."""

LEAST, GREATEST = -(2**63), 2**63 - 1


def arguments(parameters: Parameters) -> dict[str, Any]:
    """The parameters of a statement as Hrana takes them.

    Raises
    ------
    DataError
        A value that SQLite cannot store, or JSON cannot carry.
    ProgrammingError
        A value of a type that is not None, bool, int, float, str or bytes-like.
    """
    if isinstance(parameters, Mapping):
        return {'named_args': [{'name': name, 'value': to_wire(value)} for name, value in parameters.items()]}
    if isinstance(parameters, str | bytes) or not isinstance(parameters, Sequence):
        raise ProgrammingError(f'Parameters are a sequence or a mapping, not {type(parameters).__name__}.')
    return {'args': [to_wire(value) for value in parameters]}


def to_wire(value: Any) -> dict[str, Any]:
    """One value as Hrana writes it; see `arguments` for what is refused."""
    if value is None:
        return {'type': 'null'}
    if isinstance(value, int):  # and bool, which SQLite stores as 0 and 1
        if not LEAST <= value <= GREATEST:
            raise DataError(f'{value} does not fit into the 64 bits of an SQLite integer.')
        return {'type': 'integer', 'value': str(int(value))}
    if isinstance(value, float):
        return _float(float(value))
    if isinstance(value, str):
        return _text(str(value))
    if isinstance(value, bytes | bytearray | memoryview):
        return {'type': 'blob', 'base64': base64.b64encode(value).decode().rstrip('=')}
    raise ProgrammingError(f'A value of type {type(value).__name__} cannot be a parameter: turn it into text first.')


def _float(value: float) -> dict[str, Any]:
    if math.isnan(value):
        return {'type': 'null'}  # as SQLite stores it
    if math.isinf(value):
        raise DataError('Infinity cannot travel in JSON.')
    return {'type': 'float', 'value': value}


def _text(value: str) -> dict[str, Any]:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise DataError('Text with half a surrogate pair is not UTF-8 and cannot be stored.') from None
    return {'type': 'text', 'value': value}


def from_wire(value: Mapping[str, Any]) -> Value:
    """One value of a result.

    Raises
    ------
    DataError
        An infinite number: the server cannot write it in JSON.
    """
    return _READERS[value['type']](value)


def _read_float(value: Mapping[str, Any]) -> float:
    if value['value'] is None:
        raise DataError('The result holds an infinite number, which cannot travel in JSON.')
    return float(value['value'])


def _read_blob(value: Mapping[str, Any]) -> bytes:
    encoded: str = value['base64']
    return base64.b64decode(encoded + '=' * (-len(encoded) % 4))


_READERS: dict[str, Callable[[Mapping[str, Any]], Value]] = {
    'null': lambda _: None,
    'integer': lambda value: int(value['value']),
    'float': _read_float,
    'text': lambda value: str(value['value']),
    'blob': _read_blob,
}
