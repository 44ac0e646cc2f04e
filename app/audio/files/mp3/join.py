"""Joining MP3 sections that were encoded side by side, at the bit reservoir.

Each section is a LAME run of its own that began some frames early and ran on for some, so neighbours overlap. A seam is
set within the overlap where the main data of both sides fit and the block types can follow each other; the frames on
either side are kept as they are, only `main_data_begin` is written anew (ISO 11172-3, 2.4.2.7).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from app.audio.files.mp3 import bits
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.mp3.bits import NORMAL, SHORT, START, STOP, Bytes, Ints

FOLLOWS = {NORMAL: (NORMAL, START), START: (SHORT, STOP), SHORT: (SHORT, STOP), STOP: (NORMAL, START)}
"""Which block type may follow which (ISO 11172-3, 2.4.3.4.10.3, and figure C.8)."""


PADDED = 2
"""The padding bit in the third byte of a header."""


class DoesNotFit(Exception):
    """No seam was found: the section has to be encoded again with another beginning."""


@dataclass(slots=True)
class Section:
    """One encoder run, taken apart.

    Attributes
    ----------
    first : number of its first frame in the whole file.
    frames : what `bits.scan` tells of each.
    heads : header and side information of each, shape (n, bytes).
    room, need : bytes of region and main data of each.
    main : main data without stuffing; `at` holds where each frame's begin.
    """

    first: int
    frames: Ints
    heads: Bytes
    room: Ints
    need: Ints
    main: Bytes
    at: Ints

    @classmethod
    def of(cls, data: bytes, first: int) -> Self:
        """Take the output of one encoder run apart."""
        head = mpeg.header_at(data, 0)
        if head is None or head.protected:
            raise ValueError('this is not the output of an encoder without CRC')
        raw = np.frombuffer(data, np.uint8)
        found = np.empty((len(data) // 24 + 1, 6), np.int64)
        count = bits.scan(raw, _sizes(head), head.version != 3, head.channels, found)
        width = 4 + head.side
        heads, main = np.empty((max(count, 0), width), np.uint8), np.empty(len(data), np.uint8)
        frames = found[: max(count, 0)].copy()
        total = bits.gather(raw, frames, width, heads, main) if count > 0 else -1
        if total < 0:
            raise ValueError('the encoder made frames that contradict each other')
        need = frames[:, 3].copy()
        at = np.concatenate(([0], np.cumsum(need)))
        return cls(first, frames, heads, frames[:, 1] - width, need, main[:total].copy(), at)

    @property
    def end(self) -> int:
        """Number of the frame behind its last."""
        return self.first + len(self.frames)

    def part(self, start: int, stop: int) -> 'Section':
        """The frames with these numbers."""
        one, two = start - self.first, stop - self.first
        cut = slice(one, two)
        main = self.main[self.at[one] : self.at[two]]
        at = self.at[one : two + 1] - self.at[one]
        return Section(start, self.frames[cut], self.heads[cut], self.room[cut], self.need[cut], main, at)

    def widen(self, start: int, slack: int, reach: int, vbr: bool) -> bool:
        """Make frames longer from `start` on until main data fit behind others that end `slack` bytes before.

        The padding bit gives one byte a frame (ISO 11172-3, 2.4.2.3); VBR may take a higher bit rate too. Nothing is
        changed unless the main data get back to where their own run had them.
        """
        sizes = _sizes_of(self.heads[0])
        room, codes = self.room.copy(), self.heads[:, 2].copy()
        region, end = 0, -slack
        for number in range(start - self.first, len(room)):
            end = max(end, region - reach) + int(self.need[number])
            if end <= region - self.frames[number, 2] + self.need[number]:
                self.room[:], self.heads[:, 2] = room, codes
                return True
            if not codes[number] & PADDED:
                codes[number] |= PADDED
                room[number] += 1
            while end > region + room[number]:
                if not vbr or codes[number] >> 4 >= 14:
                    return False
                room[number] += sizes[(codes[number] >> 4) + 1] - sizes[codes[number] >> 4]
                codes[number] += 16
            region += int(room[number])
        return False


def _sizes_of(head: Bytes) -> Ints:
    """`_sizes` for a header as bytes."""
    found = mpeg.header(int.from_bytes(head[:4].tobytes(), 'big'))
    assert found is not None
    return _sizes(found)


def _sizes(head: mpeg.Header) -> Ints:
    """Bytes of an unpadded frame by bit rate index; 0 where there is none."""
    words = [head.word & ~0xF200 | code << 12 for code in range(16)]
    found = [mpeg.header(word) for word in words]
    return np.array([each.length if each else 0 for each in found], np.int64)


class Joiner:
    """Takes sections in their order and gives out the bytes of one stream.

    Parameters
    ----------
    warm : frames a run needs before its output is as good as that of a run from the start.
    vbr : frames may be given a higher bit rate where main data would not fit otherwise.
    """

    def __init__(self, warm: int, vbr: bool) -> None:
        self._warm, self._vbr = warm, vbr
        self._last: Section | None = None
        self._region = self._end = 0
        self._heads = np.empty((0, 0), np.uint8)
        self._room = np.empty(0, np.int64)
        self._stream = np.zeros(0, np.uint8)
        self._base = 0
        self.seams: list[int] = []
        self.widened = 0
        self.lengths: list[int] = []

    def replace(self, section: Section) -> None:
        """Put a longer run in the place of the last section; it must have begun with the same samples."""
        old = self._last
        assert old is not None
        self._last = section.part(old.first, section.end)
        same = min(len(old.room), len(self._last.room))
        # Bit rates that were raised at the seam before stay raised.
        self._last.room[:same] = old.room[:same]
        self._last.heads[:same, 2] = old.heads[:same, 2]

    def add(self, section: Section) -> bytes:
        """Join a section on; gives the bytes that can no longer change.

        Raises
        ------
        DoesNotFit : no frame of the overlap can be the seam; nothing has changed, so another run can be tried.
        """
        if self._last is None:
            self._last = section
            return b''
        seam = self._seam(self._last, section)
        done = self._place(self._last.part(self._last.first, seam))
        self._last = section.part(seam, section.end)
        self.seams.append(seam)
        return done

    def finish(self) -> bytes:
        """The rest of the stream."""
        if self._last is None:
            return b''
        done = self._place(self._last)
        self._last = None
        return done + self._release(self._region)

    def _seam(self, left: Section, right: Section) -> int:
        """The best frame to change sections at: warm, and as early as it fits; else as late before that as it fits."""
        reach = _reach(left)
        starts = np.empty(len(left.room), np.int64)
        bits.lay(left.room, left.need, self._region, self._end, reach, starts)
        regions = self._region + np.concatenate(([0], np.cumsum(left.room)))
        warm = right.first + self._warm
        for seams in (range(warm, left.end), range(warm - 1, right.first, -1)):
            possible: list[tuple[int, int]] = []
            for seam in seams:
                one, two = seam - left.first, seam - right.first
                if not 0 < one <= len(left.room) or not 0 < two < len(right.room):
                    continue
                if not may_follow(int(left.frames[one - 1, 5]), int(right.frames[two, 4])):
                    continue
                slack = int(regions[one] - starts[one - 1] - left.need[one - 1])
                if bits.fits(right.room[two:], right.need[two:], right.frames[two:, 2], slack, reach):
                    return seam
                possible.append((seam, slack))
            for seam, slack in possible:
                if right.widen(seam, slack, reach, self._vbr):
                    self.widened += 1
                    return seam
        raise DoesNotFit

    def _place(self, part: Section) -> bytes:
        """Lay a part's main data behind what is there, and give out what is complete."""
        reach = _reach(part)
        starts = np.empty(len(part.room), np.int64)
        if bits.lay(part.room, part.need, self._region, self._end, reach, starts) >= 0:
            raise ValueError('main data beyond its frame: the seam was not checked')
        regions = self._region + np.concatenate(([0], np.cumsum(part.room)))
        stream = np.zeros(int(regions[-1]) - self._base, np.uint8)
        stream[: len(self._stream)] = self._stream
        bits.pour(part.main, part.need, starts, self._base, stream)
        heads = part.heads.copy()
        back = regions[:-1] - starts
        if reach == 511:
            heads[:, 4] = back >> 1
            heads[:, 5] = heads[:, 5] & 0x7F | (back & 1) << 7
        else:
            heads[:, 4] = back
        self._stream = stream
        self._region = int(regions[-1])
        self._end = int(starts[-1] + part.need[-1]) if len(starts) else self._end
        self._heads = np.concatenate((self._heads, heads)) if len(self._heads) else heads
        self._room = np.concatenate((self._room, part.room))
        return self._release(max(self._end, self._region - reach))

    def _release(self, upto: int) -> bytes:
        """Write the frames whose regions end at `upto` or before."""
        count = int(np.searchsorted(self._base + np.cumsum(self._room), upto, 'right'))
        heads, room = self._heads[:count], self._room[:count]
        used = int(room.sum())
        out = np.empty(heads.size + used, np.uint8)
        bits.weave(heads, room, self._stream, out)
        self.lengths += (room + heads.shape[1]).tolist()
        self._base += used
        self._stream = self._stream[used:].copy()
        self._heads, self._room = self._heads[count:].copy(), self._room[count:].copy()
        return out.tobytes()


def _reach(section: Section) -> int:
    """The largest main_data_begin of this MPEG version."""
    return 511 if section.heads[0, 1] >> 3 & 3 == 3 else 255


def may_follow(before: int, after: int) -> bool:
    """Whether block types can follow each other in both channels."""
    return all(after >> shift & 3 in FOLLOWS[before >> shift & 3] for shift in (0, 2))
