"""What late data make of what was said: it stands with new values, or is taken back with a reason."""

import json
from dataclasses import replace
from datetime import timedelta

from app.artist.insights import STOCK, Finding, Numbers, Release, look, look_again, look_at_all
from tests.app.artist.insights.series import at, days, of, only, wavy

SPIKE = days(84, other={60: 480})


def test_a_finding_survives_being_written_down() -> None:
    spike = only(look(of(SPIKE)), 'spike')
    assert Finding.from_json(json.loads(json.dumps(spike.to_json()))) == spike


def test_a_spike_that_was_revised_away_is_taken_back_and_says_why() -> None:
    spike = only(look(of(SPIKE)), 'spike')
    again = look_again(spike, [of(days(84, other={60: 120}))])
    assert not again.stands
    assert again.why == '5 March now has 120 instead of 480.'
    assert look_again(spike, [of(days(84, other={60: None}))]).why == 'The number of 5 March is gone.'
    assert look_again(spike, []).why == 'Its numbers are gone.'


def test_a_revised_spike_that_is_still_one_stands_with_its_new_value() -> None:
    again = look_again(only(look(of(SPIKE)), 'spike'), [of(days(84, other={60: 410}))])
    assert again.stands
    assert again.now is not None
    assert again.now.value == 410


def test_what_has_been_told_needs_less_to_stand_than_to_be_told() -> None:
    spike = only(look(of(days(84, other={60: 160}))), 'spike')
    assert look_again(spike, [of(days(84, other={60: 145}))]).stands


def test_a_spike_that_lasts_is_taken_back_as_a_level() -> None:
    early = of(wavy(72, lambda day: 100 if day < 70 else 250))
    spike = only(look(early), 'spike')
    later = of(wavy(112, lambda day: 100 if day < 70 else 250))
    again = look_again(spike, [later])
    assert not again.stands
    assert 'It lasted' in again.why or 'not far' in again.why


def test_a_level_that_goes_back_within_weeks_did_not_last_and_one_that_changes_later_was_true() -> None:
    told = only(look(of(wavy(90, lambda day: 100 if day < 70 else 170))), 'level')
    back = of(wavy(112, lambda day: 170 if 70 <= day < 90 else 100))
    assert look_again(told, [back]).why == 'It did not last: later days are back where they were.'
    much_later = of(wavy(150, lambda day: 170 if 70 <= day < 125 else 100))
    assert look_again(told, [much_later]).stands


def test_a_trend_is_not_wrong_because_the_ninth_week_was_another() -> None:
    rising = wavy(112, lambda day: 200 * 1.05 ** (max(0, day - 56) / 7))
    trend = only(look(of(rising)), 'trend')
    assert look_again(trend, [of([*rising, *wavy(14, lambda _: 150)])]).stands
    flat = wavy(112, lambda _: 200)
    assert 'have changed and no longer say so' in look_again(trend, [of(flat)]).why


def test_a_release_is_compared_again_with_revised_days() -> None:
    release = [Release('Glasshouse', at(42))]
    told = only(look(of(days(56, other={44: 480})), release), 'release')
    again = look_again(told, [of(days(56, other={44: 300}))], release)
    assert again.now is not None
    assert (told.value, again.now.value) == (1780, 1600)
    assert not look_again(told, [of(days(56, other={44: 480}))], []).stands, 'the release is gone'


def test_a_milestone_that_was_a_slip_is_taken_back() -> None:
    milestone = only(look(of([985.0, 990, 1001, 1003], kind=STOCK, metric='followers')), 'milestone')
    again = look_again(milestone, [of([985.0, 990, 991, 993], kind=STOCK, metric='followers')])
    assert not again.stands
    assert again.why == '6 January now has 991 instead of 1,001.'


def test_warnings_end_when_the_days_come() -> None:
    gap = only(look(of(days(84, other=dict.fromkeys((60, 61, 62), None)))), 'gap')
    assert look_again(gap, [of(days(84, other={61: None}))]).stands
    assert look_again(gap, [of(days(84))]).why == 'The missing days have come.'
    zero = only(look(of(days(84, 1000, other={60: 0}))), 'zeros')
    assert not look_again(zero, [of(days(84, 1000, other={60: 0}), confirmed=[at(60)])]).stands
    old = of(days(60))
    late = replace(old, settled_until=old.settled_until + timedelta(days=9), today=old.today + timedelta(days=9))
    assert not look_again(only(look(late), 'stale'), [of(days(70))]).stands


def test_platforms_are_compared_again_as_of_the_day_on_which_it_was_said() -> None:
    def both(count: int) -> list[Numbers]:
        rising = of(wavy(count, lambda day: 100 if day < 84 else 180))
        steady = of(wavy(count, lambda _: 70), platform='youtube', metric='views', label='YouTube views')
        return [rising, steady]

    faster = only(look_at_all(both(112)), 'faster')
    assert look_again(faster, both(150)).stands
