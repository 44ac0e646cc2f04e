"""A piece as something to take along: pages, pictures, notation and MIDI files, made when somebody asks for them."""

from dataclasses import dataclass

from app.errors import NotAllowed
from app.practice import pieces
from app.practice.exports import ENDINGS, FORMS
from app.practice.notation.engraving import engrave
from app.practice.performing import shifted
from app.runtime.thread_pools import READINGS


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file: its name, its media type and its bytes."""

    name: str
    media_type: str
    content: bytes


def sheet(user_id: str, content_id: str, form: str, semitones: int = 0) -> Sheet:
    """A piece as a file, so many semitones higher.

    Raises
    ------
    NotFound
        There is no such piece, or not for this user.
    NotAllowed
        There is no such form, or the piece would leave the piano.
    """
    piece, score = pieces.get(user_id, content_id), pieces.score(user_id, content_id)
    if form not in FORMS:
        raise NotAllowed(f'A piece can be had as one of {", ".join(FORMS)}.')
    media_type, make = FORMS[form]
    content = READINGS.run(user_id, lambda: make(shifted(score, semitones)))
    return Sheet(f'{_file_name(piece.title)}{ENDINGS.get(form, f".{form}")}', media_type, content)


def page(user_id: str, content_id: str, width: int, semitones: int = 0) -> str:
    """The piece as one long SVG for a screen of this width, in pixels; raises as `sheet`."""
    score = pieces.score(user_id, content_id)
    return READINGS.run(user_id, lambda: engrave(shifted(score, semitones), width).pages[0])


def _file_name(title: str) -> str:
    """A title without what file systems do not like."""
    kept = ''.join(sign if sign.isalnum() or sign in ' -_()♭♯' else ' ' for sign in title)
    return ' '.join(kept.split())[:100] or 'Piece'
