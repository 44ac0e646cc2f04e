"""Songs and their maps: brought as files, changed version by version, brought back, found right, taken back."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import files
from app.db import transaction
from app.drums import map_files, maps, song_lists, songs, versions
from app.drums.drum_map import Lane
from app.drums.formats import bsm_writing, opening
from app.drums.song_lists import Wanted
from app.errors import Changed, Invalid, LevelMixError, NotAllowed, NotFound
from models import User
from tests.app.drums.community import BEAT, brought, with_hits, without


def test_a_file_becomes_a_song_with_a_map_that_everybody_sees(ann: str, bea: str) -> None:
    made = brought(ann)
    seen = songs.page(made.song_id, bea)
    assert (seen.song.title, seen.song.artist, seen.song.bpm, seen.song.by) == (BEAT.title, BEAT.artist, 120.0, 'Ann')
    assert [(one.difficulty, one.state, one.version_number, one.hit_count) for one in seen.maps] == [
        ('Expert', 'unverified', 1, len(BEAT.hits))
    ]
    assert seen.song.status == 'unverified'
    assert songs.page(made.song_id).song.title == BEAT.title, 'strangers see it, too'
    assert versions.drum_map(made.version_id or '').hits == BEAT.hits


def test_each_change_is_a_version_that_says_what_changed(ann: str) -> None:
    made = brought(ann)
    first = made.version_id or ''
    more = with_hits(BEAT, (1_000, Lane.SNARE), (3_000, Lane.SNARE))
    second = versions.save(ann, made.id, more, based_on=first, note='The backbeat')
    assert (second.number, second.words, second.note, second.by) == (2, '+2', 'The backbeat', 'Ann')
    fewer = without(more, 0)
    third = versions.save(ann, made.id, fewer, based_on=second.id)
    assert (third.number, third.words) == (3, '−2')
    back = versions.restore(ann, made.id, first)
    assert (back.number, back.restored) == (4, 1)
    assert versions.drum_map(back.id).hits == BEAT.hits
    assert versions.drum_map(second.id).hits == more.hits, 'an old version stays as it was'
    assert [one.number for one in versions.listed(made.id).found] == [4, 3, 2, 1]
    assert [one.number for one in versions.listed(made.id).found if one.is_current] == [4]
    assert versions.compare(first, second.id).count == 2


def test_what_did_not_change_is_no_version_and_what_is_not_ones_own_is_only_suggested(ann: str, bea: str) -> None:
    made = brought(ann)
    with pytest.raises(NotAllowed, match='Nothing was changed'):
        versions.save(ann, made.id, BEAT, based_on=made.version_id or '')
    with pytest.raises(NotAllowed, match='suggest your change'):
        versions.save(bea, made.id, without(BEAT, 0), based_on=made.version_id or '')
    assert versions.listed(made.id).total == 1


def test_of_many_who_save_at_once_one_does_and_the_others_are_told(ann: str) -> None:
    made, ready = brought(ann), Barrier(6)
    ends = list[str]()

    def save(place: int) -> None:
        ready.wait()
        try:
            saved = versions.save(ann, made.id, with_hits(BEAT, (place, Lane.CRASH)), based_on=made.version_id or '')
            ends.append(f'version {saved.number}')
        except Changed as error:
            ends.append(str(error))

    threads = [Thread(target=save, args=(place,)) for place in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends)[-1] == 'version 2'
    assert [end for end in ends if 'version 2 meanwhile' in end] == [end for end in ends if end != 'version 2']
    assert [one.number for one in versions.listed(made.id).found] == [2, 1]


def test_a_verifier_finds_a_map_right_and_it_stands_for_its_song(ann: str, vera: str, cora: str) -> None:
    made = brought(ann)
    with pytest.raises(NotAllowed, match='Verifiers say'):
        maps.verify(ann, made.id)
    maps.verify(vera, made.id)
    seen = songs.page(made.song_id)
    assert (seen.song.status, seen.song.canonical_map_id) == ('verified', made.id)
    assert (seen.maps[0].state, seen.maps[0].verified_by, seen.maps[0].is_canonical) == ('verified', 'Vera', True)
    with pytest.raises(NotAllowed, match='suggest'):
        versions.save(ann, made.id, without(BEAT, 0), based_on=made.version_id or '')
    other = maps.create(vera, made.song_id, BEAT, 'Easy')
    with pytest.raises(NotAllowed, match='own map'):
        maps.verify(vera, other.id)
    maps.verify(cora, other.id)
    with pytest.raises(NotAllowed, match='Curators choose'):
        maps.make_canonical(vera, other.id)
    maps.make_canonical(cora, other.id)
    standing = {one.id: one.is_canonical for one in songs.page(made.song_id).maps}
    assert standing == {made.id: False, other.id: True}
    maps.verify(cora, other.id, False)
    assert songs.get(made.song_id).canonical_map_id == made.id, 'another one that was found right takes its place'


def test_a_map_is_had_in_every_format_and_others_cannot_be_written(ann: str) -> None:
    made = brought(ann)
    for form in ('bsm', 'mid', 'chart', 'osu'):
        sheet = versions.download(made.version_id or '', form)
        assert sheet.name == f'The Testers - Four to the floor (Expert, version 1).{form}'
        assert len(opening.read(sheet.content).hits) > 0
    with pytest.raises(NotAllowed):
        versions.download(made.version_id or '', 'exe')


def test_a_song_is_called_by_the_file_of_its_map_where_nothing_else_says_so(ann: str) -> None:
    nameless = bsm_writing.write(replace(BEAT, title='', artist=''))
    made = songs.bring(ann, nameless, file_name='Somebody - Slow & low.bsm')
    assert (made.title, made.artist) == ('Slow & low', 'Somebody')
    assert songs.bring(ann, nameless, 'Said', file_name='Somebody - Slow & low.bsm').artist == ''
    assert songs.bring(ann, bsm_writing.write(BEAT), file_name='else.bsm').title == BEAT.title
    with pytest.raises(Invalid):
        songs.bring(ann, nameless)


@pytest.mark.parametrize('data', [b'', b'no map', b'{"version": "99.0", "hitObjects": []}', b'{}'])
def test_what_is_no_map_is_told_and_leaves_nothing(ann: str, data: bytes) -> None:
    with pytest.raises(NotAllowed, match=r'\.|:'):
        songs.bring(ann, data, 'Nothing')
    assert song_lists.mine(ann).total == 0


def test_a_map_without_a_hit_is_not_kept(ann: str) -> None:
    with pytest.raises(NotAllowed, match='nothing to play'):
        brought(ann, BEAT.with_hits([]))
    assert song_lists.mine(ann).total == 0


def test_who_made_a_map_takes_it_back_unless_others_have_worked_on_it(ann: str, bea: str, cora: str) -> None:
    made, kept = brought(ann), brought(ann, title='Kept')
    with pytest.raises(NotAllowed):
        maps.delete(bea, made.id)
    maps.delete(ann, made.id)
    with pytest.raises(NotFound):
        maps.get(made.id, ann)
    assert songs.get(made.song_id, ann).status == 'archived'
    versions.save(cora, kept.id, without(BEAT, 0), based_on=kept.version_id or '')
    with pytest.raises(NotAllowed, match='Others have put work'):
        maps.delete(ann, kept.id)
    with pytest.raises(NotAllowed, match='Others have put work'):
        songs.delete(ann, kept.song_id)
    songs.delete(cora, kept.song_id)
    with pytest.raises(NotFound):
        songs.get(kept.song_id)


def test_songs_are_found_by_words_difficulty_and_tempo(ann: str, bea: str, vera: str) -> None:
    first = brought(ann, title='Über den Wolken', artist='Señor Test')
    brought(ann, title='Walking', artist='Bass')
    maps.create(bea, first.song_id, BEAT, 'Easy')
    found = {
        'uber': ['Über den Wolken'],
        'senor wolk': ['Über den Wolken'],
        'walk': ['Walking'],
        'OR "': [],
        '': ['Walking', 'Über den Wolken'],
    }
    for words, titles in found.items():
        assert [one.title for one in song_lists.listed(wanted=Wanted(search=words)).found] == titles
    easy = song_lists.listed(wanted=Wanted(difficulty='Easy')).found
    assert [(one.title, one.difficulties) for one in easy] == [('Über den Wolken', ('Expert', 'Easy'))]
    assert song_lists.listed(wanted=Wanted(bpm_from=121)).total == 0
    maps.verify(vera, first.id)
    assert [one.title for one in song_lists.listed(wanted=Wanted(status='verified')).found] == ['Über den Wolken']
    assert [one.title for one in song_lists.listed(sort='title').found] == ['Walking', 'Über den Wolken']
    for wrong in (Wanted(status='none'), Wanted(bpm_to=1)):
        with pytest.raises(NotAllowed):
            song_lists.listed(wanted=wrong)


def test_who_brought_a_song_names_it_anew_and_it_is_found_by_that(ann: str, bea: str) -> None:
    made = brought(ann)
    with pytest.raises(NotAllowed):
        songs.rename(bea, made.song_id, 'Mine now', '')
    with pytest.raises(LevelMixError):
        songs.rename(ann, made.song_id, ' ', '')
    songs.rename(ann, made.song_id, 'Five to the floor', 'The Testers')
    assert song_lists.listed(wanted=Wanted(search='four')).total == 0
    assert song_lists.listed(wanted=Wanted(search='five')).total == 1


def test_what_people_made_together_stays_when_one_of_them_leaves(ann: str, bea: str) -> None:
    made = brought(ann)
    files.erase(ann)
    with transaction() as session:
        session.execute(sa.delete(User).where(col(User.id) == ann))
    seen = maps.get(made.id, bea)
    assert (seen.by, seen.created_by) == ('Somebody who has left', None)
    map_files.read.cache_clear()
    assert versions.drum_map(made.version_id or '').hits == BEAT.hits


def test_without_accounts_what_one_brought_is_by_oneself(owner: str) -> None:
    mine = brought(owner)
    assert (mine.by, songs.get(mine.song_id, owner).by) == ('you', 'you')
    assert versions.listed(mine.id, owner).found[0].by == 'you'
