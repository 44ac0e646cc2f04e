"""Files of plain samples whose header was not finished, or that were put together: what stands behind their sound.

A recorder that loses power leaves the sizes as they were when it last wrote them, or at 0. All that follows and is no
chunk, no tag and no filling is sound, too.
"""

import struct
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app.audio.errors import UnsupportedAudio
from app.audio.files import layouts
from app.audio.files.byte_source import mapped
from app.audio.files.maps import mpeg_frames
from app.audio.files.maps.parts import Note, Part, Parts, changes
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.pcm import aiff, au, chunks_at_end, wav
from app.audio.files.pcm.reader import Pcm, Piece, Region, Tail
from app.audio.files.samples import decode

LEAST_S = 0.1
"""Less than this behind the sound is filling, whatever is in it."""
WINDOW, WINDOWS = 4096, 8
ROUGH = 1.0
"""Of sound, the steps between samples have less power than the samples; of bytes that are none, twice as much."""
MOST_CHUNKS = 10_000
ORDERS = {'wav': '<', 'rf64': '<', 'aiff': '>'}
"""Files of chunks of one form, and which byte of a size comes first in them."""
ANOTHER = 'Behind the sound of this file another file begins: split them first.'


class _Chunk(NamedTuple):
    name: bytes
    start: int
    size: int
    after: int


def completed(path: Path, pcm: Pcm) -> Pcm:
    """A parsed file with all of its sound.

    Raises
    ------
    UnsupportedAudio : something stands behind that is sound, but cannot be read.
    """
    block, told = pcm.block, pcm.start + pcm.size
    if not block or pcm.promised is None or pcm.promised * block > pcm.size + block:
        return pcm
    with mapped(path) as data:
        if pcm.container == 'au' and (later := tuple(islice(_au_files(pcm, data, told), MOST_CHUNKS))):
            return replace(pcm, later=later)
        chunks = list(_chunks(data, pcm, told))
        if chunks:
            return _with_later(pcm, data, chunks)
        end = _end_of_sound(data, pcm, told)
        kept = pcm.tail if end == _named_end(data, pcm) else _tail(path, pcm, end)
    size = (end - pcm.start) // block * block
    if size <= pcm.size:
        return pcm
    more = (size - pcm.size) / block / max(pcm.sample_rate, 1)
    note = Note('more', pcm.size / block / max(pcm.sample_rate, 1), more)
    return replace(pcm, size=size, promised=None, tail=kept, notes=(note,), behind=end)


def _tail(path: Path, pcm: Pcm, end: int) -> Tail:
    """What follows sound that ends where no header says so: in files of chunks, those that stand there."""
    order = ORDERS.get(pcm.container)
    if order is None:
        return lambda frames: []
    with path.open('rb') as file:
        kept = wav.kept(path, wav.chunks_after(file, end, path.stat().st_size, order), order)
    return lambda frames: [b'\0' * (frames * pcm.block & 1), *kept]


def parts(pcm: Pcm) -> Parts:
    """A file's sound, and what stands behind it."""
    made, notes, at_s = list[Part](), list[Note](), 0.0
    for each in (pcm, *pcm.later):
        if made:
            notes.append(Note('joined', at_s))
        span = ((each.start, each.start + each.size),)
        made.append(Part('pcm', each.sample_rate, each.layout, span, each.size // each.block))
        at_s += made[-1].seconds
    return Parts(tuple(made), (*pcm.notes, *notes, *changes(made)))


def _chunks(data: mpeg.Buffer, pcm: Pcm, told: int) -> Iterator[_Chunk]:
    """The chunks behind the sound; the first may lack the byte that makes its place even."""
    at = next((place for place in (told + (told - pcm.start & 1), told) if _chunk(data, pcm, place)), len(data))
    for _ in range(MOST_CHUNKS):
        chunk = _chunk(data, pcm, at)
        if chunk is None:
            return
        yield chunk
        at = chunk.after


def _chunk(data: mpeg.Buffer, pcm: Pcm, at: int) -> _Chunk | None:
    """The chunk at a place: its name can be printed, and all of it is there."""
    form = {'aiff': '>4sI', 'caf': '>4sq', 'w64': '<16sQ'}.get(pcm.container, '<4sI')
    head = struct.calcsize(form)
    if at + head > len(data):
        return None
    name, size = struct.unpack(form, data[at : at + head])
    size -= head if pcm.container == 'w64' else 0
    if size < 0 or at + head + size > len(data) + 1 or not all(0x20 <= byte < 0x7F for byte in name[:4]):
        return None
    pad = {'caf': 0, 'w64': -size % 8}.get(pcm.container, size & 1)
    return _Chunk(name[:4], at + head, size, at + head + size + pad)


def _end_of_sound(data: mpeg.Buffer, pcm: Pcm, told: int) -> int:
    """Where the sound ends, if what follows the end that was told is sound; else that end."""
    if bytes(data[told : told + 4]) in (b'caff', b'riff'):
        raise UnsupportedAudio(ANOTHER)
    end = mpeg_frames.sound_end(data)
    named = _named_end(data, pcm)
    if told < named <= end and (named >= end - 1 or _chunk(data, pcm, named + (named & 1))):
        end = named
    if pcm.container in ORDERS:
        end = chunks_at_end.begin(data, told, end, ORDERS[pcm.container])
    if bytes(data[told : told + 3]) == b'ID3' or end - told < LEAST_S * pcm.sample_rate * pcm.block:
        return told
    return end if _sounds(data, pcm, told, end) else told


def _named_end(data: mpeg.Buffer, pcm: Pcm) -> int:
    """Where the chunk of an AIFF file ends that has the sound: another word beside the count of frames."""
    head = bytes(data[pcm.start - 16 : pcm.start - 8])
    return pcm.start - 8 + int.from_bytes(head[4:], 'big') if head[:4] == b'SSND' else 0


def _sounds(data: mpeg.Buffer, pcm: Pcm, told: int, end: int) -> bool:
    """Whether bytes are like sound, or like what stands before them."""
    behind = [rough for rough in _roughness(data, pcm, told, end) if rough is not None]
    before = [rough for rough in _roughness(data, pcm, pcm.start, told) if rough is not None]
    return bool(behind) and (min(behind) < ROUGH or min(behind) < 1.2 * max(before, default=0.0))


def _roughness(data: mpeg.Buffer, pcm: Pcm, start: int, end: int) -> Iterator[float | None]:
    """At some places, the power of the steps from sample to sample against that of the samples; None for silence."""
    frames = (end - start) // pcm.block
    for number in range(WINDOWS if frames > 1 else 0):
        first = max(frames - WINDOW, 0) * number // (WINDOWS - 1)
        count = min(WINDOW, frames)
        raw = np.frombuffer(data, np.uint8, count * pcm.block, start + first * pcm.block).copy()
        out = np.empty((count, pcm.channels), np.float32)
        decode(raw, pcm.coding, out)
        if not np.isfinite(out).all() or np.abs(out).max() > 100:
            yield 2.0
            continue
        power = float(np.mean(np.square(out, dtype=np.float64)))
        yield float(np.mean(np.square(np.diff(out, axis=0), dtype=np.float64))) / power if power > 1e-12 else None


def _with_later(pcm: Pcm, data: mpeg.Buffer, chunks: list[_Chunk]) -> Pcm:
    """Chunks of sound behind the first one, and whole files that were put behind it."""
    later, drop = list[Pcm](), set[int]()
    for chunk in chunks:
        found = _sound_in(pcm, data, chunk)
        if found is not None:
            later.append(found)
            drop.add(chunk.start)
    if not later:
        return pcm

    def tail(frames: int) -> list[Piece]:
        return [piece for piece in pcm.tail(frames) if not (isinstance(piece, Region) and piece.start + 8 in drop)]

    return replace(pcm, tail=tail, later=tuple(found for found in later if found.size))


def _au_files(pcm: Pcm, data: mpeg.Buffer, at: int) -> Iterator[Pcm]:
    """The sounds of whole AU files that were put behind one."""
    while bytes(data[at : at + 4]) == au.MAGIC and at + au.HEAD <= len(data):
        found = au.described(bytes(data[at : at + au.HEAD]), len(data) - at)
        layout = layouts.usual(found.channels)
        like = replace(pcm, coding=found.coding, sample_rate=found.sample_rate, channels=found.channels, layout=layout)
        if (piece := _piece(like, at + found.start, found.size)).size:
            yield piece
        at += found.start + found.size


def _sound_in(pcm: Pcm, data: mpeg.Buffer, chunk: _Chunk) -> Pcm | None:
    """The sound of a chunk behind the sound, None where it has none."""
    kind = bytes(data[chunk.start : chunk.start + 4])
    if chunk.name == b'data' and pcm.container != 'w64':
        skip = 4 if pcm.container == 'caf' else 0
        return _piece(pcm, chunk.start + skip, chunk.size - skip)
    if chunk.name == b'SSND' and pcm.container == 'aiff':
        return _piece(pcm, chunk.start + 8, chunk.size - 8)
    if chunk.name == b'riff':
        raise UnsupportedAudio(ANOTHER)
    if chunk.name in (b'RIFF', b'FORM') and kind in (b'WAVE', b'AIFF', b'AIFC'):
        return _file_in(pcm, data, chunk, kind)
    return None


def _file_in(pcm: Pcm, data: mpeg.Buffer, chunk: _Chunk, kind: bytes) -> Pcm:
    """The sound of a file that was put behind another."""
    form, sound = ('<4sI', b'data') if kind == b'WAVE' else ('>4sI', b'SSND')
    at, described = chunk.start + 4, b''
    while at + 8 <= chunk.start + chunk.size:
        name, size = struct.unpack(form, data[at : at + 8])
        if name in (b'fmt ', b'COMM'):
            described = bytes(data[at + 8 : at + 8 + min(size, 4096)])
        if name == sound:
            skip = 0 if kind == b'WAVE' else 8
            other = _like(pcm, described, kind)
            return _piece(other, at + 8 + skip, min(size, chunk.start + chunk.size - at - 8) - skip)
        at += 8 + size + (size & 1)
    return _piece(pcm, chunk.start, 0)


def _like(pcm: Pcm, described: bytes, kind: bytes) -> Pcm:
    """A file described by the chunk of its format."""
    if kind == b'WAVE':
        coding, rate, channels, _ = wav.wave_format(described)
    else:
        _, coding, rate, channels = aiff.common(described, kind == b'AIFC')
    layout = pcm.layout if channels == pcm.channels else layouts.usual(channels)
    return replace(pcm, coding=coding, sample_rate=rate, channels=channels, layout=layout)


def _piece(pcm: Pcm, start: int, size: int) -> Pcm:
    whole = max(size, 0) // pcm.block * pcm.block if pcm.block else 0
    return replace(pcm, start=start, size=whole, promised=None, later=(), notes=())
