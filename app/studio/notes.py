"""Notes for a client, by category: what was done, what comes next; they read them beside their files."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit
from app.accounts.password_sign_in import checked_email
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.studio import delivery_readers, people
from app.studio.delivery_readers import Reader, folded
from models import Booking, LibraryNote, Studio, User
from models.studio_deliveries import NOTE_CATEGORIES
from models.types import utc_now

CATEGORIES = {
    'general': 'General',
    'recording': 'Recording',
    'mix': 'Mix',
    'master': 'Master',
    'performance': 'Performance',
    'next': 'Next time',
}
"""What notes are about, and what people read of it."""
TEXT_MOST, MOST = 4000, 500
GONE = 'This note does not exist, or it was deleted.'
SAY = f'Write something, in up to {TEXT_MOST:,} characters.'
assert tuple(CATEGORIES) == NOTE_CATEGORIES


@dataclass(frozen=True, slots=True)
class Note:
    """One note as its client and its studio read it."""

    id: str
    text: str
    category: str
    by: str
    studio: str
    booking_id: str | None
    created_at: datetime
    updated_at: datetime


def add(user_id: str, studio_id: str, client: str, text: str, category: str = 'general', booking_id: str = '') -> Note:
    """Write a note for a client: an account by its id, or a guest by their address. For the studio's staff.

    Raises
    ------
    NotAllowed
        Nothing is said, too much, or they do not work there.
    NotFound
        There is no such client or session.
    """
    said = _said(text, category)
    with transaction() as session:
        user, studio, _ = people.working(session, user_id, studio_id)
        theirs, email = _client(session, client)
        booking = session.get(Booking, booking_id) if booking_id else None
        if booking_id and (booking is None or booking.studio_id != studio.id):
            raise NotFound('This session does not exist, or it was deleted.')
        if len(_of(session, studio.id, client)) >= MOST:
            raise NotAllowed(f'A client has up to {MOST} notes here. Delete some first.')
        row = LibraryNote(user_id=theirs, email=email, studio_id=studio.id, admin_id=user.id, note_content=said)
        row.admin_name, row.category, row.booking_id = _called(user), category, booking_id or None
        session.add(row)
        session.flush()
        audit.note(session, 'library_note.added', user, target=row.id, after={'category': category})
        return _view(row, studio)


def change(user_id: str, note_id: str, text: str, category: str) -> Note:
    """Write a note anew; for the studio's staff. Raises NotFound and NotAllowed."""
    said = _said(text, category)
    with transaction() as session:
        user, studio, row = _for_staff(session, user_id, note_id)
        row.note_content, row.category = said, category
        session.add(row)
        audit.note(session, 'library_note.changed', user, target=row.id, after={'category': category})
        return _view(row, studio)


def delete(user_id: str, note_id: str) -> None:
    """Delete a note; for the studio's staff. Raises NotFound."""
    with transaction() as session:
        user, _, row = _for_staff(session, user_id, note_id)
        row.deleted_at = utc_now()
        session.add(row)
        audit.note(session, 'library_note.deleted', user, target=row.id, before={'category': row.category})


def of_client(user_id: str, studio_id: str, client: str) -> list[Note]:
    """The notes of one client, the newest first; for the studio's staff. Raises NotFound and NotAllowed."""
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        return [_view(row, studio) for row in _of(session, studio.id, client)]


def mine(reader: Reader) -> list[Note]:
    """The notes that studios have written for who asks, the newest first."""
    if reader.user_id:
        theirs: sa.ColumnElement[bool] = col(LibraryNote.user_id) == reader.user_id
    else:
        same = (col(LibraryNote.studio_id) == reader.studio_id, col(LibraryNote.email) == reader.email)
        theirs = sa.and_(*same, col(LibraryNote.user_id).is_(None))
    rows = sa.select(LibraryNote, Studio).join(Studio, col(Studio.id) == col(LibraryNote.studio_id))
    rows = rows.where(theirs, col(LibraryNote.deleted_at).is_(None)).order_by(*_newest())
    with reading() as session:
        return [_view(row, studio) for row, studio in session.execute(rows.limit(MOST))]


def _of(session: Session, studio_id: str, client: str) -> list[LibraryNote]:
    theirs = col(LibraryNote.email) == folded(client) if '@' in client else col(LibraryNote.user_id) == client
    which = (col(LibraryNote.studio_id) == studio_id, theirs, col(LibraryNote.deleted_at).is_(None))
    return list(session.scalars(sa.select(LibraryNote).where(*which).order_by(*_newest()).limit(MOST)))


def _newest() -> tuple[sa.UnaryExpression[datetime], sa.UnaryExpression[str]]:
    return col(LibraryNote.created_at).desc(), col(LibraryNote.id).desc()


def _client(session: Session, client: str) -> tuple[str | None, str | None]:
    if '@' in client:
        return None, folded(checked_email(client))
    if session.get(User, client) is None:
        raise NotFound('This client does not exist any more.')
    return client, None


def _for_staff(session: Session, user_id: str, note_id: str) -> tuple[User, Studio, LibraryNote]:
    row = session.get(LibraryNote, note_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(GONE)
    if not delivery_readers.works_at(session, delivery_readers.signed_in(user_id), row.studio_id):
        raise NotFound(GONE)
    user, studio, _ = people.working(session, user_id, row.studio_id)
    return user, studio, row


def _said(text: str, category: str) -> str:
    said = '\n'.join(line.rstrip() for line in text.strip().splitlines())
    if not 1 <= len(said) <= TEXT_MOST:
        raise NotAllowed(SAY)
    if category not in CATEGORIES:
        raise NotAllowed(f'A note is about one of these: {", ".join(CATEGORIES.values())}.')
    return said


def _called(user: User) -> str:
    return user.display_name or user.username or user.email.partition('@')[0]


def _view(row: LibraryNote, studio: Studio) -> Note:
    return Note(
        id=row.id,
        text=row.note_content,
        category=row.category,
        by=row.admin_name,
        studio=studio.name,
        booking_id=row.booking_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
