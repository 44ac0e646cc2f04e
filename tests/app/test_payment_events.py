"""What a provider tells: heard once, however often, late, in disorder or by many at once; and forged, not at all."""

import json
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app import api, billing
from app.billing import shop, signing, stand_in, stand_in_events, webhooks
from app.billing.stand_in_store import Behaviour, change, due, take_event
from app.db import reading, transaction
from app.errors import Forged, NotAllowed, NotFound
from models import BillingTransaction, StandInObject
from tests.app.accounts_support import person, session_of, user, visiting
from tests.app.billing_support import (
    balance,
    bought,
    checkout_of,
    credit_rows,
    events,
    failures,
    hear,
    let_all_be_due,
    payments,
    plan_of,
    transactions,
    waiting_events,
)

pytestmark = pytest.mark.usefixtures('with_accounts')
Change = Callable[[str, object], None]


def test_a_pack_brings_its_credits_once_however_often_it_is_told() -> None:
    ann = person()
    bought(ann, 'credits_10000', how=Behaviour(times=3))
    assert hear() == [200]
    assert hear() == [200]
    assert waiting_events() == []
    assert (balance(ann), credit_rows(ann)) == (20_000, [('pack', 10_000)])
    assert events() == [('checkout.session.completed', 'done')]


@pytest.mark.parametrize('order', range(6))
def test_in_whatever_order_events_come_the_end_is_the_same(order: int) -> None:
    ann = person()
    stand_in.press(checkout_of(shop.buy(ann, 'voice_enterprise')), 'pay')
    refs = due('event')
    random.Random(order).shuffle(refs)
    for ref in [*refs, *refs[:2]]:
        body = take_event(ref)
        if body is None:  # told already: tell it again
            with reading() as session:
                body = json.dumps(json.loads(session.get_one(StandInObject, ref).state)['body']).encode()
        webhooks.receive('stand-in', body, signing.signature(body))
    assert payments(ann) == [('subscription', 'succeeded', 9900)]
    assert plan_of(ann, 'voice').status == 'ACTIVE'
    assert (balance(ann), credit_rows(ann)) == (1_000_000, [('expired', -10_000), ('monthly', 1_000_000)])


def test_what_was_told_a_day_late_or_never_is_asked_for() -> None:
    ann = person()
    page = checkout_of(shop.buy(ann, 'levelmix_premium'))
    stand_in.press(page, 'pay', Behaviour(delay_s=24 * 3600))
    assert hear() == []
    billing.upkeep()
    assert user(ann).subscription_tier == 1, 'it may still be told'
    with transaction() as session:
        session.get_one(BillingTransaction, transactions(ann)[0].id).created_at -= timedelta(hours=2)
    billing.upkeep()
    assert (user(ann).subscription_tier, payments(ann)) == (2, [('subscription', 'succeeded', 900)])
    let_all_be_due('event')
    assert hear() == [200] * 3
    assert payments(ann) == [('subscription', 'succeeded', 900)], 'a day later nothing changes any more'


def test_forged_events_are_refused_and_leave_nothing_behind() -> None:
    ann = person()
    stand_in.press(checkout_of(shop.buy(ann, 'credits_10000')), 'pay')
    (ref,) = due('event')
    body = take_event(ref) or b''
    good, client = signing.signature(body), TestClient(api.create())
    other = body.replace(b'completed', b'expired')
    old = signing.signature(body, at=time.time() - 301)
    for sent, signature in ((body, ''), (body, 't=1,v1=00'), (other, good), (body, old), (body, good[:-1] + 'x')):
        answer = client.post(stand_in_events.PATH, content=sent, headers={'Stripe-Signature': signature})
        assert answer.status_code == 400
        assert answer.json() == {'error': 'This is not signed by who takes the payments.'}
    assert (events(), failures(), balance(ann)) == ([], [], 10_000)
    assert client.post('/webhooks/payments/nobody', content=body).status_code == 404
    with pytest.raises(Forged):
        signing.check(body, 'v1=é,t=²')


def test_w4_a_secret_may_change_and_a_body_may_not_be_written_anew() -> None:
    body = json.dumps({'id': 'evt_1', 'type': 'ping'}, indent=2).encode()
    moment, _, good = signing.signature(body).partition(',')
    signing.check(body, f'{moment},v1={"0" * 64},{good}')
    signing.check(body, f'{moment},{good},v1={"0" * 64}')
    again = json.dumps(json.loads(body)).encode()
    with pytest.raises(Forged):
        signing.check(again, f'{moment},{good}')


def test_an_event_of_a_type_that_nobody_knows_is_kept_and_changes_nothing() -> None:
    body = json.dumps({'id': 'evt_1', 'type': 'moon.full', 'created': 1, 'data': {'object': {'id': 'm'}}}).encode()
    assert webhooks.receive('stand-in', body, signing.signature(body)) == 'ignored'
    assert webhooks.receive('stand-in', body, signing.signature(body)) == 'seen before'
    assert events() == [('moon.full', 'ignored')]


def test_the_same_event_told_to_many_at_the_same_moment_is_handled_once() -> None:
    ann = person()
    stand_in.press(checkout_of(shop.buy(ann, 'credits_10000')), 'pay')
    (ref,) = due('event')
    body = take_event(ref) or b''
    signature = signing.signature(body)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: webhooks.receive('stand-in', body, signature), range(8)))
    assert sorted(outcomes) == ['done'] + ['seen before'] * 7
    assert (balance(ann), credit_rows(ann)) == (20_000, [('pack', 10_000)])


def test_what_fails_is_kept_for_the_admin_who_plays_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person()
    stand_in.press(checkout_of(shop.buy(ann, 'credits_10000')), 'pay')
    with monkeypatch.context() as broken:
        broken.setattr(stand_in.StandIn, 'payment_of', lambda *_: 1 / 0)
        assert hear() == [500]
        let_all_be_due('event')
        assert hear() == [500]
    (failure,) = failures()
    assert (failure.attempts, failure.resolved, failure.error_message) == (
        2,
        False,
        'A fault of ours: ZeroDivisionError',
    )
    assert balance(ann) == 10_000
    with visiting(session_of(ann)), pytest.raises(NotFound):
        webhooks.replay(failure.id)
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        assert [one.id for one in webhooks.failures()] == [failure.id]
        assert webhooks.replay(failure.id) == 'done'
        assert webhooks.failures() == []
        webhooks.resolve(failure.id)
    assert balance(ann) == 20_000
    let_all_be_due('event')
    assert hear() == [200]
    assert balance(ann) == 20_000


def test_a_second_checkout_closes_the_first_and_paying_twice_is_told_to_the_admin() -> None:
    ann = person()
    first = checkout_of(shop.buy(ann, 'levelmix_premium'))
    second = checkout_of(shop.buy(ann, 'levelmix_premium_plus'))
    with pytest.raises(NotAllowed, match='This checkout is closed'):
        stand_in.press(first, 'pay')
    with transaction() as session:
        change(session, first, state='open')
    for page in (second, first):
        stand_in.press(page, 'pay')
        hear()
    assert (plan_of(ann, 'levelmix').plan_code, user(ann).subscription_tier) == ('levelmix_premium_plus', 3)
    assert {status for _, status, _ in payments(ann)} == {'succeeded'}, 'both were paid, and both can be given back'
    assert all('was paid twice' in one.error_message for one in failures())
    assert failures()


def test_less_than_was_asked_grants_nothing() -> None:
    ann = person()
    page = checkout_of(shop.buy(ann, 'credits_50000'))
    with transaction() as session:
        change(session, page, amount=1)
    stand_in.press(page, 'pay')
    assert hear() == [400]
    assert (balance(ann), payments(ann)) == (10_000, [('bundle_purchase', 'pending', 2000)])
    assert failures()[0].error_message.startswith('1 eur were paid, but 2000 eur were asked. Nothing was granted')
