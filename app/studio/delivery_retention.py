"""How long what was handed over is kept: its client is told twice before it goes, and nothing goes that they show."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit
from app.db import reading, transaction
from app.studio import delivery_batches, delivery_files, delivery_links, delivery_policies, delivery_telling
from models import Deliverable, DeliveryBatch, Studio, User
from models.types import utc_now

BATCH = 200
BATCHES_KEPT = timedelta(days=30)
NAMED = 5


def upkeep() -> None:
    """All of it, some at a time; any number of processes may do this side by side."""
    delivery_batches.tell_due()
    while _warn() or _expire() >= BATCH:
        pass
    while delivery_files.release_dead(BATCH) >= BATCH:
        pass
    delivery_links.sweep()
    _forget_batches()


def _kept() -> list[sa.ColumnElement[bool]]:
    """Of files: those that go some day."""
    return [
        col(Deliverable.gone_at).is_(None),
        col(Deliverable.deleted_at).is_(None),
        col(Deliverable.shown_at).is_(None),
        col(Deliverable.expires_at).is_not(None),
    ]


def _warn() -> bool:
    """Tell one client of one studio's files that go soon; False where nobody is to be told."""
    with reading() as session:
        studios = list(session.scalars(sa.select(Studio).where(col(Studio.deleted_at).is_(None))))
    return any(
        _warn_of(studio, days) for studio in studios for days in sorted(delivery_policies.of(studio).retention_warnings)
    )


def _warn_of(studio: Studio, days: int) -> bool:
    """Tell one client of a studio's of what goes within so many days, unless they were told nearer to its end."""
    soon = [*_kept(), col(Deliverable.studio_id) == studio.id]
    soon += [col(Deliverable.expires_at) <= utc_now() + timedelta(days=days), col(Deliverable.expires_at) > utc_now()]
    soon.append(sa.or_(col(Deliverable.warned_days).is_(None), col(Deliverable.warned_days) > days))
    with transaction() as session:
        first = session.scalar(sa.select(Deliverable).where(*soon).order_by(col(Deliverable.expires_at)).limit(1))
        if first is None:
            return False
        whose = col(Deliverable.user_id) == first.user_id if first.user_id else col(Deliverable.email) == first.email
        same = sa.select(Deliverable).where(*soon, whose).order_by(col(Deliverable.display_name))
        _say(session, first, list(session.scalars(same)), days)
    return True


def _say(session: Session, first: Deliverable, rows: Sequence[Deliverable], days: int) -> None:
    for row in rows:
        row.warned_days = days
        session.add(row)
        audit.note(session, 'deliverable.warned', 'upkeep', target=row.id, after={'days': days})
    studio = session.get(Studio, first.studio_id)
    if studio is None:
        return
    count = len(rows)
    what = f'“{rows[0].display_name}” is' if count == 1 else f'{count} files are'
    left = min((row.expires_at - utc_now() for row in rows if row.expires_at), default=timedelta(days=days))
    within = max(1, round(left / timedelta(days=1)))
    title = f'{what} deleted at {studio.name} in {within} day{"s" if within > 1 else ""}'
    names = ', '.join(row.display_name for row in rows[:NAMED])
    more = f' and {count - NAMED} more' if count > NAMED else ''
    body = f'{names}{more}. Download what you need, or ask the studio to keep it longer.'
    user = session.get(User, first.user_id) if first.user_id else None
    if user is not None:
        delivery_telling.bell(
            session, [user.id], delivery_telling.LEAVING, title, body=body, href=delivery_telling.MINE, about=studio.id
        )
    delivery_batches.mail_client(session, studio, user, first.email, title, body, 'Download')


def _expire() -> int:
    """Let files go whose time is over; returns how many."""
    over = sa.select(Deliverable).where(*_kept(), col(Deliverable.expires_at) <= utc_now())
    with transaction() as session:
        found = list(session.scalars(over.order_by(col(Deliverable.expires_at)).limit(BATCH)))
        for row in found:
            delivery_files.forget(session, row)
            told = {'name': row.display_name, 'expired': row.expires_at}
            audit.note(session, 'deliverable.expired', 'upkeep', target=row.id, before=told)
    return len(found)


def _forget_batches() -> None:
    """What was told long ago needs no row; its versions stay."""
    with transaction() as session:
        old = sa.delete(DeliveryBatch).where(col(DeliveryBatch.told_at) < utc_now() - BATCHES_KEPT)
        session.execute(old.execution_options(synchronize_session=False))
