"""Chunks behind sound whose length nobody told, or told wrongly: found from the end of the file on.

Recorders that stream leave the size of the sound open, and still write a title or markers behind it. Such chunks tell
their own sizes, so that the last of them ends where the file does.
"""

import re
import struct
from pathlib import Path

from app.audio.files.byte_source import mapped
from app.audio.files.maps import mpeg_frames
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.tags import id3_edit

REACH = 48 << 20
"""How far before the end of the file they may begin: more than all that is read of tags."""
MOST_STEPS = 200_000
"""Chunks that are walked through; sound that looks like so many of them has none."""

_NAMES = re.compile(
    rb'LIST|[iI][dD]3 |ID3[\x02-\x04]|bext|iXML|cue |smpl|inst|INST|acid|_PMX|[Aa]XML|axml|chna|DISP|PAD |JUNK|junk|'
    rb'FLLR|afsp|umid|levl|PEAK|minf|elm1|regn|NAME|AUTH|ANNO|\(c\) |MARK|COMT|APPL|MIDI'
)


def behind(path: Path, start: int) -> int:
    """Where the sound of a file ends that begins at `start`: before such chunks, or other tags, or with the file."""
    with mapped(path) as data:
        end = max(start, mpeg_frames.sound_end(data))
        return begin(data, start, end)


def begin(data: mpeg.Buffer, start: int, end: int, order: str = '<') -> int:
    """Where the chunks begin that reach from behind `start` to just `end`; `end` where there are none."""
    seen, left = set[int](), MOST_STEPS
    for match in _NAMES.finditer(data, max(start, end - REACH), end):
        at, before = match.start(), len(seen)
        while at < end and at not in seen and len(seen) - before < left:
            seen.add(at)
            at = _behind(data, at, end, order)
        left -= len(seen) - before
        if at == end:
            return match.start()
        if left <= 0:
            break
    return end


def _behind(data: mpeg.Buffer, at: int, end: int, order: str) -> int:
    """Where the chunk or the tag at a place ends, padding included; beyond all where none is whole there."""
    head = bytes(data[at : at + 10])
    behind = end + 1
    if id3_edit.is_head(head):
        behind = at + id3_edit.length(head)
    elif len(head) >= 8 and all(0x20 <= byte < 0x7F for byte in head[:4]):
        behind = at + 8 + int(struct.unpack_from(f'{order}I', head, 4)[0])
    return behind if behind >= end else behind + (behind - at & 1)
