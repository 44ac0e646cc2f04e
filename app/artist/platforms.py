"""Connected platforms as their artist sees them: how each is doing, in plain words, and what could be connected."""

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.artist.connectors import known
from app.artist.connectors.tokens import RECONNECT as RECONNECT
from app.db import reading
from app.errors import NotFound
from models import ArtistTask, OAuthToken, Profile
from models.job import ACTIVE
from models.types import utc_now

GONE = 'This connection does not exist any more.'
STATES = {
    'ok': 'Connected',
    'reading': 'Being read',
    'waiting': 'Tried again by itself',
    'paused': 'Paused for some hours',
    'reconnect': 'Connect it again',
    'choose': 'Choose an account',
}


@dataclass(frozen=True, slots=True)
class Health:
    """How one connection is doing. `state` is one of `STATES`; `next_at` is when it is tried again, after trouble."""

    id: str
    platform: str
    label: str
    account: str
    state: str
    connected_at: datetime
    synced_at: datetime | None
    error: str
    error_at: datetime | None
    errors: int
    next_at: datetime | None
    gives: str
    apart: str
    asks: str
    asked: str
    can_revoke: bool

    @property
    def parting(self) -> str:
        """What becomes of permission and numbers when it is disconnected."""
        there = (
            f'We give the permission back at {self.label} and forget what opened it.'
            if self.can_revoke
            else f'We forget what opened it; {self.label} lets nobody but you take the permission back: {self.apart}.'
        )
        return f'{there} What you typed, or brought by file, stays either way.'

    @property
    def words(self) -> str:
        """The state in words."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Offer:
    """A platform that could be connected. `asks` is what must be typed before, `asked` what it probably is."""

    platform: str
    label: str
    gives: str
    asks: str
    asked: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All connections of somebody, and what is not connected yet."""

    connections: tuple[Health, ...]
    offers: tuple[Offer, ...]


def overview(user_id: str) -> Overview:
    """How somebody's connections are doing, and what else there is."""
    with reading() as session:
        mine = sa.select(OAuthToken).where(col(OAuthToken.user_id) == user_id, _is_ours())
        rows = list(session.scalars(mine.order_by(col(OAuthToken.platform), col(OAuthToken.created_at))))
        being_read = _being_read(session, user_id)
        links = _links(session, user_id)
    connections = tuple(_health(row, being_read) for row in rows)
    taken = {one.platform for one in connections}
    offers = tuple(
        Offer(one.name, one.label, one.gives, one.asks, links.get(one.name, '') if one.asks else '')
        for one in known.offered()
        if one.name not in taken
    )
    return Overview(connections, offers)


def one(user_id: str, token_id: str) -> Health:
    """One of somebody's connections; raises NotFound."""
    for health in overview(user_id).connections:
        if health.id == token_id:
            return health
    raise NotFound(GONE)


def _is_ours() -> sa.ColumnElement[bool]:
    return col(OAuthToken.platform).in_(list(known.PLATFORMS))


def _being_read(session: Session, user_id: str) -> set[str]:
    """The connections that a worker reads, or soon does."""
    waiting = (col(ArtistTask.user_id) == user_id, col(ArtistTask.status).in_(ACTIVE))
    return set(session.scalars(sa.select(col(ArtistTask.subject_id)).where(*waiting)))


def _links(session: Session, user_id: str) -> dict[str, str]:
    """The addresses by service that somebody's page has already."""
    said = session.scalar(sa.select(col(Profile.social_links)).where(col(Profile.user_id) == user_id))
    found = json.loads(said or '{}')
    return found if isinstance(found, dict) else {}


def _health(row: OAuthToken, being_read: set[str]) -> Health:
    at, now = known.get(row.platform), utc_now()
    next_at = row.paused_until if row.paused_until is not None and row.paused_until > now else None
    return Health(
        id=row.id,
        platform=row.platform,
        label=at.label,
        account=row.platform_username or row.platform_user_id,
        state=_state(row, next_at, row.id in being_read),
        connected_at=row.created_at,
        synced_at=row.synced_at,
        error=row.last_error or '',
        error_at=row.last_error_at,
        errors=row.error_count,
        next_at=next_at if row.is_active else None,
        gives=at.gives,
        apart=at.apart,
        asks=at.asks,
        asked=row.platform_user_id if at.asks else '',
        can_revoke=at.can_revoke,
    )


def _state(row: OAuthToken, next_at: datetime | None, is_read: bool) -> str:
    if not row.is_active:
        return 'choose' if row.details else 'reconnect'
    if next_at is not None:
        return 'paused' if row.error_count >= 5 else 'waiting'
    return 'reading' if is_read else 'ok'
