"""Songs known again by their sound: the very same fingerprint, or else what most parts of it vote for, bit by bit.

A part of a fingerprint is a number, and the index says which songs have it. Even after another encoder, at another
level, or with its beginning cut off, a recording shares many parts with itself, and hardly any with another song; the
few that have most votes are compared bit by bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import PAGE
from app.drums import fingerprints
from models import Song, SongFingerprint, SongKey

FEWEST_VOTES, LOOKED_AT = 4, 5
"""With fewer votes nothing is compared, and so many songs at most are."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recording sounds like: its fingerprint as bytes, the exact key of that, and how long it is."""

    exact: str
    fingerprint: bytes
    length_ms: int


@dataclass(frozen=True, slots=True)
class Match:
    """A song that is known. `bit_error` is how many of the bits differ, 0 for the very same."""

    song_id: str
    votes: int
    bit_error: float


def find(session: Session, heard: Heard, since: int = 0) -> Match | None:
    """The song of a recording, if it is known, whoever may see it; None for a new one.

    `since` is `newest` of a look before: in the transaction that would add it, only what came since is compared.
    """
    same = sa.select(col(Song.id)).where(col(Song.fingerprint_hash) == heard.exact, col(Song.deleted_at).is_(None))
    exact = session.scalar(same)
    if exact is not None:
        return Match(exact, 0, 0.0)
    mine = fingerprints.from_bytes(heard.fingerprint)
    likely = votes(session, fingerprints.keys(mine))
    there = col(Song.deleted_at).is_(None)
    rows = sa.select(SongFingerprint).join(Song, col(Song.id) == col(SongFingerprint.song_id)).where(there)
    behind = (col(SongFingerprint.number).in_(list(likely)), col(SongFingerprint.number) > since)
    known = session.scalars(rows.where(*behind))
    compared = [
        Match(
            row.song_id, likely[row.number or 0], fingerprints.bit_error(mine, fingerprints.from_bytes(row.fingerprint))
        )
        for row in known
    ]
    best = min(compared, key=lambda match: match.bit_error, default=None)
    return best if best is not None and best.bit_error <= fingerprints.SAME else None


def newest(session: Session) -> int:
    """The number of the latest fingerprint."""
    return session.scalar(sa.select(sa.func.max(col(SongFingerprint.number)))) or 0


def votes(session: Session, keys: Sequence[int]) -> dict[int, int]:
    """How many of these parts the songs share that share most, by the numbers of their fingerprints."""
    found: dict[int, int] = {}
    asked = sorted(set(keys))
    for start in range(0, len(asked), PAGE):
        count = sa.func.count().label('votes')
        some = sa.select(col(SongKey.number), count).where(col(SongKey.key).in_(asked[start : start + PAGE]))
        for number, voted in session.execute(some.group_by(col(SongKey.number)).order_by(count.desc()).limit(50)):
            found[number] = found.get(number, 0) + voted
    most = sorted(found, key=lambda number: (-found[number], number))[:LOOKED_AT]
    return {number: found[number] for number in most if found[number] >= FEWEST_VOTES}


def remember(session: Session, song: Song, heard: Heard) -> None:
    """Let a song be known by this recording from now on."""
    song.fingerprint_hash, song.length_ms = heard.exact, heard.length_ms
    session.add(song)
    row = SongFingerprint(song_id=song.id, fingerprint=heard.fingerprint)
    session.add(row)
    session.flush()
    keys = sorted(set(fingerprints.keys(fingerprints.from_bytes(heard.fingerprint))))
    for start in range(0, len(keys), PAGE):
        some = [{'key': key, 'number': row.number} for key in keys[start : start + PAGE]]
        session.execute(sa.insert(SongKey), some)
