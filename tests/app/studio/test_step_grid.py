"""The grid of states and people, through what they press: what is not in the table is refused, and changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest

from app.db import transaction
from app.errors import Changed, NotAllowed, NotFound
from app.studio import access, deciding, moving, reservations, states
from app.studio.studios import StudioView
from models import Booking, StudioRoom
from tests.app.studio.rooms_support import at, held, lines, room_of, row
from tests.app.studio.rows import booking_row
from tests.app.studio.test_states import TABLE

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SAID = 'The desk is broken.'
NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody as the services know them."""

    user_id: str = ''
    token: str = ''


Press = Callable[[Who, Booking], object]
PRESSED: dict[str, tuple[str, Press]] = {
    'approve': ('confirmed', lambda who, it: deciding.approve(who.user_id, it.id, now=it.start_time - 7 * DAY)),
    'reject': ('rejected', lambda who, it: deciding.reject(who.user_id, it.id, SAID, now=it.start_time - 7 * DAY)),
    'cancel': (
        'cancelled',
        lambda who, it: deciding.cancel(who.user_id, it.id, SAID, token=who.token, now=it.start_time - 7 * DAY),
    ),
    'move': (
        'confirmed',
        lambda who, it: moving.move(
            who.user_id, it.id, it.start_time + HOUR, token=who.token, now=it.start_time - 7 * DAY
        ),
    ),
    'complete': ('completed', lambda who, it: deciding.complete(who.user_id, it.id, now=it.end_time)),
    'no_show': ('no_show', lambda who, it: deciding.no_show(who.user_id, it.id, now=it.start_time + HOUR)),
    'delete': ('deleted', lambda who, it: deciding.delete(who.user_id, it.id, now=it.end_time + 30 * DAY)),
    'correct': ('', lambda who, it: deciding.correct(who.user_id, it.id, SAID, now=it.end_time + 2 * DAY)),
}
"""What people press, the state that it leads to, and when they do it, so that nothing but the table is in their way."""
OF_GUESTS = ('cancel', 'move')
"""The others ask who somebody is, which a guest is not."""
STARTS = {'approve': {'pending_approval'}, 'move': {'confirmed'}, 'complete': {'confirmed'}, 'no_show': {'confirmed'}}
"""From where alone these lead, though the table has more into the same state: those are pressed by another name."""


def made(studio: StudioView, status: str, ann: str, quote: str) -> Booking:
    """A session in this state, of Ann or of a guest where there is no Ann, each on a day of its own."""
    start = at(14) + next(NUMBERS) * DAY
    ended = start + 3 * HOUR if status in states.TERMINAL else None
    booking_id = booking_row(
        studio.id, room_of(studio), status=status, user_id=ann or None, customer_email='ann@example.org',
        start_time=start, end_time=start + 3 * HOUR, duration=180, total_amount=18000, deposit_amount=9000,
        quote=quote, completed_at=ended, hold_expires_at=start if status.startswith('pending') else None,
    )  # fmt: skip
    with transaction() as session:
        booking, room = session.get_one(Booking, booking_id), session.get_one(StudioRoom, room_of(studio))
        booking.claim_token_hash = access.hash_of(booking_id)
        if ended is not None:
            booking.updated_at = ended
        if status in states.HOLDS_ROOM:
            reservations.take(session, room, booking_id, start, start + 3 * HOUR)
    return row(booking_id)


def is_possible(name: str, after: str, status: str, role: str) -> bool:
    """What the table says."""
    if after == 'deleted':
        return role == 'owner' and status in states.TERMINAL
    if name == 'correct':
        after = {'completed': 'no_show', 'no_show': 'completed'}.get(status, '')
    return status in STARTS.get(name, {status}) and role in TABLE.get((status, after), set())


@pytest.mark.parametrize('status', states.STATES)
def test_from_each_state_everybody_comes_where_the_table_has_it_and_nowhere_else(
    studio: StudioView, olga: str, eve: str, ann: str, bea: str, status: str
) -> None:
    people = {'owner': Who(olga), 'engineer': Who(eve), 'client': Who(ann), 'stranger': Who(bea), 'guest': Who()}
    quote = row(held(studio, ann).id).quote
    for role, who in people.items():
        owner = '' if role == 'guest' else ann
        booking = made(studio, status, owner, quote)
        for name, (after, press) in PRESSED.items():
            if role == 'guest' and name not in OF_GUESTS:
                continue
            asks = Who(token=access.token_of(booking.id)) if role == 'guest' else who
            if is_possible(name, after, status, role):
                press(asks, booking)
                assert len(lines(booking.id)) == 1, (role, name)
                booking = made(studio, status, owner, quote)
                continue
            with pytest.raises((Changed, NotFound, NotAllowed)) as refused:
                press(asks, booking)
            assert (row(booking.id).model_dump(), lines(booking.id)) == (booking.model_dump(), []), (role, name)
            reaches = role in ('owner', 'engineer') or (role != 'stranger' and name in OF_GUESTS)
            assert isinstance(refused.value, NotFound) is not reaches, (role, name, refused.value)
