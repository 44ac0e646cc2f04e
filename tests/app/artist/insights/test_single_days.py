"""Spikes, drops and what looks like one: single days among others."""

from datetime import date

from app.artist.insights import UNIQUE, look
from app.artist.insights.daily import poisson_tail
from tests.app.artist.insights.series import at, days, found, of, only


def test_a_day_far_above_its_weekday_is_a_spike_with_what_was_expected() -> None:
    streams = of(days(56, 100, weekend=150, other={44: 480}), first=date(2027, 5, 3))
    spike = only(look(streams), 'spike')
    assert (spike.first_day, spike.last_day, spike.value) == (date(2027, 6, 16), date(2027, 6, 16), 480)
    assert spike.expected is not None
    assert abs(spike.expected - 100) <= 5
    assert spike.evidence == (date(2027, 6, 16),)
    assert '480 on 16 June, where about 100 were to be expected' in spike.sentence
    assert 'The cause is not known' in spike.reason


def test_a_weekend_that_is_always_full_is_no_spike() -> None:
    assert found(look(of(days(84, 100, weekend=320))), 'spike') == []


def test_a_day_far_below_is_a_drop() -> None:
    drop = only(look(of(days(84, 1000, weekend=1400, other={60: 250}))), 'drop')
    assert (drop.first_day, drop.value) == (at(60), 250)
    assert drop.effect is not None
    assert drop.effect < -0.7


def test_half_as_much_again_is_needed_however_even_the_days_were() -> None:
    assert found(look(of(days(84, other={60: 140}))), 'spike') == []
    assert only(look(of(days(84, other={60: 170}))), 'spike').first_day == at(60)


def test_a_spike_and_its_echo_are_one() -> None:
    spike = only(look(of(days(84, other={60: 600, 61: 280}))), 'spike')
    assert (spike.first_day, spike.last_day) == (at(60), at(61))
    assert spike.facts['peak'] == at(60).isoformat()


def test_what_lasts_longer_than_five_days_is_no_spike() -> None:
    assert found(look(of(days(70, other=dict.fromkeys(range(50, 57), 400)))), 'spike') == []


def test_few_a_day_are_judged_by_the_chance_of_counting_and_only_upwards() -> None:
    few = days(84, 3)
    assert found(look(of([*few[:70], 9, *few[71:]])), 'spike') == []
    assert only(look(of([*few[:70], 21, *few[71:]])), 'spike').value == 21
    assert found(look(of([*few[:70], 0, *few[71:]])), 'drop') == []
    assert abs(poisson_tail(3, 1.0) - 0.0803) < 1e-4


def test_days_that_are_not_settled_are_not_judged() -> None:
    low = days(60)
    low[-2:] = [40, 20]
    said = look(of(low, unsettled=2))
    assert found(said, 'drop') == []
    assert only(said, 'unsettled').evidence == (at(58), at(59))
    assert found(look(of(low)), 'drop'), 'settled, the same days would be told'


def test_missing_days_are_no_zeros() -> None:
    holey = days(84, other=dict.fromkeys((20, 33, 47, 61), None))
    assert [one.rule for one in look(of(holey)) if one.rule in ('spike', 'drop', 'zeros')] == []


def test_listeners_of_a_day_are_judged_by_day_as_well() -> None:
    listeners = of(days(84, 60, other={60: 200}), kind=UNIQUE, metric='listeners')
    assert only(look(listeners), 'spike').value == 200
    assert only(look(listeners), 'forecast').key == 'forecast_mean', 'they must not be summed'


def test_what_goes_below_zero_is_not_judged_by_shares() -> None:
    assert look(of([5, -3, 8, 2, -1] * 20)) == []
