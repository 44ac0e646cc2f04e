"""Collections: a piece is kept once, with notes and a star, and only as long as it can be seen."""

import pytest

from app.errors import NotAllowed, NotFound
from app.practice import community, saved
from tests.app.practice.support import piece


def test_a_piece_is_kept_once_however_often_it_is_saved(ann: str) -> None:
    lick = piece(ann)
    saved.save(ann, lick, ' Blues  ideas ', 'slowly at first')
    again = saved.save(ann, lick)
    assert (again.collection, again.notes) == ('Blues ideas', 'slowly at first'), 'saving again loses nothing'
    assert [one.content_id for one in saved.listed(ann)] == [lick]
    assert saved.collections(ann) == [saved.Collection('Blues ideas', 1)]


def test_it_moves_between_collections_is_starred_and_taken_out(ann: str) -> None:
    one, two = piece(ann, 'One'), piece(ann, 'Two')
    for each in (one, two):
        saved.save(ann, each, 'Monday')
    saved.change(ann, one, collection='', is_favorite=True)
    assert saved.collections(ann) == [saved.Collection('', 1), saved.Collection('Monday', 1)]
    assert [found.title for found in saved.listed(ann, favorites=True)] == ['One']
    assert [found.title for found in saved.listed(ann, collection='Monday')] == ['Two']
    saved.remove(ann, one)
    assert saved.get(ann, one) is None
    with pytest.raises(NotFound):
        saved.remove(ann, one)


def test_pieces_of_others_are_kept_while_they_are_public(ann: str, bea: str) -> None:
    hers = piece(bea, 'Hers')
    with pytest.raises(NotFound):
        saved.save(ann, hers)
    community.publish(bea, hers)
    saved.save(ann, hers, 'Found')
    assert [one.title for one in saved.listed(ann)] == ['Hers']
    community.publish(bea, hers, public=False)
    assert (saved.listed(ann), saved.collections(ann)) == ([], [])
    with pytest.raises(NotFound):
        saved.change(bea, hers, notes='not saved by her')


def test_what_is_too_long_is_said_in_a_sentence_and_nothing_is_lost(ann: str) -> None:
    lick = piece(ann)
    saved.save(ann, lick, notes='first')
    with pytest.raises(NotAllowed, match='up to 4,000 characters; these have 4,001'):
        saved.change(ann, lick, notes='x' * 4001)
    with pytest.raises(NotAllowed, match='up to 80'):
        saved.save(ann, lick, 'x' * 81)
    found = saved.get(ann, lick)
    assert found is not None
    assert found.notes == 'first'
