"""Layer III frames taken apart into side information and main data, and laid out again (ISO 11172-3, 2.4.1.7, 2.4.2.7).

A frame's main data begins `main_data_begin` bytes before its own region: the *bit reservoir*. Regions one after the
other form one stream of bytes; all positions here count in that stream, headers and side information left out.
"""

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

NORMAL, START, SHORT, STOP = range(4)
"""Block types; START must be followed by SHORT or STOP, and so on (2.4.2.7, block_type)."""


def scan(data: Bytes, sizes: Ints, lsf: bool, channels: int, out: Ints) -> int:
    """Walk through frames that follow each other without a gap.

    Plain Python: 26 ms of sound a frame leave time enough, and compiling would take seconds at the first start.

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
    raw, lengths = data.tobytes(), sizes.tolist()
    granules, width, flag = (1, 63, 38) if lsf else (2, 59, 33)
    private = (1 if channels == 1 else 2) if lsf else (5 if channels == 1 else 3)
    start = 8 + private if lsf else 9 + private + 4 * channels
    size = (start + granules * channels * width) // 8
    at = count = 0
    while at + 4 <= len(raw) and count < len(out):
        if raw[at] != 0xFF or raw[at + 1] & 0xE0 != 0xE0:
            return -1 - at
        length = lengths[raw[at + 2] >> 4] + (raw[at + 2] >> 1 & 1)
        if at + length > len(raw):
            break
        side = int.from_bytes(raw[at + 4 : at + 4 + size], 'big')
        need = head = tail = 0
        left = 8 * size - start
        for granule in range(granules):
            for channel in range(channels):
                need += side >> left - 12 & 0xFFF
                kind = side >> left - flag - 3 & 3 if side >> left - flag - 1 & 1 else 0
                head |= kind << 2 * channel if granule == 0 else 0
                tail |= kind << 2 * channel if granule == granules - 1 else 0
                left -= width
        out[count] = at, length, side >> 8 * size - (8 if lsf else 9), (need + 7) // 8, head, tail
        at += length
        count += 1
    return count


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
    raw = data.tobytes()
    rows = frames[:, :4].tolist()
    stream = b''.join([raw[at + head : at + length] for at, length, _, _ in rows])
    heads[:] = np.frombuffer(b''.join([raw[at : at + head] for at, *_ in rows]), np.uint8).reshape(-1, head)
    begin, parts = 0, []
    for _, length, back, need in rows:
        start = begin - back
        begin += length - head
        if start < 0 or start + need > begin:
            return -1
        parts.append(stream[start : start + need])
    whole = b''.join(parts)
    main[: len(whole)] = np.frombuffer(whole, np.uint8)
    return len(whole)


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
    for number, (space, size) in enumerate(zip(room.tolist(), need.tolist(), strict=True)):
        start = max(end, region - reach)
        end = start + size
        starts[number] = start
        region += space
        if end > region:
            return number
    return -1


def fits(room: Ints, need: Ints, back: Ints, slack: int, reach: int) -> bool:
    """Whether frames can follow main data that end `slack` bytes before their first region.

    Once a frame ends no later than it did in its own run, all that follow fit as they did there. A run that never gets
    to that point does not fit, so that a longer run from the same beginning will always do.
    """
    region, end = 0, -slack
    for number in range(len(room)):
        space, size = int(room[number]), int(need[number])
        end = max(end, region - reach) + size
        if end > region + space:
            return False
        if end <= region - int(back[number]) + size:
            return True
        region += space
    return False


def weave(heads: Bytes, room: Ints, stream: Bytes, out: Bytes) -> int:
    """Write frames: header and side information, then the region out of `stream`; returns the bytes written."""
    raw, width = heads.tobytes(), heads.shape[1] if len(heads) else 0
    place, bytes_of, parts = 0, stream.tobytes(), []
    for number, size in enumerate(room.tolist()):
        parts += [raw[number * width : (number + 1) * width], bytes_of[place : place + size]]
        place += size
    whole = b''.join(parts)
    out[: len(whole)] = np.frombuffer(whole, np.uint8)
    return len(whole)


def pour(main: Bytes, need: Ints, starts: Ints, base: int, stream: Bytes) -> None:
    """Copy main data to their places in a stream that begins at `base`."""
    total = 0
    for start, size in zip((starts - base).tolist(), need.tolist(), strict=True):
        stream[start : start + size] = main[total : total + size]
        total += size
