"""Decode a file of plain samples that has several parts."""

from collections.abc import Iterator
from pathlib import Path

from app.audio.files.decoding.parted import BLOCK, Damaged, Decode
from app.audio.files.maps.parts import Part
from app.audio.files.pcm.reader import Pcm, PcmSource
from app.audio.types import Limits, Samples


def decoder(path: Path, pcm: Pcm, limits: Limits) -> Decode:
    """The decoder of a file's parts."""
    found = {each.start: each for each in (pcm, *pcm.later)}

    def decode(part: Part, damaged: Damaged) -> Iterator[Samples]:
        with PcmSource(path, found[part.spans[0][0]], limits) as source:
            while len(block := source.read(BLOCK)):
                yield block

    return decode
