"""Sessions that are moved: to another time, length or room. What was paid stays with the booking.

A client moves a session by themselves as often and as long as the policy says; after that they may ask for it, and both
times are held until the studio answers. The old time is given up in the same UPDATE that takes the new one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.billing import money as money_words
from app.db import reading, transaction
from app.errors import Changed, NotAllowed
from app.studio import (
    access,
    cautions,
    expiring,
    forms,
    free,
    giving_back,
    mails,
    policies,
    pricing,
    reservations,
    rooms,
    states,
    steps,
    telling,
)
from app.studio.access import Reached
from app.studio.cautions import Cautions
from app.studio.policies import Moved
from app.studio.prices import Quote
from app.studio.steps import Given
from models import Booking, RoomReservation, StudioRoom
from models.types import utc_now

NONE_ASKED = 'Nobody asks for another time of this session any more.'
KEPT_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Moving:
    """What a move would mean, in cents: the new total, what is to be paid later, what comes back. With `must_ask` the
    client may only ask for it; `cautions` are what staff are told of before."""

    start: datetime
    minutes: int
    total: int
    rest: int
    back: int
    currency: str
    must_ask: bool
    quote: Quote
    cautions: Cautions = cautions.NONE


def preview(
    user_id: str,
    booking_id: str,
    start: datetime,
    minutes: int | None = None,
    room_id: str = '',
    *,
    token: str = '',
    now: datetime | None = None,
) -> Moving:
    """What a move would mean, if the time is free; raises as `move`, but for what has to be asked for."""
    now = now or utc_now()
    with reading() as session:
        found = access.reached(session, user_id, booking_id, token=token)
        _check_confirmed(found)
        room, length = _where(session, found, room_id, minutes)
        free.check(session, found.studio, room, start, length, now, but=found.booking.id, by_staff=found.by.is_staff)
        quote, money = _priced(session, found, start, length, now)
        possible = states.next_steps(
            states.CONFIRMED, found.by.role, steps.facts(found.booking, steps.policy_of(found.studio), now, Given())
        )
        must_ask = not any(step.after == states.CONFIRMED for step in possible)
        beware = _cautions(session, found, start, length)
        told = start, length, money.total, money.rest, money.back, found.booking.currency, must_ask, quote
        return Moving(*told, beware)


def move(
    user_id: str,
    booking_id: str,
    start: datetime,
    minutes: int | None = None,
    room_id: str = '',
    *,
    token: str = '',
    now: datetime | None = None,
) -> None:
    """Move a session.

    Clients do it as the policy says, and pay the price of the new time; what is too much comes back. Where staff do it,
    the lower of both prices counts.

    Raises
    ------
    TimeRefused
        The new time is not free.
    Changed
        It is not confirmed, or the client may not move it any more.
    """
    now = now or utc_now()
    with transaction() as session:
        found = access.reached(session, user_id, booking_id, token=token, writing=True)
        room = _free(session, found, start, minutes, room_id, now)
        _move(session, found, room, start, minutes or found.booking.duration, now)


def ask(
    user_id: str,
    booking_id: str,
    start: datetime,
    minutes: int | None = None,
    room_id: str = '',
    *,
    token: str = '',
    now: datetime | None = None,
) -> None:
    """Ask the studio for another time: both times are held until it answers, at the latest until the policy's end of
    waiting. Raises as `move`."""
    now = now or utc_now()
    with transaction() as session:
        found = access.reached(session, user_id, booking_id, token=token, writing=True)
        booking = found.booking
        room = _free(session, found, start, minutes, room_id, now)
        if booking.start_time <= now:
            raise Changed('This session has begun, so it cannot be moved any more.')
        reservations.release(session, booking.id, reservations.MOVE)
        until = min(now + KEPT_DAYS, policies.answer_by(steps.policy_of(found.studio), now, booking.start_time))
        end = start + timedelta(minutes=minutes or booking.duration)
        reservations.take(session, room, booking.id, start, end, reservations.MOVE, until=until)
        wanted = {'wanted': start.isoformat(), 'minutes': minutes or booking.duration}
        steps.write(session, booking, {'updated_at': now}, telling.MOVE_ASKED, found.by, Given(details=wanted))
        body = f'They would like {telling.at(booking, found.studio, start)}.'
        telling.tell(session, booking, found.studio, telling.MOVE_ASKED, body=body, but=found.by.user_id)


def accept(user_id: str, booking_id: str, *, now: datetime | None = None) -> None:
    """Let a session have the time that its client asks for, as staff; the old one is free then."""
    now = now or utc_now()
    with transaction() as session:
        found, wanted = _asked(session, user_id, booking_id)
        room = rooms.room_of(session, found.studio.id, wanted.room_id, closed=True)
        start = datetime.fromtimestamp(wanted.starts_at, UTC)
        minutes = (wanted.ends_at - wanted.starts_at) // 60
        _move(session, found, room, start, minutes, now, asked=True)


def refuse(user_id: str, booking_id: str, reason: str) -> None:
    """Do not move a session that its client wants to have moved, as staff: it stays when it was."""
    said = forms.reason(reason)
    with transaction() as session:
        found, wanted = _asked(session, user_id, booking_id)
        booking = found.booking
        reservations.release(session, booking.id, reservations.MOVE)
        steps.write(session, booking, {'updated_at': utc_now()}, 'booking.move_refused', found.by, Given(reason=said))
        body = f'It stays on {telling.at(booking, found.studio)}: the other time was not possible. {said}'
        telling.tell(session, booking, found.studio, telling.MOVE_ENDED, body=body, but=found.by.user_id)
        mails.tell(session, booking, mails.NOT_MOVED, about=wanted.id, reason=said)


def _asked(session: Session, user_id: str, booking_id: str) -> tuple[Reached, RoomReservation]:
    found = access.reached(session, user_id, booking_id, writing=True, staff=True)
    wanted = reservations.wanted_move(session, booking_id)
    if wanted is None or found.booking.status != states.CONFIRMED:
        raise Changed(NONE_ASKED)
    return found, wanted


def _free(
    session: Session, found: Reached, start: datetime, minutes: int | None, room_id: str, now: datetime
) -> StudioRoom:
    """The room of the new time, which is free."""
    _check_confirmed(found)
    room, length = _where(session, found, room_id, minutes)
    expiring.let_go(session, room, now)
    free.check(session, found.studio, room, start, length, now, but=found.booking.id, by_staff=found.by.is_staff)
    return room


def _move(
    session: Session,
    found: Reached,
    room: StudioRoom,
    start: datetime,
    minutes: int,
    now: datetime,
    asked: bool = False,
) -> None:
    """Move it to a time that is free, with all that follows, in this transaction; `asked` is where the client wanted it
    and staff accept."""
    booking, by = found.booking, found.by
    known = steps.facts(booking, steps.policy_of(found.studio), now, Given())
    steps.check(booking, states.CONFIRMED, by, known)
    quote, money = _priced(session, found, start, minutes, now, asked=asked)
    old, was = telling.at(booking, found.studio), booking.start_time
    if asked:
        reservations.accept_move(session, booking.id)
    else:
        reservations.release(session, booking.id, reservations.MOVE)
        if not reservations.move(session, booking.id, room, quote.start, quote.end):
            reservations.take(session, room, booking.id, quote.start, quote.end)
    values = _columns(booking, room, quote, money)
    if not by.is_staff:
        values['moves'] = booking.moves + 1
    back = f' {money_words.words(money.back, booking.currency)} come back.' if money.back else ''
    steps.write(session, booking, values, telling.MOVED, by, Given(back=money.back))
    if money.back:
        giving_back.owe(session, booking, money.back, telling.MOVED)
    telling.tell(session, booking, found.studio, telling.MOVED, body=f'It was on {old}.{back}', but=by.user_id)
    mails.tell(session, booking, mails.MOVED, was=was, back_cents=money.back, due_cents=money.rest, now=now)


def _columns(booking: Booking, room: StudioRoom, quote: Quote, money: Moved) -> dict[str, Any]:
    return {
        **pricing.columns(quote),
        'total_amount': money.total,
        'remainder_amount': money.rest,
        'room_id': room.id,
        'ics_sequence': booking.ics_sequence + 1,
    }


def _priced(
    session: Session, found: Reached, start: datetime, minutes: int, now: datetime, *, asked: bool = False
) -> tuple[Quote, Moved]:
    """What the new time costs by the card that was booked, and what becomes of the money."""
    booking, kept = found.booking, pricing.quote_of(found.booking)
    quote = pricing.by_card(kept.card, found.studio, start, minutes, now, kept.coupons)
    total = max(0, quote.total + pricing.items_cents(session, booking.id))
    by = policies.STAFF if found.by.is_staff and not asked else policies.CLIENT
    return quote, policies.moved(booking.total_amount, total, booking.paid_amount, booking.refunded_amount, by)


def _cautions(session: Session, found: Reached, start: datetime, minutes: int) -> Cautions:
    """What staff think twice about; clients are offered nothing of the kind."""
    if not found.by.is_staff:
        return cautions.NONE
    booking = found.booking
    return cautions.known(session, found.studio, start, minutes, booking.engineer_id, but=booking.id)


def _where(session: Session, found: Reached, room_id: str, minutes: int | None) -> tuple[StudioRoom, int]:
    stays = not room_id or room_id == found.booking.room_id
    room = rooms.room_of(session, found.studio.id, room_id or found.booking.room_id, closed=stays)
    return room, minutes or found.booking.duration


def _check_confirmed(found: Reached) -> None:
    if found.booking.status != states.CONFIRMED:
        raise Changed(f'This booking is {states.WORDS[found.booking.status]}: only confirmed ones are moved.')
    if found.by.role not in (*states.PEOPLE, *states.STAFF):
        raise NotAllowed('Only who booked it and the studio move it.')
