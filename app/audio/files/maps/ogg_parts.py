"""From the links of an Ogg file to the parts of its sound."""

from app.audio.errors import UnsupportedAudio
from app.audio.files import layouts
from app.audio.files.maps import ogg_pages
from app.audio.files.maps.parts import Note, Part, Parts, changes
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.time_text import clock

TORN = '-torn'
"""Behind the codec of a part of which pages are missing: it is decoded by their numbers."""

FLAC_HEAD = 9
"""Bytes before a header of FLAC in its first page."""


def parts(data: mpeg.Buffer, start: int) -> Parts:
    """The parts of a file whose first page should stand at `start`.

    Raises
    ------
    UnsupportedAudio : something else than Vorbis, Opus and FLAC comes up within the file.
    """
    found = ogg_pages.chain(data, start)
    made, notes, at_s = list[Part](), list[Note](), 0.0
    for link in found.links:
        if not link.codec:
            raise UnsupportedAudio(
                f'From {clock(at_s)} on this OGG file has something else than Vorbis, Opus or FLAC: take it out first.'
            )
        if not link.frames or not link.rate or not link.channels:
            notes += [Note('junk', at_s, size) for size, _ in link.torn]
            continue
        if made:
            notes.append(Note('joined', at_s))
        if not link.holes:
            notes += [Note('junk', at_s + granule / link.rate, size) for size, granule in link.torn]
        codec, spans = link.codec + (TORN if link.holes else ''), tuple(link.spans)
        if link.codec == 'flac':
            codec, spans = ('flac', _bare(data, link)) if link.holes else ('oggflac', spans)
        layout = layouts.vorbis(link.channels)
        frames = link.frames if link.late else max(link.frames, link.told)
        made.append(Part(codec, link.rate, layout, spans, frames, exact=not link.late))
        at_s += made[-1].seconds
    if found.headless:
        notes.insert(0, Note('junk', 0.0, found.headless))
    if found.cut and made:
        notes.append(Note('cut', at_s))
    plain = len(found.links) == 1 and not start and not found.front and _plain(made)
    nominal = next((link.nominal for link in found.links), 0)
    return Parts(tuple(made), (*notes, *changes(made)), plain, nominal, True)


def _bare(data: mpeg.Buffer, link: ogg_pages.Link) -> tuple[tuple[int, int], ...]:
    """The bytes of FLAC within pages, as a file of its own would have them."""
    (start, end), *others = ogg_pages.bodies(data, link)
    return ((start + FLAC_HEAD, end), *others)


def _plain(made: list[Part]) -> bool:
    """Whether the pages of one part follow each other, and tell how long it is."""
    return len(made) == 1 and len(made[0].spans) == 1 and made[0].exact and not made[0].codec.endswith(TORN)
