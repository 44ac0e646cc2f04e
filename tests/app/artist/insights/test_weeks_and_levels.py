"""Changes of level, trends, what comes after a release, and what may come next."""

from app.artist.insights import FLOW, Release, look
from tests.app.artist.insights.series import at, days, found, of, only, wavy


def test_days_that_bring_more_from_one_day_on_are_a_change_of_level_and_no_spike() -> None:
    said = look(of(wavy(112, lambda day: 100 if day < 70 else 160)))
    level = only(said, 'level')
    assert (level.key, level.first_day) == ('level_up', at(70))
    assert level.effect is not None
    assert level.interval is not None
    assert level.interval[0] < level.effect < level.interval[1]
    assert abs(level.effect - 0.6) < 0.05
    assert found(said, 'spike') == []
    assert found(said, 'trend') == [], 'the same is not told twice'


def test_what_has_gone_back_is_no_change_of_level() -> None:
    assert found(look(of(wavy(112, lambda day: 160 if 70 <= day < 95 else 100))), 'level') == []


def test_a_change_below_a_fifth_is_not_told() -> None:
    assert found(look(of(wavy(112, lambda day: 100 if day < 70 else 112))), 'level') == []


def test_weeks_that_rise_one_after_another_are_a_trend_with_its_range() -> None:
    trend = only(look(of(wavy(112, lambda day: 200 * 1.05 ** (max(0, day - 56) / 7)))), 'trend')
    assert trend.key == 'trend_up'
    assert trend.effect is not None
    assert trend.interval is not None
    assert trend.interval[0] <= 0.05 <= trend.interval[1]
    assert (trend.last_day - trend.first_day).days == 55
    assert 'a week, for eight weeks' in trend.sentence


def test_weeks_that_stay_are_no_trend() -> None:
    assert found(look(of(wavy(112, lambda _: 200))), 'trend') == []


def test_what_fades_after_a_release_is_no_trend() -> None:
    plays = of(wavy(112, lambda day: 200 + (day >= 60) * 200 * 0.5 ** (max(0, day - 60) / 14)))
    assert only(look(plays), 'trend').key == 'trend_down'
    assert found(look(plays, [Release('Glasshouse', at(60))]), 'trend') == []


def test_two_weeks_after_a_release_are_compared_by_weekday_and_never_called_its_cause() -> None:
    streams = of(days(56, 100, weekend=150, other={44: 480}))
    effect = only(look(streams, [Release('Glasshouse', at(42), 'r1')]), 'release')
    assert (effect.value, effect.expected, effect.effect) == (1980, 1600, 0.2375)
    assert effect.facts['carried_by'] == at(44).isoformat()
    assert effect.facts['reference'] == 'r1'
    assert 'carries nearly all of it' in effect.reason
    assert 'not because of it' in effect.reason
    assert effect.interval is not None
    assert effect.interval[0] < 0.2375 < effect.interval[1]


def test_a_release_is_not_judged_beside_another_nor_before_ten_days_nor_without_days_before() -> None:
    streams = of(days(56))
    beside = [Release('One', at(40)), Release('Two', at(35))]
    assert found(look(streams, beside), 'release') == []
    assert found(look(streams, [Release('New', at(47))]), 'release') == []
    assert found(look(streams, [Release('Old', at(10))]), 'release') == []
    assert len(found(look(streams, [Release('Right', at(42))]), 'release')) == 1


def test_a_forecast_needs_seventy_days_and_says_how_many_there_are() -> None:
    short = only(look(of(days(56))), 'too_short')
    assert (short.value, short.expected) == (56, 70)
    assert '56 of 70 days' in short.sentence
    assert found(look(of(days(56))), 'forecast') == []


def test_a_forecast_is_a_range_of_four_weeks() -> None:
    ahead = only(look(of(wavy(112, lambda _: 100))), 'forecast')
    assert (ahead.first_day, ahead.last_day) == (at(112), at(139))
    assert ahead.interval is not None
    assert ahead.value is not None
    assert ahead.interval[0] < 2800 < ahead.interval[1]
    assert abs(ahead.value - 2800) < 100
    assert ahead.interval[1] >= 1.06 * ahead.value - 1, 'no forecast is more certain than six percent'


def test_the_weekdays_that_bring_most_are_told_from_eight_weeks_on() -> None:
    best = only(look(of(days(56, 100, weekend=150))), 'best_weekday')
    assert best.facts['weekdays'] == [5, 6]
    assert (best.value, best.expected) == (150, 100)
    assert 'Saturdays and Sundays bring most' in best.sentence
    assert found(look(of(days(49, 100, weekend=150))), 'best_weekday') == []
    assert found(look(of(days(84), kind=FLOW)), 'best_weekday') == []
