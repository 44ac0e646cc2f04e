"""How LAME is set for a file, and the info frame that a player needs for gapless sound."""

from dataclasses import dataclass
from typing import BinaryIO

import lameenc

from app.audio.errors import UnsupportedAudio
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.mp3 import info_header
from app.audio.types import Info

DELAY = 576
"""Sample frames that LAME puts in front (ENCDELAY in LAME 3.100)."""

QUALITY = 5
"""How carefully LAME shapes its noise if nobody says, 0 (slowest) to 9; 5, as in FFmpeg, is a fifth faster than 3."""

VBR_MEANS = (245, 225, 190, 175, 165, 130, 115, 100, 85, 65)
"""Usual mean bit rates of LAME's -V 0 to -V 9 for 44.1 kHz stereo, kbit/s (lame(1))."""

BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Mode:
    """How LAME is set.

    Attributes
    ----------
    bit_rate : kbit/s of CBR, None for VBR.
    vbr_quality : 0..9 of VBR (-V), None for CBR.
    care : LAME's own quality, see `QUALITY`.
    """

    sample_rate: int
    channels: int
    bit_rate: int | None
    vbr_quality: int | None
    care: int = QUALITY

    @property
    def vbr(self) -> bool:
        """Whether the bit rate varies."""
        return self.vbr_quality is not None

    def encoder(self) -> lameenc.Encoder:
        """A new LAME encoder."""
        lame = lameenc.Encoder()
        lame.silence()
        lame.set_channels(self.channels)
        lame.set_in_sample_rate(self.sample_rate)
        lame.set_out_sample_rate(self.sample_rate)
        lame.set_quality(self.care)
        if self.vbr_quality is not None:
            lame.set_vbr(lameenc.VBR_MTRH)
            lame.set_vbr_quality(self.vbr_quality)
        else:
            lame.set_bit_rate(self.bit_rate)
        return lame


def mode_for(like: Info, tag: mpeg.InfoTag | None = None, care: int = QUALITY) -> Mode:
    """The mode at least as good as the one of `like`: CBR at its rate or the next higher, VBR at its quality or better.

    Raises
    ------
    UnsupportedAudio : a sample rate or number of channels that MP3 does not have.
    """
    word = next((word for word in _words(like.sample_rate)), None)
    if word is None or like.channels > 2:
        raise UnsupportedAudio(
            f'MP3 cannot hold {like.channels} channels at {like.sample_rate} Hz (1 or 2, up to 48000 Hz): '
            'choose FLAC or WAV.'
        )
    kbit = -(-(like.bit_rate or 320_000) // 1000)
    if like.variable_rate:
        quality = None
        if tag and tag.quality is not None and tag.method in (3, 4, 5) and 0 <= tag.quality <= 100:
            quality = min((100 - tag.quality) // 10, 9)
        if quality is None:
            stereo = kbit * 2 // like.channels * 44100 // max(like.sample_rate, 32000)
            quality = max((v for v, mean in enumerate(VBR_MEANS) if mean >= stereo), default=0)
        return Mode(like.sample_rate, like.channels, None, quality, care)
    table = mpeg.V1L3 if like.sample_rate >= 32000 else mpeg.V2L23
    top = 64 if like.sample_rate <= 12000 else table[-1]
    return Mode(like.sample_rate, like.channels, next((rate for rate in table[1:] if rate >= kbit), top), None, care)


def _words(rate: int) -> list[int]:
    """Layer III header words at a sample rate."""
    words = [
        0xFFE0_0000 | version << 19 | 1 << 17 | 1 << 16 | 5 << 12 | code << 10
        for version in (3, 2, 0)
        for code in range(3)
    ]
    return [word for word in words if (head := mpeg.header(word)) and head.sample_rate == rate]


def write_info(file: BinaryIO, start: int, stream: info_header.Stream, mode: Mode, frames: int) -> None:
    """Write the info frame at `start` and go back to the end."""
    quality = 100 - 10 * (mode.vbr_quality if mode.vbr_quality is not None else 4) - mode.care
    kbit = mode.bit_rate or 32
    info = info_header.build(
        stream, vbr=mode.vbr, quality=quality, method=4 if mode.vbr else 1, bit_rate=kbit, delay=DELAY, frames=frames
    )
    file.seek(start)
    file.write(info)
    file.seek(0, 2)
