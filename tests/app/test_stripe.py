"""The stories of paying with Stripe's own library, against a local double of Stripe."""

import json
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import accounts, api, billing, config
from app.billing import charges, dues, providers, shop
from app.billing.provider import Line
from app.db import transaction
from app.errors import PaymentFailed
from models import BillingTransaction, Coupon
from tests.app.accounts_support import person, session_of, user, visiting
from tests.app.billing_support import (
    balance,
    checkout_of,
    credit_rows,
    failures,
    payments,
    plan_of,
    set_plan,
    transactions,
)
from tests.stripe_double import KEY, SECRET, StripeDouble, signed, stripe_double

PATH = '/webhooks/payments/stripe'


@pytest.fixture
def stripe(with_accounts: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[StripeDouble]:
    """Stripe, as the settings name it."""
    with stripe_double() as double:
        settings = {
            'payments': 'stripe', 'stripe_secret_key': KEY, 'stripe_webhook_secret': SECRET,
            'stripe_api_base': double.address,
        }  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setenv(f'LEVELMIX_{name.upper()}', value)
        config.forget_settings()
        monkeypatch.setattr('app.billing.stripe_provider.RETRIES', 0)
        yield double
        providers._stripe.cache_clear()


def send(event: dict[str, Any], **how: Any) -> tuple[int, Any]:
    body, signature = signed(event, **how)
    client = TestClient(api.create(), raise_server_exceptions=False)
    answer = client.post(PATH, content=body, headers={'Stripe-Signature': signature})
    return answer.status_code, answer.json() if answer.is_success or answer.status_code == 400 else None


def hear(stripe: StripeDouble, *, shuffled: int | None = None, times: int = 1) -> set[int]:
    """Let all be told that Stripe has to tell by now; returns the answers."""
    waiting = [*stripe.told] * times
    stripe.told.clear()
    if shuffled is not None:
        random.Random(shuffled).shuffle(waiting)
    return {send(event)[0] for event in waiting}


def test_a_plan_is_bought_renewed_upgraded_ended_and_taken_up_again(stripe: StripeDouble) -> None:
    ann = person()
    page = checkout_of(shop.buy(ann, 'levelmix_premium'))
    asked = stripe.things[page]['sent']
    assert asked['client_reference_id'] == transactions(ann)[0].id
    assert asked['success_url'].endswith(f'/account/plan?paid={transactions(ann)[0].id}')
    assert (hear(stripe), user(ann).subscription_tier) == (set(), 1)
    stripe.pay(page)
    assert hear(stripe) == {200}
    row = plan_of(ann, 'levelmix')
    assert (row.status, row.plan_code, user(ann).subscription_tier) == ('ACTIVE', 'levelmix_premium', 2)
    assert payments(ann) == [('subscription', 'succeeded', 900)]
    ref = str(row.stripe_subscription_id)
    stripe.renew(ref)
    hear(stripe)
    assert payments(ann) == [('subscription', 'succeeded', 900)] * 2
    shop.change(ann, 'levelmix_premium_plus')
    assert user(ann).subscription_tier == 3
    hear(stripe)
    assert sorted(payments(ann))[-1] == ('subscription', 'succeeded', 950)
    shop.cancel(ann, 'levelmix')
    assert plan_of(ann, 'levelmix').cancel_at_period_end
    shop.resume(ann, 'levelmix')
    assert not plan_of(ann, 'levelmix').cancel_at_period_end
    assert shop.portal(ann) == f'{stripe.address}/portal'
    stripe.end(ref)
    hear(stripe)
    assert (plan_of(ann, 'levelmix').status, user(ann).subscription_tier) == ('CANCELED', 1)
    assert failures() == []


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize('order', range(5))
def test_told_twice_and_in_any_order_it_ends_the_same(stripe: StripeDouble, order: int) -> None:
    ann = person()
    stripe.pay(checkout_of(shop.buy(ann, 'voice_enterprise')))
    stripe.pay(checkout_of(shop.buy(ann, 'credits_10000')))
    assert hear(stripe, shuffled=order, times=2) == {200}
    assert sorted(payments(ann)) == [('bundle_purchase', 'succeeded', 500), ('subscription', 'succeeded', 9900)]
    assert plan_of(ann, 'voice').status == 'ACTIVE'
    assert sorted(credit_rows(ann)) == [('expired', -10_000), ('monthly', 1_000_000), ('pack', 10_000)]
    assert balance(ann) == 1_010_000


def test_events_of_a_day_ago_say_nothing_about_today(stripe: StripeDouble) -> None:
    ann = person()
    stripe.pay(checkout_of(shop.buy(ann, 'practice_educator')))
    early = list(stripe.told)
    hear(stripe)
    assert plan_of(ann, 'practice').status == 'TRIALING'
    stripe.end(str(plan_of(ann, 'practice').stripe_subscription_id))
    hear(stripe)
    for event in early:
        event['id'] += '_late'
        assert send(event, at=time.time()) == (200, {'outcome': 'done'}) or event['type'].startswith('payment')
    assert plan_of(ann, 'practice').status == 'CANCELED'
    assert payments(ann) == [('subscription', 'succeeded', 0)]


def test_what_is_not_signed_by_stripe_just_now_is_refused(
    stripe: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = person()
    stripe.pay(checkout_of(shop.buy(ann, 'credits_10000')))
    event = next(one for one in stripe.told if one['type'] == 'checkout.session.completed')
    refusal = (400, {'error': 'This is not signed by who takes the payments.'})
    assert send(event, secret='whsec_of_somebody_else') == refusal
    assert send(event, at=time.time() - 301) == refusal
    monkeypatch.setenv('LEVELMIX_STRIPE_WEBHOOK_SECRET', '')
    config.forget_settings()
    assert send(event, secret='') == refusal, 'anybody could sign with nothing'
    assert (balance(ann), failures()) == (10_000, [])


def test_w4_stripes_signature_counts_while_the_secret_changes_and_for_the_raw_body_alone(stripe: StripeDouble) -> None:
    event = {'id': 'evt_x', 'type': 'radar.moon', 'created': 1, 'data': {'object': {'id': 'x'}}}
    body, header = signed(event)
    moment, good = header.split(',')
    client = TestClient(api.create(), raise_server_exceptions=False)

    def answer(sent: bytes, signature: str) -> int:
        return client.post(PATH, content=sent, headers={'Stripe-Signature': signature}).status_code

    again = json.dumps(event, separators=(',', ':')).encode()
    old = signed(event, at=time.time() - 360)[1]
    assert [answer(again, header), answer(body[:-1] + b' ', header), answer(body, old), answer(body, '')] == [400] * 4
    assert answer(body, f'{moment},v1={"0" * 64},{good}') == 200


def test_an_unknown_type_and_what_other_programs_sell_change_nothing(stripe: StripeDouble) -> None:
    assert send({'id': 'evt_x', 'type': 'radar.moon', 'created': 1, 'data': {'object': {'id': 'x'}}}) == (
        200, {'outcome': 'ignored'},
    )  # fmt: skip
    foreign = stripe._intent(100, 'eur', {})
    assert hear(stripe) == {200}
    assert foreign['status'] == 'succeeded'
    assert failures() == []


def test_money_that_comes_days_later_grants_when_it_has_come(stripe: StripeDouble) -> None:
    ann, bea = person(), person('bea@example.org')
    pages = [checkout_of(shop.buy(buyer, 'credits_10000')) for buyer in (ann, bea)]
    for page in pages:
        stripe.pay(page, later=True)
    hear(stripe)
    assert (balance(ann), payments(ann)) == (10_000, [('bundle_purchase', 'pending', 500)])
    stripe.arrive(pages[0])
    stripe.arrive(pages[1], paid=False)
    hear(stripe)
    assert (balance(ann), balance(bea)) == (20_000, 10_000)


def test_a_missed_payment_is_past_due(stripe: StripeDouble) -> None:
    ann = person()
    stripe.pay(checkout_of(shop.buy(ann, 'pro_yearly')))
    hear(stripe)
    stripe.renew(str(plan_of(ann, 'drums').stripe_subscription_id), paid=False)
    hear(stripe)
    assert plan_of(ann, 'drums').status == 'PAST_DUE'
    assert sorted(payments(ann)) == [('subscription', 'failed', 7000), ('subscription', 'succeeded', 7000)]
    assert accounts.entitlement(ann, 'drums.ai_maps') == 100, 'for some days'


def test_refunds_made_here_and_at_stripe_count_alike(stripe: StripeDouble) -> None:
    ann = person()
    stripe.pay(checkout_of(shop.buy(ann, 'credits_10000')))
    hear(stripe)
    (paid,) = transactions(ann)
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        charges.refund(paid.id, 200)
    assert balance(ann) == 16_000
    stripe._refunds({'payment_intent': paid.payment_ref, 'amount': '300'})
    hear(stripe, times=2)
    assert (balance(ann), payments(ann)) == (10_000, [('bundle_purchase', 'refunded', 500)])


def test_a_subscriptions_payment_is_refunded_and_its_plan_ended(stripe: StripeDouble) -> None:
    ann = person()
    stripe.pay(checkout_of(shop.buy(ann, 'levelmix_premium')))
    hear(stripe)
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        charges.refund(transactions(ann)[0].id, 900, end_plan=True)
    hear(stripe)
    assert (payments(ann), user(ann).subscription_tier) == ([('subscription', 'refunded', 900)], 1)


def test_coupons_packs_without_cents_and_later_charges(stripe: StripeDouble) -> None:
    with transaction() as session:
        session.add(Coupon(code='TEN', percent_off=10))
    set_plan('credits_10000', price_cents=900, currency='jpy')
    ann = person()
    page = checkout_of(shop.buy(ann, 'credits_10000', 'ten'))
    assert (stripe.things[page]['amount_total'], stripe.things[page]['currency']) == (810, 'jpy')
    stripe.pay(page)
    hear(stripe)
    assert payments(ann) == [('bundle_purchase', 'succeeded', 810)]
    rest = Line('Rest of a session', 4500, 'eur')
    charges.charge_later(ann, 'pm_card', rest, 'remainder')
    stripe.declines = True
    with pytest.raises(PaymentFailed, match=r'The payment was declined: Your card was declined\.'):
        charges.charge_later(ann, 'pm_card', rest, 'remainder')
    hear(stripe)
    assert sorted(payments(ann))[1:] == [('remainder', 'failed', 4500), ('remainder', 'succeeded', 4500)]


def test_a_later_charge_that_the_bank_wants_confirmed_is_paid_by_its_person(stripe: StripeDouble) -> None:
    ann = person()
    stripe.asks_bank = True
    waiting = charges.charge_later(ann, 'pm_card', Line('Rest of a session', 4500, 'eur'), 'remainder')
    assert payments(ann) == [('remainder', 'pending', 4500)]
    left, page = (checkout_of(dues.pay(ann, waiting)) for _ in range(2))
    assert (left != page, stripe.things[left]['status']) == (True, 'expired')
    stripe.pay(page)
    hear(stripe)
    assert payments(ann) == [('remainder', 'succeeded', 4500)]


def test_an_upgrade_that_is_declined_changes_nothing(stripe: StripeDouble) -> None:
    ann = person()
    stripe.pay(checkout_of(shop.buy(ann, 'levelmix_premium')))
    hear(stripe)
    stripe.declines = True
    with pytest.raises(PaymentFailed, match='declined'):
        shop.change(ann, 'levelmix_premium_plus')
    assert (plan_of(ann, 'levelmix').plan_code, user(ann).subscription_tier) == ('levelmix_premium', 2)


def test_while_stripe_is_away_nothing_is_lost(stripe: StripeDouble) -> None:
    ann = person()
    page = checkout_of(shop.buy(ann, 'credits_10000'))
    stripe.pay(page)
    waiting, stripe.away = list(stripe.told), True
    assert {send(event)[0] for event in waiting if event['type'].startswith('checkout')} == {502}
    with pytest.raises(PaymentFailed, match='Nothing was charged'):
        shop.buy(person('bea@example.org'), 'credits_10000')
    stripe.away = False
    with transaction() as session:
        session.get_one(BillingTransaction, transactions(ann)[0].id).created_at -= timedelta(hours=2)
    billing.upkeep()
    hear(stripe)
    assert balance(ann) == 20_000
    assert [one.resolved for one in failures()] == [True]


def test_whoever_runs_out_is_shown_where_there_is_more(stripe: StripeDouble) -> None:
    assert accounts.tiers.way_up().endswith('/account/plan.')


def test_the_customer_is_made_once(stripe: StripeDouble) -> None:
    ann = person()
    for _ in range(2):
        shop.buy(ann, 'credits_10000')
    assert stripe.asked.count('POST /v1/customers') == 1
    assert user(ann).stripe_customer_id == 'cus_1'
