"""The page of a booking: seen by its link, paid, moved and cancelled, and shut to everybody else."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import col

from app.db import reading, transaction
from app.errors import NotAllowed
from app.studio import access, deciding, moving, payments, public_booking, public_session, states, steps
from app.studio.steps import Given
from app.studio.times import walls
from models import Booking, Studio
from tests.app.studio.booking_support import browser, form_of, keys, text
from tests.app.studio.rows import studio_row

STEPS = '{"cancel_bands": [[168, 100], [48, 50], [0, 0]]}'


@pytest.fixture
def visitor(owner: str, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Somebody at a studio that gives back by the time; where they pay is not looked at here."""
    monkeypatch.setattr(payments, 'pay', lambda *_, back, **__: f'/pay-here?back={back}')
    monkeypatch.setattr(payments, 'returned', lambda *_, **__: 'open')
    studio_row(policy=STEPS, notice_hours=1)
    return browser()


def booked(visitor: TestClient, days: float = 10, hours: str = '18:30', minutes: str = '180') -> str:
    """Book a session for a day; returns the address of its page."""
    day = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    shown = visitor.get('/book/north', params={'day': day, 'minutes': minutes})
    key = next(one for one in keys(shown) if f'{day}T{hours}' in one)
    page = visitor.get('/book/north', params={'start': key, 'minutes': minutes})
    sent = visitor.post('/book/north', data=form_of(page))
    assert sent.status_code == 303
    return unquote(sent.headers['location'].partition('back=')[2])


def row() -> Booking:
    with reading() as session:
        return session.scalars(sa.select(Booking)).one()


def paid(owner: str, *, approve: bool = True) -> Booking:
    """The deposit has come, and the studio has accepted."""
    booking_id = row().id
    with transaction() as session:
        booking = session.get_one(Booking, booking_id)
        studio = session.get_one(Studio, booking.studio_id)
        values = {'paid_amount': booking.deposit_amount, 'actual_deposit_paid': booking.deposit_amount}
        values['remainder_amount'] = booking.total_amount - booking.deposit_amount
        given = Given(is_paid=True, values=values)
        steps.take(session, booking, studio, states.PENDING_APPROVAL, access.PAYMENTS, datetime.now(UTC), given)
    if approve:
        deciding.approve(owner, booking_id)
    return row()


def test_an_unpaid_session_is_held_and_paid_from_its_page(visitor: TestClient) -> None:
    address = booked(visitor)
    page = visitor.get(address)
    assert text(page, 'head') == 'Pay to keep this time'
    assert 'others can have it' in text(page, 'held-until')
    assert visitor.post(f'{address}/pay').headers['location'] == f'/pay-here?back={address}'


def test_w10_whoever_comes_back_from_paying_reads_that_it_is_being_confirmed(visitor: TestClient) -> None:
    address = booked(visitor)
    page = visitor.get(address, params={'paid': 'whatever'})
    assert text(page, 'head') == 'Your payment is being confirmed'
    assert page.headers['refresh'] == f'5; url={address}?paid=1&looks=1'
    assert row().status == 'pending_payment', 'the address alone is believed by nobody'
    assert 'refresh' not in visitor.get(address, params={'paid': '1', 'looks': '12'}).headers


def test_the_page_says_what_comes_back_and_gives_it_back(visitor: TestClient, owner: str) -> None:
    address = booked(visitor, days=5)
    paid(owner)
    page = visitor.get(address)
    assert text(page, 'head') == 'Your session is confirmed'
    assert text(page, 'cancel-now') == 'Cancel now: €45.00 back, €45.00 stays with the studio.'
    gone = visitor.post(f'{address}/cancel', data={'kept': '4500'})
    assert gone.status_code == 303
    assert row().status == 'cancelled'
    assert text(visitor.get(gone.headers['location']), 'head') == 'This session is cancelled'


def test_nothing_is_cancelled_for_less_than_was_said(visitor: TestClient, owner: str) -> None:
    address = booked(visitor, days=5)
    paid(owner)
    refused = visitor.post(f'{address}/cancel', data={'kept': '0'})
    assert refused.status_code == 409
    assert 'Less comes back' in text(refused, 'wrong')
    assert row().status == 'confirmed'


def test_a_request_is_withdrawn_whole(visitor: TestClient, owner: str) -> None:
    address = booked(visitor, days=1, hours='20:00', minutes='60')
    paid(owner, approve=False)
    page = visitor.get(address)
    assert text(page, 'head') == 'The studio has your request'
    assert text(page, 'answered-by').startswith('It answers by')
    assert text(page, 'cancel-now').startswith('Cancel now: €30.00 back')


def test_a_session_is_moved_with_what_that_means_for_the_money_said_before(visitor: TestClient, owner: str) -> None:
    address = booked(visitor, days=10, hours='14:00')
    before = paid(owner)
    shown = visitor.get(f'{address}/move')
    key = next(one for one in keys(shown) if 'T16:00' in one)
    look = visitor.get(f'{address}/move', params={'start': key})
    assert text(look, 'preview').startswith('Move it here?')
    assert '€90.00' in look.text
    moved = visitor.post(f'{address}/move', data={'start': key})
    assert moved.headers['location'] == f'{address}?told=moved'
    after = row()
    assert after.start_time == before.start_time + timedelta(hours=2)
    assert (after.ics_sequence, after.moves) == (1, 1)
    again = visitor.get(f'{address}/move', params={'start': next(one for one in keys(shown) if 'T18:00' in one)})
    assert 'You cannot move it alone' in again.text


def test_a_time_that_is_taken_is_not_offered_for_a_move(visitor: TestClient, owner: str) -> None:
    address = booked(visitor, hours='14:00')
    paid(owner)
    booked(visitor, hours='18:00', minutes='60')
    with reading() as session:
        other = session.scalars(sa.select(Booking).where(col(Booking.status) == 'pending_payment')).one()
    key = other.start_time.isoformat(timespec='minutes')
    refused = visitor.get(f'{address}/move', params={'start': key})
    assert refused.status_code == 422
    assert visitor.post(f'{address}/move', data={'start': key}).status_code == 422


def test_it_goes_into_a_calendar(visitor: TestClient, owner: str) -> None:
    address = booked(visitor)
    booking = paid(owner)
    file = visitor.get(f'{address}/session.ics')
    assert file.headers['content-type'].startswith('text/calendar')
    assert f'UID:{booking.id}' in file.text
    assert f'DTSTART:{booking.start_time:%Y%m%dT%H%M%SZ}' in file.text


def test_g2_links_that_are_guessed_open_nothing_and_soon_nobody_may_guess(visitor: TestClient) -> None:
    address = booked(visitor)
    assert visitor.get(f'/booking/{row().id}').status_code == 404, 'its number is no secret'
    answers = [visitor.get(f'/booking/guess{number}').status_code for number in range(32)]
    assert answers[:25] == [404] * 25
    assert answers[-1] == 429
    assert public_session.WRONG_LINKS.free == 30
    assert len(address.rpartition('/')[2]) >= 43, '256 bits'


def test_a_page_leaves_no_trace_of_its_address(visitor: TestClient) -> None:
    headers = visitor.get(booked(visitor)).headers
    assert headers['referrer-policy'] == 'same-origin'
    assert headers['cache-control'] == 'no-store'
    assert public_booking.BOOK == '/book/'


def test_p22_what_is_less_than_can_be_paid_by_card_is_left_to_the_studio(visitor: TestClient, owner: str) -> None:
    address = booked(visitor)
    booking_id = paid(owner).id
    for rest, offered in ((50, True), (49, False)):
        with transaction() as session:
            session.get_one(Booking, booking_id).remainder_amount = rest
        assert ('data-testid="pay-rest"' in visitor.get(address).text) is offered
    with pytest.raises(NotAllowed, match='at the studio'):
        payments._due(row())


def test_a9_a_session_is_not_moved_into_the_hour_that_is_left_out(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = booked(visitor)
    asked: list[datetime] = []

    def refuse(*_: object, start: datetime, **__: object) -> None:
        asked.append(start)
        raise NotAllowed('No.')

    monkeypatch.setattr(moving, 'preview', refuse)
    visitor.post(f'{address}/move', data={'start': '2027-03-28T02:30'})
    assert not walls.is_shown(asked[0]), 'so that the rules refuse it'
