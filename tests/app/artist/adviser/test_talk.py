"""The conversation is kept, its buttons do what they say once, and each of these can be taken back."""

import pytest

from app.artist import talk
from app.artist.memory import facts
from app.errors import Invalid, NotAllowed, NotFound
from tests.app.artist.adviser.fixture import NOW, House


def ask(house: House, question: str, intent: str = '') -> talk.Message:
    return talk.ask(house.ann, question, intent, now=NOW)[1]


def told(house: House) -> list[str]:
    return [one.content for one in facts.listed(house.ann)]


def place(message: talk.Message, label: str) -> int:
    return [one['label'] for one in message.buttons].index(label)


def test_what_was_said_is_kept_for_its_artist_alone_until_it_is_deleted(house: House) -> None:
    answer = ask(house, 'How many followers do I have on Spotify?')
    question, kept = talk.history(house.ann)
    assert (question.is_mine, question.content) == (True, 'How many followers do I have on Spotify?')
    assert (kept.id, kept.content, kept.by) == (answer.id, answer.content, 'levelmix')
    assert kept.spans == answer.spans
    assert talk.history(house.olga) == []
    talk.clear(house.ann)
    assert (talk.history(house.ann), len(told(house))) == ([], 3)


def test_what_is_remembered_is_forgotten_by_undo_and_a_button_is_pressed_once(house: House) -> None:
    answer = ask(house, 'Please remember that my drummer is called Tom.')
    assert told(house)[0] == 'my drummer is called Tom'
    with pytest.raises(NotFound):
        talk.press(house.olga, answer.id, 0)
    undone = talk.press(house.ann, answer.id, place(answer, 'Undo'))
    assert (len(told(house)), undone.content) == (3, 'It is forgotten.')
    with pytest.raises(NotAllowed, match='pressed already'):
        talk.press(house.ann, answer.id, place(answer, 'Undo'))
    talk.press(house.ann, undone.id, place(undone, 'Undo'))
    assert told(house)[0] == 'my drummer is called Tom'


def test_a_contradiction_is_asked_and_replaces_only_by_a_button(house: House) -> None:
    asked = ask(house, 'Remember that my budget is 500 EUR a month')
    assert 'My budget is 300 EUR a month' in asked.content
    assert 'my budget is 500 EUR a month' not in told(house)
    replaced = talk.press(house.ann, asked.id, place(asked, 'Replace it'))
    assert 'my budget is 500 EUR a month' in told(house)
    assert 'My budget is 300 EUR a month' not in told(house)
    talk.press(house.ann, replaced.id, place(replaced, 'Undo'))
    assert 'My budget is 300 EUR a month' in told(house)
    assert 'my budget is 500 EUR a month' not in told(house)


def test_what_is_only_said_is_offered_and_not_kept(house: House) -> None:
    asked = ask(house, 'Our drummer is called Tom')
    assert (len(told(house)), asked.content) == (3, 'Shall I keep this? “Our drummer is called Tom”')
    talk.press(house.ann, asked.id, place(asked, 'Keep it'))
    assert told(house)[0] == 'Our drummer is called Tom'


def test_what_is_forgotten_comes_back_by_undo(house: House) -> None:
    answer = ask(house, 'Forget my budget')
    assert 'My budget is 300 EUR a month' not in told(house)
    talk.press(house.ann, answer.id, place(answer, 'Undo'))
    assert 'My budget is 300 EUR a month' in told(house)
    everything = ask(house, 'Forget everything I told you')
    assert len(told(house)) == 3
    talk.press(house.ann, everything.id, place(everything, 'Forget all'))
    assert told(house) == []


def test_a_question_that_may_be_several_is_asked_again_as_the_one_that_is_chosen(house: House) -> None:
    asked = ask(house, 'the studio')
    assert asked.content == 'Did you mean:'
    assert len(asked.buttons) == 3
    chosen = asked.buttons[0]['given']
    assert ask(house, chosen['question'], chosen['intent']).intent == chosen['intent']


def test_there_are_limits(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ('', '  ', 'x' * 1001):
        with pytest.raises(Invalid):
            ask(house, wrong)
    monkeypatch.setattr(talk, 'MOST_KEPT', 4)
    for _ in range(4):
        ask(house, 'hello')
    assert len(talk.history(house.ann)) == 4
