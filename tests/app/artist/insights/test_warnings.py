"""What is wrong with the numbers is told before what they say."""

from dataclasses import replace
from datetime import timedelta

from app.artist.insights import STOCK, look, look_at_all
from tests.app.artist.insights.series import at, days, found, of, only


def test_a_zero_between_days_of_a_thousand_is_a_suspected_gap_and_no_drop() -> None:
    said = look(of(days(84, 1000, other={60: 0})))
    assert found(said, 'drop') == []
    gap = only(said, 'zeros')
    assert (gap.first_day, gap.value, gap.expected) == (at(60), 0, 1000)
    assert 'a gap in the counting is suspected' in gap.sentence


def test_a_zero_that_somebody_has_confirmed_is_a_drop() -> None:
    said = look(of(days(84, 1000, other={60: 0}), confirmed=[at(60)]))
    assert found(said, 'zeros') == []
    assert only(said, 'drop').value == 0


def test_zeros_of_somebody_with_few_plays_are_facts() -> None:
    assert found(look(of(days(84, 4, other={60: 0}))), 'zeros') == []


def test_the_days_doubted_elsewhere_are_left_out_here() -> None:
    odd = of(days(84, other={60: 600}))
    assert found(look(odd), 'spike')
    assert found(look(replace(odd, doubted=frozenset({at(60)}))), 'spike') == []


def test_a_total_that_collapses_for_a_day_is_a_slip() -> None:
    followers = [24_000.0 + 10 * day for day in range(40)]
    followers[30] = 2430
    said = look(of(followers, kind=STOCK, metric='followers'))
    slip = only(said, 'slip')
    assert (slip.first_day, slip.value) == (at(30), 2430)
    assert only(said, 'next_milestone').facts['a_day'] == 10, 'it is not used in the growth'


def test_a_total_that_stays_low_is_the_truth() -> None:
    assert found(look(of([10_000.0] * 20 + [4000.0] * 20, kind=STOCK, metric='followers')), 'slip') == []


def test_three_missing_days_are_told_and_two_are_not() -> None:
    gap = only(look(of(days(84, other=dict.fromkeys((60, 61, 62), None)))), 'gap')
    assert (gap.first_day, gap.last_day, gap.value) == (at(60), at(62), 3)
    assert found(look(of(days(84, other=dict.fromkeys((60, 61), None)))), 'gap') == []


def test_many_single_days_missing_are_told_together() -> None:
    holey = days(84, other={day: None for day in range(58, 82, 3)})
    gap = only(look(of(holey)), 'gap')
    assert (gap.value, gap.expected) == (8, 28)


def test_numbers_of_last_week_are_old_and_nothing_later_is_said() -> None:
    views = of(days(60, 70))
    later = replace(views, settled_until=views.settled_until + timedelta(days=8), today=views.today + timedelta(days=9))
    stale = only(look(later), 'stale')
    assert (stale.first_day, stale.value) == (at(59), 10)
    assert found(look(replace(later, settled_until=views.settled_until + timedelta(days=6))), 'stale') == []


def test_warnings_stand_before_everything_else() -> None:
    numbers = of(days(84, 1000, other={40: 0, 60: 6000}))
    assert [one.rule for one in look_at_all([numbers])][:2] == ['zeros', 'spike']
