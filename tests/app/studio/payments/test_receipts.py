"""Receipts of what was paid for a session: the studio gives them, and whoever booked reads and prints them."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app import api
from app.db import transaction
from app.errors import NotFound
from app.studio import access, claiming, desk, leaving, receipts
from app.studio.prices import Card, Line, Quote
from models import Booking, Studio
from models.types import utc_now
from tests.app.accounts_support import person, session_of, visiting
from tests.app.studio.payments.support import begin, booked, change, made_studio, payments_of
from tests.app.studio.payments.takers import ByStandIn, Taker


@pytest.fixture
def taker() -> Taker:
    return ByStandIn()


@pytest.fixture
def gus(room: str) -> str:
    """A session that a guest holds, with its price."""
    lines = (Line('session', 'Session', 18000),)
    return booked(room, quote=Quote(utc_now(), 180, 'Europe/Berlin', lines, 9000, Card(6000)).to_json())


@pytest.fixture
def paid(gus: str, taker: Taker) -> str:
    """The session of a guest, whose deposit has come."""
    taker.pay(begin(gus))
    taker.tell()
    with transaction() as session:
        studio = session.get_one(Studio, session.get_one(Booking, gus).studio_id)
        studio.address, studio.email = 'Owl Street 4, 10997 Berlin', 'hello@owl.example'
        session.add(studio)
    return gus


def browser() -> TestClient:
    return TestClient(api.create(), follow_redirects=False)


def link_of(booking_id: str) -> str:
    return f'/booking/{access.token_of(booking_id)}'


def receipt_on(page: str) -> str:
    """The address of the receipt that a page leads to."""
    (found,) = re.findall(r'href="([^"]+)"[^>]*data-testid="receipt"', page)
    return unescape(found)


def words_of(page: str) -> str:
    return ' '.join(unescape(re.sub('<[^>]+>', ' ', page.partition('<h1>')[2])).split())


def test_a_guest_prints_the_studios_receipt_from_the_link_to_their_session(paid: str) -> None:
    client = browser()
    page = client.get(link_of(paid))
    assert re.search(r'data-testid="receipt">Deposit, €90.00, \d+ \w+ \d{4}<', page.text)
    told = client.get(receipt_on(page.text))
    assert told.status_code == 200
    said = words_of(told.text)
    assert 'Night Owl Owl Street 4, 10997 Berlin hello@owl.example' in said, 'the studio is whom they paid'
    assert 'Gus Guest, gus@example.org' in said
    assert 'Deposit: Night Owl' in said
    assert '€90.00' in said
    assert 'LevelMix' not in told.text
    assert told.headers['cache-control'] == 'no-store'
    assert told.headers['referrer-policy'] == 'same-origin'


def test_a_session_has_no_receipt_before_it_is_paid(gus: str, taker: Taker) -> None:
    begin(gus)
    page = browser().get(link_of(gus))
    assert page.status_code == 200
    assert 'data-testid="receipt"' not in page.text
    assert browser().get(f'{link_of(gus)}/receipts/{payments_of(gus)[0].id}').status_code == 404


def test_the_link_of_a_session_opens_no_receipt_of_another(paid: str, room: str, taker: Taker) -> None:
    other = booked(room, days=12)
    taker.pay(begin(other))
    taker.tell()
    (theirs,) = payments_of(other)
    assert browser().get(f'{link_of(paid)}/receipts/{theirs.id}').status_code == 404
    assert browser().get(f'{link_of(other)}/receipts/{theirs.id}').status_code == 200
    assert browser().get(f'/booking/{other}/receipts/{theirs.id}').status_code == 404, 'its number is no secret'
    change(other, claim_token_hash=None)  # as it is 30 days after the session
    with pytest.raises(NotFound):
        receipts.page('', '', theirs.id, token=access.token_of(other))
    assert browser().get(f'{link_of(other)}/receipts/{theirs.id}').status_code == 404


def test_who_signs_up_later_keeps_it_and_the_studio_reads_it_but_strangers_do_not(paid: str, olga: str) -> None:
    gus, eve = person('gus@example.org'), person('eve@example.org')
    assert claiming.claim(gus)
    (given,) = desk.page(gus, paid).receipts
    path, client = f'/files/receipts/{given.id}', browser()
    for reader in (gus, olga):
        with visiting(session_of(reader)):
            said = words_of(client.get(path).text)
            assert 'Night Owl Owl Street 4' in said
            assert 'Gus Guest' in said
    with visiting(session_of(eve)):
        assert client.get(path).status_code == 404
    assert client.get(f'{link_of(paid)}/receipts/{given.id}').status_code == 404, 'that link has ended'


def test_where_nobody_signs_in_the_one_local_user_reads_the_receipts_of_their_studio(owner: str, taker: Taker) -> None:
    here = booked(made_studio(owner))
    taker.pay(begin(here))
    taker.tell()
    told = browser().get(f'/files/receipts/{payments_of(here)[0].id}')
    assert told.status_code == 200
    assert 'Night Owl' in told.text


def test_receipts_of_the_same_minute_have_numbers_of_their_own(paid: str, room: str, taker: Taker) -> None:
    other = booked(room, days=12)
    taker.pay(begin(other))
    taker.tell()
    numbers = {
        words_of(browser().get(f'{link_of(one)}/receipts/{payments_of(one)[0].id}').text).partition(' Test')[0]
        for one in (paid, other)
    }
    assert len(numbers) == 2


def test_what_went_back_stands_on_the_receipt(paid: str, olga: str, taker: Taker) -> None:
    (made,) = payments_of(paid)
    taker.give_back(made.payment_ref or '', 2000)
    taker.tell()
    said = words_of(browser().get(f'{link_of(paid)}/receipts/{made.id}').text)
    assert 'Given back −€20.00 Total €70.00' in said


def test_the_receipt_of_a_client_who_has_left_says_that_their_account_was_closed(
    paid: str, olga: str, taker: Taker
) -> None:
    gus = person('gus@example.org')
    assert claiming.claim(gus)
    assert leaving.erase(gus)
    (given,) = desk.page(olga, paid).receipts
    with visiting(session_of(olga)):
        said = words_of(browser().get(f'/files/receipts/{given.id}').text)
    assert 'by An account that was closed' in said
    assert 'deleted' not in said
