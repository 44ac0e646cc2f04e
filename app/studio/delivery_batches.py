"""Tells a client of what was handed over: once for all that came within some minutes, when it is ready to be heard."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit
from app.accounts.mail import Letter, post
from app.config import settings
from app.db import reading, transaction
from app.studio import delivery_links, delivery_telling, people
from models import Booking, Deliverable, DeliverableVersion, DeliveryBatch, Studio, User
from models.job import ACTIVE
from models.types import utc_now

AT_MOST = timedelta(hours=1)
"""So long after a batch was due it is told of files that are still being made ready, too."""
AT_ONCE = 100
NAMED = 5
ENDING = 'You get this mail because a studio works for you.'


def tell_due() -> int:
    """Tell of every batch whose time has come; returns how many that were. Any number of processes may do this."""
    with reading() as session:
        due = (col(DeliveryBatch.told_at).is_(None), col(DeliveryBatch.due_at) <= utc_now())
        ids = list(session.scalars(sa.select(col(DeliveryBatch.id)).where(*due).limit(AT_ONCE)))
    return sum(_tell(batch_id) for batch_id in ids)


def tell_now(user_id: str, studio_id: str, client: str) -> bool:
    """Tell a client of what waits, without waiting for more; False where there is nothing. For the studio's staff."""
    with transaction() as session:
        people.working(session, user_id, studio_id)
        theirs = col(DeliveryBatch.email) == client if '@' in client else col(DeliveryBatch.user_id) == client
        open_ones = (col(DeliveryBatch.studio_id) == studio_id, col(DeliveryBatch.told_at).is_(None), theirs)
        ids = list(session.scalars(sa.select(col(DeliveryBatch.id)).where(*open_ones)))
    return any([_tell(batch_id, at_once=True) for batch_id in ids])


def waiting(user_id: str, studio_id: str, client: str) -> int:
    """How many versions a client has not been told of; for the studio's staff."""
    theirs = col(DeliveryBatch.email) == client if '@' in client else col(DeliveryBatch.user_id) == client
    count = (
        sa.select(sa.func.count())
        .select_from(DeliverableVersion)
        .join(DeliveryBatch, col(DeliveryBatch.id) == col(DeliverableVersion.batch_id))
        .where(col(DeliveryBatch.studio_id) == studio_id, col(DeliveryBatch.told_at).is_(None), theirs)
    )
    with reading() as session:
        people.seeing(session, user_id, studio_id)
        return session.scalar(count) or 0


def _tell(batch_id: str, *, at_once: bool = False) -> bool:
    """Tell of one, in one transaction: whoever comes second finds that it was told."""
    with transaction() as session:
        batch = session.get(DeliveryBatch, batch_id, populate_existing=True)
        if batch is None or batch.told_at is not None:
            return False
        if not at_once and utc_now() < batch.due_at + AT_MOST and _in_the_making(session, batch):
            return False
        batch.told_at = utc_now()
        session.add(batch)
        files = _files(session, batch)
        studio = session.get(Studio, batch.studio_id)
        if files and studio is not None and studio.deleted_at is None:
            _say(session, batch, studio, files)
    return True


def _in_the_making(session: Session, batch: DeliveryBatch) -> bool:
    busy = (col(DeliverableVersion.batch_id) == batch.id, col(DeliverableVersion.status).in_(ACTIVE))
    return session.scalar(sa.select(sa.literal(1)).where(*busy).limit(1)) is not None


def _files(session: Session, batch: DeliveryBatch) -> list[Deliverable]:
    rows = (
        sa.select(Deliverable)
        .join(DeliverableVersion, col(DeliverableVersion.deliverable_id) == col(Deliverable.id))
        .where(col(DeliverableVersion.batch_id) == batch.id, col(Deliverable.deleted_at).is_(None))
        .distinct()
        .order_by(col(Deliverable.display_name))
    )
    return list(session.scalars(rows))


def _say(session: Session, batch: DeliveryBatch, studio: Studio, files: list[Deliverable]) -> None:
    count = len(files)
    what = f'“{files[0].display_name}”' if count == 1 else f'{count} files'
    title = f'{studio.name} has {what} for you'
    names = ', '.join(row.display_name for row in files[:NAMED])
    body = names if count <= NAMED else f'{names} and {count - NAMED} more'
    user = session.get(User, batch.user_id) if batch.user_id else None
    if user is not None:
        href = delivery_telling.page_of(files[0]) if count == 1 else delivery_telling.MINE
        delivery_telling.bell(session, [user.id], delivery_telling.READY, title, body=body, href=href, about=batch.id)
    mail_client(session, studio, user, batch.email, title, body, 'Listen')
    audit.note(session, 'delivery.told', 'upkeep', target=batch.id, after={'files': count})


def mail_client(
    session: Session, studio: Studio, user: User | None, email: str | None, title: str, body: str, action: str
) -> None:
    """A mail to a client at an address that they have proven: a guest's brings a link of their own."""
    if settings().accounts == 'off':
        return
    if user is not None:
        if user.email_verified_at is not None and not accounts.is_hidden(user):
            post(session, user.email, Letter(title, (f'{title}.', body), action, delivery_telling.MINE, ENDING))
    elif email and is_proven(session, studio.id, email):
        path = delivery_links.address(delivery_links.issue(session, studio, email, _called(session, studio.id, email)))
        post(session, email, Letter(title, (f'{title}.', body), action, path, ENDING))


def is_proven(session: Session, studio_id: str, email: str) -> bool:
    """Whether a guest has shown that an address is theirs: by a code, or by a payment."""
    shown = sa.or_(col(Booking.email_proven_at).is_not(None), col(Booking.paid_amount) > 0)
    return session.scalar(sa.select(sa.literal(1)).where(*_theirs(studio_id, email), shown).limit(1)) is not None


def _called(session: Session, studio_id: str, email: str) -> str:
    latest = sa.select(col(Booking.customer_name)).where(*_theirs(studio_id, email))
    return session.scalar(latest.order_by(col(Booking.start_time).desc()).limit(1)) or ''


def _theirs(studio_id: str, email: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return col(Booking.studio_id) == studio_id, sa.func.lower(col(Booking.customer_email)) == email
