"""Stars: ID3 counts them to 255 in its own steps, comments to 1, 5 or 100."""

from collections.abc import Iterator
from typing import Any

from app.audio.files.tags import mutagen_types

RATINGS = ('RATING', 'RATING WMP')
"""Comments that tell stars; the second as ID3 does."""
READER = 'Windows Media Player 9 Series'
"""Whose stars these are, in ID3: those that nearly every program reads."""
_STEPS = ((224, 100), (160, 80), (96, 60), (32, 40), (1, 20))
_STARS = {100: 255, 80: 196, 60: 128, 40: 64, 20: 1, 0: 0}


def from_popm(frame: Any) -> Iterator[tuple[str, str]]:
    """Stars from 0 to 100, and how often it was played."""
    yield 'RATING', str(next((stars for least, stars in _STEPS if frame.rating >= least), 0))
    if getattr(frame, 'count', 0):
        yield 'PLAYCOUNT', str(frame.count)


def as_popm(name: str, value: str) -> Any:
    """The frame for a comment; None if it is no number that could be meant."""
    try:
        number = float(value)
    except ValueError:
        return None
    if not 0 <= number <= 255:
        return None
    if name == 'RATING WMP' or number > 100:
        rating = round(number)
    else:
        stars = number * (100 if number <= 1 and '.' in value else 20 if number <= 5 else 1)
        rating = _STARS.get(round(stars), round(stars * 2.55))
    return mutagen_types.ID3_FRAMES['POPM'](email=READER, rating=rating, count=0)
