"""Studios: opened with one room, hours and a price in a minute, changed, closed to bookings, deleted."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit, roles
from app.config import settings
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound, OverLimit
from app.studio import forms, people, studio_fields
from app.studio.people import staff as staff
from app.studio.policies import BadPolicy, Policy
from models import Booking, RateCard, Studio, StudioRoom, User
from models.types import utc_now

MOST = 20
ROOM = 'Room A'
HOURLY_CENTS = 6000
ACTIVE = ('pending_payment', 'pending_approval', 'confirmed')


@dataclass(frozen=True, slots=True)
class StudioView:
    """A studio as everybody may know it; `policy` as it is kept, what is not in it is as usual."""

    id: str
    slug: str
    name: str
    about: str
    address: str
    email: str
    phone: str
    zone: str
    currency: str
    opening: forms.Opening
    day_starts: int
    grid_minutes: int
    min_minutes: int
    max_minutes: int
    notice_hours: int
    horizon_days: int
    policy: Mapping[str, Any]
    is_open: bool
    is_demo: bool
    owner_id: str | None
    updated_at: datetime


def make(
    user_id: str,
    name: str,
    *,
    zone: str = '',
    currency: str = 'eur',
    hourly_cents: int = HOURLY_CENTS,
    slug: str = '',
    opening: Mapping[Any, Iterable[Any]] | None = None,
) -> StudioView:
    """Open a studio that can be booked at once: with one room, open 10 to 22, half of a price paid beforehand.

    Parameters
    ----------
    zone : an IANA name; that of its owner where none is given.
    hourly_cents : what an hour costs.
    slug : its public address; made of its name where none is given.
    opening : see `forms.opening`.

    Raises
    ------
    Invalid
        Something cannot be taken, as its fields say.
    NotAllowed
        They open no studios here: super admins and owners do.
    OverLimit
        There are too many.
    """
    with transaction() as session:
        user = accounts.acting(session, user_id)
        check_may_make(session, user)
        given = {'name': name, 'zone': zone or user.timezone, 'currency': currency, 'hourly_cents': hourly_cents}
        row = opened(session, user, studio_fields.of_new(given | {'slug': slug, 'opening': opening}))
        audit.note(session, 'studio.opened', user, target=row.id, after={'name': row.name, 'zone': row.zone})
        return view(row)


def opened(session: Session, owner: User, values: dict[str, Any], *, demo: bool = False) -> Studio:
    """Add a studio of these values, its room and its prices, in this transaction."""
    hourly = values.pop('hourly_cents')
    values['slug'] = free_slug(session, values['slug'])
    row = Studio(owner_id=owner.id, is_demo=demo, **values)
    session.add(row)
    session.flush()
    session.add(StudioRoom(studio_id=row.id, name=ROOM))
    today = utc_now().astimezone(ZoneInfo(row.zone)).date()
    session.add(RateCard(studio_id=row.id, name='Prices', valid_from=today, hourly_cents=hourly))
    session.flush()
    return row


def change(user_id: str, studio_id: str, **given: Any) -> StudioView:
    """Change some of what a studio is, by the names of `StudioView`.

    Raises
    ------
    Invalid
        Something cannot be taken, as its fields say.
    NotAllowed
        They do not own it.
    """
    if unknown := given.keys() - studio_fields.READERS.keys():
        raise NotAllowed(f'A studio has no {", ".join(sorted(unknown))}.')
    values = Invalid.read({name: partial(studio_fields.READERS[name], value) for name, value in given.items()})
    with transaction() as session:
        user, row, _ = people.working(session, user_id, studio_id, owner=True)
        if 'slug' in values and values['slug'] != row.slug and free_slug(session, values['slug']) != values['slug']:
            raise Invalid({'slug': 'Another studio has this address already.'})
        before = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
        for name in before:
            setattr(row, name, values[name])
        if row.min_minutes > row.max_minutes:
            raise Invalid({'min_minutes': 'The shortest session is longer than the longest.'})
        if before:
            session.add(row)
            after = {name: values[name] for name in before}
            audit.note(session, 'studio.changed', user, target=row.id, before=before, after=after)
        return view(row)


def policy(studio_id: str) -> Policy:
    """What a studio has decided about cancelling, moving, approving and paying; raises NotFound."""
    with reading() as session:
        return Policy.from_json(people.there(session, studio_id).policy)


def set_policy(user_id: str, studio_id: str, **words: Any) -> StudioView:
    """Decide anew about some of that, by the words of `policies.Policy`; raises Invalid, and NotAllowed as `change`."""
    with transaction() as session:
        user, row, _ = people.working(session, user_id, studio_id, owner=True)
        before = row.policy
        try:
            row.policy = replace(Policy.from_json(before), **words).to_json()
        except (BadPolicy, TypeError) as error:
            name = getattr(error, 'field', '') or 'policy'
            raise Invalid({name: str(error)}) from error
        session.add(row)
        audit.note(session, 'studio.policy', user, target=row.id, before={'is': before}, after={'is': row.policy})
        return view(row)


def delete(user_id: str, studio_id: str) -> None:
    """Close a studio for good; what was booked is kept for the books.

    Raises
    ------
    NotAllowed
        They do not own it, or somebody still comes.
    """
    with transaction() as session:
        user, row, _ = people.working(session, user_id, studio_id, owner=True)
        coming = sa.exists().where(col(Booking.studio_id) == row.id, col(Booking.status).in_(ACTIVE))
        if session.scalar(sa.select(coming)):
            raise NotAllowed(
                'There are bookings that are not over. Cancel them first, or close the studio to new ones.'
            )
        row.deleted_at, row.is_open = utc_now(), False
        row.slug = f'{row.slug}-{row.id[-12:]}'
        session.add(row)
        audit.note(session, 'studio.deleted', user, target=row.id, before={'name': row.name})


def get(studio_id: str) -> StudioView:
    """A studio; raises NotFound."""
    with reading() as session:
        return view(people.there(session, studio_id))


def by_slug(slug: str) -> StudioView:
    """The studio at a public address; raises NotFound."""
    with reading() as session:
        named = sa.select(Studio).where(col(Studio.slug) == slug, col(Studio.deleted_at).is_(None))
        if (row := session.scalar(named)) is None:
            raise NotFound(people.STUDIO_GONE)
        return view(row)


def listed() -> list[StudioView]:
    """All studios that take bookings, by name."""
    with reading() as session:
        return [view(row) for row in session.scalars(_there().where(col(Studio.is_open)))]


def mine(user_id: str) -> list[StudioView]:
    """The studios somebody works in, by name."""
    with reading() as session:
        user = session.get(User, user_id)
        if user is None:
            return []
        return [view(row) for row in session.scalars(_there()) if staff(session, user, row)]


def may_make(user_id: str) -> bool:
    """Whether somebody opens studios here."""
    with reading() as session:
        user = session.get(User, user_id)
        return user is not None and _may_make(session, user)


def check_may_make(session: Session, user: User) -> None:
    """Raise NotAllowed for whoever opens no studios here, OverLimit where there are too many."""
    if not _may_make(session, user):
        raise NotAllowed('Studios are opened by who runs this server, and by those with the role of an owner.')
    if (session.scalar(sa.select(sa.func.count()).select_from(_there().subquery())) or 0) >= MOST:
        raise OverLimit(f'Up to {MOST} studios are kept here. Delete one that is not needed any more.')


def free_slug(session: Session, wanted: str) -> str:
    """An address that no other studio has: the one wanted, or with a number."""
    for number in range(1, MOST * 2):
        slug = wanted if number == 1 else f'{wanted[:36]}-{number}'
        if session.scalar(sa.select(col(Studio.id)).where(col(Studio.slug) == slug)) is None:
            return slug
    raise NotAllowed('Choose another address for this studio.')


def view(row: Studio) -> StudioView:
    """A studio as everybody may know it."""
    return StudioView(
        id=row.id,
        slug=row.slug,
        name=row.name,
        about=row.about,
        address=row.address,
        email=row.email or '',
        phone=row.phone or '',
        zone=row.zone,
        currency=row.currency,
        opening=forms.opened(row.opening),
        **{name: getattr(row, name) for name in studio_fields.MINUTES},
        policy=json.loads(row.policy),
        is_open=row.is_open,
        is_demo=row.is_demo,
        owner_id=row.owner_id,
        updated_at=row.updated_at,
    )


def _there() -> Any:
    return (
        sa.select(Studio).where(col(Studio.deleted_at).is_(None)).order_by(col(Studio.name), col(Studio.id)).limit(MOST)
    )


def _may_make(session: Session, user: User) -> bool:
    return settings().accounts == 'off' or user.is_super_admin or roles.holds(session, user, *people.OWNERS)
