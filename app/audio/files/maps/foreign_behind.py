"""Whether another file begins behind the sound of one: a WAV behind an MP3 would never be missed by any header.

Looked for are the first bytes of every kind that is read here, with so much of what follows them that none is there by
chance, and rows of frames of the kinds that have no beginning.
"""

import re
import zlib
from collections.abc import Callable

from app.audio.errors import UnsupportedAudio
from app.audio.files.maps import ogg_pages, wavpack_blocks
from app.audio.files.maps.adts_frames import frame as aac_frame
from app.audio.files.maps.coded_frames import ac3_frame
from app.audio.files.maps.frame_runs import Frame
from app.audio.files.mp3 import frames as mpeg

REACH = 1 << 24
"""Bytes behind the sound that are looked at."""
ROW = 10
"""So many frames that follow each other are no chance."""

_BEGINS: dict[bytes, str] = {
    rb'(?:RIFF|RF64|BW64)....WAVE': 'WAV',
    rb'riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00': 'W64',
    rb'FORM....AIF[FC]': 'AIFF',
    rb'caff\x00\x01\x00\x00desc': 'CAF',
    rb'\.snd\x00\x00..\x00...\x00\x00\x00.\x00..': 'AU',
    rb'fLaC[\x00\x80]\x00\x00\x22': 'FLAC',
    rb'OggS\x00[\x02\x06]': 'OGG',
    rb'\x00\x00..ftyp(?:M4|mp4|iso|qt  |dash|avc1|3g)': 'MP4',
    rb'\x1a\x45\xdf\xa3.{0,40}(?:matroska|webm)': 'Matroska',
    rb'wvpk': 'WavPack',
    rb'TTA1\x01\x00': 'TTA',
    rb'DSD \x1c\x00{7}': 'DSF',
    rb'FRM8\x00.{7}DSD ': 'DSDIFF',
    rb'#!AMR(?:-WB)?\n': 'AMR',
    rb'\xff[\xe2-\xff][\x10-\xef]': 'MP3',
    rb'\x0b\x77': 'AC-3',
}
_NAMES = list(_BEGINS.values())
_ANY = re.compile(b'|'.join(b'(' + begin + b')' for begin in _BEGINS), re.DOTALL)


def check(data: mpeg.Buffer, at: int, stop: int) -> None:
    """Refuse a file if another one begins between two places.

    Raises
    ------
    UnsupportedAudio : it does.
    """
    found = first(data, at, stop)
    if found:
        raise UnsupportedAudio(f'Behind the sound of this file another file begins ({found[0]}): split them first.')


def first(data: mpeg.Buffer, at: int, stop: int) -> tuple[str, int] | None:
    """What file begins first between two places, and where; None if there is none."""
    for match in _ANY.finditer(data, at, min(stop, at + REACH)):
        name, place = _NAMES[(match.lastindex or 1) - 1], match.start()
        if name == 'MP3' and _row(aac_frame, data, place):
            return 'AAC', place
        if name not in _SURE or _SURE[name](data, place):
            return name, place
    return None


def is_filling(data: mpeg.Buffer, at: int, stop: int) -> bool:
    """Whether all bytes between two places are the same."""
    return not bytes(data[at:stop]).strip(data[at : at + 1])


def _ogg(data: mpeg.Buffer, at: int) -> bool:
    return ogg_pages.first(data, at, min(at + (1 << 17), len(data))) == at


def _wavpack(data: mpeg.Buffer, at: int) -> bool:
    block = wavpack_blocks.block_at(data, at)
    return block is not None and (block.end == len(data) or wavpack_blocks.block_at(data, block.end) is not None)


def _tta(data: mpeg.Buffer, at: int) -> bool:
    return zlib.crc32(data[at : at + 18]) == int.from_bytes(data[at + 18 : at + 22], 'little')


def _mpeg(data: mpeg.Buffer, at: int) -> bool:
    first = now = mpeg.header_at(data, at)
    for _ in range(ROW):
        if first is None or now is None or not mpeg.alike(first, now):
            return False
        at += now.length
        now = mpeg.header_at(data, at)
    return True


def _row(frame: Callable[[mpeg.Buffer, int], Frame | None], data: mpeg.Buffer, at: int) -> bool:
    """Whether frames of one kind follow each other."""
    kind = None
    for _ in range(ROW):
        found = frame(data, at)
        if found is None or kind not in (None, found.kind):
            return False
        kind, at = found.kind, at + found.size
    return True


_SURE: dict[str, Callable[[mpeg.Buffer, int], bool]] = {
    'OGG': _ogg,
    'WavPack': _wavpack,
    'TTA': _tta,
    'MP3': _mpeg,
    'AC-3': lambda data, at: _row(ac3_frame, data, at),
}
