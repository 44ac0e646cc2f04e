"""Facts that an artist told the adviser to keep: listed, found, kept, corrected, forgotten, and taken back.

Nothing gets here but what its artist said "remember" to, or confirmed by a button. What is forgotten can be taken back
for a day; then it is gone for good.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit
from app.artist.memory import embedder, matching, vectors
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound
from models import ArtistMemory
from models.types import utc_now

MOST, MOST_CHARS = 500, 500
UNDO = timedelta(days=1)
SAID, CONFIRMED, EDITED = 'said', 'confirmed', 'edited'
"""How a fact came here: they said "remember", pressed a button under a proposal, or wrote it in the list."""
GONE = 'I do not know this any more: it was forgotten.'
TOO_LATE = 'This was forgotten more than a day ago and cannot be taken back. Tell it to me again.'


@dataclass(frozen=True, slots=True)
class Fact:
    """One of them; `came` is how it got here."""

    id: str
    content: str
    created_at: datetime
    updated_at: datetime
    came: str = SAID


@dataclass(frozen=True, slots=True)
class Found:
    """A fact and how near it is to what was asked."""

    fact: Fact
    score: float


@dataclass(frozen=True, slots=True)
class Known:
    """What is known already about something new: a fact that says the same, or one that it contradicts."""

    same: Fact | None = None
    contradicts: Fact | None = None


def listed(user_id: str) -> list[Fact]:
    """All that is kept of an artist, the newest first."""
    with reading() as session:
        return [_fact(row) for row in reversed(_rows(session, user_id))]


def get(user_id: str, fact_id: str) -> Fact:
    """One of them; raises NotFound."""
    with reading() as session:
        return _fact(_theirs(session, user_id, fact_id))


def search(user_id: str, question: str, most: int = 3) -> list[Found]:
    """Facts that a question is about, the nearest first; none that are further away than chance would bring."""
    with reading() as session:
        rows = _rows(session, user_id)
    if not rows:
        return []
    engine = vectors.engine_for(rows)
    hits = matching.ranked(
        question, engine.embed([question])[0], [row.content for row in rows], vectors.of(rows, engine)
    )
    return [Found(_fact(rows[hit.place]), hit.score) for hit in hits[:most] if hit.score >= engine.least]


def known(user_id: str, content: str) -> Known:
    """What is kept already that says the same as something new, or contradicts it."""
    with reading() as session:
        rows = _rows(session, user_id)
    if not rows:
        return Known()
    same = next((row for row in rows if matching.is_same(content, row.content)), None)
    if same is not None:
        return Known(same=_fact(same))
    engine = vectors.engine_for(rows)
    kept = [row.content for row in rows]
    place = matching.contradicted(content, engine.embed([content])[0], kept, vectors.of(rows, engine))
    return Known(contradicts=_fact(rows[place]) if place is not None else None)


def keep(user_id: str, content: str, came: str = SAID) -> Fact:
    """Keep a fact.

    Raises
    ------
    Invalid
        It is empty or too long.
    NotAllowed
        There are too many.
    """
    said = checked(content)
    vector = _vector(said)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        if _count(session, user_id) >= MOST:
            raise NotAllowed(f'I keep up to {MOST} things of you. Forget something first; nothing was changed.')
        row = ArtistMemory(artist_id=user_id, content=said, details=json.dumps({'came': came}), **vector)
        session.add(row)
        session.flush()
        audit.note(session, 'artist_memory.kept', user, target=row.id, after={'came': came})
        return _fact(row)


def change(user_id: str, fact_id: str, content: str) -> Fact:
    """Write a fact anew; raises Invalid and NotFound."""
    said = checked(content)
    vector = _vector(said)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = _theirs(session, user_id, fact_id)
        row.content, row.details, row.updated_at = said, json.dumps({'came': EDITED}), utc_now()
        for name, value in vector.items():
            setattr(row, name, value)
        session.add(row)
        audit.note(session, 'artist_memory.changed', user, target=row.id, after={'came': EDITED})
        return _fact(row)


def replace(user_id: str, fact_id: str, content: str) -> Fact:
    """Keep a new fact in the place of one that it corrects, which is forgotten; raises as `keep` and `forget`."""
    said = checked(content)
    vector = _vector(said)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        old = _theirs(session, user_id, fact_id)
        row = ArtistMemory(artist_id=user_id, content=said, details=json.dumps({'came': CONFIRMED}), **vector)
        session.add(row)
        session.flush()
        old.replaced_by, old.deleted_at = row.id, utc_now()
        session.add(old)
        audit.note(session, 'artist_memory.replaced', user, target=old.id, after={'by': row.id})
        return _fact(row)


def forget(user_id: str, fact_ids: Sequence[str]) -> int:
    """Forget facts; they can be taken back for a day. Returns how many; raises NotFound where one is not theirs."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        rows = [_theirs(session, user_id, one) for one in dict.fromkeys(fact_ids)]
        for row in rows:
            row.deleted_at = utc_now()
            session.add(row)
            audit.note(session, 'artist_memory.forgotten', user, target=row.id, after={'known': False})
        return len(rows)


def take_back(user_id: str, fact_ids: Sequence[str]) -> int:
    """Know again what was forgotten within a day; what had taken its place is forgotten instead.

    Raises
    ------
    NotFound
        It is gone for good, or not theirs.
    """
    with transaction() as session:
        user = accounts.acting(session, user_id)
        rows = [session.get(ArtistMemory, one) for one in dict.fromkeys(fact_ids)]
        for row in rows:
            if row is None or row.artist_id != user_id:
                raise NotFound(TOO_LATE)
            if row.deleted_at is None:
                continue
            if row.deleted_at < utc_now() - UNDO:
                raise NotFound(TOO_LATE)
            newer = session.get(ArtistMemory, row.replaced_by) if row.replaced_by else None
            if newer is not None and newer.deleted_at is None:
                newer.deleted_at = utc_now()
                session.add(newer)
            row.deleted_at, row.replaced_by = None, None
            session.add(row)
            audit.note(session, 'artist_memory.taken_back', user, target=row.id, after={'known': True})
        return len(rows)


def sweep() -> None:
    """Remove for good what was forgotten more than a day ago."""
    old = col(ArtistMemory.deleted_at) < utc_now() - UNDO
    with transaction() as session:
        session.execute(sa.delete(ArtistMemory).where(old).execution_options(synchronize_session=False))


def checked(content: str) -> str:
    """A fact as it is kept: on one line, without blanks around it; raises Invalid."""
    said = ' '.join(content.split())
    if not 1 <= len(said) <= MOST_CHARS:
        raise Invalid({'content': f'Say it in 1 to {MOST_CHARS} characters.'})
    return said


def _vector(content: str) -> dict[str, Any]:
    engine = embedder.current()
    made = vectors.packed(engine.embed([content])[0])
    return {'embedding': made, 'embedder': engine.name, 'dimensions': engine.dim}


def _alive(user_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return col(ArtistMemory.artist_id) == user_id, col(ArtistMemory.deleted_at).is_(None)


def _rows(session: Session, user_id: str) -> list[ArtistMemory]:
    wanted = sa.select(ArtistMemory).where(*_alive(user_id)).order_by(col(ArtistMemory.id)).limit(MOST)
    return list(session.scalars(wanted))


def _count(session: Session, user_id: str) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(ArtistMemory).where(*_alive(user_id))) or 0


def _theirs(session: Session, user_id: str, fact_id: str) -> ArtistMemory:
    row = session.get(ArtistMemory, fact_id)
    if row is None or row.artist_id != user_id or row.deleted_at is not None:
        raise NotFound(GONE)
    return row


def _fact(row: ArtistMemory) -> Fact:
    came = json.loads(row.details or '{}').get('came', SAID)
    return Fact(row.id, row.content, row.created_at, row.updated_at, came)
