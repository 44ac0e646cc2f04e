"""The pages of an Ogg file (RFC 3533), one and all: which links follow each other, and where pages are missing."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.audio.errors import UnsupportedAudio
from app.audio.files.maps import mpeg_frames
from app.audio.files.mp3 import frames as mpeg

MOST_LINKS = 20_000
CAPTURE = b'OggS'
_HEAD = struct.Struct('<4sBBqIIIB')
_REVERSED = bytes(int(f'{byte:08b}'[::-1], 2) for byte in range(256))
BEGINS = 2
"""The flag of a page with which a stream begins."""


@dataclass(frozen=True, slots=True)
class Page:
    """One whole page: its place, what begins with it, and the last sample that is complete with it (-1 for none)."""

    at: int
    end: int
    ident: bytes
    flags: int
    granule: int
    serial: int
    number: int


@dataclass(slots=True)
class Link:
    """One stream of sound, from its header on to the next one's.

    Attributes
    ----------
    spans : the bytes of its whole pages; `torn` how many bytes between them are none, and after which granule.
    first, second, last : granules of its first two pages of sound, and the highest.
    holes : whether pages are missing, or are there but damaged.
    """

    serial: int
    ident: bytes = b''
    spans: list[tuple[int, int]] = field(default_factory=list)
    torn: list[tuple[int, int]] = field(default_factory=list)
    first: int = -1
    second: int = -1
    last: int = -1
    holes: bool = False
    number: int = field(default=0, repr=False)

    @property
    def codec(self) -> str:
        """What it has inside; empty for anything that is not read here."""
        if self.ident.startswith(b'\x01vorbis') and len(self.ident) >= 30:
            return 'vorbis'
        if self.ident.startswith(b'\x7fFLAC') and len(self.ident) >= 51:
            return 'flac'
        return 'opus' if self.ident.startswith(b'OpusHead') and len(self.ident) >= 19 else ''

    @property
    def rate(self) -> int:
        """Sample rate; that of Opus is always the same."""
        if self.codec == 'flac':
            return self._flac >> 44
        return int.from_bytes(self.ident[12:16], 'little') if self.codec == 'vorbis' else 48_000

    @property
    def channels(self) -> int:
        """Number of channels."""
        if self.codec == 'flac':
            return (self._flac >> 41 & 7) + 1
        return self.ident[11] if self.codec == 'vorbis' else self.ident[9]

    @property
    def _flac(self) -> int:
        """Rate, channels, bits and number of samples, as the header of FLAC packs them."""
        return int.from_bytes(self.ident[27:35], 'big')

    @property
    def told(self) -> int:
        """Samples of it by its header, 0 where it does not tell."""
        return self._flac & 0xF_FFFF_FFFF if self.codec == 'flac' else 0

    @property
    def frames(self) -> int:
        """Samples of it. A stream that was joined late begins with a high number: a page is taken for the first."""
        skip = int.from_bytes(self.ident[10:12], 'little') if self.codec == 'opus' else 0
        page = self.second - self.first if self.second > self.first >= 0 else self.first
        begin = self.first - page if self.late else 0
        return max(self.last - begin - (0 if self.late else skip), 0)

    @property
    def nominal(self) -> int:
        """Bits per second as the header of Vorbis says; 0 where nothing does."""
        return max(int.from_bytes(self.ident[20:24], 'little', signed=True), 0) if self.codec == 'vorbis' else 0

    @property
    def late(self) -> bool:
        """Whether its first page cannot hold all samples before its number: 255 packets of a page are not that long."""
        return self.first > 255 * {'vorbis': 8192, 'flac': 65535}.get(self.codec, 5760)


@dataclass(frozen=True, slots=True)
class Chain:
    """All links of a file.

    Attributes
    ----------
    front, headless : bytes that stand before the first one, and how many of them are pages of one without a beginning.
    cut : whether a page at its end is there in part only.
    """

    links: tuple[Link, ...]
    front: int
    cut: bool
    headless: int = 0


def chain(data: mpeg.Buffer, start: int) -> Chain:
    """Walk through all pages of a file.

    Raises
    ------
    UnsupportedAudio : put together from more than can be made anything of.
    """
    links, at, front, headless, beginning = list[Link](), start, 0, 0, False
    for page in _pages(data, start):
        if page.flags & BEGINS and not beginning:
            if links and page.at > mpeg_frames.behind_tags(data, at):
                links[-1].torn.append((page.at - at, max(links[-1].last, 0)))
            links.append(Link(page.serial))
        beginning = bool(page.flags & BEGINS)
        if links:
            _take(links[-1], page, page.at - at)
        else:
            front, headless = page.end - start, headless + page.end - page.at
        at = page.end
        if len(links) > MOST_LINKS:
            raise UnsupportedAudio(f'This OGG file was put together from more than {MOST_LINKS} parts.')
    rest = bytes(data[at : at + 27])
    cut = rest[:4] == CAPTURE or (0 < len(rest) < 4 and CAPTURE.startswith(rest))
    return Chain(tuple(links), front or (links[0].spans[0][0] - start if links else 0), cut, headless)


def first(data: mpeg.Buffer, at: int, stop: int) -> int | None:
    """The first page with which a stream begins."""
    return next((page.at for page in _pages(data, at, stop) if page.flags & BEGINS), None)


def bodies(data: mpeg.Buffer, link: Link) -> list[tuple[int, int]]:
    """What the pages of a link have inside."""
    pages = (page for start, end in link.spans for page in _pages(data, start, end) if page.serial == link.serial)
    return [(page.at + 27 + data[page.at + 26], page.end) for page in pages]


def _take(link: Link, page: Page, torn: int) -> None:
    """Count in a page of a link, behind so many bytes that are no whole page."""
    if torn and link.spans:
        link.torn.append((torn, max(link.last, 0)))
    if torn or not link.spans:
        link.spans.append((page.at, page.end))
    else:
        link.spans[-1] = (link.spans[-1][0], page.end)
    if page.flags & BEGINS and not link.codec:
        link.ident, link.serial, link.number = page.ident, page.serial, page.number
    elif page.serial == link.serial:
        link.holes = link.holes or page.number != (link.number + 1 & 0xFFFF_FFFF)
        link.number = page.number
        if page.granule > 0:
            link.second = page.granule if link.first >= 0 and link.second < 0 else link.second
            link.first = page.granule if link.first < 0 else link.first
            link.last = max(link.last, page.granule)


def _pages(data: mpeg.Buffer, at: int, stop: int | None = None) -> Iterator[Page]:
    """Whole pages whose checksum is right; others are passed over."""
    assert not isinstance(data, memoryview)
    stop = len(data) if stop is None else min(stop, len(data))
    while at >= 0 and at + 27 <= stop:
        page = _page(data, at)
        if page is None:
            at = data.find(CAPTURE, at + 1, stop)
            continue
        yield page
        at = page.end


def _page(data: mpeg.Buffer, at: int) -> Page | None:
    capture, version, flags, granule, serial, number, told, count = _HEAD.unpack(data[at : at + 27])
    if capture != CAPTURE or version:
        return None
    body = at + 27 + count
    end = body + sum(data[at + 27 : body])
    if end > len(data):
        return None
    page = bytes(data[at : at + 22]) + bytes(4) + bytes(data[at + 26 : end])
    ident = bytes(data[body:end]) if flags & BEGINS else b''
    return Page(at, end, ident, flags, granule, serial, number) if checksum(page) == told else None


def checksum(page: bytes) -> int:
    """The checksum of a page whose own four bytes are 0: the CRC of zip files with all bits the other way round."""
    crc = zlib.crc32(page.translate(_REVERSED), 0xFFFF_FFFF) ^ 0xFFFF_FFFF
    return int.from_bytes(crc.to_bytes(4, 'little').translate(_REVERSED), 'big')
