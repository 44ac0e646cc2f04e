"""What a studio costs: rate cards that count from a day on, for all rooms or for one."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, OverLimit
from app.studio import forms, people, rooms
from models import RateCard

MOST = 100
CARD_GONE = 'This rate card does not exist any more.'


@dataclass(frozen=True, slots=True)
class CardView:
    """A rate card; without a room it is for all that have none of their own. `bands` are its after-hours fees."""

    id: str
    studio_id: str
    room_id: str | None
    name: str
    valid_from: date
    hourly_cents: int
    bands: tuple[Mapping[str, Any], ...]
    same_day_cents: int
    deposit_percent: int


def of_studio(studio_id: str) -> list[CardView]:
    """All rate cards of a studio, the latest first."""
    with reading() as session:
        mine = sa.select(RateCard).where(col(RateCard.studio_id) == studio_id)
        newest = col(RateCard.valid_from).desc(), col(RateCard.created_at).desc()
        return [_view(row) for row in session.scalars(mine.order_by(*newest).limit(MOST))]


def row_for(session: Session, studio_id: str, room_id: str, day: date) -> RateCard:
    """The rate card that counts on a day: the latest that has begun, one of the room's before one for all.

    Raises
    ------
    NotFound
        None has begun by then.
    """
    found: RateCard | None = session.scalar(asked(studio_id, room_id, day))
    if found is None:
        raise NotFound('This studio has no prices for that day yet.')
    return found


def asked(studio_id: str, room_id: str, day: date) -> sa.Select[RateCard]:
    """The SELECT of the card that counts on a day."""
    begun = sa.select(RateCard).where(
        col(RateCard.studio_id) == studio_id,
        sa.or_(col(RateCard.room_id) == room_id, col(RateCard.room_id).is_(None)),
        col(RateCard.valid_from) <= day,
    )
    own_first = (col(RateCard.room_id).is_(None), col(RateCard.valid_from).desc(), col(RateCard.created_at).desc())
    return begun.order_by(*own_first, col(RateCard.id).desc()).limit(1)


def add(
    user_id: str,
    studio_id: str,
    *,
    valid_from: date,
    hourly_cents: int,
    bands: Iterable[Mapping[str, Any]] = (),
    same_day_cents: int = 0,
    deposit_percent: int = 50,
    name: str = '',
    room_id: str | None = None,
) -> CardView:
    """Add a rate card. What is booked keeps the price it was booked for.

    Raises
    ------
    NotAllowed
        They do not own the studio, or an amount cannot be taken.
    OverLimit
        There are too many.
    """
    values: dict[str, Any] = {
        'name': forms.line(name, 0, forms.NAME_MOST, 'A rate card has a name of up to 120 characters.'),
        'hourly_cents': forms.cents(hourly_cents, 'An hour'),
        'bands': forms.bands(bands),
        'same_day_cents': forms.cents(same_day_cents, 'The fee of the same day'),
        'deposit_percent': forms.within(deposit_percent, 0, 100, 'A deposit is 0 to 100 percent.'),
    }
    with transaction() as session:
        user, studio, _ = people.working(session, user_id, studio_id, owner=True)
        if room_id:
            rooms.room_of(session, studio.id, room_id, closed=True)
        count = sa.select(sa.func.count()).select_from(RateCard).where(col(RateCard.studio_id) == studio.id)
        if (session.scalar(count) or 0) >= MOST:
            raise OverLimit(f'Up to {MOST} rate cards are kept. Delete one that does not count any more.')
        row = RateCard(studio_id=studio.id, room_id=room_id or None, valid_from=valid_from, **values)
        session.add(row)
        session.flush()
        audit.note(session, 'rate_card.added', user, target=row.id, after=values | {'valid_from': valid_from})
        return _view(row)


def delete(user_id: str, card_id: str) -> None:
    """Delete a rate card; the last one for all rooms stays, because without it nothing has a price."""
    with transaction() as session:
        row = session.get(RateCard, card_id)
        if row is None:
            raise NotFound(CARD_GONE)
        user, studio, _ = people.working(session, user_id, row.studio_id, owner=True)
        others = sa.exists().where(
            col(RateCard.studio_id) == studio.id, col(RateCard.room_id).is_(None), col(RateCard.id) != row.id
        )
        if row.room_id is None and not session.scalar(sa.select(others)):
            raise NotAllowed('This is the only rate card of the studio. Add another one first.')
        session.delete(row)
        audit.note(session, 'rate_card.deleted', user, target=row.id, before={'valid_from': row.valid_from})


def _view(row: RateCard) -> CardView:
    return CardView(
        *(row.id, row.studio_id, row.room_id, row.name, row.valid_from, row.hourly_cents),
        *(tuple(json.loads(row.bands)), row.same_day_cents, row.deposit_percent),
    )
