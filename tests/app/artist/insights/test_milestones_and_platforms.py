"""Round numbers, platforms against each other, and days without a post."""

from datetime import date

from app.artist.insights import STOCK, WINDOW, growth, look, look_at_all
from app.artist.insights.milestones import ladder
from tests.app.artist.insights.series import at, days, found, of, only, wavy


def test_the_ladder_goes_by_one_two_and_a_half_and_five() -> None:
    assert ladder(6000) == [100, 250, 500, 1000, 2500, 5000, 10000]


def test_a_round_number_is_reached_once_the_next_day_is_above_it_too() -> None:
    one_day = of([985.0, 990, 995, 1001], kind=STOCK, metric='followers', label='Spotify followers')
    assert found(look(one_day), 'milestone') == []
    two_days = of([985.0, 990, 995, 1001, 1003], kind=STOCK, metric='followers', label='Spotify followers')
    milestone = only(look(two_days), 'milestone')
    assert (milestone.first_day, milestone.facts['milestone']) == (at(3), 1000)
    assert milestone.sentence == 'Spotify followers reached 1,000 on 7 January.'


def test_what_was_above_before_the_numbers_begin_is_no_milestone() -> None:
    assert found(look(of([1010.0, 990, 1003, 1005], kind=STOCK, metric='followers')), 'milestone') == []
    assert found(look(of([1010.0, 1012, 1013], kind=WINDOW, metric='monthly_listeners')), 'milestone') == []


def test_the_next_round_number_is_foretold_while_it_rises() -> None:
    followers = of([960.0 + day for day in range(29)], first=date(2027, 5, 31), kind=STOCK, metric='followers')
    coming = only(look(followers), 'next_milestone')
    assert (coming.value, coming.expected) == (988, 1000)
    assert coming.facts['day'] == '2027-07-10'
    assert 'about 10 July' in coming.sentence


def test_nothing_is_foretold_of_what_falls_or_wavers() -> None:
    falling = [990.0 - day for day in range(29)]
    assert found(look(of(falling, kind=STOCK, metric='followers')), 'next_milestone') == []
    wavering = [980.0 + 9 * (day % 2) for day in range(29)]
    assert found(look(of(wavering, kind=STOCK, metric='followers')), 'next_milestone') == []


def test_the_platform_that_grows_fastest_is_told_if_the_ranges_are_apart() -> None:
    rising = of(wavy(112, lambda day: 100 if day < 84 else 180))
    steady = of(wavy(112, lambda _: 70), platform='youtube', metric='views', label='YouTube views')
    faster = only(look_at_all([rising, steady]), 'faster')
    assert (faster.platform, faster.facts['other_platform']) == ('spotify', 'youtube')
    again = of(wavy(112, lambda _: 90), platform='soundcloud', metric='plays')
    assert found(look_at_all([steady, again]), 'faster') == []


def test_a_platform_whose_numbers_are_old_is_not_compared() -> None:
    rising = of(wavy(112, lambda day: 100 if day < 84 else 180))
    old = of(wavy(100, lambda _: 70), platform='youtube', metric='views')
    assert found(look_at_all([rising, old]), 'faster') == []


def test_growth_of_followers_is_between_two_totals_and_window_metrics_have_none() -> None:
    grown = growth(of([960.0 + day for day in range(29)], kind=STOCK, metric='followers'))
    assert grown is not None
    assert (grown.before, grown.value) == (960, 988)
    assert growth(of(days(60), kind=WINDOW, metric='monthly_listeners')) is None


def test_a_share_that_moves_is_told() -> None:
    rising = of(wavy(112, lambda day: 100 if day < 84 else 300))
    steady = of(wavy(112, lambda _: 100), platform='youtube', metric='views', label='YouTube views')
    share = only(look_at_all([rising, steady]), 'share')
    assert (share.platform, share.key) == ('spotify', 'share_up')
    assert share.value is not None
    assert abs(share.value - 0.75) < 0.02


def test_platforms_move_together_only_if_more_than_weekdays_do() -> None:
    one = of(wavy(112, lambda _: 100))
    same = of(wavy(112, lambda _: 70), platform='youtube', metric='views', label='YouTube views')
    together = only(look_at_all([one, same]), 'together')
    assert together.value is not None
    assert together.value > 0.9
    assert 'does not mean that one causes the other' in together.reason
    weekends = of(days(112, 100, weekend=200))
    others = of(days(112, 70, weekend=140), platform='youtube', metric='views')
    assert found(look_at_all([weekends, others]), 'together') == []


def test_two_weeks_without_a_post_are_told() -> None:
    posts = [date(2027, 6, 1), date(2027, 6, 10)]
    silent = only(look_at_all([], posts=posts, today=date(2027, 6, 24)), 'no_posts')
    assert silent.value == 14
    assert found(look_at_all([], posts=posts, today=date(2027, 6, 23)), 'no_posts') == []
