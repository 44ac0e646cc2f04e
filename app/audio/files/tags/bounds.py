"""How much a file may carry beside its sound. Asked before any reader of tags: none of them knows a bound of its own.

Readers copy what is left once for each item, and unpack whatever claims to be packed: a few MB could keep a worker
busy for minutes, or fill its memory. So bytes and items are counted here first, by a walk in linear time.
"""

import struct
from collections.abc import Iterator

from app.audio.errors import UnsupportedAudio
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.tags import id3_frames

MOST_BYTES = 32 << 20
"""Of tags and pictures: those of real mixes have some MB. Writing them into OGG copies what is left for each page: 2 s
for 16 MB, about 15 s for this many."""
MOST_ITEMS = 10_000
"""Comments, and chunks before the sound."""
MOST_POINTS = 100_000
"""To seek to in a FLAC file: one for each second of five hours is 18,000."""
MOST_ATOMS = 200_000
"""Of an M4A file: one of five hours in fragments of a second has about 130,000."""
OGG_BEGINS = {'vorbis': b'\x01vorbis', 'opus': b'OpusHead', 'oggflac': b'\x7fFLAC'}
OGG_COMMENTS = {b'OpusTags': 8, b'\x03vorbis': 7}
"""What stands before the comments; FLAC's have the head of a block, 4 bytes."""
PARENTS = (b'moov', b'udta', b'trak', b'mdia', b'meta', b'ilst', b'stbl', b'minf', b'moof', b'traf')
"""Atoms that mutagen looks into."""

TOO_MUCH = (
    'This file carries more beside its sound than is read ({}): take its tags and pictures out with a tagger, '
    'then upload it again.'
)


def check(data: mpeg.Buffer, kind: str) -> None:
    """Refuse the bytes of a file of a kind that `sniff` told if they carry too much beside their sound.

    Raises
    ------
    UnsupportedAudio : too many bytes or items, or something packed that would unpack to too much.
    """
    sound = mpeg.skip_id3(data)
    _check_size(sound)
    _check_id3(data, 0, sound)
    if kind == 'flac':
        assert not isinstance(data, memoryview)
        _check_flac(data, max(data.find(b'fLaC', sound), sound) + 4)
    elif kind in OGG_BEGINS:
        _check_ogg(data, OGG_BEGINS[kind])
    elif kind == 'm4a':
        _check_atoms(data)
    elif kind in ('wav', 'aiff'):
        _check_chunks(data, '<' if data[:4] != b'FORM' else '>')


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise UnsupportedAudio(TOO_MUCH.format(f'more than {MOST_BYTES >> 20} MB'))


def _check_count(count: int, most: int = MOST_ITEMS) -> None:
    if count > most:
        raise UnsupportedAudio(TOO_MUCH.format(f'more than {most} entries'))


def _check_id3(data: mpeg.Buffer, start: int, end: int) -> None:
    """The tags that follow each other at a place."""
    while data[start : start + 3] == b'ID3' and start < end:
        after = mpeg.skip_id3(data[start : start + 10])
        trouble = id3_frames.trouble(bytes(data[start : min(start + after, end)]))
        if trouble:
            raise UnsupportedAudio(TOO_MUCH.format(trouble))
        start += max(after, 10)  # a head that the end of the file cuts off tells no length


def _check_flac(data: mpeg.Buffer, at: int) -> None:
    total = count = 0
    while len(head := bytes(data[at : at + 4])) == 4:
        size = int.from_bytes(head[1:], 'big')
        total, count = total + size, count + 1
        _check_size(total)
        _check_count(count, 1000)
        if head[0] & 127 == 3:
            _check_count(size // 18, MOST_POINTS)
        if head[0] & 127 == 4:
            _check_comments(bytes(data[at + 4 : at + 4 + size]))
        if head[0] & 128:
            return
        at += 4 + size


def _check_comments(block: bytes) -> None:
    """A comment block: readers believe the lengths and the count that it tells, also beyond its end."""
    at = 8 + int.from_bytes(block[:4], 'little')
    count = int.from_bytes(block[at - 4 : at], 'little')
    _check_size(at)
    _check_count(count)
    for _ in range(count):
        at += 4 + int.from_bytes(block[at : at + 4], 'little')
        _check_size(at)


def _check_ogg(data: mpeg.Buffer, begins: bytes) -> None:
    """The second packet of the first stream of this kind, laid out over as many pages as it needs.

    A file may have streams of both kinds: it is the one that is read that counts.
    """
    stream, packet = b'', bytearray()
    for number, (serial, start, end, complete) in enumerate(_pages(data)):
        _check_count(number if not stream else 0)
        if not stream:
            stream = serial if bytes(data[start : start + 8]).startswith(begins) else b''
        elif serial == stream:
            packet += data[start:end]
            _check_size(len(packet))
            if complete:
                break
    head = next((size for name, size in OGG_COMMENTS.items() if packet.startswith(name)), 4)
    _check_comments(bytes(packet[head:]))


def _pages(data: mpeg.Buffer) -> Iterator[tuple[bytes, int, int, bool]]:
    """Stream, beginning and end of each page's content, and whether a packet ends in it (RFC 3533, 6)."""
    at = 0
    while data[at : at + 4] == b'OggS' and at + 27 <= len(data):
        serial, laces = bytes(data[at + 14 : at + 18]), bytes(data[at + 27 : at + 27 + data[at + 26]])
        at += 27 + len(laces)
        yield serial, at, at + sum(laces), any(lace < 255 for lace in laces)
        at += sum(laces)


def _check_atoms(data: mpeg.Buffer) -> None:
    """Atoms as mutagen walks them; a packed `moov` is refused, for FFmpeg makes room for whatever size it tells."""
    at = count = tags = files = 0
    while at + 8 <= len(data):
        size, name = struct.unpack('>I4s', data[at : at + 8])
        inside = at + 8
        if size == 1 and at + 16 <= len(data):
            size, inside = int.from_bytes(data[at + 8 : at + 16], 'big'), at + 16
        if size < inside - at:  # 0: as far as the file goes; the rest is damage that mutagen refuses
            return
        count += 1
        _check_count(count, MOST_ATOMS)
        files += name == b'ftyp'
        if files > 1:
            raise UnsupportedAudio('Behind the sound of this file another file begins: split them first.')
        if name == b'cmov':
            raise UnsupportedAudio('The header of this M4A file is packed: save it anew with a program of today.')
        tags += size if name == b'ilst' else 0
        _check_size(tags)
        at = inside + (4 if name == b'meta' else 0) if name in PARENTS else at + size


def _check_chunks(data: mpeg.Buffer, order: str) -> None:
    """Tags in chunks of WAV and AIFF."""
    at, count, head = 12, 0, struct.Struct(f'{order}4sI')
    while at + 8 <= len(data) and count < 2 * MOST_ITEMS:  # the parsers take no more of them
        name, size = head.unpack(data[at : at + 8])
        if name.strip().lower() == b'id3':
            _check_size(size)
            _check_id3(data, at + 8, min(at + 8 + size, len(data)))
        at, count = at + 8 + size + (size & 1), count + 1


def has_fit_ape(data: mpeg.Buffer) -> bool:
    """Whether there is an APEv2 tag at the end, before an ID3v1 tag if there is one, that may be read.

    Names are read sign by sign, each time with a copy of those before: the format lets them have 255.
    """
    end = len(data) - (128 if bytes(data[-128:-125]) == b'TAG' else 0)
    foot = bytes(data[max(end - 32, 0) : end])
    if len(foot) < 32 or foot[:8] != b'APETAGEX':
        return False
    size, items = struct.unpack_from('<II', foot, 12)
    at = end - size
    if at < 0 or not 32 <= size <= MOST_BYTES or items > MOST_ITEMS:
        return False
    for _ in range(items):
        value = int.from_bytes(data[at : at + 4], 'little')
        name = bytes(data[at + 8 : at + 8 + 256]).find(b'\0')
        at += 9 + name + value
        if name < 0 or at > end - 32:
            return False
    return True
