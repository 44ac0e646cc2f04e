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


@pytest.mark.slow
def test_no_question_that_stands_alone_is_taken_for_one_that_goes_on() -> None:
    tried, taken = bench.taken_for_follow_ups(bench.BEFORE[:1])
    assert tried > 3_000
    assert taken == []


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


def test_its_numbers_lead_to_the_rows_of_the_days_that_were_put_in(house: House) -> None:
    found = ask(house, MAY, 'and in June?')
    (page,) = {found.sources[place]['page'] for start, end, place in found.spans if found.content[start:end] == '3,540'}
    assert page.endswith('first=2027-06-01&last=2027-06-29')


@pytest.mark.parametrize('questions', [(MAY, 'what about Germany?'), ('How many streams had I in Germany in May?',)])
def test_no_number_is_told_as_if_it_were_of_one_country(house: House, questions: tuple[str, ...]) -> None:
    found = ask(house, *questions)
    assert '3,300' in found.content
    assert 'these are of all countries, not of Germany alone' in found.content
    assert found.is_unsure
    assert 'countries' not in ask(house, MAY).content


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
