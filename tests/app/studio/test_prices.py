"""What a session costs: the table of prices, to the cent and by its numbers."""

import pytest

from app.studio.prices import Band, Card, Off, Quote, StacksBadly, minutes_between, quote, read_bands, write_bands
from tests.app.studio.price_support import AMERICAN, BERLIN, CARD, NEW_YORK, at, ends, price, told, wall


def test_p1_hours_of_the_day_cost_the_rate() -> None:
    one = price(at('2027-03-24 14:00'), 180)
    assert told(one) == (18000, 0, 0, 0, 18000, 9000, 9000)
    assert ends(one) == '03-24 17:00 CET'


def test_p2_the_evening_adds_for_its_part() -> None:
    one = price(at('2027-03-24 18:30'), 180)
    assert told(one) == (18000, 2250, 0, 0, 20250, 10125, 10125)
    assert ends(one) == '03-24 21:30 CET'


def test_p3_evening_and_night_add_each_by_its_own_rate() -> None:
    one = price(at('2027-03-24 22:00'), 240)
    assert told(one) == (24000, 8000, 0, 0, 32000, 16000, 16000)
    assert [(line.name, line.minutes, line.cents) for line in one.lines[1:]] == [
        ('After hours, 20:00 to 24:00', 120, 3000),
        ('After hours, 00:00 to 06:00', 120, 5000),
    ]
    assert ends(one) == '03-25 02:00 CET'


def test_p4_a_night_with_an_hour_less_ends_later_on_the_wall() -> None:
    one = price(at('2027-03-27 23:00'), 300)
    assert told(one) == (30000, 11500, 0, 0, 41500, 20750, 20750)
    assert ends(one) == '03-28 05:00 CEST'


def test_p5_a_night_with_an_hour_more_ends_earlier_on_the_wall() -> None:
    one = price(at('2027-10-30 23:00'), 300)
    assert told(one) == (30000, 11500, 0, 0, 41500, 20750, 20750)
    assert ends(one) == '10-31 03:00 CET'


def test_p6_from_eleven_to_four_are_four_hours_in_spring() -> None:
    minutes = minutes_between(wall('2027-03-27 23:00'), wall('2027-03-28 04:00'), BERLIN)
    one = price(at('2027-03-27 23:00'), minutes)
    assert minutes == 240
    assert told(one) == (24000, 9000, 0, 0, 33000, 16500, 16500)
    assert ends(one) == '03-28 04:00 CEST'


def test_p7_from_eleven_to_four_are_six_hours_in_autumn() -> None:
    minutes = minutes_between(wall('2027-10-30 23:00'), wall('2027-10-31 04:00'), BERLIN)
    one = price(at('2027-10-30 23:00'), minutes)
    assert minutes == 360
    assert told(one) == (36000, 14000, 0, 0, 50000, 25000, 25000)
    assert ends(one) == '10-31 04:00 CET'


def test_p8_the_second_two_o_clock_starts_an_hour_after_the_first() -> None:
    one = price(at('2027-10-31 02:00', fold=1), 120)
    assert one.start == at('2027-10-31 01:00', 'UTC')
    assert told(one) == (12000, 5000, 0, 0, 17000, 8500, 8500)
    assert ends(one) == '10-31 04:00 CET'


def test_p9_new_york_in_spring() -> None:
    one = price(at('2027-03-13 22:00', NEW_YORK), 360, card=AMERICAN, zone=NEW_YORK)
    assert told(one) == (45000, 13000, 0, 0, 58000, 29000, 29000)
    assert ends(one) == '03-14 05:00 EDT'


def test_p10_new_york_in_autumn() -> None:
    one = price(at('2027-11-06 22:00', NEW_YORK), 360, card=AMERICAN, zone=NEW_YORK)
    assert told(one) == (45000, 13000, 0, 0, 58000, 29000, 29000)
    assert ends(one) == '11-07 03:00 EST'


def test_p11_the_second_one_o_clock_in_new_york() -> None:
    one = price(at('2027-11-07 01:00', NEW_YORK, fold=1), 60, card=AMERICAN, zone=NEW_YORK)
    assert one.start == at('2027-11-07 06:00', 'UTC')
    assert told(one) == (7500, 2500, 0, 0, 10000, 5000, 5000)
    assert ends(one) == '11-07 02:00 EST'


def test_p12_the_same_day_has_a_fee() -> None:
    one = price(at('2027-03-24 18:00'), 120, booked_at=at('2027-03-24 09:15'))
    assert told(one) == (12000, 0, 2000, 0, 14000, 7000, 7000)
    assert ends(one) == '03-24 20:00 CET'


def test_p13_behind_midnight_it_is_still_the_same_day_of_the_studio() -> None:
    one = price(at('2027-03-25 01:00'), 120, booked_at=at('2027-03-24 23:30'))
    assert told(one) == (12000, 5000, 2000, 0, 19000, 9500, 9500)
    assert ends(one) == '03-25 03:00 CET'


def test_p14_before_six_it_is_still_the_day_before() -> None:
    one = price(at('2027-03-25 07:00'), 120, booked_at=at('2027-03-25 05:59'))
    assert told(one) == (12000, 0, 0, 0, 12000, 6000, 6000)
    assert ends(one) == '03-25 09:00 CET'


def test_p15_half_a_cent_goes_up_and_the_deposit_with_it() -> None:
    one = price(at('2027-03-24 14:00'), 90, card=Card(5555, CARD.bands, 2000, 50))
    assert told(one) == (8333, 0, 0, 0, 8333, 4167, 4166)
    assert ends(one) == '03-24 15:30 CET'


def test_p16_each_line_is_rounded_for_itself() -> None:
    one = price(at('2027-03-24 19:30'), 50, Off('SPRING', percent=15), card=Card(3333, CARD.bands, 2000, 50))
    assert told(one) == (2778, 500, 0, 417, 2861, 1431, 1430)
    assert ends(one) == '03-24 20:20 CET'


def test_p17_a_share_is_of_the_session_and_not_of_its_fees() -> None:
    one = price(at('2027-03-24 22:00'), 240, Off('TEN', percent=10))
    assert told(one) == (24000, 8000, 0, 2400, 29600, 14800, 14800)


def test_p18_unless_the_coupon_covers_fees() -> None:
    one = price(at('2027-03-24 22:00'), 240, Off('TEN', percent=10, covers_fees=True))
    assert told(one) == (24000, 8000, 0, 3200, 28800, 14400, 14400)


def test_p19_an_amount_takes_no_more_off_than_there_is() -> None:
    one = price(at('2027-03-24 22:00'), 60, Off('BIG', cents=10000))
    assert told(one) == (6000, 1500, 0, 6000, 1500, 750, 750)


def test_p20_shares_come_before_amounts_however_they_are_given() -> None:
    fixed, share = Off('THIRTY', cents=3000, may_stack=True), Off('FIFTH', percent=20, may_stack=True)
    one = price(at('2027-03-24 14:00'), 180, fixed, share)
    assert told(one) == (18000, 0, 0, 6600, 11400, 5700, 5700)
    assert [(line.name, line.cents) for line in one.lines[1:]] == [('Coupon FIFTH', -3600), ('Coupon THIRTY', -3000)]
    assert told(price(at('2027-03-24 14:00'), 180, share, fixed)) == told(one)


def test_p21_what_is_free_needs_no_checkout() -> None:
    start = at('2027-03-24 22:00')
    one = price(start, 60, Off('ALL', percent=100, covers_fees=True), booked_at=at('2027-03-24 12:00'))
    assert told(one) == (6000, 1500, 2000, 9500, 0, 0, 0)
    assert not one.needs_checkout
    assert not one.is_paid_on_site


def test_p22_a_deposit_is_no_less_than_can_be_paid_and_the_rest_is_paid_on_site() -> None:
    start = at('2027-03-24 14:00')
    least, below = price(start, 60, Off('MOST', cents=5940)), price(start, 60, Off('MORE', cents=5960))
    assert told(least) == (6000, 0, 0, 5940, 60, 50, 10)
    assert told(below) == (6000, 0, 0, 5960, 40, 0, 40)
    assert (least.needs_checkout, least.is_paid_on_site) == (True, False)
    assert (below.needs_checkout, below.is_paid_on_site) == (False, True)


def test_p23_deposits_of_odd_amounts_and_shares() -> None:
    assert told(price(at('2027-03-24 14:00'), 60, card=Card(6001))) == (6001, 0, 0, 0, 6001, 3001, 3000)
    third = Card(6000, deposit_percent=33)
    assert told(price(at('2027-03-24 14:00'), 150, card=third)) == (15000, 0, 0, 0, 15000, 4950, 10050)


def test_a_studio_that_asks_for_no_deposit_gets_none() -> None:
    assert told(price(at('2027-03-24 14:00'), 60, card=Card(6000, deposit_percent=0)))[-2:] == (0, 6000)


def test_two_coupons_count_together_only_if_both_may() -> None:
    with pytest.raises(StacksBadly, match='Choose one'):
        price(at('2027-03-24 14:00'), 60, Off('A', percent=10, may_stack=True), Off('B', cents=100))


def test_bands_count_on_their_days_alone_and_may_go_on_behind_midnight() -> None:
    weekend = Card(6000, (Band(22 * 60, 28 * 60, 1200, days=(4,)),))
    friday, thursday = (
        price(at('2027-03-26 23:00'), 360, card=weekend),
        price(at('2027-03-25 23:00'), 360, card=weekend),
    )
    assert friday.after_hours == 5 * 1200
    assert thursday.after_hours == 0
    assert price(at('2027-03-27 01:00'), 60, card=weekend).after_hours == 1200, 'this night began on Friday'


def test_a_price_is_kept_as_it_was_with_the_card_and_the_coupons_that_made_it() -> None:
    one = price(at('2027-03-24 22:00'), 240, Off('TEN', percent=10, covers_fees=True))
    assert Quote.from_json(one.to_json()) == one


@pytest.mark.parametrize('text', ['{}', '[]', 'null', '{"start": 3}', 'no JSON'])
def test_what_is_no_price_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match=r'no price|JSON|Expecting'):
        Quote.from_json(text)


def test_bands_are_kept_as_they_are_written() -> None:
    bands = (Band(1200, 1440, 1500), Band(1320, 1680, 2500, days=(4, 5)))
    assert read_bands(write_bands(bands)) == bands


@pytest.mark.parametrize(
    'text',
    [
        '{}',
        'null',
        '[1]',
        '[{"from": 60}]',
        '[{"from": 60, "to": 60, "cents_per_hour": 1}]',
        '[{"from": 0, "to": 1441, "cents_per_hour": 1}]',
        '[{"from": 0, "to": 60, "cents_per_hour": -1}]',
        '[{"from": 0, "to": 60, "cents_per_hour": 1, "days": [7]}]',
    ],
)
def test_bands_that_are_none_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r'\.$'):
        read_bands(text)


@pytest.mark.parametrize(('start', 'minutes'), [('2027-03-24 14:00:30', 60), ('2027-03-24 14:00', 0)])
def test_a_session_starts_on_a_whole_minute_and_lasts_one_at_least(start: str, minutes: int) -> None:
    with pytest.raises(ValueError, match='whole minute'):
        price(at(start), minutes)
    with pytest.raises(ValueError, match='known zone'):
        quote(CARD, wall('2027-03-24 14:00'), 60, at('2027-03-01 10:00'), BERLIN, 360)
