"""A run of the AAC encoder mended in places: only around them it is encoded again, and set in packet by packet.

Packet k of a run holds the input from frame 1024 (k - 1) up to 1024 (k + 1), half of it together with each neighbour
(ISO/IEC 14496-3, 4.6.11.3.3). See `peak_guard` for why anything is encoded again.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from app.audio.files import peak_guard
from app.audio.files.ffmpeg.av_encoder import AAC_FRAME
from app.audio.files.peak_guard import Peaks, Rows
from app.audio.kernels import ROWS_PER_S, Planar
from app.audio.types import Samples

WARM = 12
"""Packets after which a run sounds like one from the start: its rate control has settled."""
SEAMS = 8
"""Packets among which each seam is looked for."""
WORTH = 0.7
"""Places that come to more of the run than this are not worth it: the whole run is encoded again."""

Decode = Callable[[list[bytes]], list[Planar]]
"""What packets in a row decode to, each to 1024 frames; the first lacks the one before it."""


class Section(NamedTuple):
    """Packets of one run, the first of which is number `first` of the file."""

    first: int
    packets: list[bytes]

    def part(self, start: int, stop: int) -> list[bytes]:
        """The packets from one number up to, but without, another."""
        return self.packets[start - self.first : stop - self.first]


def seam(left: Section, right: Section, first: int, last: int, decode: Decode) -> int:
    """The packet of `right` that follows the packets of `left` best: both runs meant nearly the same around it.

    It is one of the packets from `first + 1` up to, but without, `last - 1`.
    """
    pairs = [decode(run.part(first - 1, last)) for run in (left, right)]
    apart = np.array([float(np.square(a - b).mean()) for a, b in zip(*pairs, strict=True)])
    around = apart[1:-2] + apart[2:-1] + apart[3:]
    return first + 1 + int(around.argmin())


class _Place(NamedTuple):
    """Packets that a change of the input changes: `start` up to, but without, `stop`."""

    start: int
    stop: int


class Patcher:
    """Encodes again what has changed of a run.

    Parameters
    ----------
    encode : one run of the encoder.
    sample_rate : Hz.
    """

    def __init__(
        self, encode: Callable[[Samples], list[bytes]], decode: Decode, sample_rate: int, channels: int
    ) -> None:
        self._encode, self._decode = encode, decode
        self._rate, self._channels = sample_rate, channels

    def mended(self, run: list[bytes], sound: Samples, rows: Rows, peaks: Peaks) -> tuple[list[bytes], Peaks] | None:
        """The run of `sound`, which was changed around these rows since it was encoded to `run`, and its peaks.

        `peaks` are those of `run`. None where so much has changed that a whole run is better.
        """
        places = self._places(rows, len(run))
        if sum(place.stop - place.start + WARM + 2 * SEAMS for place in places) > WORTH * len(run):
            return None
        made, heard = Section(0, list(run)), peaks.copy()
        for place in places:
            self._listen(made, heard, *self._set_in(made, place, sound))
        return made.packets, heard

    def _places(self, rows: Rows, packets: int) -> list[_Place]:
        """What is to be encoded again; places too near to each other are one."""
        found: list[_Place] = []
        for row in rows.tolist():
            start_s, stop_s = peak_guard.span_s(row)
            start = max(0, int(start_s * self._rate) // AAC_FRAME)
            stop = min(packets, int(stop_s * self._rate) // AAC_FRAME + 2)
            if found and start - WARM - SEAMS <= found[-1].stop + SEAMS:
                found[-1] = _Place(found[-1].start, max(stop, found[-1].stop))
            else:
                found.append(_Place(start, stop))
        return found

    def _set_in(self, made: Section, place: _Place, sound: Samples) -> tuple[int, int]:
        """Encode one place again, and put it into the run; returns the packets that are new, up to but without one."""
        first = max(0, place.start - SEAMS - WARM)
        last = place.stop + 1 + SEAMS
        to_the_end = last + 1 >= len(made.packets) - 1  # the last packets hold less than a full one, and silence
        stop = len(sound) if to_the_end else (last + 1) * AAC_FRAME
        patch = Section(first, self._encode(sound[first * AAC_FRAME : stop]))
        begin = seam(made, patch, place.start - SEAMS, place.start, self._decode) if first else 0
        end = len(made.packets) if to_the_end else seam(patch, made, place.stop + 1, last, self._decode)
        made.packets[begin:end] = patch.part(begin, end)
        return begin, end

    def _listen(self, made: Section, heard: Peaks, begin: int, end: int) -> None:
        """Write down what the new packets, and those next to them, decode to."""
        before = max(0, begin - 2)
        blocks = self._decode(made.part(before, end + 2))
        new = peak_guard.across(peak_guard.row_peaks(blocks, self._rate, self._channels, AAC_FRAME))
        rows = before * AAC_FRAME * ROWS_PER_S // self._rate + np.arange(len(new))
        inside = (rows > self._row(begin - 1)) & (rows < self._row(end))
        inside |= (rows <= self._row(begin - 1)) & (begin == 0)
        inside |= (rows >= self._row(end)) & (end == len(made.packets))
        there = rows < len(heard)
        rows, new, inside = rows[there], new[there], inside[there]
        heard[rows] = np.where(inside, new, np.maximum(heard[rows], new))

    def _row(self, packet: int) -> int:
        """The row in which begins what a packet decodes to."""
        return max(0, (packet - 1) * AAC_FRAME) * ROWS_PER_S // self._rate
