"""Pieces as people make, change and delete them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, OverLimit
from app.practice import community, journal, piece_lists, pieces
from app.practice.notation.writing import to_musicxml
from app.practice.options import Difficulty, Kind, Options
from app.practice.piece_lists import Wanted
from models import EntitlementOverride, GeneratedContent
from models.types import utc_now

LICK = Options(kind=Kind.JAZZ_LICK, key='Bb', seed=7)


def test_a_piece_is_kept_with_all_that_makes_it_again(ann: str) -> None:
    made = pieces.create(ann, LICK)
    assert (made.type, made.key, made.mine, made.is_public) == ('JAZZ_LICK', 'Bb', True, False)
    score = pieces.score(ann, made.id)
    assert pieces.score(ann, pieces.create(ann, score.options).id) == score, 'asked for in the same way, it is the same'
    with reading() as session:
        row = session.get_one(GeneratedContent, made.id)
    assert row.music_xml == to_musicxml(score).decode()


def test_free_users_make_five_a_day_and_those_who_bought_more_as_many_as_they_like(
    ann: str, change_setting: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    change_setting('limits', 'hard')
    for seed in range(5):
        pieces.create(ann, replace(LICK, seed=seed))
    with pytest.raises(OverLimit, match='5 pieces a day, and they are used up: go on tomorrow'):
        pieces.create(ann, LICK)
    assert piece_lists.mine(ann).total == 5, 'nothing half made'
    with transaction() as session:
        session.add(EntitlementOverride(user_id=ann, key=pieces.A_DAY, value=None))
    pieces.create(ann, LICK)


def test_what_cannot_be_made_counts_nothing(ann: str, change_setting: Callable[[str, object], None]) -> None:
    change_setting('limits', 'hard')
    for wrong in (replace(LICK, key='H'), replace(LICK, bars=0), replace(LICK, bars=500), replace(LICK, tempo=0)):
        with pytest.raises(NotAllowed) as found:
            pieces.create(ann, wrong)
        assert len(str(found.value)) > 10
    for seed in range(5):
        pieces.create(ann, replace(LICK, seed=seed))


def test_nobody_sees_or_changes_the_pieces_of_others(ann: str, bea: str) -> None:
    hers = pieces.create(bea, LICK).id
    for deed in (
        lambda: pieces.get(ann, hers),
        lambda: pieces.score(ann, hers),
        lambda: pieces.rename(ann, hers, 'Mine'),
        lambda: pieces.delete(ann, hers),
        lambda: pieces.change(ann, hers, lambda score: score),
        lambda: pieces.create(ann, LICK, based_on=hers),
    ):
        with pytest.raises(NotFound):
            deed()
    community.publish(bea, hers)
    assert not pieces.get(ann, hers).mine
    with pytest.raises(NotFound):
        pieces.delete(ann, hers)


def test_a_deleted_piece_is_gone_from_lists_but_not_from_the_journal(ann: str) -> None:
    made = pieces.create(ann, LICK)
    sitting = journal.start(ann)
    journal.add_item(ann, sitting.id, made.id, minutes=3)
    community.publish(ann, made.id)
    pieces.delete(ann, made.id)
    assert (piece_lists.mine(ann).total, piece_lists.public(ann).total) == (0, 0)
    assert journal.get(ann, sitting.id).items[0].title == made.title
    with pytest.raises(NotFound):
        pieces.get(ann, made.id)


def test_lists_are_found_by_words_and_narrowed(ann: str, bea: str) -> None:
    lick = pieces.create(ann, LICK)
    pieces.rename(ann, lick.id, 'Étude “über” Bb')
    melody = pieces.create(bea, Options(kind=Kind.MELODY, key='Eb', difficulty=Difficulty.BEGINNER, seed=3))
    for owner, content in ((ann, lick), (bea, melody)):
        community.publish(owner, content.id)
    for wanted, found in (
        (Wanted(search='etude uber'), [lick.id]),
        (Wanted(search='ét'), [lick.id]),
        (Wanted(search='"OR" AND NOT *'), []),
        (Wanted(search='  '), [melody.id, lick.id]),
        (Wanted(type='MELODY'), [melody.id]),
        (Wanted(difficulty='BEGINNER', key='Eb'), [melody.id]),
        (Wanted(key='F#m'), []),
    ):
        assert [one.id for one in piece_lists.public(ann, wanted).found] == found, wanted
    community.like(ann, lick.id)
    assert [one.id for one in piece_lists.public(ann, sort='liked').found] == [lick.id, melody.id]
    assert piece_lists.public(ann).owners == {lick.id: 'Ann', melody.id: 'Bea'}
    with pytest.raises(NotAllowed):
        piece_lists.mine(ann, Wanted(type='POLKA'))


def test_a_piece_that_is_brought_along_is_one_like_any_other(ann: str) -> None:
    score = pieces.score(ann, pieces.create(ann, LICK).id)
    brought = pieces.bring(ann, to_musicxml(score))
    assert [bar.notes for bar in pieces.score(ann, brought.id).bars] == [bar.notes for bar in score.bars]
    with pytest.raises(NotAllowed):
        pieces.bring(ann, b'MThd\0\0')
    assert piece_lists.mine(ann).total == 2


def test_what_was_deleted_long_ago_goes_for_good(ann: str) -> None:
    from datetime import timedelta

    from app.ops import purging

    made = pieces.create(ann, LICK)
    pieces.delete(ann, made.id)
    with transaction() as session:
        session.get_one(GeneratedContent, made.id).deleted_at = utc_now() - timedelta(days=31)
    assert purging.purge() >= 1
    with reading() as session:
        assert session.get(GeneratedContent, made.id) is None
