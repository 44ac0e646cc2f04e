"""The router knows what is asked in other words, asks back where it is unsure, and leaves the rest alone."""

from functools import cache

import pytest

from app.artist.adviser import intents
from app.artist.adviser.router import Router, Verdict
from app.artist.adviser.spelling import spelt_out
from app.artist.memory import embedder
from bench.artist import adviser as bench
from bench.artist.router_training import WORDS_ALONE

OWN = ('Glasshouse', 'Nightfall')


@cache
def router() -> Router:
    return Router(embedder.words())


def test_every_intent_is_known_by_its_own_question() -> None:
    assert len(intents.ALL) == 26
    wrong = {
        one.name: router().route(one.question) for one in intents.ALL if router().route(one.question).intent != one.name
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ('question', 'intent'),
    [
        ('how many ppl follow me on insta', 'metric_value'),
        ('spotify folowers?', 'metric_value'),
        ('am i up or down vs last month', 'metric_change'),
        ('why is spotify so low right now', 'why_change'),
        ('youtube or spotify, whats better for me', 'fastest_platform'),
        ('did glasshouse do well', 'release_result'),
        ('how long till 10000 monthly listeners', 'reach_when'),
        ('whens my next studio date', 'next_session'),
        ('do i owe the studio anything', 'owed'),
        ('is the master done', 'find_file'),
        ('what did eve think of my vocals', 'engineer_notes'),
        ('pls remember i hate haze machines', 'remember'),
        ('our drummer is called tom', 'remember'),
        ('scratch what i said about ads', 'forget'),
        ('ads yes or no', 'spending'),
    ],
)
def test_hurried_words_are_understood(question: str, intent: str) -> None:
    found = router().route(question, OWN)
    assert (found.verdict, found.intent) == (Verdict.ANSWER, intent)


@pytest.mark.parametrize(
    'question',
    [
        'how many streams in November',
        'How many streams did I get in October?',
        'streams in november',
        'number of streams in February',
        'what were my streams in january',
        'my spotify listeners during april',
        'november streams',
        'my listeners for september',
        'plays in 2025',
        'shazams in april',
        'followers at the end of october',
        'streams jan-mar',
        'what did i stream last summer',
        'saves this month',
        'apple music plays for q2',
        'whats my stream count for jun',
        'subscribers 2026-05',
        'how many views since the beginning of the year',
    ],
)
def test_a_number_of_any_days_is_answered_at_once(question: str) -> None:
    found = router().route(question, OWN)
    assert (found.verdict, found.intent) == (Verdict.ANSWER, 'metric_value')


@pytest.mark.parametrize(
    'question',
    [
        'how was may',
        'how did my summer go',
        'what about september?',
        'stats for june please',
        'how did spotify do in q3',
    ],
)
def test_how_any_days_went_is_asked_like_a_week(question: str) -> None:
    found = router().route(question, OWN)
    assert (found.verdict, found.intent) == (Verdict.ANSWER, 'week_review')


def test_a_month_in_another_question_leaves_it_what_it_is() -> None:
    asked = {
        'Will I have more streams in December?': 'forecast',
        'Why were streams lower in November?': 'why_change',
        'How will I reach 10k streams in November?': 'reach_when',
        'How did my streams change in November?': 'metric_change',
        'streams in may vs june': 'metric_change',
        'which platform grew fastest in 2025': 'fastest_platform',
        'link clicks in may': 'link_clicks',
    }
    assert {question: router().route(question).intent for question in asked} == asked


@pytest.mark.parametrize(
    'question',
    [
        'What is the capital of France?',
        'how do i mix vocals',
        'how many streams does Drake have',
        'how many streams did Drake get in june',
        'how was the weather in june',
        'how was your weekend',
        'tesla sales in june',
        'which daw is the best',
        'how do i register with gema',
        'hello',
        '',
        '???',
    ],
)
def test_what_is_none_of_its_business_is_left_alone(question: str) -> None:
    assert router().route(question, OWN).verdict == Verdict.NONE


def test_what_may_be_several_things_is_asked_back_with_three_of_them() -> None:
    found = router().route('the studio')
    assert (found.verdict, len(found.intents)) == (Verdict.ASK, 3)


def test_the_bars_are_met_on_phrasings_of_somebody_who_has_not_seen_the_rules() -> None:
    rows = bench.phrasings()
    assert len(rows) == 92
    found = bench.judged(router(), rows)
    assert found.first >= 0.88
    assert found.within_three >= 0.96
    assert found.wrong <= 0.06
    assert found.refused >= 0.9


def test_typing_errors_are_mended_and_other_words_left_alone() -> None:
    assert spelt_out('whats my folower cuont on spotfy') == 'what s my follower cuont on spotify'
    assert spelt_out('season stream master course') == 'season stream master course'


def test_without_vectors_a_question_is_known_by_its_words() -> None:
    found = Router(WORDS_ALONE).route('How many followers do I have on Spotify?')
    assert (found.verdict, found.intent) == (Verdict.ANSWER, 'metric_value')
    assert Router(WORDS_ALONE).route('What is the capital of France?').verdict == Verdict.NONE
