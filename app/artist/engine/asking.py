"""Asking it."""

from collections.abc import Callable

from app.artist.adviser.known import Artist
from app.artist.adviser.says import Answer


def answered(artist: Artist, question: str, on_text: Callable[[str], None] | None) -> Answer | None:
    """Its answer; None where it is not to be asked."""
    return None
