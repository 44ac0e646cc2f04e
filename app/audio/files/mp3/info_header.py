"""The Info/Xing/LAME header: a silent first frame that tells players length, seek points and what to cut off.

Layout as LAME 3.100 writes it (VbrTag.c; "MP3 Info Tag revision 1").
"""

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.audio.compiled import compiled
from app.audio.files.mp3 import frames as mpeg

TAG_BYTES = 8 + 4 + 4 + 100 + 4 + 36
"""Name and flags, frames, bytes, TOC, quality, LAME extension."""

XING_RATE = {3: 128, 2: 64, 0: 64}
"""kbit/s of the first frame of VBR files, by MPEG version."""


@dataclass(slots=True)
class Stream:
    """What the header needs to know, gathered while frames are written.

    Attributes
    ----------
    first : header of the first audio frame.
    lengths : bytes of each frame.
    crc : CRC-16 of all frames so far.
    """

    first: mpeg.Header
    lengths: list[int] = field(default_factory=list)
    crc: int = 0

    def add(self, frames: bytes | bytearray, lengths: list[int]) -> None:
        """Take note of whole frames."""
        self.lengths += lengths
        self.crc = int(_crc(np.frombuffer(frames, np.uint8), self.crc))


def frame_header(like: mpeg.Header, vbr: bool) -> mpeg.Header:
    """Header of the info frame: like the audio's, without CRC and padding, at a bit rate that has room for the tag."""
    table = mpeg.V1L3 if like.version == 3 else mpeg.V2L23
    least = XING_RATE[like.version] if vbr else like.bit_rate
    for code in range(1, 15):
        word = like.word & ~0x0000_F200 | 0x0001_0000 | code << 12
        head = mpeg.header(word)
        if head and table[code] >= least and head.length >= 4 + head.side + TAG_BYTES:
            return head
    raise ValueError('no bit rate has room for the Info header')


def build(stream: Stream, *, vbr: bool, quality: int, method: int, bit_rate: int, delay: int, frames: int) -> bytes:
    """The info frame of a finished stream.

    Parameters
    ----------
    quality : 0..100.
    method : LAME's number: 1 CBR, 2 ABR, 4 VBR.
    bit_rate : kbit/s: of CBR, the mean of ABR, the least of VBR.
    delay : sample frames the encoder put in front.
    frames : sample frames of the original; the padding follows from it.
    """
    head = frame_header(stream.first, vbr)
    size = head.length + sum(stream.lengths)
    padding = len(stream.lengths) * head.samples - delay - frames
    name = b'Xing' if vbr else b'Info'
    tag = struct.pack('>4sIII', name, 15, len(stream.lengths), size) + _toc(stream, head.length, size)
    # After quality and version: revision and method, low pass, peak and gains (8), flags, bit rate, delay and
    # padding (3), misc, MP3 gain, preset (2), length, CRC of the music. What is not known stays 0.
    tag += struct.pack('>I9sBB8xBB', quality, b'LAME3.100', method, 0, 0, min(bit_rate, 255))
    tag += (delay << 12 | min(max(padding, 0), 4095)).to_bytes(3, 'big')
    tag += struct.pack('>BBHIH', _misc(head), 0, 0, size, stream.crc)
    frame = struct.pack('>I', head.word) + bytes(head.side) + tag
    frame += struct.pack('>H', mpeg.crc16(frame))
    return frame.ljust(head.length, b'\0')


def _misc(head: mpeg.Header) -> int:
    """Stereo mode and source rate."""
    mode = {0: 1, 1: 3, 2: 2, 3: 0}[head.word >> 6 & 3]
    source = 0 if head.sample_rate <= 32000 else 1 if head.sample_rate == 44100 else 2
    return source << 6 | mode << 2


def _toc(stream: Stream, start: int, size: int) -> bytes:
    """For each hundredth of the time, the place in the file in 256ths."""
    ends = start + np.concatenate(([0], np.cumsum(stream.lengths)))
    frames = np.arange(100) * len(stream.lengths) // 100
    places: NDArray[np.int64] = ends[frames] * 256 // size
    return np.minimum(places, 255).astype(np.uint8).tobytes()


_TABLE = np.array(mpeg.CRC_TABLE, np.int64)


@compiled
def _crc(data: NDArray[np.uint8], crc: int) -> int:
    for byte in data:
        crc = (crc >> 8) ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc
