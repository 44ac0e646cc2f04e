"""A short question goes on from the one before it, says what was understood, and takes nothing over by mistake."""

import pytest

from app.artist import talk
from app.artist.adviser import answering
from bench.artist import adviser as bench
from tests.app.artist.adviser.fixture import NOW, House

MAY = 'How many streams had I in May?'


def ask(house: House, *questions: str) -> talk.Message:
    """Ask one after the other; the last answer."""
    return [talk.ask(house.ann, question, now=NOW)[1] for question in questions][-1]


def test_short_questions_are_understood_as_they_are_meant_and_others_left_alone() -> None:
    going_on, alone, misses = bench.follow_up_misses(answering.router())
    assert (going_on, alone) == (45, 24)
    assert misses == []


@pytest.mark.nightly
@pytest.mark.slow
def test_no_question_that_stands_alone_is_taken_for_one_that_goes_on() -> None:
    tried, taken = bench.taken_for_follow_ups(bench.BEFORE[:1])
    assert tried > 3_000
    assert taken == []


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize(
    ('questions', 'taken', 'said'),
    [
        ((MAY, 'and in June?'), 'but for 1 to 29 June.', 'Spotify streams: 3,540 from 1 to 29 June'),
        ((MAY, 'and on YouTube?'), 'but for YouTube.', 'There are no streams of YouTube here'),
        (('youtube views in may', 'and in june?'), 'but for 1 to 29 June.', 'YouTube views: 1,400 from 1 to 20 June'),
        ((MAY, 'and on 16 June?', 'and the day before?'), 'but for 15 June.', 'Spotify streams: 100 on 15 June.'),
        ((MAY, 'and followers?', 'and in June?'), 'followers and 1 to 29 June.', '988 on 28 June, +27 since 1 June.'),
        ((MAY, 'and the year before?'), '1 to 31 May 2026.', 'there is no value for 1 to 31 May 2026'),
        (('How was my week?', 'and the week before?'), 'but for 14 to 20 June.', '1,180 in the 7 days from 14 to 20'),
        (('How was my week?', 'and on YouTube?'), 'but for YouTube.', 'YouTube views: nothing of this week yet'),
        (('How did Glasshouse do?', 'and Nightfall?'), 'but for “Nightfall”.', '“Nightfall” of 5 March'),
        (('When do I reach 1,000 followers?', 'and 1,010?'), 'but for 1,010.', '22 more to 1,010'),
    ],
)
def test_the_answer_says_which_question_was_understood_and_answers_that(
    house: House, questions: tuple[str, ...], taken: str, said: str
) -> None:
    found = ask(house, *questions)
    first, _, rest = found.content.partition('\n')
    assert first.startswith(f'I take this as “{questions[0]}”, but for ')
    assert first.endswith(taken)
    assert said in rest
    covered = {place for start, end, _ in found.spans for place in range(start, end)}
    assert all(place in covered for place, one in enumerate(found.content) if one.isdigit()), found.content


@pytest.mark.parametrize(
    ('questions', 'taken'),
    [
        ((MAY, 'and in 2026?'), '1 to 31 May 2026.'),
        ((MAY, 'and since 2024?'), '1 January 2024 to 29 June.'),
        ((MAY, 'and after 2025?'), '1 January 2026 to 29 June.'),
        ((MAY, 'and before 2027?'), 'the time until 31 December 2026.'),
        ((MAY, 'and until 2026?'), 'the time until 31 December 2026.'),
        ((MAY, 'and up to 2027?'), 'the time until 29 June.'),
        ((MAY, 'and this year?'), '1 January to 29 June.'),
        (('How many streams yesterday?', 'and this year?'), '1 January to 29 June.'),
        (('How many streams had I in December 2026?', 'and this year?'), '1 January to 29 June.'),
        ((MAY, 'and since 2024?', 'and in June?'), '1 to 29 June.'),
    ],
)
def test_a_year_means_the_days_before_only_where_it_stands_alone_and_is_another(
    house: House, questions: tuple[str, ...], taken: str
) -> None:
    assert ask(house, *questions).content.partition('\n')[0].endswith(f'but for {taken}')


@pytest.mark.parametrize(
    ('before', 'question'),
    [
        ('How did Glasshouse do?', 'and in 2024?'),
        ('How did Glasshouse do?', 'and last week?'),
        ('How did Glasshouse do?', 'and in May?'),
        ('Which platform grew fastest in May?', 'and yesterday?'),
        ('Which platform grew fastest in May?', 'and in total?'),
        ('Which release did best in May?', 'and yesterday?'),
        ('Which release did best in May?', 'and in the last month?'),
        ('How was my week?', 'and in total?'),
        ('How was my week?', 'and the last three days?'),
        ('When do I reach 1,000 followers?', f'and {"9" * 400}?'),
    ],
)
def test_nothing_is_said_to_be_of_days_or_of_an_aim_that_it_cannot_be_of(
    house: House, before: str, question: str
) -> None:
    assert 'but for' not in ask(house, before, question).content


def test_its_numbers_lead_to_the_rows_of_the_days_that_were_put_in(house: House) -> None:
    found = ask(house, MAY, 'and in June?')
    (page,) = {found.sources[place]['page'] for start, end, place in found.spans if found.content[start:end] == '3,540'}
    assert page.endswith('first=2027-06-01&last=2027-06-29')


@pytest.mark.parametrize(
    'questions', [(MAY, 'what about Germany?'), ('How many streams had I in Germany in May?',), (MAY, 'and Jersey?')]
)
def test_no_number_is_told_as_if_it_were_of_one_country(house: House, questions: tuple[str, ...]) -> None:
    found = ask(house, *questions)
    assert '3,300' in found.content
    country = 'Jersey' if 'Jersey' in questions[-1] else 'Germany'
    assert f'these are of all countries, not of {country} alone' in found.content
    assert found.is_unsure
    assert 'countries' not in ask(house, MAY).content


def test_a_word_like_the_name_of_a_country_is_none_and_one_beside_a_release_is(house: House) -> None:
    assert 'countries' not in ask(house, f'{MAY[:-1]} after our reunion?').content
    assert 'not of Germany alone' in ask(house, 'How many streams has Glasshouse in Germany?').content


@pytest.mark.parametrize(
    'before', [(), ('What is the capital of France?',), ('When is my next session?',), (MAY, 'and what is GEMA?')]
)
def test_where_nothing_can_be_taken_over_it_is_a_question_like_any_other(house: House, before: tuple[str, ...]) -> None:
    assert ask(house, *before, 'and in June?').intent == 'off_topic'


def test_what_was_asked_is_taken_over_from_ones_own_conversation_until_that_is_deleted(house: House) -> None:
    ask(house, MAY)
    assert talk.ask(house.olga, 'and in June?', now=NOW)[1].intent == 'off_topic'
    talk.clear(house.ann)
    assert ask(house, 'and in June?').intent == 'off_topic'


def test_what_lies_ahead_is_asked_by_itself(house: House) -> None:
    assert ask(house, MAY, 'and next month?').intent == 'forecast'
