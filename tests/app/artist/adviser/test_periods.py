"""Which days a question is about, in the ways in which people name them."""

from datetime import date

import pytest

from app.artist.adviser import slots
from app.artist.adviser.periods import Period

TODAY = date(2026, 11, 30)
"""A Monday."""
MAY, AUGUST, OCTOBER = (Period(date(2026, month, 1), date(2026, month, 31)) for month in (5, 8, 10))


def read(question: str) -> slots.Slots:
    return slots.read(question, TODAY, ('Glasshouse', 'September Rain'))


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    ('question', 'first', 'last'),
    [
        ('my listeners for september', '2026-09-01', '2026-09-30'),
        ('november streams', '2026-11-01', '2026-11-29'),
        ('streams dec', '2025-12-01', '2025-12-31'),
        ('plays in Sept.', '2026-09-01', '2026-09-30'),
        ('may streams?', '2026-05-01', '2026-05-31'),
        ('saves in febuary', '2026-02-01', '2026-02-28'),
        ('views in June last year', '2025-06-01', '2025-06-30'),
        ('in 2025, how many plays in June?', '2025-06-01', '2025-06-30'),
        ('streams 2026-05', '2026-05-01', '2026-05-31'),
        ('streams in 05/2026', '2026-05-01', '2026-05-31'),
        ('plays in 2025', '2025-01-01', '2025-12-31'),
        ('followers in Nov ’25', '2025-11-01', '2025-11-30'),
        ('streams last month', '2026-10-01', '2026-10-31'),
        ('streams in the last month', '2026-11-02', '2026-11-29'),
        ('streams in the last 3 months', '2026-08-30', '2026-11-29'),
        ('streams over the past 12 months', '2025-11-30', '2026-11-29'),
        ('how many views this year', '2026-01-01', '2026-11-29'),
        ('streams so far this year', '2026-01-01', '2026-11-29'),
        ('views since the beginning of the year', '2026-01-01', '2026-11-29'),
        ('listeners in Q3', '2026-07-01', '2026-09-30'),
        ('q1 2025 sales', '2025-01-01', '2025-03-31'),
        ('streams in the first quarter of last year', '2025-01-01', '2025-03-31'),
        ('last quarter’s plays', '2026-07-01', '2026-09-30'),
        ('views in the first half of 2026', '2026-01-01', '2026-06-30'),
        ('how was my summer', '2026-06-01', '2026-08-31'),
        ('listeners in winter', '2025-12-01', '2026-02-28'),
        ('streams in fall 2025', '2025-09-01', '2025-11-30'),
        ('views between March and May', '2026-03-01', '2026-05-31'),
        ('streams Jan – Mar', '2026-01-01', '2026-03-31'),
        ('streams from November to February', '2025-11-01', '2026-02-28'),
        ('streams from June to January 2026', '2025-06-01', '2026-01-31'),
        ('streams between 3 March and 17 May', '2026-03-03', '2026-05-17'),
        ('streams from 3 to 17 June', '2026-06-03', '2026-06-17'),
        ('streams June 3 to 17', '2026-06-03', '2026-06-17'),
        ('streams since June', '2026-06-01', '2026-11-29'),
        ('streams after August', '2026-09-01', '2026-11-29'),
        ('streams in May and June', '2026-05-01', '2026-06-30'),
        ('streams in the last week of June', '2026-06-24', '2026-06-30'),
        ('how many plays on 3.9.2026', '2026-09-03', '2026-09-03'),
        ('how many plays on September 3rd', '2026-09-03', '2026-09-03'),
        ('streams two weeks ago', '2026-11-16', '2026-11-22'),
        ('streams last weekend', '2026-11-28', '2026-11-29'),
        ('streams this week', '2026-11-30', '2026-11-30'),
        ('followers in 2030', '2030-01-01', '2030-12-31'),
        ('streams next month', '2026-12-01', '2026-12-31'),
    ],
)
def test_days_by_their_names(question: str, first: str, last: str) -> None:
    found = read(question).period
    assert found is not None
    assert (found.first, found.last) == days(first, last)


@pytest.mark.parametrize(
    'question',
    [
        'how may streams did I get',
        'may I see my streams',
        'why did my streams fall',
        'do I have 2025 followers yet',
        'how many streams did September Rain get',
        'where do you see my listeners in a month',
        'how many streams',
    ],
)
def test_words_that_only_look_like_days(question: str) -> None:
    assert read(question).period is None


@pytest.mark.parametrize('question', ['streams in total', 'streams until May', 'plays before June 2026'])
def test_all_days_from_the_first_that_there_is(question: str) -> None:
    found = read(question).period
    assert found is not None
    assert found.is_open


@pytest.mark.parametrize(
    ('question', 'period', 'beside'),
    [
        ('streams in May vs August', MAY, AUGUST),
        ('did I get more streams in May or August?', MAY, AUGUST),
        ('this month compared to last month', Period(date(2026, 11, 1), date(2026, 11, 29)), OCTOBER),
        ('am I up against August', None, AUGUST),
    ],
)
def test_days_that_others_are_held_against(question: str, period: Period | None, beside: Period) -> None:
    found = read(question)
    assert (found.period, found.beside) == (period, beside)
