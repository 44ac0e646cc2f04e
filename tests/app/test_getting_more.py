"""People who try to have more than they pay for: coupons, free days and changes of plans, again and at once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app.billing import charges, dues, offers, reconcile, shop, stand_in
from app.billing.provider import Line
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, PaymentFailed
from models import BillingTransaction, Coupon, Mail
from models.types import utc_now
from tests.app.accounts_support import person, user
from tests.app.billing_support import (
    bought,
    checkout_of,
    hear,
    let_all_be_due,
    payments,
    plan_of,
    set_plan,
    transactions,
)
from tests.at_once import at_once

pytestmark = pytest.mark.usefixtures('with_accounts')
REST = Line('Rest of a session', 4500, 'eur')


def coupon(code: str, **values: Any) -> None:
    with transaction() as session:
        session.add(Coupon(code=code, percent_off=50, **values))


def uses(code: str) -> int:
    with reading() as session:
        return session.get_one(Coupon, code).uses


def _bought(user_id: str) -> str:
    try:
        return shop.buy(user_id, 'credits_10000', 'ONCE')
    except NotAllowed as error:
        return str(error)


@pytest.mark.slow
def test_a_coupon_for_one_that_eight_use_at_once_is_had_by_one() -> None:
    coupon('ONCE', max_uses=1)
    answers = at_once(_bought, [(person(f'p{number}@example.org'),) for number in range(8)])
    begun = [answer for answer in answers if '/pay/' in answer]
    assert len(begun) == 1, answers
    assert {*answers} - {*begun} == {'This coupon has been used up. Go on without it.'}
    assert uses('ONCE') == 1


def test_a_coupon_comes_back_when_its_checkout_is_left_and_counts_if_it_is_paid_after_all() -> None:
    coupon('ONCE', max_uses=1)
    ann, bea = person(), person('bea@example.org')
    stand_in.press(checkout_of(shop.buy(ann, 'credits_10000', 'once')), 'cancel')
    hear()
    assert uses('ONCE') == 0
    left = checkout_of(shop.buy(ann, 'credits_10000', 'once'))
    again = checkout_of(shop.buy(ann, 'credits_10000', 'once'))
    with pytest.raises(NotAllowed, match='used up'):
        shop.buy(bea, 'credits_10000', 'once')
    with pytest.raises(NotAllowed, match='closed'):
        stand_in.press(left, 'pay')
    stand_in.press(again, 'pay')
    hear()
    assert (uses('ONCE'), sorted(payments(ann))[-1]) == (1, ('bundle_purchase', 'succeeded', 250))


def test_a_checkout_that_nobody_comes_back_to_is_closed_after_a_day_and_lets_its_coupon_go() -> None:
    coupon('ONCE', max_uses=1)
    ann = person()
    page = checkout_of(shop.buy(ann, 'credits_10000', 'once'))
    reconcile.upkeep()
    assert uses('ONCE') == 1
    with transaction() as session:
        session.get_one(BillingTransaction, transactions(ann)[0].id).created_at -= timedelta(hours=25)
    reconcile.upkeep()
    assert (uses('ONCE'), payments(ann)) == (0, [('bundle_purchase', 'failed', 500 // 2)])
    with pytest.raises(NotAllowed, match='closed'):
        stand_in.press(page, 'pay')


def test_free_days_are_had_once_whatever_was_had_in_between() -> None:
    ann = person()
    coupon('HALF')
    with pytest.raises(NotAllowed, match='The first days are free'):
        shop.buy(ann, 'practice_pro', 'half')
    for status in ('TRIALING', 'ACTIVE', 'ACTIVE'):
        bought(ann, 'practice_pro')
        assert plan_of(ann, 'practice').status == status
        shop.cancel(ann, 'practice')
        let_all_be_due()
        hear()
        assert plan_of(ann, 'practice').status == 'CANCELED'
    assert [cents for *_, cents in payments(ann)] == [0, 900, 900]


def test_what_was_paid_for_a_better_plan_comes_off_what_is_paid_next() -> None:
    ann = person()
    bought(ann, 'levelmix_premium_plus')
    shop.change(ann, 'levelmix_premium')
    hear()
    assert (user(ann).subscription_tier, len(payments(ann))) == (2, 1), 'nothing is paid for having less'
    let_all_be_due('subscription')
    hear()
    assert len(payments(ann)) == 1, 'the next month is paid already'
    let_all_be_due('subscription')
    hear()
    dear, cheap = payments(ann)[0][2], 900
    assert sum(cents for *_, cents in payments(ann)) == dear + 2 * cheap - (dear - cheap)


def test_a_change_from_a_year_to_a_month_begins_a_month() -> None:
    ann = person()
    bought(ann, 'pro_yearly')
    shop.change(ann, 'pro_monthly')
    until = plan_of(ann, 'drums').current_period_end
    assert until is not None
    assert until - utc_now() < timedelta(days=32)
    set_plan('pro_yearly', currency='usd')
    with pytest.raises(PaymentFailed, match='another currency'):
        shop.change(ann, 'pro_yearly')


def test_a_payment_that_the_bank_wants_confirmed_waits_for_its_person() -> None:
    ann, eve = person(), person('eve@example.org')
    waiting = charges.charge_later(ann, stand_in.TO_CONFIRM, REST, 'remainder', 'booking', 'b1')
    with reading() as session:
        mail = session.exec(select(Mail).where(col(Mail.to) == 'ann@example.org')).one()
    assert '/account/plan' in mail.text
    assert '€45.00 for “Rest of a session”' in mail.text
    (line,) = offers.overview(ann).paid
    assert (line.what, line.due) == ('Rest of a session', True)
    with pytest.raises(NotFound):
        dues.pay(eve, waiting)
    first = checkout_of(dues.pay(ann, waiting))
    second = checkout_of(dues.pay(ann, waiting))
    with pytest.raises(NotAllowed, match='closed'):
        stand_in.press(first, 'pay')
    stand_in.press(second, 'pay')
    with pytest.raises(NotAllowed, match='paid already'):
        dues.pay(ann, waiting)
    hear()
    assert payments(ann) == [('remainder', 'succeeded', 4500)]
    assert not offers.overview(ann).paid[0].due
