"""Single payments for things of areas: begun once, closed in time, charged and given back once, whoever is killed."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app import api, areas, billing
from app.areas import Area, Payee
from app.billing import failing, signing, singles, stand_in, webhooks
from app.billing.booking import Unmatched
from app.billing.provider import Line, Payment
from app.billing.stand_in_store import Behaviour, change
from app.db import reading, transaction
from app.errors import Forged, NotAllowed, PaymentAway, PaymentFailed
from models import BillingTransaction, WebhookFailure
from models.types import utc_now
from tests.app.accounts_support import person, session_of, visiting
from tests.app.billing_support import checkout_of, events, failures, hear, let_all_be_due, waiting_events

pytestmark = pytest.mark.usefixtures('with_accounts')
DEPOSIT = Line('Deposit for a boat', 9000, 'eur')
BACK = ('http://here/paid', 'http://here/left')
HALF_AN_HOUR = timedelta(minutes=30, seconds=30)


class Harbour:
    """An area whose boats are paid for, and what it was told of that."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str, int]] = []
        self.unmatched: list[str] = []
        self.breaks = False

    def hear(self, _: Session, row: BillingTransaction, was: str, payment: Payment) -> None:
        self.told.append((was, row.status, payment.state, row.refunded_cents))
        if self.breaks:
            raise ZeroDivisionError

    def hear_unmatched(self, _: Session, boat: str, failure: WebhookFailure) -> None:
        self.unmatched.append(f'{boat}: {failure.error_message}')


@pytest.fixture
def harbour() -> Iterator[Harbour]:
    made = Harbour()
    areas.register(Area('harbour', 'Harbour', payees={'boat': Payee(made.hear, made.hear_unmatched)}))
    yield made
    del areas._areas['harbour']


def begun(*, at_once: bool = False, lasts: timedelta | None = HALF_AN_HOUR, boat: str = 'b1') -> BillingTransaction:
    """A deposit for a boat by somebody without an account, whose checkout is open."""
    with transaction() as session:
        made = singles.pending(session, DEPOSIT, 'deposit', 'boat', boat)
    ends = utc_now() + lasts if lasts else None
    singles.begin(made, singles.customer(made, 'guest@example.org'), BACK, expires_at=ends, at_once=at_once)
    return row(made.id)


def row(transaction_id: str) -> BillingTransaction:
    with reading() as session:
        return session.get_one(BillingTransaction, transaction_id)


def page_of(made: BillingTransaction) -> str:
    return checkout_of(singles.page(made))


def test_an_area_is_told_in_the_transaction_that_books_a_payment(harbour: Harbour) -> None:
    made = begun()
    assert stand_in.press(page_of(made), 'pay', Behaviour(times=2)) == 'http://here/paid'
    assert [hear(), hear()] == [[200], [200]]
    assert (row(made.id).status, harbour.told) == ('succeeded', [('pending', 'succeeded', 'paid', 0)])
    stand_in.StandIn().refund(str(row(made.id).payment_ref), 2000, 'by hand')
    hear()
    assert harbour.told[1:] == [('succeeded', 'succeeded', 'paid', 2000)]


def test_a_checkout_that_is_begun_again_is_the_same_one(harbour: Harbour) -> None:
    made = begun()
    again = singles.begin(made, 'standin_x', BACK, expires_at=utc_now() + HALF_AN_HOUR)
    assert again.ref == made.session_ref
    with pytest.raises(PaymentFailed, match='half an hour'):
        begun(lasts=timedelta(minutes=29))


def test_a_checkout_closes_when_its_time_is_over(harbour: Harbour) -> None:
    made = begun()
    assert stand_in.press(page_of(made), 'cancel') == 'http://here/left'
    assert row(made.id).status == 'pending', 'whoever comes back may pay until then'
    let_all_be_due('checkout')
    hear()
    assert waiting_events() == []
    assert (row(made.id).status, harbour.told) == ('failed', [('pending', 'failed', 'failed', 0)])
    with pytest.raises(NotAllowed, match='closed'):
        stand_in.press(page_of(made), 'pay')


def test_closing_what_was_just_paid_brings_the_payment(harbour: Harbour) -> None:
    paid, left = begun(), begun()
    stand_in.press(page_of(paid), 'pay')
    assert [getattr(singles.close(one), 'state', '') for one in (paid, left)] == ['paid', 'failed']
    assert [row(one.id).status for one in (paid, left)] == ['succeeded', 'failed']


def test_money_that_is_sent_is_there_later_or_never(harbour: Harbour) -> None:
    comes, never, refused = begun(), begun(), begun(at_once=True)
    stand_in.press(page_of(comes), 'send')
    stand_in.press(page_of(never), 'send_nothing')
    with pytest.raises(NotAllowed, match='only what comes at once'):
        stand_in.press(page_of(refused), 'send')
    hear()
    assert [(told[1], told[2]) for told in harbour.told] == [('pending', 'coming')] * 2
    let_all_be_due('checkout')
    hear()
    assert [row(one.id).status for one in (comes, never)] == ['succeeded', 'failed']


def test_what_a_kept_way_to_pay_owes_is_taken_once(harbour: Harbour) -> None:
    with transaction() as session:
        made, declined, asks = (singles.pending(session, DEPOSIT, 'remainder', 'boat', 'b1') for _ in range(3))
    for _ in range(2):
        payment = singles.charge(made, 'standin_x', stand_in.DECLINED if row(made.id).payment_ref else 'card')
    assert payment is not None
    assert (payment.state, row(made.id).status) == ('paid', 'succeeded')
    with pytest.raises(PaymentFailed, match='declined'):
        singles.charge(declined, 'standin_x', stand_in.DECLINED)
    assert singles.charge(asks, 'standin_x', stand_in.TO_CONFIRM) is None
    assert [row(one.id).status for one in (declined, asks)] == ['failed', 'failed']


def test_money_goes_back_once_up_to_what_was_decided(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    made = begun()
    stand_in.press(page_of(made), 'pay')
    hear()
    real, asked = stand_in.StandIn.refund, []

    def dies(self: stand_in.StandIn, ref: str, cents: int, key: str) -> None:
        real(self, ref, cents, key)
        asked.append(cents)
        raise PaymentAway('The answer got lost.')

    with monkeypatch.context() as broken:
        broken.setattr(stand_in.StandIn, 'refund', dies)
        with pytest.raises(PaymentAway):
            singles.give_back(row(made.id), 5000)
    assert [singles.give_back(row(made.id), 5000), singles.give_back(row(made.id), 2000)] == [5000, 5000]
    stand_in.StandIn().refund(str(row(made.id).payment_ref), 1000, 'by hand')
    assert (singles.give_back(row(made.id), 9000), row(made.id).status, asked) == (9000, 'refunded', [5000])


def test_what_is_not_what_was_asked_is_kept_as_unmatched_and_told_once(harbour: Harbour) -> None:
    made = begun()
    with transaction() as session:
        change(session, page_of(made), amount=8999)
    stand_in.press(page_of(made), 'pay', Behaviour(times=2))
    assert [hear(), hear()] == [[400], []]
    let_all_be_due('event')
    assert hear() == [400]
    with pytest.raises(Unmatched):
        singles.ask(row(made.id))
    assert (row(made.id).status, harbour.told) == ('pending', [])
    assert [one[:29] for one in harbour.unmatched] == ['b1: 8999 eur were paid, but 9']
    (failure,) = failures()
    assert json.loads(str(failure.error_details))['unmatched'] == 8999


def test_a_payment_for_something_else_than_its_checkout_was_begun_for_is_not_accepted(harbour: Harbour) -> None:
    one, other = begun(), begun(boat='b2')
    with transaction() as session:
        change(session, page_of(one), about={'reference': other.id, 'user_id': '', 'plan_code': ''})
    stand_in.press(page_of(one), 'pay')
    assert hear() == [400]
    assert [row(each.id).status for each in (one, other)] == ['pending', 'pending']
    assert [said[:29] for said in harbour.unmatched] == ['b1: A payment says that it is']


def test_what_was_found_by_asking_is_played_again_by_asking(harbour: Harbour) -> None:
    made = begun()
    with transaction() as session:
        change(session, page_of(made), amount=1)
    stand_in.press(page_of(made), 'pay', Behaviour(delay_s=86400))
    with transaction() as session:
        session.get_one(BillingTransaction, made.id).created_at -= timedelta(hours=2)
    billing.upkeep()
    billing.upkeep()
    (failure,) = failures()
    assert (failure.webhook_type, failure.attempts, len(harbour.unmatched)) == (failing.ASKED, 1, 1)
    with transaction() as session:
        change(session, str(made.session_ref), amount=9000)
        session.get_one(BillingTransaction, made.id)
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        assert webhooks.replay(failure.id) == 'done'
    assert (row(made.id).status, failures()[0].resolved) == ('succeeded', True)


def test_w9_a_handler_that_fails_writes_nothing_and_the_repeated_event_succeeds(harbour: Harbour) -> None:
    made = begun()
    stand_in.press(page_of(made), 'pay')
    harbour.breaks = True
    assert hear() == [500]
    assert (row(made.id).status, [one.resolved for one in failures()]) == ('pending', [False])
    harbour.breaks = False
    let_all_be_due('event')
    assert hear() == [200]
    assert (row(made.id).status, [one.resolved for one in failures()]) == ('succeeded', [True])
    assert events() == [('checkout.session.completed', 'done')]


def test_w4_two_signatures_while_the_secret_changes_and_nothing_less_than_the_raw_body() -> None:
    body = b'{"id": "evt_1", "type": "moon.full", "created": 1, "data": {"object": {"id": "m"}}}'
    moment, good = signing.signature(body).split(',')
    signing.check(body, f'{moment},v1={"0" * 64},{good}')
    signing.check(body, f'{moment},{good},v1={"0" * 64}')
    again = json.dumps(json.loads(body), separators=(',', ':')).encode()
    old = signing.signature(body, at=time.time() - 360)
    for sent, header in ((again, f'{moment},{good}'), (body[:-1] + b' ', f'{moment},{good}'), (body, old), (body, '')):
        with pytest.raises(Forged):
            signing.check(sent, header)


def test_a_guest_pays_on_a_page_without_scripts(harbour: Harbour) -> None:
    made, client = begun(), TestClient(api.create(), follow_redirects=False)
    path = '/test-payment/' + page_of(made)
    shown = client.get(path)
    assert (shown.status_code, '€90.00' in shown.text, 'no money moves' in shown.text) == (200, True, True)
    declined = client.post(path, data={'button': 'decline'})
    assert (declined.status_code, 'was declined' in declined.text) == (422, True)
    assert client.post(path, data={'button': 'fly'}).status_code == 422
    paid = client.post(path, data={'button': 'pay', 'card': stand_in.DECLINED, 'late': '0', 'often': '3'})
    assert (paid.status_code, paid.headers['location']) == (303, 'http://here/paid')
    assert 'This checkout is closed' in client.get(path).text
    hear()
    assert (row(made.id).status, len(waiting_events())) == ('succeeded', 1)
    assert client.get('/test-payment/cs_test_nothing').status_code == 404
