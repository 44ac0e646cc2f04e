"""WavPack: its blocks (WavPack 4 and 5 file format). Each tells its size and the place of its first sample."""

import struct
from dataclasses import dataclass, field
from typing import NamedTuple

from app.audio.files.maps import chains, mpeg_frames
from app.audio.files.maps.parts import Note, Part, Parts
from app.audio.files.mp3 import frames as mpeg

MAGIC = b'wvpk'
RATES = (6000, 8000, 9600, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000, 192000, 0)
UNKNOWN = 0xFFFF_FFFF
BEGINS = 1 << 11
"""The flag of a block that is the first of those with the same samples."""
_HEAD = struct.Struct('<4sIHBBIIIII')


class Block(NamedTuple):
    """Where a block ends, its first sample and their number, how many the file has by it, and its flags."""

    end: int
    first: int
    samples: int
    total: int
    flags: int


@dataclass(slots=True)
class _File:
    """One of the files that were put together."""

    total: int
    rate: int
    gap: int
    spans: list[tuple[int, int]] = field(default_factory=list)

    @property
    def part(self) -> Part:
        """Its part of the sound; a rate that stands elsewhere leaves its length unknown."""
        known = self.total if self.rate and self.total not in (0, UNKNOWN) else 0
        return Part('wavpack', self.rate or 1, (), tuple(self.spans), known, gap=self.gap)


def parts(data: mpeg.Buffer, at: int) -> Parts:
    """The parts of a file: a block that begins anew is another file's. Gaps within one are known by the numbers."""
    files, notes, at_s, behind, stop = list[_File](), list[Note](), 0.0, at, mpeg_frames.sound_end(data)
    after = 0
    for place, block in chains.walk(data, at, stop, block_at, chains.literal(data, MAGIC, stop)):
        if not files or (block.samples and not block.first and block.flags & BEGINS and _sounds(files[-1], data)):
            if files:
                at_s += files[-1].part.seconds
                notes.append(Note('joined', at_s))
            rate = RATES[block.flags >> 23 & 15]
            files.append(_File(0 if block.first else block.total, rate, block.first if rate else 0))
        rate = files[-1].rate
        if place > behind and files[-1].spans and block.first <= after:
            notes.append(Note('junk', at_s + (block.first / rate if rate else 0.0), place - behind))
        chains.put(files[-1].spans, place, block.end)
        behind, after = block.end, block.first + block.samples
    found = tuple(file.part for file in files)
    rest = (block_at(data, place) for place in chains.literal(data, MAGIC, stop)(behind))
    if any(block and block.end > stop for block in rest):
        notes.append(Note('cut', at_s + (files[-1].part.seconds if files else 0.0)))
    return Parts(found, tuple(notes), len(found) == 1 and found[0].spans == ((0, stop),))


def _sounds(file: _File, data: mpeg.Buffer) -> bool:
    """Whether a file has blocks with samples already: some have one without in front."""
    at, end = file.spans[0]
    while at < end and (block := block_at(data, at)):
        if block.samples:
            return True
        at = block.end
    return False


def block_at(data: mpeg.Buffer, at: int) -> Block | None:
    """The block whose head stands at a place."""
    if bytes(data[at : at + 4]) != MAGIC or at + _HEAD.size > len(data):
        return None
    _, size, version, high, more, total, first, samples, flags, _ = _HEAD.unpack(data[at : at + _HEAD.size])
    if not 0x402 <= version <= 0x410 or size < 24 or samples > 1 << 24:
        return None
    return Block(at + 8 + size, first | high << 32, samples, total | more << 32 if total != UNKNOWN else total, flags)
