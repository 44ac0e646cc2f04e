"""Decode the links of an Ogg file: by libsndfile, or by FFmpeg where pages are missing, by the numbers they carry."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
import soundfile

from app.audio.files.decoding.parted import BLOCK, Damaged, Decode
from app.audio.files.ffmpeg.av_reader import to_float
from app.audio.files.maps.ogg_parts import TORN
from app.audio.files.maps.parts import Part
from app.audio.files.spliced import Spliced
from app.audio.types import Samples

LATE = 4096


def decoder(path: Path) -> Decode:
    """The decoder of a file's parts."""

    def decode(part: Part, damaged: Damaged) -> Iterator[Samples]:
        with Spliced(path, part.spans) as file:
            by_numbers = part.codec.endswith((TORN, 'flac'))  # libsndfile would look for FLAC at the file's beginning
            yield from _by_numbers(file, part, damaged) if by_numbers else _plain(file)

    return decode


def _plain(file: Spliced) -> Iterator[Samples]:
    try:
        with soundfile.SoundFile(file) as sound:
            while len(block := sound.read(BLOCK, 'float32', always_2d=True)):
                yield block
    except (soundfile.LibsndfileError, RuntimeError, TypeError):
        return


def _by_numbers(file: Spliced, part: Part, damaged: Damaged) -> Iterator[Samples]:
    """What FFmpeg decodes, and silence where its numbers leave a gap."""
    expected = before = 0
    for frame in _frames(file, 'flac' if part.codec == 'flac' else 'ogg'):
        if (frame.sample_rate, frame.layout.nb_channels) != (part.sample_rate, len(part.layout)):
            continue
        gap = _place(frame, part, expected) - expected
        # The numbers of short Vorbis frames are late by less than a frame, and right again with the next.
        if gap > LATE or gap == before:
            for block in _silence(min(gap, part.frames - expected), part, damaged):
                yield block
                expected += len(block)
            gap = 0
        block, before = to_float(frame), gap
        yield block
        expected += len(block)


def _place(frame: Any, part: Part, expected: int) -> int:
    if frame.pts is None or not frame.time_base:
        return expected
    place: int = round(frame.pts * frame.time_base * part.sample_rate)
    return place


def _frames(file: Spliced, kind: str) -> Iterator[Any]:
    try:
        with av.open(file, 'r', format=kind, metadata_errors='replace') as container:
            for packet in container.demux(container.streams.audio[0]):
                try:
                    yield from packet.decode()
                except av.error.InvalidDataError:
                    continue
    except (av.error.FFmpegError, IndexError, ValueError, OSError):
        return


def _silence(frames: int, part: Part, damaged: Damaged) -> Iterator[Samples]:
    if frames > 0:
        damaged(frames / part.sample_rate)
    for at in range(0, frames, BLOCK):
        yield np.zeros((min(BLOCK, frames - at), len(part.layout)), np.float32)
