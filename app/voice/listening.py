"""A clip is heard while it is made: its takes one after the other, as a sound whose length nobody knows yet."""

import struct

from app.errors import NotFound
from app.voice import queries, takes
from app.voice.takes import Take

ENDLESS = 0xFFFFFFFF
"""What a WAV says of its length that is not known when it begins."""


def look(user_id: str, clip_id: str, place: int) -> tuple[Take | None, bool]:
    """A take of a user's clip, counted from 0, None where it is not there; and whether more may come.

    Raises
    ------
    NotFound
        The clip is not theirs.
    """
    active = queries.get(user_id, clip_id).active  # asked first: what is said last is there before the job ends
    try:
        return takes.get(clip_id, place), active
    except NotFound:
        return None, active


def head(rate: int, size: int = ENDLESS) -> bytes:
    """What a WAV begins with whose sound is 16 bits a sample in one channel."""
    whole = min(ENDLESS, size + 36)
    return struct.pack(
        '<4sI4s4sIHHIIHH4sI', b'RIFF', whole, b'WAVE', b'fmt ', 16, 1, 1, rate, rate * 2, 2, 16, b'data', size
    )
