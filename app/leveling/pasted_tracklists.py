"""A tracklist as somebody pasted or dropped it, and what was read of it, to be looked at before anything is done."""

from dataclasses import dataclass

from app.audio.segments import UnreadableTracklist, read_tracklist
from app.audio.segments.encodings import NAMES, decode
from app.audio.segments.encodings import choices as encodings
from app.audio.segments.tracklist import MOST_BYTES, clock
from app.errors import NotAllowed

ENCODINGS = tuple(encodings())
"""What a list may be said to be written in, and what people call it."""


@dataclass(frozen=True, slots=True)
class ListRead:
    """What was read.

    Attributes
    ----------
    text : the list as text.
    encoding : one of ENCODINGS.
    tracks : time and title of each track, as they are shown.
    told : what was taken in a way that might not be meant, or why nothing could be read.
    """

    text: str
    encoding: str = 'utf-8'
    tracks: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()


def read_list(sent: str | bytes, encoding: str | None = None) -> ListRead:
    """Read a tracklist to show it; one that cannot be read comes back as its text, with the reason.

    Raises
    ------
    NotAllowed
        It is far too long, or no encoding has this name.
    """
    if len(sent) > MOST_BYTES:
        raise NotAllowed('This is too long for a tracklist. Give a CUE sheet, or lines like "12:34 Title".')
    if encoding and encoding not in dict(ENCODINGS):
        raise NotAllowed(f'A tracklist is written in one of {", ".join(NAMES)}, or in Unicode.')
    text, notes = sent, tuple[str, ...]()
    if isinstance(sent, bytes):
        decoded = decode(sent, encoding or None)
        text, encoding, notes = decoded.text, decoded.encoding, tuple(filter(None, [decoded.note]))
    assert isinstance(text, str)
    try:
        found = read_tracklist(text)
    except UnreadableTracklist as error:
        return ListRead(text, encoding or 'utf-8', told=(*notes, *([str(error)] if text.strip() else ())))
    tracks = tuple((clock(cue.start_s), cue.title or '') for cue in found.cues)
    return ListRead(text, encoding or 'utf-8', tracks, (*notes, *found.notes))
