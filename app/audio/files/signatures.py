"""First bytes by which kinds are known that FFmpeg reads, or that have a plain header."""

from app.audio.files.mp3 import frames as mpeg

BEGINS: dict[bytes, str] = {
    b'\x1a\x45\xdf\xa3': 'matroska',
    b'wvpk': 'wavpack',
    b'TTA1': 'tta',
    b'DSD ': 'dsf',
    b'FRM8': 'dff',
    b'.snd': 'au',
    b'#!AMR': 'amr',
    b'\x7f\xfe\x80\x01': 'dts',
    b'\xfe\x7f\x01\x80': 'dts',
    b'\x1f\xff\xe8\x00': 'dts',
    b'\xff\x1f\x00\xe8': 'dts',
}
"""DTS: words of 16 or 14 bits, either end first (ETSI TS 102 114, 5.3)."""

MOVIES = (b'moov', b'mdat', b'wide', b'free', b'skip', b'pnot')
"""Atoms that an old QuickTime file, which tells no brand, begins with."""

_AC3_KBIT = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)
_AC3_RATES = (48_000, 44_100, 32_000)


def told(head: bytes) -> str | None:
    """The kind of a file by its first bytes, None where they say nothing."""
    if head[4:8] in MOVIES and head[:4] < b'\x10':
        return 'm4a'
    return next((kind for begin, kind in BEGINS.items() if head.startswith(begin)), None)


def dolby(data: mpeg.Buffer, at: int) -> str | None:
    """'ac3' or 'eac3' where three frames follow each other (ETSI TS 102 366, 4.4 and E.2)."""
    kind = None
    for _ in range(3):
        head = bytes(data[at : at + 6])
        if len(head) < 6:
            return kind
        size = dolby_size(head)
        if size is None:
            return None
        kind = kind or ('eac3' if head[5] >> 3 > 10 else 'ac3')
        at += size
    return kind


def dolby_size(head: bytes) -> int | None:
    """Bytes of a frame of AC-3 or E-AC-3."""
    if head[:2] != b'\x0b\x77' or head[5] >> 3 > 16:
        return None
    if head[5] >> 3 > 10:
        return 2 * (((head[2] & 7) << 8 | head[3]) + 1)
    rate, code = head[4] >> 6, head[4] & 63
    if rate == 3 or code // 2 >= len(_AC3_KBIT):
        return None
    words = _AC3_KBIT[code // 2] * 96_000 // _AC3_RATES[rate]
    return 2 * (words + (code & 1 if rate == 1 else 0))
