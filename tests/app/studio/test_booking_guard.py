"""What keeps robots out of the booking form, and who proves that an address is theirs."""

import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import col

from app import accounts
from app.accounts import Visitor
from app.db import reading
from app.errors import Invalid, TooManyTries
from app.studio import form_guard, mail_hints, studios
from models import Booking, Mail
from tests.app.studio.booking_support import aged, browser, form_of, keys, text
from tests.app.studio.rows import coupon_row, studio_row


@pytest.fixture
def visitor(owner: str) -> TestClient:
    """Somebody who looks at a studio with a coupon that makes a session free."""
    coupon_row(studio_row()[0], 'FREE', percent_off=100, covers_fees=True)
    return browser()


def chosen(visitor: TestClient, **also: str) -> dict[str, str]:
    """The form of the first start that is offered."""
    key = keys(visitor.get('/book/north'))[0]
    return form_of(visitor.get('/book/north', params={'start': key} | also))


def made() -> tuple[int, int]:
    """How many bookings there are, and how many mails."""
    with reading() as session:
        count = sa.select(sa.func.count())
        return tuple(session.scalar(count.select_from(table)) or 0 for table in (Booking, Mail))  # type: ignore[return-value]


@pytest.mark.nightly
def test_g5_what_robots_send_holds_nothing_and_mails_nobody(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = chosen(visitor)
    robots = [{'website': 'https://example.com'}, {'form': ''}, {'form': aged()[:-1] + '!'}]
    for robot in robots:
        assert visitor.post('/book/north', data=form | robot).status_code == 422
    with monkeypatch.context() as patch:
        patch.setattr(form_guard, 'LEAST_S', 1800)  # a busy machine is slower than three seconds itself
        assert visitor.post('/book/north', data=form | {'form': aged(1)}).status_code == 422
    answers = [
        visitor.post('/book/north', data=form | {'form': aged(), 'coupon': 'FREE', 'email': f'r{number}@example.org'})
        for number in range(40)
    ]
    assert answers[-1].status_code == 429
    bookings, mails = made()
    assert (bookings, mails) == (0, 0), 'not even the codes of the first ones, which waited'


def test_g5_a_code_waits_some_seconds_so_that_those_of_a_robot_can_be_taken_back(visitor: TestClient) -> None:
    form = chosen(visitor, coupon='free')
    for number in range(form_guard.AT_ONCE.free):
        visitor.post('/book/north', data=form | {'form': aged(), 'email': f'r{number}@example.org'})
    with reading() as session:
        waiting = list(session.scalars(sa.select(Mail)))
    assert len(waiting) == form_guard.AT_ONCE.free
    assert all(one.next_try_at and one.next_try_at > one.created_at for one in waiting)
    last = visitor.post('/book/north', data=form | {'form': aged(), 'email': 'last@example.org'})
    assert (last.status_code, made()) == (429, (0, 0))


def test_a_stranger_who_asks_for_codes_and_guesses_them_keeps_nobody_from_using_theirs(owner: str) -> None:
    accounts.let_in(Visitor(address='203.0.113.66'))
    for _ in range(form_guard.CODE_TRIES.free):
        with pytest.raises(Invalid):
            form_guard.check_code('ann@example.org', '000000')
    with pytest.raises(TooManyTries):
        form_guard.check_code('ann@example.org', '000000')
    for _ in range(form_guard.CODES.free):
        form_guard.send_code('ann@example.org', 'North')
    accounts.let_in(Visitor(address='203.0.113.7'))
    form_guard.send_code('ann@example.org', 'North')
    form_guard.check_code('ann@example.org', form_guard._code('ann@example.org', 0))


def test_g1_where_nothing_is_paid_a_guest_proves_their_address_by_a_code(visitor: TestClient) -> None:
    form = chosen(visitor, coupon='free')
    asked = visitor.post('/book/north', data=form)
    assert 'data-testid="code"' in asked.text
    assert made() == (0, 1), 'before the hold'
    with reading() as session:
        mail = session.scalars(sa.select(Mail).where(col(Mail.to) == 'ann@example.org')).one()
    found = re.search(r'\b\d{6}\b', mail.text)
    assert found
    wrong = visitor.post('/book/north', data=form | {'form': aged(), 'code': '000000' if found[0] != '000000' else '1'})
    assert text(wrong, 'wrong-code').startswith('This code is not right')
    assert visitor.post('/book/north', data=form | {'form': aged(), 'code': found[0]}).status_code == 303
    with reading() as session:
        booking = session.scalars(sa.select(Booking)).one()
    assert (booking.status, booking.total_amount) == ('pending_approval', 0)
    assert booking.email_proven_at is not None


def test_g4_slips_in_addresses_are_known_and_right_ones_are_left() -> None:
    slips = {'ann@gmaiml.com': 'ann@gmail.com', 'ann@gamil.com': 'ann@gmail.com', 'ann@hotmial.com': 'ann@hotmail.com'}
    assert {slip: mail_hints.meant(slip) for slip in slips} == slips
    right = ('ann@gmail.com', 'ann@example.org', 'ann@web.de', 'ann@studio-north.de', 'ann@mail.com', 'nothing')
    assert [mail_hints.meant(one) for one in right] == [''] * len(right)


def test_a_studio_that_can_be_booked_is_found_by_search_engines(visitor: TestClient) -> None:
    assert studios.by_slug('north').is_open
    assert '/book/north' in visitor.get('/sitemap.xml').text
