"""Each question of the fixture, and what its answer must say; every number in it leads to the row that it is from."""

import re
from datetime import date

import pytest

from app.artist import series
from app.artist.adviser import answering
from app.artist.adviser.known import Artist
from app.artist.adviser.says import ASKED, ROW, RULE, Answer
from app.artist.memory import facts
from app.artist.series import Point
from app.db import transaction
from tests.app.artist.adviser.fixture import NOW, House

QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        'How was my week?',
        (
            '800 in the 7 days from 21 to 27 June',
            '1,180 in the days before (−32 %)',
            'because of one day: 480 on 16 June',
            'Without it the number is unchanged',
        ),
    ),
    ('How many followers do I have on Spotify?', ('988 on 28 June',)),
    (
        'How did my streams change in the last month?',
        ('3,580 in the 28 days', '3,200 in the days before', '+11.9 %', '480 on 16 June', '380 of the difference'),
    ),
    (
        'Why did my streams jump?',
        (
            '480 on 16 June',
            'about 100 were to be expected',
            'two days after “Glasshouse”',
            'cause is not known',
            'Worth a look',
        ),
    ),
    (
        'Why are my numbers down?',
        ('They are not.', '3,580', '16 June', 'last two days (28 to 29 June: 40 and 20) are not'),
    ),
    (
        'Which platform grows fastest?',
        ('Spotify grows fastest', 'followers: +28 in 28 days', 'YouTube cannot be judged', 'end on 20 June'),
    ),
    (
        'How did the last release do?',
        (
            '“Glasshouse” of 14 June',
            '1,980 in the 14 settled days',
            'against 1,600 expected (+24 %)',
            'In four of five cases it lies between',
            'One day carries it: 480 on 16 June',
            'not what came because of it',
        ),
    ),
    (
        'Which release performed best?',
        ('Only one can be judged: “Glasshouse”', '“Nightfall” of 5 March cannot be judged', 'before 3 May'),
    ),
    ('When should I post?', ('Saturday and Sunday, about 150', 'against 100', 'from 8 weeks', 'when people listen')),
    (
        'How is my posting streak?',
        ('3 weeks in a row', 'last post was on 24 June', '1 more post until 4 July keeps it'),
    ),
    ('When do I reach 1,000 followers?', ('988 on 28 June', '12 more to 1,000', 'at 1 a day', 'about 10 July')),
    ('Forecast the next 28 days', ('too little data', '56 of 70 settled days')),
    ('Am I on track for my goal?', ('Yes.', 'about 10 July', 'due on 31 July')),
    ('When is my next session?', ('Sat 3 July 18:30–21:30', 'Room B', 'confirmed')),
    ('How much do I still owe?', ('€101.25', 'Sat 3 July')),
    ('When is the studio free?', ('The next free starts', 'I book nothing by myself')),
    ('Where is the master of my song?', ('“Glasshouse master”', '−9.4 LUFS', 'from Olga')),
    ('What did the engineer say?', ('Olga, 30 June', '“Sing the second verse further from the microphone.”')),
    ('What did I tell you about labels?', ('“I want no labels that want to own my masters”', 'told me on 30 June')),
    ('Remember that my drummer is called Tom', ('I keep this: “my drummer is called Tom”',)),
    ('Forget my budget', ('Forgotten: “My budget is 300 EUR a month”',)),
    (
        'Which link gets the most clicks?',
        ('from 3 to 30 June', 'Spotify: 41', 'Bandcamp: 7', 'not counted twice within 10 s'),
    ),
    ('What is missing on my profile?', ('A picture (15 XP)', 'Make your page public (25 XP)')),
    ('What level am I?', ('level 1', 'XP', 'away', 'What brings points now')),
    (
        'Help me plan a release',
        ('30 July', '“My budget is 300 EUR a month”', 'Sat 3 July', '“Glasshouse master”', 'Friday'),
    ),
    (
        'How old is my data?',
        ('Spotify followers: until 28 June', 'settled to 27 June', 'YouTube views: until 20 June', '10 days old'),
    ),
    ('How many listeners on Apple Music?', ('nothing from Apple Music', 'cannot say', 'Bring a file')),
    ('Should I spend on ads?', ('3,580', '“My budget is 300 EUR a month”', 'Nobody can promise')),
    ('What is the capital of France?', ('I can help with', 'none of these')),
)
ALLOWED_RULES = {'70', '28', '28 days', '3', '10', '10 s', '8'}
"""The numbers that are no row's: how many days a rule takes."""


def answer(house: House, question: str) -> Answer:
    """What is said to a question of the artist."""
    return answering.own_answer(Artist(house.ann, NOW), question)


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize(('question', 'said'), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_each_question_is_answered_from_the_rows_and_its_numbers_lead_to_them(
    house: House, question: str, said: tuple[str, ...]
) -> None:
    found = answer(house, question)
    for part in said:
        assert part in found.content, found.content
    covered: set[int] = set()
    for start, end, place in found.spans:
        source = found.sources[place]
        covered.update(range(start, end))
        assert source.kind in (ROW, RULE, ASKED)
        if source.kind == ROW:
            assert source.page.startswith('/')
            assert source.rows or source.label in ('Your posts', 'First steps', 'Your points'), source
        if source.kind == RULE and question != 'Help me plan a release':
            assert found.content[start:end] in ALLOWED_RULES
    assert all(place in covered for place, one in enumerate(found.content) if one.isdigit()), found.content


def test_there_are_29_questions() -> None:
    assert len(QUESTIONS) == 29


def test_no_number_is_said_of_what_is_not_there(house: House) -> None:
    found = answer(house, 'How many listeners on Apple Music?')
    assert not re.search(r'\d', found.content)
    assert found.is_unsure
    assert ('Import numbers', 'open') in [(one.label, one.do) for one in found.buttons]


def test_days_of_another_year_are_told_with_it(house: House) -> None:
    assert 'no value for 1 to 31 May 2025' in answer(house, 'How many streams did I get in May 2025?').content
    assert answer(house, 'How many streams did I get in May?').content.startswith(
        'Spotify streams: 3,300 from 1 to 31 May, of'
    )


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize(
    ('question', 'said'),
    [
        ('my streams for june', '3,540 from 1 to 29 June. 28 to 29 June are not settled: they still change.'),
        ('november streams', 'no value for 1 to 30 November 2026; what there is goes from 3 May to 29 June.'),
        ('streams in total', '6,840 from 3 May to 29 June.'),
        ('streams on 16 june', 'Spotify streams: 480 on 16 June.'),
        ('youtube views in june', 'YouTube views: 1,400 from 1 to 20 June, where the numbers end.'),
        ('how many followers at the end of may', 'Spotify followers: 960 on 31 May.'),
        ('spotify followers this month', '988 on 28 June, +27 since 1 June.'),
        ('followers in september', 'no value for 1 to 30 September 2026; what there is goes from 31 May to 28 June.'),
        ('streams in 2031', 'has not begun, so there are no values of it yet.'),
        ('how many comments in june', 'There are no comments here'),
        ('how much did i earn in june', 'There is no income here'),
        ('did my followers grow in june', '+28, from 960 on 31 May to 988 on 28 June.'),
        ('how did my streams change in may', '3,300 from 1 to 31 May, of which 29 of 31 days have a value. There is'),
        ('streams in may vs june', '3,300 from 1 to 31 May, 3,480 from 1 to 27 June (−11.7 % a day).'),
        ('how did my streams change between may and june', '3,480 from 1 to 27 June, 3,300 from 1 to 31 May'),
        ('how was june', '3,480 in the 27 days from 1 to 27 June, 3,100 in the days before (+12.3 %).'),
        ('how did youtube do in 2025', 'YouTube views: there is no value for 1 January to 31 December 2025'),
        ('why did my streams jump in may', 'no day that stands apart in Spotify streams from 1 to 31 May.'),
        ('which platform grew fastest in 2025', 'Spotify cannot be judged for 1 January to 31 December 2025'),
        (
            'which release did best in may',
            'None of your releases came out from 1 to 31 May. The latest is “Glasshouse”',
        ),
        ('link clicks in may', 'Nobody has followed a link of yours from 1 to 31 May.'),
    ],
)
def test_an_answer_is_about_the_days_that_are_named_and_says_which(house: House, question: str, said: str) -> None:
    assert said in answer(house, question).content


def test_listeners_of_days_are_told_by_the_day_and_those_of_four_weeks_beside_them(house: House) -> None:
    with transaction() as session:
        may = [date(2027, 5, day) for day in range(1, 31)]
        of_days = [Point('spotify', 'listeners', day, 40.0 + day.day) for day in may]
        of_weeks = [Point('spotify', 'monthly_listeners', day, 900.0 + day.day) for day in may]
        series.write(session, house.ann, [*of_days, *of_weeks], 'csv')
    found = answer(house, 'my listeners for may').content
    assert 'about 56 a day from 1 to 30 May; the most was 70 on 30 May.' in found
    assert 'because the same people come back' in found
    assert 'Spotify monthly listeners: 930 on 30 May.' in found


def test_a_number_of_an_answer_leads_to_the_rows_of_its_days(house: House) -> None:
    found = answer(house, 'How was my week?')
    (page,) = {found.sources[place].page for start, end, place in found.spans if found.content[start:end] == '800'}
    assert page == '/artist/numbers?platform=spotify&metric=streams&first=2027-06-21&last=2027-06-27'
    (rows,) = {found.sources[place].rows for start, end, place in found.spans if found.content[start:end] == '800'}
    assert len(rows) == 7


def test_buttons_lead_to_what_is_done_by_the_person_themselves(house: House) -> None:
    owed = {one.label: one.given['href'] for one in answer(house, 'How much do I still owe?').buttons}
    assert owed == {'Pay €101.25': f'/studio/sessions/{house.booking}'}
    next_one = {one.label: one.given['href'] for one in answer(house, 'When is my next session?').buttons}
    assert next_one['Calendar file (.ics)'] == f'/booking/{house.booking}/session.ics'
    free = answer(house, 'When is the studio free?')
    assert free.content.count('–') >= 3
    assert [one.do for one in free.buttons] == ['open']
    heard = answer(house, 'Where is the master of my song?')
    assert [(one.label, one.given['href']) for one in heard.buttons] == [('Listen', f'/studio/files/{house.master}')]


def test_law_and_tax_are_left_to_others(house: House) -> None:
    assert 'not advice on law or tax' in answer(house, 'Should I spend on ads, and can I deduct the tax?').content
    assert 'no advice on law or tax' in answer(house, 'How do I register a trademark?').content


def test_somebody_else_sees_nothing_of_it(house: House) -> None:
    for question, _ in QUESTIONS:
        found = answering.own_answer(Artist(house.olga, NOW), question)
        for secret in ('480', '988', '101.25', 'Room B', 'Glasshouse', 'Jonas', '300 EUR', 'second verse'):
            assert secret not in found.content, question
    assert [one.content for one in facts.listed(house.olga)] == ['my drummer is called Tom']
