"""Paying with the stand-in: plans, packs, trials, changes, ends, refunds; nothing is had before it is paid."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app import accounts, api
from app.billing import charges, money, offers, shop, stand_in
from app.billing.provider import Line
from app.billing.stand_in_store import change
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, PaymentFailed
from app.ops import erasing
from models import BillingTransaction, Coupon, Plan, Subscription
from models.types import utc_now
from tests.app.accounts_support import person, session_of, user, visiting
from tests.app.billing_support import (
    balance,
    bought,
    checkout_of,
    credit_rows,
    hear,
    let_all_be_due,
    payments,
    plan_of,
    set_plan,
    transactions,
    waiting_events,
)

pytestmark = pytest.mark.usefixtures('with_accounts')
Change = Callable[[str, object], None]


def test_a_plan_is_had_once_it_is_paid_and_not_before() -> None:
    ann = person()
    page = checkout_of(shop.buy(ann, 'levelmix_premium'))
    assert payments(ann) == [('subscription', 'pending', 900)]
    with pytest.raises(NotAllowed, match='declined'):
        stand_in.press(page, 'decline')
    assert (user(ann).subscription_tier, plan_of(ann, 'levelmix').status) == (1, 'INACTIVE')
    went_to = stand_in.press(page, 'pay')
    assert user(ann).subscription_tier == 1, 'nobody has told us yet'
    assert hear() == [200] * 3
    assert went_to.endswith(f'/account/plan?paid={transactions(ann)[0].id}')
    row = plan_of(ann, 'levelmix')
    assert (row.status, row.plan_code, row.tier) == ('ACTIVE', 'levelmix_premium', 'PREMIUM')
    assert payments(ann) == [('subscription', 'succeeded', 900)]
    assert (user(ann).subscription_tier, accounts.entitlement(ann, 'leveling.uploads')) == (2, 4)
    assert waiting_events() == []


def test_whoever_goes_back_has_bought_nothing() -> None:
    ann = person()
    went_to = stand_in.press(checkout_of(shop.buy(ann, 'credits_10000')), 'cancel')
    hear()
    assert '/account/plan?left=' in went_to
    assert (payments(ann), balance(ann)) == ([('bundle_purchase', 'failed', 500)], 10_000)


def test_a_trial_is_free_once_and_then_paid() -> None:
    ann = person()
    bought(ann, 'practice_pro')
    row = plan_of(ann, 'practice')
    assert (row.status, payments(ann)) == ('TRIALING', [('subscription', 'succeeded', 0)])
    assert row.trial_end is not None
    assert timedelta(days=13) < row.trial_end - utc_now() <= timedelta(days=14)
    assert accounts.entitlement(ann, 'practice.generations_a_day') is None
    let_all_be_due()
    hear()
    assert plan_of(ann, 'practice').status == 'ACTIVE'
    assert payments(ann) == [('subscription', 'succeeded', 0), ('subscription', 'succeeded', 900)]
    charges_of_ann = transactions(ann)
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        charges.refund(next(one.id for one in charges_of_ann if one.amount_cents), 900, end_plan=True)
    hear()
    assert plan_of(ann, 'practice').status == 'CANCELED'
    bought(ann, 'practice_pro')
    assert plan_of(ann, 'practice').status == 'ACTIVE', 'no second trial'


def test_an_upgrade_counts_at_once_and_is_paid_pro_rata() -> None:
    ann = person()
    bought(ann, 'levelmix_premium')
    shop.change(ann, 'levelmix_premium_plus')
    assert (user(ann).subscription_tier, accounts.entitlement(ann, 'leveling.uploads')) == (3, None)
    hear()
    assert plan_of(ann, 'levelmix').plan_code == 'levelmix_premium_plus'
    assert sorted(payments(ann)) == [('subscription', 'succeeded', 900), ('subscription', 'succeeded', 1000)]
    with pytest.raises(NotAllowed, match='You have Premium\\+ already'):
        shop.change(ann, 'levelmix_premium_plus')
    with pytest.raises(NotAllowed, match='Change it instead of paying for a second one'):
        shop.buy(ann, 'levelmix_premium')


def test_a_plan_that_is_ended_stays_until_its_period_is_over_and_may_go_on_before() -> None:
    ann = person()
    bought(ann, 'levelmix_premium')
    shop.cancel(ann, 'levelmix')
    row = plan_of(ann, 'levelmix')
    assert (row.status, row.cancel_at_period_end, user(ann).subscription_tier) == ('ACTIVE', True, 2)
    assert user(ann).subscription_expires_at == row.current_period_end
    shop.resume(ann, 'levelmix')
    assert plan_of(ann, 'levelmix').cancel_at_period_end is False
    shop.cancel(ann, 'levelmix')
    let_all_be_due()
    hear()
    assert (plan_of(ann, 'levelmix').status, user(ann).subscription_tier) == ('CANCELED', 1)
    with pytest.raises(NotAllowed, match='no plan that could be changed'):
        shop.resume(ann, 'levelmix')
    bought(ann, 'levelmix_premium')
    assert user(ann).subscription_tier == 2


def test_a_renewal_that_is_declined_leaves_some_days_and_then_the_free_plan(change_setting: Change) -> None:
    ann = person()
    bought(ann, 'pro_monthly')
    ref = str(plan_of(ann, 'drums').stripe_subscription_id)
    with transaction() as session:
        stand_in.renew(session, ref, declined=True)
    hear()
    row = plan_of(ann, 'drums')
    assert (row.status, accounts.entitlement(ann, 'drums.ai_maps')) == ('PAST_DUE', 100)
    assert sorted(payments(ann))[0] == ('subscription', 'failed', 700)
    change_setting('payment_grace_days', 0)
    assert accounts.entitlement(ann, 'drums.ai_maps') == 5
    with transaction() as session:
        change(session, ref, status='ACTIVE')
        stand_in.renew(session, ref)
    hear()
    assert accounts.entitlement(ann, 'drums.ai_maps') == 100


def test_a_refund_takes_back_its_share_and_the_same_one_is_given_once() -> None:
    ann = person()
    bought(ann, 'credits_10000')
    (paid,) = transactions(ann)
    with visiting(session_of(ann)), pytest.raises(NotFound):
        charges.refund(paid.id, 500)
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        charges.refund(paid.id, 200)
        hear()
        assert (balance(ann), payments(ann)) == (16_000, [('bundle_purchase', 'succeeded', 500)])
        with pytest.raises(NotAllowed, match='not more than is left'):
            charges.refund(paid.id, 301)
        charges.refund(paid.id, 300)
    hear()
    assert (balance(ann), payments(ann)) == (10_000, [('bundle_purchase', 'refunded', 500)])
    assert credit_rows(ann) == [('pack', 10_000), ('refund', -4_000), ('refund', -6_000)]


def test_an_admins_higher_tier_is_not_lost_to_a_plan() -> None:
    ann = person()
    bought(ann, 'levelmix_premium')
    with transaction() as session:
        session.get_one(type(user(ann)), ann).subscription_tier = 3
    shop.cancel(ann, 'levelmix')
    let_all_be_due()
    hear()
    assert (plan_of(ann, 'levelmix').status, user(ann).subscription_tier) == ('CANCELED', 3)
    with pytest.raises(NotAllowed, match='What Premium gives, you have already'):
        shop.buy(ann, 'levelmix_premium')


def test_coupons_take_something_off_and_say_why_they_do_not() -> None:
    ann, now = person(), utc_now()
    with transaction() as session:
        session.add(Coupon(code='HALF', percent_off=50, max_uses=1))
        session.add(Coupon(code='OLD', percent_off=50, expires_at=now - timedelta(days=1)))
        session.add(Coupon(code='DRUMS', amount_off_cents=100, product='drums'))
    for code, said in (('nope', 'no such coupon'), ('old', 'ran out on'), ('drums', 'is not for 10,000 credits')):
        with pytest.raises(NotAllowed, match=said):
            shop.buy(ann, 'credits_10000', code)
    bought(ann, 'credits_10000', coupon=' half ')
    assert payments(ann) == [('bundle_purchase', 'succeeded', 250)]
    with pytest.raises(NotAllowed, match='used up'):
        shop.buy(ann, 'credits_10000', 'HALF')


def test_currencies_without_cents_are_paid_and_written_without_them() -> None:
    assert [money.words(900, 'eur'), money.words(900, 'jpy'), money.words(1250, 'kwd'), money.words(-5, 'usd')] == [
        '€9.00', '¥900', '1.250 KWD', '−$0.05',
    ]  # fmt: skip
    assert [money.parsed('9', 'eur'), money.parsed('9,5', 'EUR'), money.parsed('900', 'jpy')] == [900, 950, 900]
    for said, currency in (('-1', 'eur'), ('9.505', 'eur'), ('9.5', 'jpy'), ('', 'eur'), ('1', 'euro'), ('1e3', 'eur')):
        with pytest.raises(NotAllowed):
            money.parsed(said, currency)
    set_plan('credits_10000', price_cents=900, currency='jpy')
    ann = person()
    bought(ann, 'credits_10000')
    assert payments(ann) == [('bundle_purchase', 'succeeded', 900)]
    with visiting(session_of(ann)):
        shown = TestClient(api.create()).get(f'/files/receipts/{transactions(ann)[0].id}')
    assert '¥900' in shown.text
    assert 'no money has moved' in shown.text


def test_a_receipt_is_for_who_has_paid() -> None:
    ann, client = person(), TestClient(api.create())
    bought(ann, 'levelmix_premium')
    path = f'/files/receipts/{transactions(ann)[0].id}'
    with visiting(session_of(ann)):
        told = client.get(path)
        assert '€9.00' in told.text
        assert 'ann@example.org' in told.text
        assert client.get('/files/receipts/nothing').status_code == 404
        assert client.get('/files/credits').text.splitlines()[0] == 'When (UTC),Credits,Why,Balance,Of what,Which'
    with visiting(session_of(person('eve@example.org'))):
        assert client.get(path).status_code == 404
    assert client.get(path).status_code == 401


def test_on_a_public_server_test_payments_are_the_admins_alone(change_setting: Change) -> None:
    change_setting('public_url', 'https://mix.example.org')
    with pytest.raises(NotAllowed, match='takes test payments only'):
        shop.buy(person(), 'levelmix_premium')
    assert offers.overview(person('eve@example.org')).open is False, 'nothing to press'
    assert shop.buy(person('admin@example.org', is_admin=True), 'levelmix_premium')
    change_setting('payments', 'off')
    with pytest.raises(NotAllowed, match='Nothing can be paid here'):
        shop.buy(person('bea@example.org'), 'levelmix_premium')


def test_other_areas_take_single_payments_and_later_ones() -> None:
    ann, deposit = person(), Line('Deposit for a session', 9000, 'eur')
    stand_in.press(checkout_of(shop.pay(ann, deposit, 'deposit', 'booking', 'b1')), 'pay')
    hear()
    charges.charge_later(ann, 'pm_card', deposit, 'remainder')
    with pytest.raises(PaymentFailed, match='declined'):
        charges.charge_later(ann, stand_in.DECLINED, deposit, 'remainder')
    hear()
    assert sorted(payments(ann)) == [
        ('deposit', 'succeeded', 9000), ('remainder', 'failed', 9000), ('remainder', 'succeeded', 9000),
    ]  # fmt: skip


def test_the_books_are_kept_without_the_person_when_their_account_is_gone() -> None:
    ann = person()
    bought(ann, 'credits_10000')
    with transaction() as session:
        session.delete(session.get_one(type(user(ann)), ann))
    with reading() as session:
        (kept,) = session.exec(select(BillingTransaction)).all()
        assert (kept.user_id, kept.status, kept.amount_cents) == (None, 'succeeded', 500)
        assert session.exec(select(Subscription).where(col(Subscription.user_id) == ann)).all() == []
        assert session.get(Plan, 'levelmix_free') is not None
    hear()


def test_nothing_is_taken_from_somebody_whose_account_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person()
    bought(ann, 'pro_monthly')
    ref = str(plan_of(ann, 'drums').stripe_subscription_id)
    with transaction() as session:
        session.get_one(type(user(ann)), ann).delete_after = utc_now() - timedelta(seconds=1)

    def away(*_: object, **__: object) -> None:
        raise PaymentFailed('away')

    with monkeypatch.context() as broken:
        broken.setattr(stand_in.StandIn, 'cancel', away)
        assert not erasing.erase(ann), 'first the plan must be ended'
    assert erasing.erase(ann)
    ended = stand_in.StandIn().subscription(ref)
    assert ended is not None
    assert (ended.status, plan_of(ann, 'drums').status) == ('CANCELED', 'CANCELED')
