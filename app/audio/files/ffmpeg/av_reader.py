"""PyAV (FFmpeg's libraries): reading all that `containers` knows."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import av
import av.error
import numpy as np
from numpy.typing import NDArray

from app.audio.errors import UnreadableAudio, UnsupportedAudio
from app.audio.files import containers
from app.audio.files.ffmpeg.av_encoder import MOST_PLANES
from app.audio.files.ffmpeg.opened import EXACT, Opened
from app.audio.files.ffmpeg.places import LEAST_S, Places
from app.audio.files.ffmpeg.reshaped import Reshaped
from app.audio.files.maps.parts import Note, Part, Parts
from app.audio.files.metadata import gapless
from app.audio.files.noted_source import NotedSource
from app.audio.files.rates import Converter
from app.audio.types import Info, Limits, Samples

FULL_SCALE: dict[str, float] = {'u8': 2.0**-7, 's16': 2.0**-15, 's32': 2.0**-31, 'flt': 1.0, 'dbl': 1.0}
"""Factor to +-1.0 for FFmpeg's sample formats, planar or not."""

BLOCK = 1 << 16
TOLD_BY_BYTES = ('joined', 'junk', 'more')
"""What a walk through the bytes knows best; what is lost is told by what comes out."""


class AvSource(NotedSource):
    """Decodes one sound with FFmpeg; edit lists take away AAC's priming and padding.

    Parameters
    ----------
    parts : where the sound lies by a walk through the file, and how long it should be; None where nobody walked.
        Parts that are not `ordinary` are read one behind the other, each as if it were a file.
    """

    def __init__(self, info: Info, limits: Limits, kind: str, parts: Parts | None = None) -> None:
        self._kind, self._cut = kind, parts is not None and any(note.kind == 'cut' for note in parts.notes)
        self._parts = parts.parts if parts else ()
        self._spliced = parts is not None and not parts.ordinary
        self._opened = opened = Opened(info, kind, self._parts[0] if self._spliced else None)
        self._rate, rate, names = opened.rate, opened.rate, opened.names
        # HE-AAC decodes to twice the rate, and parametric stereo to two channels: what comes out is what counts.
        info = replace(info, channels=len(names), layout=containers.roles(names))
        self._converter = Converter(rate, info.sample_rate, len(names)) if info.codec == 'dsd' else None
        if self._converter is None:
            info = replace(info, sample_rate=rate)
        whole, stream = None, opened.stream
        if kind == 'm4a' and stream.duration and stream.time_base and not self._parts:
            whole = round(stream.duration * stream.time_base * rate)
            whole = gapless.of_m4a(info.path, whole) or whole
            info = replace(info, frames=whole)
        promised = None if self._parts else info.frames if whole is None and kind in EXACT else whole
        told = (note for note in parts.notes if note.kind in TOLD_BY_BYTES) if parts else ()
        super().__init__(info, limits, promised, told)
        self._behind = [note for note in parts.notes if note.kind == 'behind'] if parts else []
        self._whole, self._given = whole, 0
        self._packed = av.AudioResampler('flt') if len(names) >= MOST_PLANES else None
        self._blocks = self._decode() if self._converter is None else self._converted(self._converter)
        self._left = np.empty((0, info.channels), np.float32)

    def _decode(self) -> Iterator[Samples]:
        """Decoded blocks of all parts, each brought to what the first has."""
        self._places = Places(self._rate, False, 0)
        others = Reshaped(self._rate, self.info.layout, self._note_change, self._note_damage)
        todo: tuple[Part | None, ...] = self._parts if self._spliced else (None,)
        for number, part in enumerate(todo):
            if part:
                yield from others.end()
                yield from self._lost(round(part.gap / part.sample_rate * self._rate))
            if part and number and not self._open(part):
                continue
            yield from self._part(part or next(iter(self._parts), None), others)
        yield from others.end()
        for note in self._behind:
            self._note(replace(note, at_s=self._at_s))

    def _open(self, part: Part) -> bool:
        self._opened.close()
        try:
            self._opened = Opened(self.info, self._kind, part)
        except (UnreadableAudio, UnsupportedAudio):
            size = sum(end - start for start, end in part.spans)
            self._note(Note('behind', self._at_s, size))
            return False
        return True

    def _part(self, part: Part | None, others: Reshaped) -> Iterator[Samples]:
        """What one container gives; packets that are damaged become silence where times tell of how much."""
        end = round(self._end_s(part) * self._rate)
        places = self._places = Places(self._rate, self._opened.exact, end)
        done = 0
        for frame in self._opened.frames():
            if frame is None:
                places.bad = True
                continue
            # Asked first, because PyAV reads beyond the planes of a frame that damage gave other channels.
            if frame.layout.nb_channels != self.info.channels or frame.sample_rate != self._rate:
                blocks: Iterable[Samples] = others.take(frame)
            else:
                blocks = chain(others.end(), self._in_place(places, frame))
            for block in blocks:
                places.went(len(block))
                done += len(block)
                yield block
        self._note_end_of(part, end, places, done)

    def _in_place(self, places: Places, frame: Any) -> Iterator[Samples]:
        """A frame, and silence before it if something is missing there."""
        gap = places.gap(frame)
        if places.bad and not gap:
            self._note(Note('damaged', self._at_s))
        places.bad = False
        if gap:
            places.next = None if places.next is None else places.next - gap
            yield from self._lost(gap)
        for ready in self._packed.resample(frame) if self._packed else [frame]:
            yield to_float(ready)

    def _lost(self, frames: int) -> Iterator[Samples]:
        if frames:
            self._note(Note('lost', self._at_s, frames / self._rate))
        for at in range(0, frames, BLOCK):
            yield np.zeros((min(BLOCK, frames - at), self.info.channels), np.float32)

    def _end_s(self, part: Part | None) -> float:
        """Where the sound of a part should end; 0 where nothing is known of it."""
        if self._kind == 'matroska' and (not self._cut or self.info.video):
            told = self._opened.told_s()
            if told is not None or (self.info.video and not self._cut):
                return told or 0.0
        return part.frames / part.sample_rate if part else 0.0

    def _note_end_of(self, part: Part | None, end: int, places: Places, done: int) -> None:
        """Compare what a part gave with what it should have given."""
        # Times of Matroska count from the beginning of the picture, and drift; elsewhere samples count.
        there = done if places.next is None or self._kind != 'matroska' else round(places.next)
        counted = self.info.bits and part and part.exact and self._opened.rate == self._rate
        slack = 0 if counted else LEAST_S * self._rate
        if self._opened.gave_up:
            self._note(Note('rest', self._at_s))
        elif end and end - there > slack:
            self._note(Note('short', self._at_s, (end - there) / self._rate))
        elif self._cut and not (end and self._kind == 'matroska'):
            self._note(Note('cut', self._at_s))
        elif places.bad and not end:
            self._note(Note('damaged', self._at_s))

    @property
    def _at_s(self) -> float:
        return self._given / self.info.sample_rate

    def _converted(self, converter: Converter) -> Iterator[Samples]:
        for block in self._decode():
            yield converter.push(block)
        yield converter.finish()

    def _note_change(self, what: str) -> None:
        if not any(note.kind == 'changed' for note in self._notes):
            self._note(Note('changed', self._at_s, detail=what))

    def _note_damage(self) -> None:
        self._places.bad = True

    def _fill(self, out: Samples) -> int:
        while not len(self._left):
            try:
                block = next(self._blocks, None)
            except (av.error.FFmpegError, ValueError, OSError):
                self._note(Note('rest', self._at_s))
                block = None
            if block is None:
                self._tell()
                return 0
            self._left = block
        frames = min(len(out), len(self._left))
        if self._whole is not None:
            frames = min(frames, self._whole - self._given)
        if not frames:
            self._tell()
        out[:frames] = self._left[:frames]
        self._left = self._left[frames:]
        self._given += frames
        return frames

    def close(self) -> None:
        """Let go of the file."""
        self._opened.close()


def to_float(frame: Any) -> Samples:
    """A decoded frame as float32 of shape (frames, channels)."""
    data: NDArray[Any] = frame.to_ndarray()
    planar = frame.format.is_planar
    channels = len(frame.layout.channels)
    shaped = data.T if planar else data.reshape(-1, channels)
    kind = frame.format.name.removesuffix('p')
    scale = FULL_SCALE[kind]
    block = np.ascontiguousarray(shaped, np.float32)
    if kind == 'u8':
        block -= np.float32(128)
    return block if scale == 1.0 else block * np.float32(scale)
