"""Coupons as the owner of a studio keeps them."""

from datetime import UTC, date, datetime

import pytest

from app.errors import Invalid, NotAllowed, NotFound
from app.studio import coupon_office, coupons
from app.studio.coupon_office import Draft
from app.studio.studios import StudioView


def test_a_coupon_counts_as_its_owner_has_written_it_until_the_end_of_its_last_day(
    olga: str, eve: str, studio: StudioView
) -> None:
    made = coupon_office.make(olga, studio.id, Draft(' spring 27 ', percent_off=15, until=date(2027, 3, 28)))
    assert (made.code, made.percent_off, made.amount_off_cents) == ('SPRING27', 15, None)
    assert made.expires_at == datetime(2027, 3, 28, 22, tzinfo=UTC), 'midnight in Berlin, whose clocks went forward'
    assert [one.code for one in coupon_office.of_studio(eve, studio.id)] == ['SPRING27']
    assert coupons.looked_up(studio.id, 'spring27', None, 'z@example.org', '', 9000)[0].percent == 15


def test_one_that_is_switched_off_or_deleted_counts_no_more(olga: str, studio: StudioView) -> None:
    made = coupon_office.make(olga, studio.id, Draft('TENOFF', amount_off_cents=1000))
    coupon_office.switch(olga, made.id, on=False)
    with pytest.raises(Invalid):
        coupons.looked_up(studio.id, 'tenoff', None, 'z@example.org', '', 9000)
    coupon_office.delete(olga, made.id)
    assert coupon_office.of_studio(olga, studio.id) == []
    with pytest.raises(Invalid, match='or there was one'):
        coupon_office.make(olga, studio.id, Draft('tenoff', amount_off_cents=1000))
    with pytest.raises(NotFound):
        coupon_office.switch(olga, made.id, on=True)


@pytest.mark.parametrize(
    ('draft', 'field'),
    [
        (Draft('AB', percent_off=5), 'code'),
        (Draft('A,B,C', percent_off=5), 'code'),
        (Draft('NOTHING'), 'percent_off'),
        (Draft('BOTH', percent_off=5, amount_off_cents=5), 'percent_off'),
        (Draft('MORE', percent_off=101), 'percent_off'),
        (Draft('NONE', amount_off_cents=0), 'percent_off'),
        (Draft('LIMIT', percent_off=5, most_uses=0), 'most_uses'),
    ],
)
def test_what_cannot_be_a_coupon_is_said_beside_its_field(
    olga: str, studio: StudioView, draft: Draft, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        coupon_office.make(olga, studio.id, draft)
    assert list(refused.value.fields) == [field]


def test_engineers_and_clients_make_none(eve: str, ann: str, studio: StudioView) -> None:
    for somebody in (eve, ann):
        with pytest.raises(NotAllowed):
            coupon_office.make(somebody, studio.id, Draft('MINE', percent_off=100))
