"""Lists of what was handed over: a client's own, a guest's, and for the studio what each of its clients has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading
from app.studio import claiming, delivery_readers, delivery_views, people
from app.studio.delivery_readers import Reader, folded
from app.studio.delivery_views import FileView, SessionFiles
from models import Booking, Deliverable, DeliverableComment, DeliverableVersion, DeliveryVisit, User
from models.types import Timestamp

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
MOST_FILES, MOST_CLIENTS, MOST_SESSIONS, SEARCH_LIMIT = 1000, 200, 50, 100


@dataclass(frozen=True, slots=True)
class ClientView:
    """Somebody whom a studio works for. `key` is the id of their account, or their address where they have none.

    `files` were handed over, `unheard` of these they have not opened, `open_comments` wait to be ticked off.
    """

    key: str
    name: str
    email: str
    is_guest: bool
    files: int = 0
    unheard: int = 0
    approved: int = 0
    open_comments: int = 0
    latest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionChoice:
    """A session for which files may be handed over."""

    id: str
    begins: datetime
    status: str
    client: str


def mine(user_id: str) -> list[SessionFiles]:
    """All that studios have handed over to somebody, by session; what waited for their address becomes theirs."""
    claiming.claim(user_id)
    return _grouped(delivery_readers.signed_in(user_id), col(Deliverable.user_id) == user_id)


def of_guest(reader: Reader) -> list[SessionFiles]:
    """All that one studio has handed over to a guest, by session."""
    theirs = sa.and_(
        col(Deliverable.studio_id) == reader.studio_id,
        col(Deliverable.email) == reader.email,
        col(Deliverable.user_id).is_(None),
    )
    return _grouped(reader, theirs)


def of_client(user_id: str, studio_id: str, client: str) -> list[SessionFiles]:
    """All that a studio has handed over to one client, for its staff; raises NotFound and NotAllowed."""
    with reading() as session:
        people.seeing(session, user_id, studio_id)
    theirs = sa.and_(col(Deliverable.studio_id) == studio_id, _of(client))
    return _grouped(delivery_readers.signed_in(user_id), theirs)


def _grouped(reader: Reader, which: sa.ColumnElement[bool]) -> list[SessionFiles]:
    rows = sa.select(Deliverable).where(which, col(Deliverable.deleted_at).is_(None))
    order = (col(Deliverable.folder), col(Deliverable.created_at).desc(), col(Deliverable.id).desc())
    with reading() as session:
        found = list(session.scalars(rows.order_by(*order).limit(MOST_FILES)))
        return delivery_views.by_session(session, delivery_views.views(session, reader, found))


def clients(user_id: str, studio_id: str, search: str = '') -> list[ClientView]:
    """Whom a studio works for, those first to whom it handed something over last; raises NotFound and NotAllowed."""
    wanted = folded(search)[:SEARCH_LIMIT]
    with reading() as session:
        people.seeing(session, user_id, studio_id)
        found = _booked(session, studio_id)
        found |= {key: _counted(found.get(key), key, row) for key, row in _handed(session, studio_id).items()}
        named = _named(session, found)
    hits = [one for one in named if wanted in f'{one.name}\n{one.email}'.lower()]
    hits.sort(key=lambda one: one.latest_at or NEVER, reverse=True)
    return hits[:MOST_CLIENTS]


def client(user_id: str, studio_id: str, key: str) -> ClientView:
    """One of them, also somebody who has never been there: whoever is called by an account or an address."""
    known = next((one for one in clients(user_id, studio_id) if one.key == key), None)
    if known is not None:
        return known
    with reading() as session:
        return _named(session, {key: ClientView(key, '', key if '@' in key else '', '@' in key)})[0]


def sessions_of(user_id: str, studio_id: str, client: str) -> list[SessionChoice]:
    """The sessions of a client, the latest first, to which files may belong."""
    theirs = sa.func.lower(col(Booking.customer_email)) == client if '@' in client else col(Booking.user_id) == client
    rows = sa.select(Booking).where(col(Booking.studio_id) == studio_id, theirs, col(Booking.deleted_at).is_(None))
    held = col(Booking.status).in_(('confirmed', 'completed'))
    with reading() as session:
        people.seeing(session, user_id, studio_id)
        found = session.scalars(rows.where(held).order_by(col(Booking.start_time).desc()).limit(MOST_SESSIONS))
        return [SessionChoice(row.id, row.start_time, row.status, client) for row in found]


def _of(client: str) -> sa.ColumnElement[bool]:
    if '@' in client:
        return sa.and_(col(Deliverable.user_id).is_(None), col(Deliverable.email) == folded(client))
    return col(Deliverable.user_id) == client


def _booked(session: Session, studio_id: str) -> dict[str, ClientView]:
    """Everybody who was there, or is to come."""
    key = sa.func.coalesce(col(Booking.user_id), sa.func.lower(col(Booking.customer_email)))
    which = (col(Booking.studio_id) == studio_id, col(Booking.status).in_(('confirmed', 'completed')), key.is_not(None))
    columns = (key, sa.func.max(Booking.customer_name), sa.func.max(Booking.customer_email))
    rows = sa.select(*columns).where(*which).group_by(key).order_by(sa.func.max(Booking.start_time).desc())
    return {
        str(one): ClientView(str(one), name or '', email or '', '@' in str(one))
        for one, name, email in session.execute(rows.limit(MOST_CLIENTS))
    }


def _handed(session: Session, studio_id: str) -> dict[str, Any]:
    """Everybody who has files: how many, how many were not opened, approved, talked about."""
    key = sa.func.coalesce(col(Deliverable.user_id), col(Deliverable.email))
    visited = sa.select(sa.literal(1)).select_from(DeliveryVisit)
    visited = visited.join(DeliverableVersion, col(DeliverableVersion.id) == col(DeliveryVisit.version_id))
    opened = visited.where(col(DeliverableVersion.deliverable_id) == col(Deliverable.id)).exists()
    said = sa.select(sa.func.count()).select_from(DeliverableComment)
    said = said.join(DeliverableVersion, col(DeliverableVersion.id) == col(DeliverableComment.version_id))
    said = said.where(
        col(DeliverableVersion.deliverable_id) == col(Deliverable.id),
        col(DeliverableComment.done_at).is_(None),
        col(DeliverableComment.by_studio).is_(False),
    )
    columns = (
        key.label('key'),
        sa.func.count().label('files'),
        sa.func.sum(sa.case((opened, 0), else_=1)).label('unheard'),
        sa.func.sum(sa.case((col(Deliverable.approved_at).is_not(None), 1), else_=0)).label('approved'),
        sa.func.sum(said.scalar_subquery()).label('said'),
        sa.func.max(col(Deliverable.updated_at), type_=Timestamp()).label('latest'),
    )
    which = (col(Deliverable.studio_id) == studio_id, col(Deliverable.deleted_at).is_(None))
    rows = sa.select(*columns).where(*which).group_by(key).order_by(sa.desc('latest')).limit(MOST_CLIENTS)
    return {str(row.key): row for row in session.execute(rows)}


def _counted(known: ClientView | None, key: str, row: Any) -> ClientView:
    base = known or ClientView(key, '', key if '@' in key else '', '@' in key)
    return ClientView(
        key, base.name, base.email, base.is_guest, int(row.files), int(row.unheard), int(row.approved),
        int(row.said or 0), row.latest,
    )  # fmt: skip


def _named(session: Session, found: dict[str, ClientView]) -> list[ClientView]:
    """With the names of those who have accounts."""
    ids = [key for key, one in found.items() if not one.is_guest]
    known = {user.id: user for user in session.scalars(sa.select(User).where(col(User.id).in_(ids)))}
    return [_with_name(one, known.get(key)) for key, one in found.items()]


def _with_name(one: ClientView, user: User | None) -> ClientView:
    name = one.name or (user.display_name or user.username if user is not None else '') or ''
    email = one.email or (user.email if user is not None else '')
    return ClientView(
        one.key, name or email or 'Somebody who has left', email, one.is_guest, one.files, one.unheard, one.approved,
        one.open_comments, one.latest_at,
    )  # fmt: skip


def all_files(groups: Sequence[SessionFiles]) -> list[FileView]:
    """The files of all groups, in their order."""
    return [one for group in groups for one in group.files]
