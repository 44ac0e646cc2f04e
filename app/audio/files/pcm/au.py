"""Sun's and NeXT's AU: parse, and write again with the text of its head kept, or anew."""

import struct
from pathlib import Path
from typing import NamedTuple

from app.audio.errors import UnreadableAudio, UnsupportedAudio
from app.audio.files import layouts
from app.audio.files.pcm.reader import Head, Pcm, Piece, Tail
from app.audio.files.pcm.wav import ELSEWHERE
from app.audio.files.samples import Coding, companded

ENCODINGS: dict[int, Coding] = {
    1: companded('m'),
    2: Coding('s', 1, 8),
    3: Coding('s', 2, 16, big=True),
    4: Coding('s', 3, 24, big=True),
    5: Coding('s', 4, 32, big=True),
    6: Coding('f', 4, 32, big=True),
    7: Coding('f', 8, 64, big=True),
    27: companded('a'),
}
MAGIC = b'.snd'
HEAD = 24
"""Bytes of the shortest head."""
MOST_TEXT = 1 << 20
MOST_CHANNELS = 1024


class Described(NamedTuple):
    """What a head says; `start` counts from where it begins, and `promised` is None where it leaves that open."""

    encoding: int
    coding: Coding
    sample_rate: int
    channels: int
    start: int
    size: int
    promised: int | None


def described(head: bytes, there: int) -> Described:
    """Read the head of a file of which so many bytes are there.

    Raises
    ------
    UnreadableAudio : its head was cut off.
    UnsupportedAudio : compressed audio inside.
    """
    if len(head) < HEAD:
        raise UnreadableAudio('This AU file was cut short: there is no audio in it.')
    _, start, promised, encoding, rate, channels = struct.unpack('>4s5I', head[:HEAD])
    if channels == 0:
        raise UnsupportedAudio('This file says that it has no channels: export it again from the program that made it.')
    if channels > MOST_CHANNELS:
        raise UnreadableAudio('This AU file is damaged: it says that it has more channels than there can be.')
    if encoding not in ENCODINGS:
        raise UnsupportedAudio('This AU file has compressed audio inside: save it as plain PCM first.')
    coding, start = ENCODINGS[encoding], max(start, HEAD)
    left = max(there - start, 0)
    size = left if promised == ELSEWHERE else min(promised, left)
    told = None if promised == ELSEWHERE else promised
    return Described(encoding, coding, rate, channels, start, size, told)


def parse(path: Path) -> Pcm:
    """Parse an AU file; errors as `described`."""
    end = path.stat().st_size
    with path.open('rb') as file:
        found = described(file.read(HEAD), end)
        text = file.read(min(found.start - HEAD, MOST_TEXT))
    block = found.coding.width * found.channels
    writer = _Writer(found.encoding, found.sample_rate, found.channels, text, block)
    return Pcm(
        'au',
        found.coding,
        found.sample_rate,
        found.channels,
        layouts.usual(found.channels),
        found.start,
        found.size - found.size % block,
        None if found.promised is None else found.promised // block,
        writer.head,
        writer.tail,
    )


def fresh(coding: Coding, rate: int, channels: int, _id3: bytes) -> tuple[Head, Tail]:
    """Head and tail of a new AU file; it has no place for an ID3 tag."""
    encoding = next(number for number, one in ENCODINGS.items() if one == coding)
    writer = _Writer(encoding, rate, channels, bytes(8), coding.width * channels)
    return writer.head, writer.tail


class _Writer:
    """Head and tail of an AU file."""

    def __init__(self, encoding: int, rate: int, channels: int, text: bytes, block: int) -> None:
        self._told, self._text, self._block = (encoding, rate, channels), text, block

    def tail(self, frames: int) -> list[Piece]:
        """Nothing follows the samples."""
        return []

    def head(self, frames: int, planned: int) -> list[Piece]:
        """Everything before the samples; a size beyond 4 GB is left open, as the format has it."""
        size = frames * self._block
        told = size if size < ELSEWHERE else ELSEWHERE
        return [struct.pack('>4s5I', MAGIC, HEAD + len(self._text), told, *self._told), self._text]
