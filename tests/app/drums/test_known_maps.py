"""The same map brought twice: whoever brings it is led to the first, unless it differs or is to be another song."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from app import accounts, api
from app.accounts import Visitor
from app.api.v1 import rates
from app.db import transaction
from app.drums import maps, song_lists, songs, versions
from app.drums.drum_map import Lane
from app.drums.formats import bsm_writing, opening
from app.drums.known_maps import BroughtBefore
from app.drums.map_views import MapView
from app.errors import Gone
from models import Song
from models.types import utc_now
from tests.app.accounts_support import session_of, visiting
from tests.app.api.programs import Program, problem
from tests.app.drums.community import BEAT, brought, with_hits

OTHER = with_hits(BEAT, (1_000, Lane.SNARE))


def told_of(made: MapView, user_id: str, data: bytes = b'', title: str = '', file_name: str = '') -> str:
    """What they are told who bring it again, which leads to the first."""
    with pytest.raises(BroughtBefore) as told:
        songs.bring(user_id, data or bsm_writing.write(BEAT), title, file_name=file_name)
    assert told.value.map_id == made.id
    return str(told.value)


@pytest.mark.parametrize('form', ['bsm', 'mid', 'chart', 'osu'])
def test_the_same_file_leads_to_the_first_map_and_makes_no_second_song(ann: str, form: str) -> None:
    data = opening.write(replace(BEAT, title=''), f'.{form}')
    made = songs.bring(ann, data, file_name=f'Slow & low.{form}')
    assert 'You brought this map before: it is a map of “' in told_of(made, ann, data, file_name=f'Slow & low.{form}')
    assert song_lists.mine(ann).total == 1


def test_what_became_of_it_since_makes_no_other_of_it(ann: str) -> None:
    made = brought(ann)
    versions.save(ann, made.id, OTHER, made.version_id or '')
    songs.rename(ann, made.song_id, 'Four on the floor', '')
    assert 'it is a map of “Four on the floor”' in told_of(made, ann)
    assert 'Give it another title' in told_of(made, ann, title='four on THE floor')


def test_one_that_differs_and_one_by_another_title_make_songs_of_their_own(ann: str) -> None:
    made = brought(ann)
    others = [brought(ann, OTHER), brought(ann, title='With my band')]
    assert len({one.song_id for one in (made, *others)}) == 3


def test_a_title_that_was_typed_is_anothers_where_no_song_is_called_so(ann: str) -> None:
    made = brought(ann, title='With my band')
    assert 'it is a map of “With my band”' in told_of(made, ann)
    assert brought(ann, title=BEAT.title).song_id != made.song_id


def test_who_brings_what_was_taken_down_is_told_so_and_led_nowhere(ann: str) -> None:
    made = brought(ann)
    with transaction() as session:
        session.get_one(Song, made.song_id).hidden_at = utc_now()
    with pytest.raises(Gone, match=r'You brought this map before\. This song was taken down on'):
        brought(ann)


def test_what_was_taken_back_may_be_brought_again(ann: str) -> None:
    made = brought(ann)
    maps.delete(ann, made.id)
    again = brought(ann)
    songs.delete(ann, again.song_id)
    assert brought(ann).song_id not in (made.song_id, again.song_id)


def test_nobody_is_told_what_others_have_brought(ann: str, bea: str) -> None:
    assert brought(ann).song_id != brought(bea).song_id


def test_screens_get_the_way_to_it(ann: str) -> None:
    page = f'/drums/maps/{brought(ann).id}'
    with visiting(session_of(ann)):
        answer = TestClient(api.create()).post('/files/drums/maps', content=bsm_writing.write(BEAT))
    assert (answer.status_code, answer.json()['page']) == (409, page)
    assert answer.json()['error'].startswith('You brought this map before')


def test_programs_are_told_where_it_is(ann: str) -> None:
    rates.forget()
    accounts.let_in(Visitor())
    program = Program(ann, 'drums:write')
    sent = {'map': bsm_writing.write(BEAT).decode()}
    assert program.post('/drums/songs', json=sent).status_code == 201
    answer = program.post('/drums/songs', json=sent)
    assert problem(answer) == (409, 'conflict')
    found = program.get(answer.headers['Location'].removeprefix('/api/v1'))
    assert found.json()['hit_count'] == len(BEAT.hits)
