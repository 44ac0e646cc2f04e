"""What admins change of plans and of what single users may, and what the account page shows of it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from app import accounts, areas
from app.billing import admin as office
from app.billing import offers, shop, stand_in
from app.db import reading
from app.errors import NotAllowed, NotFound
from models import Plan
from models.types import utc_now
from tests.app.accounts_support import log_of, person, session_of, visiting
from tests.app.billing_support import balance, bought, checkout_of, hear


def save(code: str, **values: Any) -> None:
    with reading() as session:
        plan = session.get_one(Plan, code)
    usual = {
        'name': plan.name, 'price': '9.00', 'currency': 'EUR', 'limits': office.limits_text(plan),
        'stripe_price_id': '', 'trial_days': '0', 'public': True,
    }  # fmt: skip
    office.save_plan(code, **{**usual, **values})


def test_an_admin_changes_prices_and_limits_and_it_counts_at_once(admin: str) -> None:
    ann = person()
    save('levelmix_free', price='0', limits='leveling.uploads = 3\n\n')
    save('levelmix_premium', price='12,50', currency='usd', name='  More   mixes ', limits='leveling.uploads =')
    assert accounts.entitlement(ann, 'leveling.uploads') == 3
    level = offers.overview(ann).had[0]
    assert [(one.name, one.price, one.grants, one.way) for one in level.offers][:2] == [
        ('Free', 'free', '3 new mixes a month', ''),
        ('More mixes', '$12.50 a month', 'unlimited new mixes a month', 'buy'),
    ]
    assert log_of('admin@example.org')[0] == 'plan.saved'


@pytest.mark.parametrize(
    ('values', 'said'),
    [
        ({'price': '-1'}, 'Write an amount like €9.00: zero or more, with at most 2 decimals'),
        ({'price': '9.00', 'currency': 'jpy'}, 'Write an amount like ¥900'),
        ({'price': '9', 'currency': 'euros'}, 'three letters'),
        ({'price': '1000000'}, 'The most that can be paid at once is €999,999.99'),
        ({'name': ' '}, 'Give the plan a name'),
        ({'limits': 'leveling.uploads: 4'}, '“leveling.uploads: 4” is no limit'),
        ({'limits': 'leveling.uploads = -4'}, 'is no limit'),
        ({'trial_days': 'two'}, '0 to 365'),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(admin: str, values: dict[str, str], said: str) -> None:
    with pytest.raises(NotAllowed, match=said.replace('.', r'\.')):
        save('levelmix_premium', **values)


def test_the_free_plan_stays_free_and_nobody_else_changes_plans(admin: str) -> None:
    with pytest.raises(NotAllowed, match='stays free'):
        save('levelmix_free', price='1')
    with visiting(session_of(person())):
        looks: list[Callable[[], object]] = [office.plans, office.granted, office.payments]
        looks.append(partial(save, 'levelmix_premium'))
        for look in looks:
            with pytest.raises(NotFound):
                look()


def test_what_an_admin_has_given_is_not_offered_for_less(admin: str) -> None:
    level = offers.overview(person(subscription_tier=2)).had[0]
    assert [(one.name, one.way, one.current) for one in level.offers] == [
        ('Free', '', False), ('Premium', '', True), ('Premium+', 'buy', False),
    ]  # fmt: skip
    assert level.offers[0].grants == '1 new mix a month'


def test_a_grant_to_one_user_counts_until_its_day_and_is_taken_back(admin: str) -> None:
    ann = person()
    office.grant('Ann@example.org', 'leveling.uploads', '7', utc_now() + timedelta(days=1), 'a kind reviewer')
    assert accounts.entitlement(ann, 'leveling.uploads') == 7
    office.grant('ann@example.org', 'leveling.uploads', '', None, '')
    assert accounts.entitlement(ann, 'leveling.uploads') is None
    (one,) = office.granted()
    assert (one.email, one.key, one.value) == ('ann@example.org', 'leveling.uploads', None)
    office.revoke(one.id)
    assert (accounts.entitlement(ann, 'leveling.uploads'), office.granted()) == (1, [])
    for key, value in (('uploads', '1'), ('leveling.uploads', '-1'), ('leveling.uploads', 'many')):
        with pytest.raises(NotAllowed):
            office.grant('ann@example.org', key, value, None, '')
    with pytest.raises(NotAllowed, match='Nobody here has the address'):
        office.grant('nobody@example.org', 'leveling.uploads', '1', None, '')


def test_credits_are_given_and_taken_never_below_nothing(admin: str) -> None:
    ann = person()
    office.adjust_credits('ann@example.org', '500')
    assert balance(ann) == 10_500
    office.adjust_credits('ann@example.org', '−20000')
    assert balance(ann) == 0
    for amount in ('0', 'many', '', '1.5', '10000001'):
        with pytest.raises(NotAllowed):
            office.adjust_credits('ann@example.org', amount)


def test_the_page_says_what_comes_next(admin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(areas._areas, 'practice', areas.Area('practice', 'Practice'))
    ann = person()

    def shown() -> list[tuple[str, str, bool, bool]]:
        had = [one for one in offers.overview(ann).had if one.product in ('levelmix', 'voice', 'practice')]
        return [(one.plan, one.said.partition(' ')[0], one.may_end, one.may_resume) for one in had]

    free = [('Free', '', False, False), ('Voice Free', '', False, False), ('Practice Free', '', False, False)]
    assert shown() == free
    bought(ann, 'levelmix_premium')
    bought(ann, 'practice_pro')
    assert [shown()[0], shown()[2]] == [('Premium', 'Renews', True, False), ('Practice Pro', 'Free', True, False)]
    shop.cancel(ann, 'levelmix')
    assert shown()[0] == ('Premium', 'Ends', False, True)
    stand_in.press(checkout_of(shop.buy(ann, 'credits_10000')), 'cancel')
    hear()
    paid = offers.overview(ann).paid
    assert sorted((one.what, one.amount, one.status, one.receipt) for one in paid) == [
        ('10,000 credits', '€5.00', 'Not paid', False),
        ('Practice Pro', '€0.00', 'Paid', True),
        ('Premium', '€9.00', 'Paid', True),
    ]
    found = office.payments('succeeded')
    assert [(email, one.what) for email, one, _ in found.found if one.amount == '€9.00'] == [
        ('ann@example.org', 'Premium')
    ]
    assert offers.status_of(ann, paid[0].id)
    assert offers.status_of(person('eve@example.org'), paid[0].id) == ''
