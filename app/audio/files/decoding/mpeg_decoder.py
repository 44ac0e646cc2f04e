"""Decode MPEG frames one by one with FFmpeg: what is damaged costs its own time and no more."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np

from app.audio.files.byte_source import mapped
from app.audio.files.decoding.parted import Damaged, Decode
from app.audio.files.maps.parts import Part
from app.audio.files.mp3 import frames as mpeg
from app.audio.types import Samples

TOGETHER = 32
"""Frames handed on in one block."""


def decoder(path: Path) -> Decode:
    """The decoder of a file's parts."""

    def decode(part: Part, damaged: Damaged) -> Iterator[Samples]:
        context: Any = av.CodecContext.create(f'{part.codec}float', 'r')
        held: list[Samples] = []
        with mapped(path) as data:
            for packet, samples in _packets(data, part):
                made = _decoded(context, packet, (samples, len(part.layout)))
                if made is None:
                    damaged(samples / part.sample_rate)
                held.append(np.zeros((samples, len(part.layout)), np.float32) if made is None else made)
                if len(held) == TOGETHER:
                    yield np.concatenate(held)
                    held = []
        if held:
            yield np.concatenate(held)

    return decode


def _packets(data: mpeg.Buffer, part: Part) -> Iterator[tuple[bytes, int]]:
    """The frames of a part, with how many samples each gives."""
    for at, end in part.spans:
        while at < end and (head := mpeg.header_at(data, at)):
            yield bytes(data[at : at + head.length]), head.samples
            at += head.length


def _decoded(context: Any, packet: bytes, shape: tuple[int, int]) -> Samples | None:
    try:
        frames = context.decode(av.Packet(packet))
    except av.error.FFmpegError:
        frames = []
    # Asked first, because damage can make a frame of another layout, whose planes PyAV would count wrongly.
    if len(frames) == 1 and (frames[0].samples, frames[0].layout.nb_channels) == shape:
        return np.ascontiguousarray(frames[0].to_ndarray().T, np.float32)
    return None
