"""Any file of drums: what it is by its content, read; and a map as any format, by its suffix."""

import re
from collections.abc import Callable
from pathlib import PurePath

from app.drums.drum_map import DrumMap
from app.drums.formats import bsm, bsm_writing, chart, midi, osu, texts
from app.drums.formats.errors import NoMap, NotWritten

Reader = Callable[[bytes], DrumMap]
Writer = Callable[[DrumMap], bytes]
FORMATS: dict[str, tuple[str, Reader, Writer]] = {
    '.bsm': ('BeatSight', bsm.read, bsm_writing.write),
    '.mid': ('MIDI', midi.read, midi.write),
    '.chart': ('Clone Hero', chart.read, lambda drum_map: chart.write(drum_map)),
    '.osu': ('osu! taiko', osu.read, lambda drum_map: osu.write(drum_map)),
}
FORMS = {suffix.lstrip('.'): f'{label} ({suffix})' for suffix, (label, _, _) in FORMATS.items()}
"""What each is called wherever people or programs choose one."""
FORMS_TOLD = ' or '.join(', '.join(FORMS.values()).rsplit(', ', 1))
_SECTION = re.compile(r'\[ *[A-Za-z]')
ALIKE = {'.midi': '.mid', '.smf': '.mid', '.bs': '.bsm'}
READ_ALIKE = ALIKE | {'.rmi': '.mid'}
"""MIDI in a RIFF file is read, and written without it."""
SUFFIXES = ', '.join(FORMATS)
NOTHING = f'This is no drum map that can be read: bring one of {SUFFIXES}.'
PACKED = f'This is a packed folder: unpack it, and bring the file with the drums in it ({SUFFIXES}).'
EMPTY = 'This file is empty: save the map once more, and bring that.'


def sort_of(data: bytes) -> str:
    """The suffix of the format that a file is of, whatever it is called.

    Raises
    ------
    NoMap : of none of them.
    """
    if not data.strip():
        raise NoMap(EMPTY)
    if midi.is_one(data):
        return '.mid'
    if data.startswith((b'PK\x03\x04', b'SNGPKG')):
        raise NoMap(PACKED)
    start = texts.decoded(data[:4096]).lstrip('\ufeff').lstrip() if _is_text(data) else ''
    if start.startswith('osu file format'):
        return '.osu'
    if _SECTION.match(start):
        return '.chart'
    if start.startswith('{'):
        return '.bsm'
    raise NoMap(NOTHING)


def _is_text(data: bytes) -> bool:
    """Zeros are in text only where a sign has two bytes or four, which begins with a mark."""
    return b'\0' not in data[:4096] or any(data.startswith(mark) for mark, _ in texts.MARKS)


def read(data: bytes) -> DrumMap:
    """The map in a file of any of the formats.

    Raises
    ------
    NoMap, TooMuch : as its format says.
    """
    return FORMATS[sort_of(data)][1](data)


def is_map(name: str) -> bool:
    """Whether a file is a map by its name."""
    suffix = PurePath(name).suffix.lower()
    return READ_ALIKE.get(suffix, suffix) in FORMATS


def format_of(name: str) -> str:
    """The suffix of the format that a file of this name is written in.

    Raises
    ------
    NotWritten : of none of them.
    """
    suffix = PurePath(f'map{name}' if name.startswith('.') else name).suffix.lower()
    suffix = ALIKE.get(suffix, suffix)
    if suffix not in FORMATS:
        raise NotWritten(f'Maps are written as {SUFFIXES}: call the result by one of these.')
    return suffix


def write(drum_map: DrumMap, name: str) -> bytes:
    """The map as a file of this name, or of this suffix; raises as `format_of`."""
    return FORMATS[format_of(name)][2](drum_map)


def convert(data: bytes, name: str) -> bytes:
    """A file of any of the formats as another one. A `.bsm` that stays one keeps what only it says.

    Raises
    ------
    NoMap, TooMuch, NotWritten : as reading and writing do.
    """
    target = format_of(name)
    if target == '.bsm' and sort_of(data) == '.bsm':
        drum_map, rest = bsm.read_all(data)
        return bsm_writing.write(drum_map, rest=rest)
    return write(read(data), target)
