"""What is said of a version, perhaps at a time of it: it stays with that version and that time."""

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit, throttle
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.studio import delivery_readers, delivery_telling
from app.studio.delivery_readers import Reader
from models import Deliverable, DeliverableComment, DeliverableVersion, Studio
from models.types import utc_now

TEXT_MOST, MOST, LONGEST_MS = 2000, 1000, 12 * 3600 * 1000
COMMENTS = throttle.Limit('studio-comment', free=30, window_s=600.0, pause_s=20.0, longest_s=600.0)
GONE = 'This comment does not exist, or it was deleted.'
SAY = f'Say something, in up to {TEXT_MOST:,} characters.'
FROZEN = '“{name}” was approved, which freezes it. Open it again to say more.'
CLOCK = re.compile(r'(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)')
NO_TIME = 'Write a time like 1:05, or leave it empty.'


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; `at_ms` is None where it is about the whole version. `by_studio` is said by who works there."""

    id: str
    version_id: str
    number: int
    at_ms: int | None
    text: str
    by: str
    by_studio: bool
    created_at: datetime
    is_done: bool
    is_mine: bool


def time_ms(written: str) -> int | None:
    """A time as people write it, like 1:05 or 1:02:03, in milliseconds; None for nothing, NotAllowed for anything
    else."""
    if not written.strip():
        return None
    found = CLOCK.fullmatch(written.strip())
    if found is None:
        raise NotAllowed(NO_TIME)
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def add(reader: Reader, version_id: str, text: str, at_ms: int | None = None) -> Comment:
    """Say something of a version, perhaps at a time of it.

    Raises
    ------
    NotFound
        There is no such version, or not for who asks.
    NotAllowed
        Nothing is said, too much, at a time that it has not, or the file is frozen.
    """
    said = '\n'.join(line.rstrip() for line in text.strip().splitlines())
    if not 1 <= len(said) <= TEXT_MOST:
        raise NotAllowed(SAY)
    if settings().accounts == 'on':
        throttle.count(COMMENTS, reader.who)
    with transaction() as session:
        user = delivery_readers.acting(session, reader)
        version, row = delivery_readers.seen_version(session, reader, version_id)
        _check_open(session, row, version, at_ms)
        by_studio = delivery_readers.works_at(session, reader, row.studio_id)
        made = DeliverableComment(
            version_id=version.id,
            user_id=user.id if user is not None else None,
            by_link=None if user is not None else reader.link_id,
            by_name=delivery_readers.name_of(session, reader, user),
            by_studio=by_studio,
            at_ms=at_ms,
            text=said,
        )
        session.add(made)
        session.flush()
        _tell(session, row, version, made)
        return _view(made, version, reader, by_studio)


def listed(reader: Reader, deliverable_id: str) -> list[Comment]:
    """What was said of a file, version by version, the latest version first and its times in order; NotFound."""
    with reading() as session:
        row = delivery_readers.seen(session, reader, deliverable_id)
        staff = delivery_readers.works_at(session, reader, row.studio_id)
        found = (
            sa.select(DeliverableComment, DeliverableVersion)
            .join(DeliverableVersion, col(DeliverableVersion.id) == col(DeliverableComment.version_id))
            .where(col(DeliverableVersion.deliverable_id) == row.id)
        )
        whole = sa.func.coalesce(col(DeliverableComment.at_ms), LONGEST_MS + 1)
        order = (col(DeliverableVersion.number).desc(), whole, col(DeliverableComment.created_at))
        rows = session.execute(found.order_by(*order, col(DeliverableComment.id)).limit(MOST)).all()
        return [_view(said, version, reader, staff) for said, version in rows]


def tick(reader: Reader, comment_id: str, done: bool) -> Comment:
    """Tick a comment off, or take that back; the studio does, and who has said it. Raises NotFound."""
    with transaction() as session:
        delivery_readers.acting(session, reader)
        said, version, row = _theirs(session, reader, comment_id)
        said.done_at = utc_now() if done else None
        session.add(said)
        return _view(said, version, reader, delivery_readers.works_at(session, reader, row.studio_id))


def delete(reader: Reader, comment_id: str) -> None:
    """Take a comment back; its words go, and that it was there is in the log. Raises NotFound and NotAllowed."""
    with transaction() as session:
        user = delivery_readers.acting(session, reader)
        said, _, row = _theirs(session, reader, comment_id)
        if row.approved_at is not None:
            raise NotAllowed(FROZEN.format(name=row.display_name))
        session.delete(said)
        audit.note(
            session, 'deliverable.comment_deleted', user or reader.name, target=row.id, before={'at_ms': said.at_ms}
        )


def _theirs(
    session: Session, reader: Reader, comment_id: str
) -> tuple[DeliverableComment, DeliverableVersion, Deliverable]:
    said = session.get(DeliverableComment, comment_id)
    if said is None:
        raise NotFound(GONE)
    version, row = delivery_readers.seen_version(session, reader, said.version_id)
    if not _is_mine(said, reader) and not delivery_readers.works_at(session, reader, row.studio_id):
        raise NotFound(GONE)
    return said, version, row


def _check_open(session: Session, row: Deliverable, version: DeliverableVersion, at_ms: int | None) -> None:
    if row.approved_at is not None:
        raise NotAllowed(FROZEN.format(name=row.display_name))
    longest = LONGEST_MS if version.duration_seconds is None else round(1000 * version.duration_seconds)
    if at_ms is not None and not 0 <= at_ms <= longest:
        raise NotAllowed('This file does not have this time. Write one that it has, or leave it empty.')
    count = sa.select(sa.func.count()).where(col(DeliverableComment.version_id) == version.id)
    if (session.scalar(count) or 0) >= MOST:
        raise NotAllowed(f'A version takes up to {MOST:,} comments.')


def _tell(session: Session, row: Deliverable, version: DeliverableVersion, made: DeliverableComment) -> None:
    told = [row.user_id] if made.by_studio else delivery_telling.responsible(session, row)
    at = '' if made.at_ms is None else f' at {made.at_ms // 60_000}:{made.at_ms // 1000 % 60:02}'
    studio = session.get(Studio, row.studio_id)
    who = studio.name if made.by_studio and studio is not None else made.by_name
    delivery_telling.bell(
        session,
        [one for one in told if one != made.user_id],
        delivery_telling.COMMENTED,
        f'{who} says something about “{row.display_name}”{at}',
        body=made.text[:200],
        href=delivery_telling.page_of(row),
        about=row.id,
    )
    said = {
        'comment_id': made.id,
        'version': version.number,
        'at_ms': made.at_ms,
        'text': made.text,
        'by': made.by_name,
    }
    delivery_telling.programs(session, row, 'deliverable.commented', said)


def _is_mine(said: DeliverableComment, reader: Reader) -> bool:
    if reader.user_id:
        return said.user_id == reader.user_id
    return bool(said.by_link) and said.by_link == reader.link_id


def _view(said: DeliverableComment, version: DeliverableVersion, reader: Reader, staff: bool) -> Comment:
    return Comment(
        id=said.id,
        version_id=version.id,
        number=version.number,
        at_ms=said.at_ms,
        text=said.text,
        by=said.by_name,
        by_studio=said.by_studio,
        created_at=said.created_at,
        is_done=said.done_at is not None,
        is_mine=staff or _is_mine(said, reader),
    )
