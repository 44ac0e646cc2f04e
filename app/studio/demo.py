"""A studio to try everything out: two rooms, an engineer, sessions that were, are to come, and are asked for.

Nothing in it reaches anybody but its owner, who is also the client that asks.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app import accounts
from app.accounts import audit
from app.db import reading, transaction
from app.errors import NotAllowed, Refused
from app.studio import blocks, deciding, holding, rate_cards, rooms, states, studio_fields, studios
from app.studio.booker import Booker
from app.studio.holding import Wish
from app.studio.studios import StudioView
from app.studio.times import walls
from models import Booking
from models.types import utc_now

NAME = 'Demo studio'
OPEN = {day: ((10 * 60, 26 * 60),) for day in range(7)}
BANDS = ({'from': 1200, 'to': 1440, 'cents_per_hour': 1500}, {'from': 0, 'to': 360, 'cents_per_hour': 2500})
SESSIONS = (
    ('Mara Vale', -2, 14, 180, 0),
    ('The Quiet Ones', 1, 12, 240, 0),
    ('DJ Kohl', 1, 21, 240, 1),
    ('Ayo', 2, 15, 120, 1),
    ('Mara Vale', 4, 18, 180, 0),
)
"""Who comes: in how many days, at which hour, for how many minutes, in which of the rooms."""
OVER = 'The demo is over.'


def make(user_id: str, zone: str = '') -> StudioView:
    """Open a demo studio in a time zone, with all that there is to try.

    Raises
    ------
    NotAllowed
        They open no studios here, or have a demo already.
    """
    with transaction() as session:
        user = accounts.acting(session, user_id)
        studios.check_may_make(session, user)
        given = {'name': NAME, 'slug': '', 'zone': zone or user.timezone, 'currency': 'eur', 'hourly_cents': 6000}
        values = studio_fields.of_new(given | {'opening': OPEN})
        row = studios.opened(session, user, values, demo=True)
        audit.note(session, 'studio.opened', user, target=row.id, after={'name': row.name, 'demo': True})
        studio = studios.view(row)
    _furnish(user_id, studio)
    return studio


def end(user_id: str, studio_id: str) -> None:
    """Cancel what is booked in a demo studio, and delete it; raises NotAllowed for any other studio."""
    if not studios.get(studio_id).is_demo:
        raise NotAllowed('This is no demo. Cancel what is booked, then delete the studio in its settings.')
    with reading() as session:
        mine = sa.select(col(Booking.id), col(Booking.status)).where(col(Booking.studio_id) == studio_id)
        booked = session.execute(mine.where(col(Booking.status).in_(studios.ACTIVE))).all()
    for booking_id, status in booked:
        with suppress(Refused):  # what is over meanwhile need not be cancelled
            (deciding.reject if status == states.PENDING_APPROVAL else deciding.cancel)(user_id, booking_id, OVER)
    studios.delete(user_id, studio_id)


def _furnish(user_id: str, studio: StudioView) -> None:
    """Rooms, prices, an engineer, sessions; what is not possible just now is left out."""
    today = utc_now().astimezone(ZoneInfo(studio.zone)).date()
    first = rooms.of_studio(studio.id)[0]
    second = rooms.add(user_id, studio.id, 'Room B', gap_after=30)
    engineer = rooms.add_engineer(user_id, studio.id, 'Elena')
    first_card, long_ago = rate_cards.of_studio(studio.id)[0], today - timedelta(days=30)
    card = partial(rate_cards.add, user_id, studio.id, hourly_cents=6000, bands=BANDS, same_day_cents=2000)
    card(valid_from=long_ago, name='Prices')
    card(valid_from=long_ago, name='Nothing beforehand', deposit_percent=0, room_id=second.id)
    rate_cards.delete(user_id, first_card.id)
    blocks.add_weekly(user_id, studio.id, 2, 600, 720, today, None, 'Cleaning')
    for name, days, hour, minutes, room in SESSIONS:
        day = today + timedelta(days=days)
        start = walls.utc(walls.moment(ZoneInfo(studio.zone), day, hour * 60))
        where = (first, second)[room].id, engineer.id if room else None
        with suppress(Refused):
            held = holding.book_for(user_id, Wish(studio.id, start, minutes, Booker(name), *where))
            if days < 0:
                deciding.complete(user_id, held.id)
    with suppress(Refused):
        holding.hold(Wish(studio.id, _soon(studio), 120, Booker('You, as a client'), second.id), user_id)


def _soon(studio: StudioView) -> datetime:
    """A time in three days that is asked for."""
    day = utc_now().astimezone(ZoneInfo(studio.zone)).date() + timedelta(days=3)
    return walls.utc(walls.moment(ZoneInfo(studio.zone), day, 17 * 60))
