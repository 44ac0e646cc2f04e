"""AAC on every core: sections encoded side by side, listened to, and joined packet by packet.

A packet of AAC holds 1024 sample frames and needs only its two neighbours to be decoded. Where two runs of the encoder
have come to the same windows, the packets of one can follow those of the other: each section begins some packets early
and runs on for some, and the seam is laid where both runs decode to nearly the same.
"""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from typing import Any, BinaryIO

import av
import av.error
import numpy as np

from app.audio.errors import WriteFailed
from app.audio.files import peak_guard
from app.audio.files.aac_patches import WARM, Patcher, Section, seam
from app.audio.files.ffmpeg import av_encoder
from app.audio.files.ffmpeg.av_encoder import AAC_FRAME
from app.audio.files.metadata import kept_tags
from app.audio.files.mp3.parallel import workers
from app.audio.files.peak_guard import Peaks, Rows
from app.audio.files.sample_queue import Backlog
from app.audio.files.tags.chapters import Chapters
from app.audio.files.write_errors import sentence
from app.audio.kernels import ROWS_PER_S, Planar
from app.audio.types import Info, Samples

EARLY = 24
"""Packets that a section begins before its own first one."""
LATE = 8
"""Packets that a section runs on; the seam is one of the EARLY - WARM + LATE around its end."""
SECTION_S = 20.0
BLOCK = 32768
SPARE_BIT_RATE = 60_000
SPARE_BIT_RATE_SURROUND = 80_000
"""Bits per second and channel from which on noise need not be replaced by a decoder's own: below, tones suffer."""


class AacEncoder:
    """Encodes AAC into M4A, or raw AAC frames; what comes out depends on the samples alone.

    Parameters
    ----------
    path : file to write, or an open one where nothing but frames comes (raw AAC).
    like : container 'm4a' or 'aac', sample rate, channels (fewer than 8) and bit rate.
    chapters : written into M4A.
    keep_below : linear true peak that the file shall not pass when it is decoded; None lets it.
    bare : the sound comes with what an encoder put in front of it, and needs no more of that.
    """

    def __init__(
        self,
        path: str | BinaryIO,
        like: Info,
        chapters: Chapters,
        keep_below: float | None = None,
        section_s: float = SECTION_S,
        threads: int | None = None,
        bare: bool = False,
    ) -> None:
        self._like, self._keep_below, self._bare = like, keep_below, bare
        self._container, self._stream = av_encoder.open_output(path, like, chapters, 'fltp', _tools(like))
        self._head = self._stream.codec_context.extradata
        self._section = max(round(section_s * like.sample_rate / AAC_FRAME), EARLY + LATE + WARM)
        self._threads = threads or workers()
        self._pool = ThreadPoolExecutor(self._threads, 'aac')
        self._patcher = Patcher(self._run, self._decode, like.sample_rate, like.channels)
        self._jobs: deque[Future[Section]] = deque()
        self._waiting = Backlog()
        self._last: Section | None = None
        self._next = self._written = 0
        self.held = 0
        self.seams: list[int] = []

    def write(self, samples: Samples) -> None:
        """Take one block; encoded as soon as a section is full."""
        self._waiting.add(samples.copy())
        while self._waiting.end >= (self._next + self._section + LATE + 1) * AAC_FRAME:
            self._submit(self._next + self._section)

    def _submit(self, until: int | None) -> None:
        """Hand out the section of the packets from `_next` up to `until`, or up to the end."""
        first = max(self._next - EARLY, 0)
        self._waiting.forget(first * AAC_FRAME)
        sound = self._waiting.rest()
        if until is not None:
            sound = sound[: (until + LATE - first) * AAC_FRAME]
            self._next = until
        while len(self._jobs) > self._threads:
            self._collect()
        self._jobs.append(self._pool.submit(self._encode, sound, first, until is None))

    def _encode(self, sound: Samples, first: int, to_the_end: bool) -> Section:
        """One section, in a thread."""
        warming = WARM * AAC_FRAME * ROWS_PER_S // self._like.sample_rate if first else 0
        # What is behind the last packet that is kept rings from being cut off there.
        heard = None if to_the_end else (len(sound) // AAC_FRAME - 1) * AAC_FRAME * ROWS_PER_S // self._like.sample_rate

        def delivered(peaks: Peaks) -> Peaks:
            peaks[: max(0, warming - peak_guard.OVERLAP)] = 0.0
            if heard is not None:
                peaks[heard + 1 :] = 0.0
            return peaks

        def listen(packets: list[bytes]) -> Peaks:
            gone = self._bare and first == 0
            blocks = self._decode(packets[1:] if gone else packets)
            skip = 0 if gone else AAC_FRAME
            return delivered(peak_guard.row_peaks(blocks, self._like.sample_rate, self._like.channels, skip))

        def mend(packets: list[bytes], sound: Samples, rows: Rows, peaks: Peaks) -> tuple[list[bytes], Peaks]:
            mended = self._patcher.mended(packets, sound, rows, peaks)
            if mended is None:
                again = self._run(sound)
                return again, listen(again)
            return mended[0], delivered(mended[1])

        rate = self._like.sample_rate
        packets, tries = peak_guard.kept_below(sound, self._run, listen, self._keep_below, rate, mend)
        self.held += tries
        # Behind the last full packet, a run that is cut off has heard silence instead of what follows.
        return Section(first, packets if to_the_end else packets[: len(sound) // AAC_FRAME])

    def _run(self, sound: Samples) -> list[bytes]:
        """One run of the encoder: its packets."""
        context: Any = av.CodecContext.create('aac', 'w')
        av_encoder.describe(context, self._like, 'fltp')
        context.options = _tools(self._like)
        packets = []
        for at in range(0, len(sound), BLOCK):
            frame = av_encoder.frame_of(sound[at : at + BLOCK].T, self._like, 'fltp', at)
            packets += [bytes(packet) for packet in context.encode(frame)]
        return packets + [bytes(packet) for packet in context.encode(None)]

    def _decode(self, packets: list[bytes]) -> list[Planar]:
        """What packets in a row decode to, each to 1024 frames; the first lacks the one before it."""
        context: Any = av.CodecContext.create('aac', 'r')
        context.extradata = self._head
        frames = [frame for packet in packets for frame in context.decode(av.Packet(packet))]
        return [np.asarray(frame.to_ndarray(), np.float32) for frame in (*frames, *context.decode(None))]

    def _collect(self) -> None:
        """Put the oldest section behind what was written."""
        section = self._jobs.popleft().result()
        if self._last is not None:
            end = self._last.first + len(self._last.packets)
            joined = seam(self._last, section, section.first + WARM, end, self._decode)
            self._put(self._last.part(self._written, joined))
            self.seams.append(joined)
        self._last = section

    def _put(self, packets: list[bytes]) -> None:
        rate = self._like.sample_rate
        for data in packets:
            packet = av.Packet(data)
            packet.pts = packet.dts = (self._written - 1) * AAC_FRAME
            packet.duration = min(AAC_FRAME, max(1, self._waiting.end - self._written * AAC_FRAME + AAC_FRAME))
            packet.time_base, packet.stream = Fraction(1, rate), self._stream
            self._written += 1
            if self._bare and self._written == 1:
                continue
            try:
                self._container.mux(packet)
            except (av.error.FFmpegError, OSError) as error:
                raise WriteFailed(sentence(error)) from error

    @property
    def metadata(self) -> dict[str, str]:
        """Title, artist and the like; may be changed before the first block."""
        words: dict[str, str] = self._container.metadata
        return words

    @property
    def smpb(self) -> str:
        """Gapless values for iTunes: priming, padding and length. Meaningful after `finish`."""
        padding = (self._written - 1) * AAC_FRAME - self._waiting.end
        return kept_tags.smpb(AAC_FRAME, max(padding, 0), self._waiting.end)

    def finish(self) -> None:
        """Encode the rest, join it on, and write the header."""
        if not self._waiting.end:
            raise WriteFailed('There is no audio to write.')
        self._submit(None)
        while self._jobs:
            self._collect()
        assert self._last is not None
        self._put(self._last.part(self._written, self._last.first + len(self._last.packets)))
        self._pool.shutdown()
        try:
            self._container.close()
        except (av.error.FFmpegError, OSError) as error:
            raise WriteFailed(sentence(error)) from error

    def close(self) -> None:
        """Stop the threads and let go of the file, finished or not."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._container.close()


def _tools(like: Info) -> dict[str, str]:
    """Which of FFmpeg's tools are left out.

    Its noise shaping in time raises single peaks by up to 10 dB in limited programme; without it, by less than 4. Noise
    that a decoder makes itself is different each time, so that no peak of it can be held.
    """
    rate = (like.bit_rate or 0) / like.channels
    spare = SPARE_BIT_RATE if like.channels <= 2 else SPARE_BIT_RATE_SURROUND
    return {'aac_tns': '0', **({'aac_pns': '0'} if rate >= spare else {})}
