"""A score as JSON (`musicData`) and back, nothing lost: times are text like `3/2`, pitches like `Eb4`, chords by name.

What a field usually is, is left out. Whatever is read comes from a row or from a stranger: it is refused in one
sentence where it is no score, and whether the music is any good is a matter of the validator.
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.errors import NotAllowed
from app.practice.music.chord_names import read_chord
from app.practice.music.keys import read_key, read_time
from app.practice.music.pitches import read_pitch
from app.practice.score import Key, Score, Time
from app.practice.tones import Chord, Pitch

_AS_TEXT: dict[type, Any] = {Fraction: None, Pitch: read_pitch, Chord: read_chord, Key: read_key, Time: read_time}
EXACT = re.compile('[0-9]{1,6}(/[1-9][0-9]{0,3})?')
_LONGEST = 50_000
"""Parts of one list: more is no piece of music."""


def to_json(score: Score) -> dict[str, Any]:
    """What is stored as `musicData`."""
    found = _plain(score)
    assert isinstance(found, dict)
    return found


def from_json(data: Mapping[str, Any]) -> Score:
    """The score that was stored.

    Raises
    ------
    NotAllowed
        It is no score: something is missing, or is not what it should be.
    """
    made = _read(Score, data, 'score')
    assert isinstance(made, Score)
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple(_AS_TEXT)):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, (str, int)):
        return value
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if getattr(value, f.name) != f.default}


def _read(wanted: Any, value: Any, where: str) -> Any:
    """`value` as the type `wanted`, which is one that the dataclasses of a score name."""
    origin = get_origin(wanted)
    if origin in (Union, UnionType):
        inner = next(one for one in get_args(wanted) if one is not NoneType)
        return None if value is None else _read(inner, value, where)
    if origin is tuple:
        if not isinstance(value, list) or len(value) > _LONGEST:
            raise _wrong(where)
        return tuple(_read(get_args(wanted)[0], one, f'{where} {place + 1}') for place, one in enumerate(value))
    if wanted in _AS_TEXT or issubclass(wanted, StrEnum):
        return _from_text(wanted, value, where)
    if wanted in (str, int, bool):
        if type(value) is not wanted:
            raise _wrong(where)
        return value
    return _read_fields(wanted, value, where)


def _from_text(wanted: Any, value: Any, where: str) -> Any:
    if not isinstance(value, str) or len(value) > 60:
        raise _wrong(where)
    if wanted is Fraction:
        if not EXACT.fullmatch(value):
            raise _wrong(where)
        return Fraction(value)
    if issubclass(wanted, StrEnum):
        if value not in list(wanted):
            raise _wrong(where)
        return wanted(value)
    return _AS_TEXT[wanted](value)


def _read_fields(wanted: Any, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise _wrong(where)
    types = get_type_hints(wanted)
    unknown = [name for name in value if name not in types]
    if unknown:
        raise NotAllowed(f'This is no piece of music that can be read: {where} has something unknown in it.')
    given = {}
    for field in fields(wanted):
        if field.name in value:
            given[field.name] = _read(types[field.name], value[field.name], field.name)
        elif field.default is MISSING:
            raise NotAllowed(f'This is no piece of music that can be read: {field.name} is missing in it.')
    return wanted(**given)


def _wrong(where: str) -> NotAllowed:
    return NotAllowed(f'This is no piece of music that can be read: {where} is not as it should be.')
