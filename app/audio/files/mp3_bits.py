"""Layer III frames taken apart into side information and main data, and laid out again (ISO 11172-3, 2.4.1.7, 2.4.2.7).

A frame's main data begins `main_data_begin` bytes before its own region: the *bit reservoir*. Regions one after the
other form one stream of bytes; all positions here count in that stream, headers and side information left out.
"""

import numpy as np
from numpy.typing import NDArray

from app.audio.compiled import compiled

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

NORMAL, START, SHORT, STOP = range(4)
"""Block types; START must be followed by SHORT or STOP, and so on (2.4.2.7, block_type)."""


@compiled
def bits(data: Bytes, at: int, count: int) -> int:
    """`count` bits from bit `at` on, most significant first."""
    value = 0
    for bit in range(at, at + count):
        value = value << 1 | (data[bit >> 3] >> (7 - (bit & 7)) & 1)
    return value


@compiled
def scan(data: Bytes, sizes: Ints, lsf: bool, channels: int, out: Ints) -> int:
    """Walk through frames that follow each other without a gap.

    Parameters
    ----------
    data : whole frames of one encoder run, all of one sample rate and without CRC.
    sizes : bytes of an unpadded frame, by bit rate index.
    lsf : MPEG-2 or 2.5, with one granule and 8 bits of main_data_begin.
    out : shape (n, 6), filled with: place, length, main_data_begin, bytes of main data, block types at the start and at
        the end of the frame (two bits per channel).

    Returns
    -------
    Number of frames, or -1 - place if something else stands at `place`.
    """
    granules, width = (1, 63) if lsf else (2, 59)
    flag = 38 if lsf else 33
    at = count = 0
    while at + 4 <= len(data) and count < len(out):
        if data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
            return -1 - at
        length = sizes[data[at + 2] >> 4] + (data[at + 2] >> 1 & 1)
        if at + length > len(data):
            break
        side = 8 * (at + 4)
        begin = bits(data, side, 8 if lsf else 9)
        private = (1 if channels == 1 else 2) if lsf else (5 if channels == 1 else 3)
        first = side + 8 + private if lsf else side + 9 + private + 4 * channels
        need, head, tail = 0, 0, 0
        for granule in range(granules):
            for channel in range(channels):
                place = first + (granule * channels + channel) * width
                need += bits(data, place, 12)
                kind = bits(data, place + flag + 1, 2) if bits(data, place + flag, 1) else 0
                if granule == 0:
                    head |= kind << 2 * channel
                if granule == granules - 1:
                    tail |= kind << 2 * channel
        out[count, 0], out[count, 1], out[count, 2] = at, length, begin
        out[count, 3], out[count, 4], out[count, 5] = (need + 7) // 8, head, tail
        at += length
        count += 1
    return count


@compiled
def gather(data: Bytes, frames: Ints, head: int, heads: Bytes, main: Bytes) -> int:
    """Copy each frame's header with side information, and its logical main data without stuffing.

    Parameters
    ----------
    frames : what `scan` filled.
    head : bytes of header and side information.
    heads : shape (n, head), filled.
    main : filled with the main data, one frame after the other; long enough for all.

    Returns
    -------
    Bytes of main data, or -1 if a frame refers to what is not there.
    """
    stream = np.empty(len(data), np.uint8)
    begin = total = 0
    for number in range(len(frames)):
        at, length, back, need = frames[number, 0], frames[number, 1], frames[number, 2], frames[number, 3]
        heads[number] = data[at : at + head]
        room = length - head
        stream[begin : begin + room] = data[at + head : at + length]
        start = begin - back
        begin += room
        if start < 0 or start + need > begin:
            return -1
        main[total : total + need] = stream[start : start + need]
        total += need
    return total


@compiled
def lay(room: Ints, need: Ints, region: int, end: int, reach: int, starts: Ints) -> int:
    """Lay main data out anew, each as early as possible: behind the one before, at most `reach` before its region.

    Parameters
    ----------
    room, need : bytes of each frame's region and of its main data.
    region : where the first frame's region begins.
    end : where the main data laid so far end.
    reach : the largest main_data_begin: 511, or 255 for LSF.
    starts : filled with where each main data begin.

    Returns
    -------
    -1, or the number of the first frame whose main data do not end within its region.
    """
    for number in range(len(room)):
        start = max(end, region - reach)
        end = start + need[number]
        starts[number] = start
        region += room[number]
        if end > region:
            return number
    return -1


@compiled
def fits(room: Ints, need: Ints, back: Ints, slack: int, reach: int) -> bool:
    """Whether frames can follow main data that end `slack` bytes before their first region.

    Once a frame ends no later than it did in its own run, all that follow fit as they did there. A run that never gets
    to that point does not fit, so that a longer run from the same beginning will always do.
    """
    region, end = 0, -slack
    for number in range(len(room)):
        start = max(end, region - reach)
        end = start + need[number]
        if end > region + room[number]:
            return False
        if end <= region - back[number] + need[number]:
            return True
        region += room[number]
    return False


@compiled
def weave(heads: Bytes, room: Ints, stream: Bytes, out: Bytes) -> int:
    """Write frames: header and side information, then the region out of `stream`; returns the bytes written."""
    at = place = 0
    width = heads.shape[1]
    for number in range(len(heads)):
        out[at : at + width] = heads[number]
        at += width
        size = room[number]
        out[at : at + size] = stream[place : place + size]
        at += size
        place += size
    return at


@compiled
def pour(main: Bytes, need: Ints, starts: Ints, base: int, stream: Bytes) -> None:
    """Copy main data to their places in a stream that begins at `base`."""
    total = 0
    for number in range(len(need)):
        start, size = starts[number] - base, need[number]
        stream[start : start + size] = main[total : total + size]
        total += size
