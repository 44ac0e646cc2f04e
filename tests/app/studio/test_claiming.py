"""Whoever signs up later has what they booked as a guest, if they have proven the address."""

import pytest

from app.db import reading, transaction
from app.errors import NotFound
from app.studio import access, booking_lists, deciding, holding
from app.studio.booker import Booker
from app.studio.studios import StudioView
from models import Booking, User
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.studio.rooms_support import NOW, lines, row, wish

GUS = Booker('Gus', 'gus@example.org')


def guest(studio: StudioView, hour: int = 14, **columns: object) -> str:
    """What Gus holds without an account."""
    held = holding.hold(wish(studio, hour, who=GUS), now=NOW)
    with transaction() as session:
        booking = session.get_one(Booking, held.id)
        for name, value in columns.items():
            setattr(booking, name, value)
    return held.id


def own(user_id: str) -> list[str]:
    return [one.booking.id for rows in booking_lists.mine(user_id, now=NOW) for one in rows]


def test_g3_what_a_guest_booked_is_theirs_once_the_address_of_their_account_is_proven(studio: StudioView) -> None:
    paid = guest(studio, status='confirmed', paid_amount=9000)
    unpaid = guest(studio, 20)
    account = person(GUS.email, email_verified_at=None)
    assert own(account) == [], 'nothing while it is not proven'
    with transaction() as session:
        session.get_one(User, account).email_verified_at = utc_now()
    assert own(account) == [paid], 'what is not paid may be of anybody who typed the address'
    assert own(account) == [paid]
    assert lines(paid) == ['booking.held', 'booking.claimed']
    with reading() as session, pytest.raises(NotFound):
        access.reached(session, '', '', token=access.token_of(paid))
    assert row(unpaid).user_id is None
    deciding.cancel(account, paid, now=NOW)
    assert row(paid).status == 'cancelled'


def test_g3_nobody_has_what_was_booked_with_another_address(studio: StudioView) -> None:
    booked = guest(studio, status='confirmed', paid_amount=9000)
    assert own(person('gus.other@example.org')) == []
    with reading() as session:
        assert access.reached(session, '', '', token=access.token_of(booked)).booking.id == booked
