"""Whoever ends their account leaves the studio's books as they are, and nothing in them that says who they were."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import areas
from app.db import reading
from app.studio import giving_back, leaving, states
from app.studio.studios import StudioView
from models import Booking
from tests.app.studio.rooms_support import NOW, asked, at, confirmed, reserved, row


def test_sessions_to_come_are_cancelled_and_given_back_as_the_policy_says(
    studio: StudioView, ann: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(giving_back, '_givers', [lambda _, booking, cents, why: told.append(cents)])
    waits, comes = asked(studio, ann, 10), confirmed(studio, ann, 14)
    assert leaving.erase(ann, now=NOW)
    assert [row(one).status for one in (waits, comes)] == [states.CANCELLED] * 2
    assert reserved(waits) == reserved(comes) == []
    assert told == [9000], 'a request comes back whole; of a session that was approved the deposit stays'


def test_the_books_keep_what_was_paid_and_not_by_whom(studio: StudioView, ann: str, bea: str) -> None:
    was, hers = confirmed(studio, ann), confirmed(studio, bea, 19)
    assert leaving.erase(ann, now=at(20) + timedelta(days=1))
    kept = row(was)
    assert (kept.status, kept.total_amount, kept.paid_amount) == (states.CONFIRMED, 18000, 9000)
    with reading() as session:
        told = session.execute(sa.select(Booking.__table__).where(Booking.__table__.c.id == was)).one()  # type: ignore[attr-defined]
    assert not [
        value for value in told if isinstance(value, str) and ('Ann' in value or 'ann@' in value or '+49' in value)
    ]
    assert row(hers).customer_name == 'Ann Example', 'of others nothing was emptied'


def test_it_belongs_to_the_end_of_an_account(studio: StudioView, ann: str) -> None:
    booking_id = confirmed(studio, ann)
    assert areas.erase(ann)
    assert row(booking_id).customer_name == leaving.GONE
