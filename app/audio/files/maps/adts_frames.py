"""Raw AAC: its frames (ISO 13818-7, 6.2)."""

import re

from app.audio.files.maps import frame_runs
from app.audio.files.maps.frame_runs import Family, Frame
from app.audio.files.maps.parts import Parts
from app.audio.files.mp3 import frames as mpeg

RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
SAMPLES = 1024


def parts(data: mpeg.Buffer, at: int) -> Parts:
    """The parts of a stream that should begin at a place."""
    return frame_runs.parts(data, at, AAC)


def frame(data: mpeg.Buffer, at: int) -> Frame | None:
    """The frame whose header stands at a place."""
    head = bytes(data[at : at + 7])
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 >= len(RATES):
        return None
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    channels = (head[2] & 1) << 2 | head[3] >> 6
    if size < 7:
        return None
    return Frame(size, (RATES[head[2] >> 2 & 15], 8 if channels == 7 else channels), SAMPLES)


HEADS = re.compile(rb'\xff[\xf0\xf1\xf8\xf9]|ID3[\x02-\x04]')
AAC = Family('aac', frame, HEADS)
