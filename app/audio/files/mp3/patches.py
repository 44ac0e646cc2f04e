"""A run of the encoder mended in places: only around them it is encoded again, and set in at the bit reservoir.

What has to be encoded again is often a twentieth of a section; see `peak_guard` for why it has to.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.audio.files import peak_guard
from app.audio.files.mp3 import decoded_peaks
from app.audio.files.mp3.join import DoesNotFit, Joiner, Section
from app.audio.files.mp3.lame import Mode
from app.audio.files.peak_guard import Peaks, Rows
from app.audio.kernels import ROWS_PER_S

Pcm16 = NDArray[np.int16]

SPREAD = 1728
"""Sample frames to both sides that a change of one is heard in: a long window (1152) and the filter bank (512), rounded
up to half a frame."""
SEAMS = 12
"""Frames among which each seam is looked for."""
WORTH = 0.7
"""Places that come to more of the run than this are not worth it: the whole run is encoded again."""


class _Place(NamedTuple):
    """Frames in which a change is heard: `start` up to, but without, `stop`."""

    start: int
    stop: int


class _Patch(NamedTuple):
    """What was encoded for one place: `data` begins with the frame `first` of the run."""

    place: _Place
    first: int
    data: bytes


class Patcher:
    """Encodes again what has changed of a run.

    Parameters
    ----------
    encode : one run of the encoder.
    grain : sample frames of an MPEG frame.
    warm : frames after which a run sounds like one from the start.
    ahead : further frames that the encoder looks at behind the last that counts.
    """

    def __init__(self, encode: Callable[[Pcm16], bytes], mode: Mode, grain: int, warm: int, ahead: int) -> None:
        self._encode, self._mode, self._grain = encode, mode, grain
        self._warm, self._ahead = warm, ahead

    def mended(self, run: bytes, pcm: Pcm16, rows: Rows, peaks: Peaks) -> tuple[bytes, Peaks]:
        """The run of `pcm`, which was changed around these rows since it was encoded to `run`, and its peaks.

        `peaks` are those of `run`. Around a seam both its sides are believed, so none is told too low.
        """
        whole = Section.of(run, 0)
        places = self._places(rows, len(whole.room))
        cost = sum(place.stop - place.start + self._warm + 2 * SEAMS + self._ahead for place in places)
        if cost > WORTH * len(whole.room):
            return self._encoded_again(pcm)
        patches = [self._patch(place, pcm) for place in places]
        try:
            return self._joined(whole, patches, len(pcm)), self._heard(peaks, patches)
        except DoesNotFit:
            return self._encoded_again(pcm)

    def _encoded_again(self, pcm: Pcm16) -> tuple[bytes, Peaks]:
        """The whole run once more."""
        again = self._encode(pcm)
        return again, self._listen(again)

    def _places(self, rows: Rows, frames: int) -> list[_Place]:
        """Where the change is heard; places too near to each other are one."""
        found: list[_Place] = []
        for row in rows.tolist():
            start_s, stop_s = peak_guard.span_s(row)
            start = max(0, self._delayed(start_s) - SPREAD) // self._grain
            stop = min(frames, (self._delayed(stop_s) + SPREAD) // self._grain + 1)
            if found and start - self._warm - SEAMS <= found[-1].stop + SEAMS:
                found[-1] = _Place(found[-1].start, max(stop, found[-1].stop))
            else:
                found.append(_Place(start, stop))
        return found

    def _delayed(self, moment_s: float) -> int:
        return round(moment_s * self._mode.sample_rate) + decoded_peaks.DECODER_DELAY

    def _patch(self, place: _Place, pcm: Pcm16) -> _Patch:
        first = max(0, place.start - self._warm - SEAMS)
        last = place.stop + SEAMS + self._ahead
        return _Patch(place, first, self._encode(pcm[first * self._grain : last * self._grain]))

    def _joined(self, whole: Section, patches: list[_Patch], frames: int) -> bytes:
        """The run with the patches in their places. A joiner takes no frame before the second of what it is given."""
        joiner, done, after = Joiner(1, self._mode.vbr), bytearray(), 0
        for (start, stop), first, data in patches:
            patch = Section.of(data, first)
            if first > 0:
                done += joiner.add(whole.part(after, start))
                patch = patch.part(first + self._warm - 1, patch.end)
            to_the_end = (stop + SEAMS + self._ahead) * self._grain >= frames
            done += joiner.add(patch if to_the_end else patch.part(patch.first, stop + SEAMS))
            after = stop - 1
        if not to_the_end:
            done += joiner.add(whole.part(after, whole.end))
        return bytes(done + joiner.finish())

    def _heard(self, peaks: Peaks, patches: list[_Patch]) -> Peaks:
        """The peaks with those of the patches in their places."""
        heard = peaks.copy()
        for (start, stop), first, data in patches:
            new = peak_guard.across(self._listen(data))
            rows = first * self._grain * ROWS_PER_S // self._mode.sample_rate + np.arange(len(new))
            near = (rows >= self._row(start - SEAMS)) & (rows <= self._row(stop + SEAMS)) & (rows < len(heard))
            rows, new = rows[near], new[near]
            inside = (rows >= self._row(start)) & (rows <= self._row(stop))
            heard[rows] = np.where(inside, new, np.maximum(heard[rows], new))
        return heard

    def _row(self, frame: int) -> int:
        """The row in which a frame is heard."""
        return max(0, frame * self._grain - decoded_peaks.DECODER_DELAY) * ROWS_PER_S // self._mode.sample_rate

    def _listen(self, data: bytes) -> Peaks:
        return decoded_peaks.row_peaks(data, self._mode.sample_rate, self._mode.channels)
