"""Programs find songs, bring maps, save and take versions along, suggest fixes and decide on them, and talk."""

import base64
import json

import pytest

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from app.db import transaction
from app.drums import fingerprints, recognising, transcriptions
from app.drums.differences import compare, to_payload
from app.drums.drum_map import Lane
from app.drums.formats import bsm, bsm_writing, opening
from app.drums.recognising import Heard
from models import Song
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.drums.community import BEAT, becomes, with_hits
from tests.app.drums.songs import RATE, song
from tests.app.limits_support import uploaded

FIXED = with_hits(BEAT, (1_000, Lane.SNARE))
TEXT, FIXED_TEXT = (bsm_writing.write(one).decode() for one in (BEAT, FIXED))


@pytest.fixture
def ann(with_accounts: None) -> Program:
    """Brings songs."""
    rates.forget()
    accounts.let_in(Visitor())
    return Program(person(name='Ann'), 'drums:write')


@pytest.fixture
def bea(ann: Program) -> Program:
    """Suggests fixes."""
    accounts.let_in(Visitor())
    return Program(person('bea@example.org', name='Bea'), 'drums:write')


@pytest.fixture
def vera(ann: Program) -> Program:
    """Decides on them."""
    accounts.let_in(Visitor())
    return Program(becomes(person('vera@example.org', name='Vera'), 'verifier'), 'drums:write')


def brought(program: Program, **more: str) -> tuple[str, str, str]:
    """A song out of a map: the ids of the song, its map, and the version of that."""
    answer = program.post('/drums/songs', json={'map': TEXT, **more})
    assert answer.status_code == 201, answer.text
    made = program.get(f'/drums/songs/{answer.json()["id"]}/maps').json()['items'][0]
    return answer.json()['id'], made['id'], made['version_id']


@pytest.mark.parametrize('form', ['bsm', 'chart', 'mid'])
def test_a_map_is_brought_from_any_program(ann: Program, form: str) -> None:
    data = opening.write(BEAT, f'.{form}')
    sent = {'midi': base64.b64encode(data).decode()} if form == 'mid' else {'map': data.decode()}
    answer = ann.post('/drums/songs', json={**sent, 'title': 'From elsewhere'})
    assert answer.status_code == 201, answer.text
    assert answer.json()['title'] == 'From elsewhere'
    another = ann.post(f'/drums/songs/{answer.json()["id"]}/maps', json={**sent, 'difficulty': 'Hard'})
    assert (another.status_code, another.json()['hit_count']) == (201, len(BEAT.hits))
    for wrong in ({}, {**sent, 'map': TEXT, 'midi': 'TVRoZA=='}, {'midi': 'no base64!'}):
        assert problem(ann.post('/drums/songs', json=wrong)) == (422, 'invalid')
    damaged = ann.post('/drums/songs', json={'midi': base64.b64encode(b'MThd').decode(), 'title': 'x'})
    assert (damaged.status_code, 'damaged' in damaged.json()['detail']) == (400, True)


def suggested(program: Program, version: str) -> dict[str, object]:
    wanted = {'map': FIXED_TEXT, 'summary': 'The snare on two'}
    answer = program.post(f'/drums/versions/{version}/proposals', json=wanted)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_song_is_brought_found_named_and_taken_back(ann: Program, bea: Program) -> None:
    first, *_ = brought(ann)
    second, *_ = brought(ann, title='Slow blues', artist='Nobody')
    page = bea.get('/drums/songs?limit=1&fields=id').json()
    assert [one['id'] for one in page['items']] == [second]
    rest = bea.get(f'/drums/songs?limit=1&fields=id&cursor={page["next"]}').json()
    assert ([one['id'] for one in rest['items']], rest['next']) == ([first], None)
    assert [one['id'] for one in bea.get('/drums/songs?search=blu').json()['items']] == [second]
    assert bea.get('/drums/songs?bpm_from=130').json()['items'] == []
    where = f'/drums/songs/{second}'
    read = ann.get(where)
    assert problem(bea.ask('PATCH', where, json={'title': 'Mine'})) == (400, 'not-allowed')
    renamed = ann.ask('PATCH', where, json={'title': 'Fast blues'}, headers={'If-Match': read.headers['ETag']})
    assert renamed.json()['title'] == 'Fast blues'
    late = ann.ask('DELETE', where, headers={'If-Match': read.headers['ETag']})
    assert problem(late) == (412, 'changed'), 'it was named anew meanwhile'
    assert ann.ask('DELETE', where).status_code == 204
    assert problem(ann.get(where)) == (404, 'not-found')


def test_what_is_no_map_is_told_and_nothing_is_kept(ann: Program) -> None:
    told = ann.post('/drums/songs', json={'map': 'la la la'})
    assert problem(told) == (400, 'not-allowed')
    assert '.bsm' in told.json()['detail']
    for wrong in ({}, {'map': ''}, {'map': TEXT, 'title': 'x' * 201}, {'map': TEXT, 'colour': 'blue'}):
        assert problem(ann.post('/drums/songs', json=wrong)) == (422, 'invalid')
    assert ann.get('/drums/songs').json()['items'] == []


def test_sent_again_by_the_same_name_it_is_one_song(ann: Program) -> None:
    named = {'Idempotency-Key': 'monday'}
    first, again = (ann.post('/drums/songs', json={'map': TEXT}, headers=named) for _ in range(2))
    assert (again.json(), again.headers['Idempotency-Replayed']) == (first.json(), 'true')
    assert len(ann.get('/drums/songs').json()['items']) == 1


def test_a_recording_is_recognised_by_what_the_command_line_tells_of_it(ann: Program, bea: Program) -> None:
    known, *_ = brought(ann)
    heard = fingerprints.fingerprint(song(4, 20.0)[:: RATE // fingerprints.RATE])
    kept = Heard(fingerprints.exact(heard), fingerprints.to_bytes(heard), 20_000)
    with transaction() as session:
        recognising.remember(session, session.get_one(Song, known), kept)
    words = [int(word) for word in heard.words]
    told = bea.post('/drums/recognise', json={'words': words}).json()
    assert (told['song']['id'], told['bit_error']) == (known, 0.0)
    later = bea.post('/drums/recognise', json={'words': words[8:]}).json()
    assert later['song']['id'] == known, 'without its beginning'
    assert bea.post('/drums/recognise', json={'words': [1, 2, 3]}).json() == {'song': None, 'bit_error': None}
    for wrong in ([], [-1], [2**32], ['a']):
        assert problem(bea.post('/drums/recognise', json={'words': wrong})) == (422, 'invalid')
    with transaction() as session:
        session.get_one(Song, known).deleted_at = session.get_one(Song, known).created_at
    assert bea.post('/drums/recognise', json={'words': words}).json()['song'] is None


def test_versions_are_saved_taken_along_compared_and_brought_back(ann: Program, bea: Program) -> None:
    _, made, first = brought(ann)
    where = f'/drums/maps/{made}/versions'
    saved = ann.post(where, json={'map': FIXED_TEXT, 'based_on': first, 'note': 'On two'})
    assert (saved.status_code, saved.json()['number'], saved.json()['words']) == (201, 2, '+1')
    assert problem(ann.post(where, json={'map': TEXT, 'based_on': first})) == (412, 'changed')
    assert problem(bea.post(where, json={'map': TEXT, 'based_on': saved.json()['id']})) == (400, 'not-allowed')
    page = bea.get(f'{where}?limit=1').json()
    rest = bea.get(f'{where}?limit=1&cursor={page["next"]}').json()
    assert [one['number'] for one in (*page['items'], *rest['items'])] == [2, 1]
    second = saved.json()['id']
    begins = {'bsm': b'{', 'mid': b'MThd', 'chart': b'[Song]', 'osu': b'osu file format'}
    for form, start in begins.items():
        answer = bea.get(f'/drums/versions/{second}/files/{form}')
        assert answer.content.lstrip('\ufeff'.encode()).startswith(start), form
        assert f'.{form}' in answer.headers['content-disposition']
    assert bsm.read(bea.get(f'/drums/versions/{second}/files/bsm').content).hits == FIXED.hits
    assert bea.get(f'/drums/versions/{second}/changes?since={first}').json()['words'] == '+1'
    back = ann.post(f'/drums/maps/{made}/restored', json={'version_id': first})
    assert (back.status_code, back.json()['number'], back.json()['restored']) == (201, 3, 1)
    assert '<svg' in bea.get(f'/drums/versions/{second}/assets/thumbnail').text
    assert problem(bea.get(f'/drums/versions/{second}/stem')) == (404, 'not-found')


def test_a_fix_is_suggested_decided_on_and_brings_karma(ann: Program, bea: Program, vera: Program) -> None:
    _, made, version = brought(ann)
    fix = suggested(bea, version)
    assert (fix['words'], fix['status'], fix['is_mine']) == ('+1', 'pending', True)
    assert [one['id'] for one in vera.get('/drums/reviews').json()['items']] == [fix['id']]
    assert problem(bea.get('/drums/reviews')) == (400, 'not-allowed')
    where = f'/drums/proposals/{fix["id"]}/decision'
    assert problem(bea.ask('PUT', where, json={'decision': 'approve', 'revision': 1})) == (400, 'not-allowed')
    done = vera.ask('PUT', where, json={'decision': 'approve', 'revision': 1, 'verifies': True})
    assert (done.json()['status'], done.json()['decision']['by']) == ('approved', 'Vera')
    late = vera.ask('PUT', where, json={'decision': 'reject', 'notes': 'No', 'revision': 1})
    assert problem(late) == (400, 'not-allowed'), 'it was decided on'
    now = bea.get(f'/drums/maps/{made}').json()
    assert (now['state'], now['is_canonical'], now['version_number'], now['verified_by']) == (
        'verified',
        True,
        2,
        'Vera',
    )
    assert [(one['delta'], one['words']) for one in bea.get('/drums/karma').json()['items']] == [
        (10, 'A fix was accepted')
    ]
    ladder = {one['code']: one for one in bea.get('/drums/roles').json()['items']}
    assert ladder['fixer']['counts']
    assert 'more karma' in ladder['verifier']['missing']
    board = bea.get('/drums/leaderboard?period=week').json()['items']
    assert [(one['name'], one['is_me']) for one in board if one['is_me']] == [('Bea', True)]


def test_a_fix_is_suggested_as_changes_written_anew_and_withdrawn(ann: Program, bea: Program) -> None:
    _, made, version = brought(ann)
    place = f'/drums/versions/{version}/proposals'
    changes = to_payload(compare(BEAT, FIXED))
    answer = bea.post(place, json={'changes': changes, 'summary': 'The snare on two'})
    fix = answer.json()
    assert (answer.status_code, fix['changes'], fix['words']) == (201, json.loads(json.dumps(changes)), '+1')
    for wrong in ({}, {'map': TEXT, 'changes': changes}):
        assert problem(bea.post(place, json={**wrong, 'summary': 'Both or none'})) == (422, 'invalid')
    where = f'/drums/proposals/{fix["id"]}'
    more = bsm_writing.write(with_hits(FIXED, (2_000, Lane.SNARE))).decode()
    anew = bea.ask('PUT', where, json={'map': more, 'summary': 'Both snares', 'revision': 1})
    assert (anew.json()['words'], anew.json()['revision']) == ('+2', 2)
    old = bea.ask('PUT', where, json={'map': more, 'summary': 'Both snares', 'revision': 1})
    assert problem(old) == (412, 'changed')
    assert problem(ann.ask('DELETE', where)) == (400, 'not-allowed'), 'it is not hers'
    assert bea.ask('DELETE', where).status_code == 204
    assert [one['status'] for one in ann.get(f'/drums/maps/{made}/proposals').json()['items']] == ['withdrawn']
    assert [one['id'] for one in bea.get('/drums/proposals').json()['items']] == [fix['id']]


def test_people_talk_about_a_map_at_a_time_of_it(ann: Program, bea: Program) -> None:
    _, made, _ = brought(ann)
    where = f'/drums/maps/{made}/comments'
    first = bea.post(where, json={'text': 'The crash is late', 'at_ms': 4_000}).json()
    ann.post(where, json={'text': 'You are right'})
    page = ann.get(f'{where}?limit=1').json()
    rest = ann.get(f'{where}?limit=1&cursor={page["next"]}').json()
    assert [one['text'] for one in (*page['items'], *rest['items'])] == ['The crash is late', 'You are right']
    assert (first['at_ms'], first['by'], page['items'][0]['is_mine']) == (4_000, 'Bea', False)
    own = f'/drums/comments/{first["id"]}'
    assert problem(ann.ask('PUT', own, json={'text': 'It is not'})) == (404, 'not-found')
    assert bea.ask('PUT', own, json={'text': 'It is early'}).json()['edited_at']
    assert bea.ask('DELETE', own).status_code == 204
    assert ann.get(f'/drums/maps/{made}').json()['comments'] == 1


def test_a_recording_is_written_down_seen_and_cancelled(
    ann: Program, bea: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = fingerprints.fingerprint(song(5, 20.0)[:: RATE // fingerprints.RATE])
    kept = Heard(fingerprints.exact(heard), fingerprints.to_bytes(heard), 20_000)
    monkeypatch.setattr('app.drums.transcriptions.looks.heard', lambda *_: kept)
    accounts.let_in(Visitor())
    wanted = {'upload_id': uploaded(ann.user_id, 'The Testers - Beat.wav'), 'easier': ['Easy']}
    answer = ann.post('/drums/transcriptions', json=wanted)
    assert (answer.status_code, answer.json()['status']) == (201, 'queued'), answer.text
    job = answer.json()['id']
    told = ann.get(f'/drums/transcriptions/{job}').json()
    assert (told['title'], told['status'], told['maps'], told['has_recording']) == (
        *('Beat by The Testers', 'queued', []),
        True,
    )
    assert problem(bea.get(f'/drums/transcriptions/{job}')) == (404, 'not-found')
    accounts.let_in(Visitor())
    known = bea.post('/drums/transcriptions', json={'upload_id': uploaded(bea.user_id, 'the same.wav')})
    assert problem(known) == (409, 'conflict')
    assert known.headers['Location'] == f'/api/v1/drums/songs/{told["song_id"]}'
    assert ann.post(f'/drums/transcriptions/{job}/cancel').json()['status'] == 'cancelled'
    assert transcriptions.get(ann.user_id, job).status == 'cancelled'


def test_a_key_that_reads_brings_nothing(ann: Program) -> None:
    brought(ann)
    reads = Program(ann.user_id, 'drums:read')
    assert len(reads.get('/drums/songs').json()['items']) == 1
    assert problem(reads.post('/drums/songs', json={'map': TEXT})) == (403, 'wrong-key')
    assert problem(Program(ann.user_id, 'voice:write').get('/drums/songs')) == (403, 'wrong-key')
