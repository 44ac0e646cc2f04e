"""What an M4A file says of its track: language, name, and when it was made."""

import contextlib
from pathlib import Path
from typing import Any

import av
import av.error

from app.audio.types import Info

MAKERS = (
    'SoundHandler',
    'Core Media Audio',
    'Apple Sound Media Handler',
    'ISO Media file produced by',
    'Stereo',
    'Mono',
)
"""Beginnings of the names that programs give every track."""
UNKNOWN = 'und'
LANGUAGE, NAME, TIME = 'language', 'handler_name', 'creation_time'


def of(path: Path, number: int = 0) -> dict[str, str]:
    """Language, name and time of making, as far as an M4A file tells them of one of its sounds."""
    with contextlib.suppress(av.error.FFmpegError, ValueError, OSError, IndexError), path.open('rb') as file:
        if file.read(8)[4:] != b'ftyp':
            return {}
        with av.open(str(path), metadata_errors='replace') as container:
            told = {**container.metadata, **container.streams.audio[number].metadata}
        found = {key: told[key].strip() for key in (LANGUAGE, NAME, TIME) if told.get(key, '').strip('\0 ')}
        if found.get(LANGUAGE) == UNKNOWN:
            del found[LANGUAGE]
        if found.get(NAME, '').startswith(MAKERS):
            del found[NAME]
        return found
    return {}


def tell(container: Any, stream: Any, like: Info) -> None:
    """Say the same in a new file, before its header is written."""
    found = of(like.path, like.stream or 0)
    if TIME in found:
        container.metadata[TIME] = found[TIME]
    stream.metadata.update(found)


def as_text(like: Info) -> list[tuple[str, str]]:
    """The same in the names of comments, for formats that say nothing of a track."""
    names = {LANGUAGE: 'LANGUAGE', NAME: 'HANDLER_NAME', TIME: 'ENCODINGTIME'}
    return [
        (names[key], value.partition('.')[0] if key == TIME else value)
        for key, value in of(like.path, like.stream or 0).items()
    ]
