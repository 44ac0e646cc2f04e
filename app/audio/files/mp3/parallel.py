"""MP3 on every core: sections encoded side by side, joined at the bit reservoir (see `join`)."""

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.audio.errors import WriteFailed
from app.audio.files import peak_guard
from app.audio.files.mp3 import decoded_peaks, info_header
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.mp3.join import DoesNotFit, Joiner, Section
from app.audio.files.mp3.lame import BLOCK, Mode, write_info
from app.audio.files.mp3.patches import Patcher
from app.audio.files.sample_queue import Backlog
from app.audio.files.samples import quantise
from app.audio.kernels import ROWS_PER_S
from app.audio.types import Samples

Pcm16 = NDArray[np.int16]

WARM = 24
"""Frames after which a run sounds like one from the start: reservoir, psychoacoustics and filter banks have settled."""

EARLY = 24
"""Frames that a section begins before its own first one."""

LATE = 12
"""Frames that a section runs on, so that a seam can be looked for."""

AHEAD = 4
"""Further frames of input behind those, because LAME looks ahead; what it makes of them is dropped."""

RETRIES = (31, 28, 37)
"""Other numbers of early frames to try when no seam is found: each gives other states of the reservoir."""

SECTION_S = 15.0

IN_HAND = 4
"""Sections that may wait behind one that is encoded again and again, so that the other cores go on."""


def workers() -> int:
    """Encoders that run at once: one for each core that this process may use, at most 8."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count() or 1, 8)


class _Job(NamedTuple):
    """A section that was handed out.

    Attributes
    ----------
    number : its own first frame in the file.
    first : the frame its run begins at.
    spare : the frame that `pcm` begins at.
    until : the frame its run ends before, None at the end of the file.
    """

    number: int
    first: int
    spare: int
    until: int | None
    pcm: Pcm16
    result: Future[Section]


class ParallelMp3Encoder:
    """Encodes sections of a quarter of a minute in threads (lameenc lets go of the GIL) and joins them into one stream.

    What comes out depends on the samples alone, not on the number of threads or the size of the blocks written.
    Memory: 16-bit samples of at most `threads + IN_HAND + 3` sections.

    Parameters
    ----------
    file : open at the place of the info frame.
    mode : how LAME is set.
    threads : encoders at once; None takes `workers()`.
    section_s : seconds of a section.
    keep_below : linear true peak that the stream shall not pass when it is decoded; None lets it.
    """

    def __init__(
        self,
        file: BinaryIO,
        mode: Mode,
        threads: int | None = None,
        section_s: float = SECTION_S,
        keep_below: float | None = None,
    ) -> None:
        self._file, self._mode, self._keep_below = file, mode, keep_below
        self._grain = 1152 if mode.sample_rate >= 32000 else 576
        self._section = max(round(section_s * mode.sample_rate / self._grain), EARLY + LATE + WARM)
        self._threads = threads or workers()
        self._pool = ThreadPoolExecutor(self._threads, 'lame')
        self._jobs: deque[_Job] = deque()
        self._joiner = Joiner(WARM, mode.vbr)
        self._patcher = Patcher(self._run, mode, self._grain, WARM, AHEAD)
        self._before: tuple[int, Pcm16] = (0, np.empty((0, mode.channels), np.int16))
        self._start = file.tell()
        self._stream: info_header.Stream | None = None
        self._waiting = Backlog()
        self._next = 0
        self.retries = self.merges = self.held = 0

    @property
    def seams(self) -> list[int]:
        """Frames at which sections were joined so far."""
        return self._joiner.seams

    def write(self, samples: Samples) -> None:
        """Take one block; encoded as soon as a section is full."""
        for at in range(0, len(samples), BLOCK):
            self._waiting.add(quantise(samples[at : at + BLOCK], 16).astype(np.int16))
            if self._waiting.end >= (self._next + self._section + LATE + AHEAD) * self._grain:
                self._submit(self._next + self._section)

    def _submit(self, until: int | None) -> None:
        """Hand out the section of the frames from `_next` up to `until`, or up to the end."""
        first = max(self._next - EARLY, 0)
        spare = max(self._next - max(RETRIES), 0)
        self._waiting.forget(spare * self._grain)
        last = None if until is None else until + LATE
        pcm = self._waiting.rest()
        pcm = pcm if last is None else pcm[: (last + AHEAD - spare) * self._grain]
        while len(self._jobs) > self._threads + IN_HAND:
            self._collect()
        result = self._pool.submit(self._encode, pcm[(first - spare) * self._grain :], first, last)
        self._jobs.append(_Job(self._next, first, spare, last, pcm, result))
        self._next = until if until is not None else self._next

    def _encode(self, pcm: Pcm16, first: int, last: int | None) -> Section:
        """One section, in a thread."""
        unheard = max(0, WARM * self._grain * ROWS_PER_S // self._mode.sample_rate - peak_guard.OVERLAP) if first else 0
        # Behind its last frame a run is cut off: the edge rings, nobody is given it, and holding it would be no end.
        heard = None if last is None else (last - first) * self._grain * ROWS_PER_S // self._mode.sample_rate + 1

        def delivered(peaks: NDArray[np.float32]) -> NDArray[np.float32]:
            peaks[:unheard] = 0.0
            if heard is not None:
                peaks[heard:] = 0.0
            return peaks

        def listen(data: bytes) -> NDArray[np.float32]:
            return delivered(decoded_peaks.row_peaks(data, self._mode.sample_rate, self._mode.channels))

        def mend(
            data: bytes, pcm: Pcm16, rows: peak_guard.Rows, peaks: peak_guard.Peaks
        ) -> tuple[bytes, peak_guard.Peaks]:
            data, peaks = self._patcher.mended(data, pcm, rows, peaks)
            return data, delivered(peaks)

        data, tries = peak_guard.kept_below(pcm, self._run, listen, self._keep_below, self._mode.sample_rate, mend)
        self.held += tries
        section = Section.of(data, first)
        return section if last is None else section.part(first, min(last, section.end))

    def _run(self, pcm: Pcm16) -> bytes:
        """One LAME run."""
        lame = self._mode.encoder()
        data = bytearray()
        for at in range(0, len(pcm), BLOCK):
            data += lame.encode(pcm[at : at + BLOCK].tobytes())
        data += lame.flush()
        return bytes(data)

    def _collect(self) -> None:
        """Join the oldest section on; try other beginnings when it does not fit."""
        job = self._jobs.popleft()
        section, first = job.result.result(), job.first
        for early in (*RETRIES, None):
            try:
                self._put(self._joiner.add(section))
                self._before = (first, job.pcm[(first - job.spare) * self._grain :])
                return
            except DoesNotFit:
                self.retries += 1
            if early is not None:
                first = max(job.number - early, 0)
                section = self._encode(job.pcm[(first - job.spare) * self._grain :], first, job.until)
        self._merge(job)

    def _merge(self, job: _Job) -> None:
        """No seam at all: go on with the run of the section before, which always fits itself."""
        first, before = self._before
        pcm = np.concatenate((before[: (job.spare - first) * self._grain], job.pcm))
        self._joiner.replace(self._encode(pcm, first, job.until))
        self._before = (first, pcm)
        self.merges += 1

    def _put(self, data: bytes) -> None:
        """Write whole frames."""
        if not data:
            return
        if self._stream is None:
            head = mpeg.header_at(data, 0)
            assert head is not None
            self._stream = info_header.Stream(head)
            self._file.write(bytes(info_header.frame_header(head, self._mode.vbr).length))
        lengths, self._joiner.lengths = self._joiner.lengths, []
        self._stream.add(data, lengths)
        self._file.write(data)

    def finish(self) -> None:
        """Encode the rest, join it on, and write the info frame into its place."""
        if self._waiting.end == 0:
            raise WriteFailed('There is no audio to write.')
        self._submit(None)
        while self._jobs:
            self._collect()
        self._put(self._joiner.finish())
        assert self._stream is not None
        write_info(self._file, self._start, self._stream, self._mode, self._waiting.end)
        self.close()

    def close(self) -> None:
        """Stop the threads; sections that wait are dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)
