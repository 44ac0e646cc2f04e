"""Decode FLAC frame by frame with FFmpeg: a damaged one becomes silence of its length, and the next keeps its place."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np

from app.audio.files.byte_source import mapped
from app.audio.files.decoding.parted import BLOCK, Damaged, Decode
from app.audio.files.ffmpeg.av_reader import to_float
from app.audio.files.maps import flac_frames
from app.audio.files.maps.flac_frames import Frame, Stream
from app.audio.files.maps.parts import Part
from app.audio.files.mp3 import frames as mpeg
from app.audio.types import Samples

MOST_PACKET = 1 << 24


def decoder(path: Path) -> Decode:
    """The decoder of a file's parts."""

    def decode(part: Part, damaged: Damaged) -> Iterator[Samples]:
        with mapped(path) as data:
            for stream in flac_frames.streams(data, *part.spans[0])[:1]:  # none where its header is damaged
                yield from _decoded(data, stream, damaged)

    return decode


def _decoded(data: mpeg.Buffer, stream: Stream, damaged: Damaged) -> Iterator[Samples]:
    context = _context(stream)
    expected: int | None = None
    for frame, end in _packets(data, stream):
        yield from _silence(0 if expected is None else frame.first - expected, stream, damaged)
        samples = _frame(context, bytes(data[frame.at : min(end, frame.at + MOST_PACKET)]), frame, stream)
        if samples is None:
            context = _context(stream)
            yield from _silence(frame.size, stream, damaged)
        else:
            yield samples
        expected = frame.after


def _silence(frames: int, stream: Stream, damaged: Damaged) -> Iterator[Samples]:
    if frames > 0:
        damaged(frames / stream.rate)
    for at in range(0, frames, BLOCK):
        yield np.zeros((min(BLOCK, frames - at), stream.channels), np.float32)


def _packets(data: mpeg.Buffer, stream: Stream) -> Iterator[tuple[Frame, int]]:
    """Frames, and where each ends at the latest."""
    before: Frame | None = None
    for frame in flac_frames.frames(data, stream):
        if before is not None:
            yield before, frame.at
        before = frame
    if before is not None:
        yield before, stream.end


def _context(stream: Stream) -> Any:
    context: Any = av.CodecContext.create('flac', 'r')
    context.extradata = stream.info
    context.options = {'err_detect': 'crccheck+explode'}
    return context


def _frame(context: Any, packet: bytes, frame: Frame, stream: Stream) -> Samples | None:
    try:
        made = context.decode(av.Packet(packet))
    except av.error.FFmpegError:
        return None
    if len(made) != 1 or (made[0].samples, made[0].layout.nb_channels) != (frame.size, stream.channels):
        return None
    return to_float(made[0])
