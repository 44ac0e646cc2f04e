"""What somebody tells of themselves, and what new pieces begin with therefore."""

from dataclasses import replace

import pytest

from app.errors import Invalid
from app.practice import preferences
from app.practice.preferences import Musician, Wish


def test_a_newcomer_is_asked_until_they_have_told_or_made_something(ann: str, bea: str) -> None:
    assert preferences.is_new(ann)
    preferences.tell(ann, Musician('ADVANCED', 'piano', 12))
    assert preferences.is_new(ann), 'a step is kept, and the next one is still to come'
    preferences.tell(ann, replace(preferences.musician(ann), told=True))
    assert not preferences.is_new(ann)
    assert preferences.is_new(bea)
    preferences.remember(bea, Wish())
    assert not preferences.is_new(bea)


def test_new_pieces_begin_with_what_was_told(ann: str) -> None:
    told = Musician('PROFESSIONAL', ' tenor  sax ', 7, 'Giant Steps', ('bossa', 'swing'), ('Ab', 'C#m'), told=True)
    assert preferences.tell(ann, told) == replace(told, instruments='tenor sax')
    assert preferences.wish_of(ann) == Wish(difficulty='EXPERT', key='Ab', style='bossa')


def test_what_was_chosen_last_stays_where_nothing_else_is_told(ann: str) -> None:
    preferences.tell(ann, Musician('BEGINNER', styles=('blues',), keys=('F',)))
    preferences.remember(ann, Wish('MELODY', 'ADVANCED', 'Eb', 'waltz'))
    told = replace(preferences.musician(ann), goals='play slower')
    preferences.tell(ann, told)
    assert preferences.wish_of(ann) == Wish('MELODY', 'ADVANCED', 'Eb', 'waltz')
    preferences.tell(ann, replace(told, skill_level='INTERMEDIATE', keys=('G', 'F')))
    assert preferences.wish_of(ann) == Wish('MELODY', 'INTERMEDIATE', 'G', 'waltz')


def test_what_nobody_is_is_told_field_by_field_and_nothing_is_kept(ann: str) -> None:
    with pytest.raises(Invalid) as found:
        preferences.tell(ann, Musician('WIZARD', 'x' * 1001, 200, 'x' * 1001, ('polka',), ('H',)))
    assert set(found.value.fields) == {'level', 'instruments', 'years', 'goals', 'styles', 'keys'}
    assert preferences.musician(ann) == Musician()
