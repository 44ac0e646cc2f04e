"""Admins make coupons, see how often they were used, and call them back; what cannot be is said of each field."""

from datetime import timedelta

import pytest

from app.billing import admin as office
from app.billing import coupon_office, shop
from app.db import transaction
from app.errors import Invalid, NotFound
from models import Coupon
from models.types import utc_now
from tests.app.accounts_support import log_of, person, session_of, visiting
from tests.app.billing_support import bought, payments


def make(code: str = 'spring', **values: str) -> str:
    usual = {'off': '20%', 'currency': 'EUR', 'product': '', 'max_uses': ''}
    return coupon_office.make(code, **{**usual, **values}, until=None)


def test_a_coupon_is_made_used_counted_and_called_back(admin: str) -> None:
    ann = person()
    assert make(' spring ', off='20 %', product='credits', max_uses='2') == 'SPRING'
    bought(ann, 'credits_10000', coupon='spring')
    assert payments(ann) == [('bundle_purchase', 'succeeded', 400)]
    (one,) = coupon_office.every()
    assert (one.uses, one.max_uses, coupon_office.takes_off(one)) == (1, 2, '20%')
    with pytest.raises(Invalid, match='is not for Premium'):
        shop.buy(ann, 'levelmix_premium', 'SPRING')
    coupon_office.switch('SPRING', on=False)
    with pytest.raises(Invalid, match='no such coupon'):
        shop.buy(ann, 'credits_10000', 'SPRING')
    assert log_of('admin@example.org')[:2] == ['coupon.switched', 'coupon.made']


def test_an_amount_off_is_in_the_smallest_unit_of_its_currency(admin: str) -> None:
    make('FIVE', off='5,00')
    make('YEN', off='500', currency='jpy')
    assert {one.code: coupon_office.takes_off(one) for one in coupon_office.every()} == {'FIVE': '€5.00', 'YEN': '¥500'}
    with pytest.raises(Invalid, match='is not for'):
        shop.buy(person(), 'credits_10000', 'yen')


@pytest.mark.parametrize(
    ('values', 'fields'),
    [
        ({'code': 'x'}, {'code'}),
        ({'off': '0%'}, {'off'}),
        ({'off': '101%'}, {'off'}),
        ({'off': '-5'}, {'off'}),
        ({'off': '0'}, {'off'}),
        ({'off': '5.5', 'currency': 'jpy'}, {'off'}),
        ({'off': '5', 'currency': 'euros'}, {'currency'}),
        ({'product': 'cars', 'max_uses': '0'}, {'product', 'max_uses'}),
        ({'max_uses': '-1'}, {'max_uses'}),
    ],
)
def test_what_cannot_be_is_said_of_its_field(admin: str, values: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(Invalid) as told:
        make(**values)
    assert {*told.value.fields} == fields
    assert coupon_office.every() == []


def test_a_code_is_had_once_and_by_admins_alone(admin: str) -> None:
    make()
    with pytest.raises(Invalid, match='of this code already'):
        make('Spring')
    with visiting(session_of(person())):
        with pytest.raises(NotFound):
            make('AUTUMN')
        with pytest.raises(NotFound):
            coupon_office.every()
        with pytest.raises(NotFound):
            coupon_office.switch('SPRING', on=False)


def test_a_coupon_that_ran_out_and_a_wrong_plan_are_said_beside_their_fields(admin: str) -> None:
    with transaction() as session:
        session.add(Coupon(code='OLD', percent_off=50, expires_at=utc_now() - timedelta(days=1)))
    with pytest.raises(Invalid) as told:
        shop.buy(person(), 'credits_10000', 'old')
    assert {*told.value.fields} == {'coupon'}
    with pytest.raises(Invalid) as told:
        office.save_plan('levelmix_premium', ' ', '-1', 'euros', 'leveling.uploads: 4', '', '999', public=True)
    assert {*told.value.fields} == {'name', 'price_cents', 'currency', 'limits', 'trial_days'}
