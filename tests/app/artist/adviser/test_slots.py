"""What a question names: platform, number, days, an aim, a day ahead, a release by a title that is nearly right."""

from datetime import date

import pytest

from app.artist.adviser import slots

TODAY = date(2027, 6, 30)


def read(question: str) -> slots.Slots:
    return slots.read(question, TODAY, ('Glasshouse', 'Nightfall', '東京'))


@pytest.mark.parametrize(
    ('question', 'platform', 'metric'),
    [
        ('How many followers on Spotify?', 'spotify', 'followers'),
        ('my monthly listeners on apple', 'apple_music', 'monthly_listeners'),
        ('yt subs', 'youtube', 'subscribers'),
        ('TikTok views, please', 'tiktok', 'views'),
        ('how are you', None, None),
    ],
)
def test_platform_and_number(question: str, platform: str | None, metric: str | None) -> None:
    found = read(question)
    assert (found.platform, found.metric) == (platform, metric)


@pytest.mark.parametrize(
    ('question', 'first', 'last'),
    [
        ('in the last month', date(2027, 6, 2), date(2027, 6, 29)),
        ('the last two weeks', date(2027, 6, 16), date(2027, 6, 29)),
        ('past 90 days', date(2027, 4, 1), date(2027, 6, 29)),
        ('yesterday', date(2027, 6, 29), date(2027, 6, 29)),
        ('since May', date(2027, 5, 1), date(2027, 6, 29)),
        ('in April', date(2027, 4, 1), date(2027, 4, 30)),
        ('in August', date(2026, 8, 1), date(2026, 8, 31)),
        ('during April', date(2027, 4, 1), date(2027, 4, 30)),
        ('for April', date(2027, 4, 1), date(2027, 4, 30)),
        ('in April 2025', date(2025, 4, 1), date(2025, 4, 30)),
    ],
)
def test_days_that_are_over(question: str, first: date, last: date) -> None:
    found = read(question).period
    assert found is not None
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ('question', 'aim'),
    [
        ('when do I reach 1,000 followers', 1000),
        ('10k', 10_000),
        ('will I have 10k by December 2027', 10_000),
        ('by 2028', None),
        ('2.5k streams', 2500),
        ('1.000 followers', 1000),
        ('five thousand', 5000),
        ('a million plays', 1_000_000),
        ('999,999,999,999,999 plays', 999_999_999_999_999),
        (f'reach {"9" * 400} followers', None),
        ('the next 28 days', None),
    ],
)
def test_an_aim(question: str, aim: float | None) -> None:
    assert read(question).aim == aim


@pytest.mark.parametrize(
    ('question', 'day'),
    [
        ('a single on 20 August', date(2027, 8, 20)),
        ('August 20th', date(2027, 8, 20)),
        ('on 2027-09-03', date(2027, 9, 3)),
        ('in six weeks', date(2027, 8, 11)),
        ('on Friday', date(2027, 7, 2)),
        ('on Wednesday', date(2027, 7, 7)),
        ('in October', date(2027, 10, 1)),
        ('on 2 February', date(2027, 2, 2)),
        ('on 31 February', None),
        ('soon', None),
    ],
)
def test_a_day(question: str, day: date | None) -> None:
    assert read(question).day == day


def test_a_title_that_is_nearly_right() -> None:
    assert read('how did glashouse do').release == 0
    assert read('and night fall?').release is None
    assert read('NIGHTFALL!').release == 1
    assert read('how did it do').release is None
    assert slots.read('how was my week', TODAY, ('÷', '!!!')).release is None


@pytest.mark.parametrize(
    ('question', 'country'),
    [
        ('streams in May after our reunion', None),
        ('streams in May in Réunion', 'Réunion'),
        ('did the new jersey sell', None),
        ('sales from Jersey', 'Jersey'),
        ('cold turkey streams', None),
        ('the reunion in Turkey', 'Turkey'),
        ('our reunion show, and streams in Reunion', 'Réunion'),
        ('Germany streams', 'Germany'),
        ('how did Nightfall do in Germany', 'Germany'),
        ('streams of Georgia in Georgia', 'Georgia'),
        ('how did Georgia do', None),
    ],
)
def test_a_country_is_told_from_words_and_titles_that_are_called_like_it(question: str, country: str | None) -> None:
    assert slots.read(question, TODAY, ('Nightfall', 'Georgia')).country == country


def test_a_leap_day_that_next_year_does_not_have_is_no_day() -> None:
    assert slots.read('a single on 29 February', date(2028, 10, 1)).day is None
