"""WAV with ADPCM of Microsoft or IMA: blocks of one size, known by what stands in the head of each."""

import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from app.audio.files.maps import chains, frame_runs
from app.audio.files.maps.frame_runs import Family, Frame
from app.audio.files.maps.parts import Note, Part, Parts
from app.audio.files.mp3 import frames as mpeg

ANY_BYTE = re.compile(b'.', re.DOTALL)
MICROSOFT, IMA = 0x0002, 0x0011
SURE = 6
"""So many blocks in a row are no chance, even of one channel."""
UNKNOWN = 0xFFFF_FF00
"""Sizes from here on, and 0, are of a header that was never finished."""


class _Wav(NamedTuple):
    """What the chunks of a file say, and where its sound begins."""

    tag: int
    channels: int
    rate: int
    block: int
    samples: int
    start: int
    told: int


def parts(data: mpeg.Buffer, at: int) -> Parts:
    """The parts of a file, one for each file in it, or more where blocks are lost."""
    heads = [at for at in chains.literal(data, b'RIFF', len(data))(at) if bytes(data[at + 8 : at + 16]) == b'WAVEfmt ']
    made, notes, at_s = list[Part](), list[Note](), 0.0
    for start, stop in zip(heads, [*heads[1:], len(data)], strict=False):
        if made:
            notes.append(Note('joined', at_s))
        found, told = _file(data, start, stop)
        notes += [replace(note, at_s=at_s + note.at_s) for note in told]
        made += found
        at_s += sum(part.seconds for part in found)
    return Parts(tuple(made), tuple(notes), len(made) == 1 and made[0].spans == ((0, len(data)),))


def _file(data: mpeg.Buffer, start: int, stop: int) -> tuple[list[Part], list[Note]]:
    wav = _read(data, start, stop)
    if wav is None:
        return [Part('adpcm', 1, (), ((start, stop),), 0, exact=False)], []
    unknown = not 0 < wav.told < UNKNOWN
    end = stop if unknown else min(wav.start + wav.told, stop)
    family = _family(wav)
    more = not unknown and _holds(data, family, end, stop)
    found = frame_runs.parts(data, wav.start, family, stop if more or unknown else end)
    if [len(part.spans) for part in found.parts] != [1]:  # what was put between has moved the end
        found = frame_runs.parts(data, wav.start, family, stop)
    told_s = 0.0 if unknown else wav.told // wav.block * wav.samples / wav.rate
    here_s = sum(part.seconds for part in found.parts)
    notes = [note for note in found.notes if note.kind == 'junk']
    if here_s - told_s > 0.1 and (more or wav.told == 0):
        notes.append(Note('more', told_s, here_s - told_s))
    elif len(found.parts) < 2 and all(part.spans[0][1] + wav.block > end for part in found.parts):
        last = stop if unknown or end == stop else _tail(data, end + (wav.told & 1), stop)
        return [Part('adpcm', wav.rate, (), ((start, last),), round(told_s * wav.rate), exact=False)], notes
    made = [replace(part, glue=(_head(data, start, wav, part),), exact=False) for part in found.parts]
    if made and told_s > here_s:  # what is missing at the end
        made[-1] = replace(made[-1], frames=made[-1].frames + round((told_s - here_s) * wav.rate))
    return made or [Part('adpcm', wav.rate, (), ((start, stop),), 0, exact=False)], notes


def _holds(data: mpeg.Buffer, family: Family, at: int, stop: int) -> bool:
    """Whether blocks go on where the header says that the sound ends."""
    for _ in range(SURE):
        frame = family.frame(data, at)
        if frame is None or at + frame.size > stop:
            return False
        at += frame.size
    return True


def _head(data: mpeg.Buffer, start: int, wav: _Wav, part: Part) -> bytes:
    """The header of a file, with the size that a part has."""
    size = sum(end - begin for begin, end in part.spans)
    return bytes(data[start : wav.start - 4]) + struct.pack('<I', size)


def _read(data: mpeg.Buffer, start: int, stop: int) -> _Wav | None:
    fmt = b''
    for name, begin, size in _chunks(data, start + 12, stop):
        if name == b'fmt ':
            fmt = bytes(data[begin : begin + min(size, 20)])
        if name == b'data' and len(fmt) >= 16:
            tag, channels, rate, _, block = struct.unpack('<HHIIH', fmt[:14])
            head = 7 * channels if tag == MICROSOFT else 4 * channels
            if tag not in (MICROSOFT, IMA) or not channels or not rate or block <= head:
                return None
            samples = (block - head) * 2 // channels + (2 if tag == MICROSOFT else 1)
            return _Wav(tag, channels, rate, block, samples, begin, size)
    return None


def _tail(data: mpeg.Buffer, at: int, stop: int) -> int:
    """Where the chunks behind the sound end."""
    for name, begin, size in _chunks(data, at, stop):
        if begin + size > stop or not all(0x20 <= byte < 0x7F for byte in name):
            break
        at = min(begin + size + (size & 1), stop)
    return min(at, stop)


def _chunks(data: mpeg.Buffer, at: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    while at + 8 <= stop:
        name, size = struct.unpack('<4sI', data[at : at + 8])
        yield name, at + 8, size
        at += 8 + size + (size & 1)


def _family(wav: _Wav) -> Family:
    """Blocks whose heads make sense: predictors that there are, and steps within their table."""

    def frame(data: mpeg.Buffer, at: int) -> Frame | None:
        head = bytes(data[at : at + 4 * wav.channels])
        if len(head) < 4 * wav.channels:
            return None
        microsoft = wav.tag == MICROSOFT
        good = max(head[: wav.channels]) < 7 if microsoft else max(head[2::4]) < 89 and not any(head[3::4])
        return Frame(wav.block, (wav.rate, wav.channels), wav.samples) if good else None

    return Family('adpcm', frame, ANY_BYTE, SURE, SURE * wav.block)
