"""Levelling by the API: what the screens of the area show and do, for whoever has a key for it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import api, leveling
from app.jobs import sharing
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.leveling_support import submit, upload
from tests.sounds import write_mix

pytestmark = pytest.mark.slow

Worker = Callable[[], int]


@pytest.fixture
def ann(with_accounts: None) -> str:
    return person(subscription_tier=3)


@pytest.fixture
def done(ann: str, worker: Worker, tmp_path: Path) -> str:
    """A job of hers that is finished."""
    job_id = submit(ann, write_mix(tmp_path / 'Friday.wav', 12))
    worker()
    return job_id


def test_a_finished_job_is_told_with_all_that_was_measured(ann: str, done: str) -> None:
    program = Program(ann, 'leveling:read')
    job = program.get(f'/leveling/jobs/{done}').json()
    assert (job['original']['name'], job['options']['preset_name']) == ('Friday.wav', 'Spotify')
    assert job['measured']['after']['integrated_lufs'] == pytest.approx(-14.0, abs=0.1)
    assert job['measured']['verdict'] == 'on_target'
    assert set(program.get(f'/leveling/jobs/{done}?fields=status').json()) == {'id', 'status'}

    report = program.get(f'/leveling/jobs/{done}/report').json()
    assert {**report, 'reported_at': ''} == {**leveling.report(ann, done), 'reported_at': ''}, 'as `verify` reads it'
    assert report['output']['sha256']

    drawn = program.get(f'/leveling/jobs/{done}/timeline?start=2&end=4&points=50').json()
    assert (drawn['start_s'], drawn['duration_s'], drawn['active']) == (2.0, 12.0, False)
    assert 1 < len(drawn['after']['momentary']) <= 50
    passage = program.get(f'/leveling/jobs/{done}/passage?start=2&end=9').json()
    assert passage['after'] - passage['before'] == pytest.approx(job['measured']['gain_db'], abs=0.3)
    wrong = program.get(f'/leveling/jobs/{done}/timeline?start=-1')
    assert problem(wrong) == (422, 'invalid')
    assert wrong.json()['errors'][0]['pointer'] == '/query/start'


def test_what_is_hers_is_nobody_elses(ann: str, done: str) -> None:
    eve, reader = Program(person('eve@example.org')), Program(ann, 'read')
    for part in ('', '/report', '/tracklist', '/timeline', '/passage', '/previews', '/forecast', '/shares'):
        assert problem(eve.get(f'/leveling/jobs/{done}{part}')) == (404, 'not-found'), part
    for part, sent in (('rerun', {'options': {'target_lufs': -9}}), ('shares', {'days': 7}), ('previews', None)):
        assert problem(eve.post(f'/leveling/jobs/{done}/{part}', json=sent)) == (404, 'not-found'), part
        assert problem(reader.post(f'/leveling/jobs/{done}/{part}', json=sent)) == (403, 'wrong-key'), part
    assert problem(Program().get(f'/leveling/jobs/{done}')) == (401, 'signed-out')
    assert sharing.shares(ann, done) == []


def test_the_same_original_is_levelled_again_once_however_often_a_program_asks(
    ann: str, done: str, worker: Worker
) -> None:
    program = Program(ann, 'leveling:write')
    once = {'Idempotency-Key': 'for-the-club'}
    wanted = {'options': {'target_lufs': -9.0, 'even_percent': 50, 'tracks': [{'start_s': 0}, {'start_s': 6}]}}
    first = program.post(f'/leveling/jobs/{done}/rerun', json=wanted, headers=once)
    again = program.post(f'/leveling/jobs/{done}/rerun', json=wanted, headers=once)
    assert (first.status_code, again.json()) == (201, first.json())
    assert again.headers['Idempotency-Replayed'] == 'true'
    made = program.get(first.headers['Location'].removeprefix('/api/v1')).json()
    assert (made['id'], made['status'], made['title']) == (first.json()['id'], 'queued', 'Friday.wav')
    chosen = program.get(f'/leveling/jobs/{made["id"]}').json()['options']
    assert (chosen['target_lufs'], [track['start_s'] for track in chosen['tracks']]) == (-9.0, [0.0, 6.0])
    assert worker() == 1, 'one job was made'
    sheet = program.get(f'/leveling/jobs/{made["id"]}/tracklist?format=cue')
    assert sheet.text.count('TRACK') == 2
    assert sheet.headers['content-disposition'].endswith('Friday%20%28LevelMix%20-9%20LUFS%29.cue')

    for options, pointer in (({}, '/options/target_lufs'), ({'target_lufs': -9, 'louder': 1}, '/options/louder')):
        wrong = program.post(f'/leveling/jobs/{done}/rerun', json={'options': options})
        assert problem(wrong) == (422, 'invalid')
        assert [one['pointer'] for one in wrong.json()['errors']] == [pointer]
    too_loud = program.post(f'/leveling/jobs/{done}/rerun', json={'options': {'target_lufs': 0}})
    assert problem(too_loud) == (400, 'not-allowed')
    assert too_loud.json()['detail'] == 'Choose a loudness between -40 and -3 LUFS.', 'as the screens say it'


def test_previews_are_asked_for_and_heard_in_ranges(ann: str, done: str, worker: Worker) -> None:
    program = Program(ann)
    assert program.get(f'/leveling/jobs/{done}/previews').status_code == 204
    assert program.post(f'/leveling/jobs/{done}/previews').status_code == 202
    worker()
    told = program.get(f'/leveling/jobs/{done}/previews').json()
    assert told['complete']
    first = told['sizes']['result'][0]
    sound = f'/leveling/jobs/{done}/previews/result/0'
    piece = program.get(sound, headers={'Range': f'bytes=0-{first - 1}'})
    assert (piece.status_code, len(piece.content), piece.headers['content-type']) == (206, first, 'audio/aac')
    assert piece.content == program.get(sound).content[:first]
    assert problem(program.get(f'/leveling/jobs/{done}/previews/secret/0')) == (422, 'invalid')
    assert problem(program.get(f'/leveling/jobs/{done}/previews/result/9')) == (404, 'not-found')


def test_a_link_is_told_once_opens_the_result_and_is_taken_back(ann: str, done: str) -> None:
    program = Program(ann)
    made = program.post(f'/leveling/jobs/{done}/shares', json={'days': 7})
    assert made.status_code == 201
    address = made.json()['url'].partition('/shared/')[2]
    assert TestClient(api.create()).get(f'/shared/{address}/file').status_code == 200
    (listed,) = program.get(f'/leveling/jobs/{done}/shares').json()['items']
    assert (listed['id'], listed['url'], listed['downloads']) == (made.json()['id'], None, 1)
    assert problem(program.post(f'/leveling/jobs/{done}/shares', json={'days': 3})) == (400, 'not-allowed')
    eve = Program(person('eve@example.org'))
    assert problem(eve.ask('DELETE', f'/leveling/shares/{listed["id"]}')) == (404, 'not-found')
    assert program.ask('DELETE', f'/leveling/shares/{listed["id"]}').status_code == 204
    assert TestClient(api.create()).get(f'/shared/{address}/file').status_code == 404


@pytest.mark.nightly
def test_an_upload_is_looked_at_and_its_tracks_are_set(ann: str, worker: Worker, tmp_path: Path) -> None:
    program = Program(ann, 'leveling:write')
    sent = upload(ann, write_mix(tmp_path / 'Friday.wav', 12))
    here = f'/leveling/uploads/{sent}'
    assert problem(program.get(f'{here}/lookahead')) == (404, 'not-found')
    asked = program.post(f'{here}/lookahead', json={'options': {'target_lufs': -14, 'even_percent': 60}})
    assert (asked.status_code, asked.json()['status'], asked.json()['found']) == (202, 'queued', None)
    assert [program.get(f'{here}/{part}').status_code for part in ('forecast', 'timeline')] == [204, 204]
    worker()
    found = program.get(f'{here}/lookahead').json()
    assert (found['status'], found['duration_s'], found['has_set_tracks']) == ('completed', 12.0, False)
    named = {preset['name'] for preset in program.get('/leveling/presets?limit=100').json()['items']}
    assert {one['preset_name'] for one in found['found']['plain']} == named
    assert program.get(f'{here}/forecast').json() == found['found']
    assert program.get(f'{here}/timeline').json()['duration_s'] == 12.0

    tracks = {'tracks': [{'start_s': 0, 'title': 'First'}, {'start_s': 6.5, 'title': 'Second'}]}
    assert program.ask('PUT', f'{here}/tracks', json=tracks).json()['has_set_tracks']
    worker()
    segments = program.get(f'{here}/forecast').json()['segments']
    assert [(one['start_s'], one['title']) for one in segments] == [(0.0, 'First'), (6.5, 'Second')]
    close = program.ask('PUT', f'{here}/tracks', json={'tracks': [{'start_s': 0}, {'start_s': 0.2}]})
    assert problem(close) == (400, 'not-allowed')
    assert not program.ask('DELETE', f'{here}/tracks').json()['has_set_tracks']

    eve, reader = Program(person('eve@example.org')), Program(ann, 'leveling:read')
    for path in (f'{here}/lookahead', f'{here}/forecast', f'{here}/timeline'):
        assert problem(eve.get(path)) == (404, 'not-found')
    assert problem(eve.ask('PUT', f'{here}/tracks', json=tracks)) == (404, 'not-found')
    assert problem(reader.ask('PUT', f'{here}/tracks', json=tracks)) == (403, 'wrong-key')


def test_a_forecast_is_worked_out_for_a_job_once_it_is_measured(ann: str, done: str, worker: Worker) -> None:
    program = Program(ann)
    assert program.get(f'/leveling/jobs/{done}/forecast').status_code == 204
    assert program.post(f'/leveling/jobs/{done}/forecast').status_code == 202
    worker()
    told = program.get(f'/leveling/jobs/{done}/forecast').json()
    by_name = {one['preset_name']: one for one in told['plain']}
    assert by_name['Spotify']['loudness_lufs'] == pytest.approx(-14.0, abs=0.1)
    assert {one['platform'] for one in by_name['Spotify']['plays']} >= {'Spotify', 'YouTube'}


def test_presets_are_made_changed_and_deleted_and_a_stale_change_is_refused(ann: str) -> None:
    program = Program(ann, 'leveling:write')
    wanted = {'name': 'Odeon', 'target_lufs': -8.0, 'ceiling_dbtp': -0.5, 'description': 'Their system'}
    made = program.post('/leveling/presets', json=wanted)
    here = made.headers['Location'].removeprefix('/api/v1')
    assert made.json() == {**wanted, 'id': made.json()['id'], 'is_system': False}
    read = program.get(here)
    fresh = {'If-Match': read.headers['ETag']}
    changed = program.ask('PUT', here, json={**wanted, 'target_lufs': -9.0}, headers=fresh)
    assert changed.json()['target_lufs'] == -9.0
    assert problem(program.ask('PUT', here, json=wanted, headers=fresh)) == (412, 'changed')
    assert problem(program.ask('DELETE', here, headers=fresh)) == (412, 'changed')
    assert program.get(here).json()['target_lufs'] == -9.0, 'the one that was refused has done nothing'

    wrong = program.post('/leveling/presets', json={'name': 'Loud', 'target_lufs': 3})
    assert (problem(wrong), wrong.json()['errors'][0]['pointer']) == ((422, 'invalid'), '/target_lufs')
    assert problem(program.post('/leveling/presets', json=wanted)) == (400, 'not-allowed'), 'there is one of this name'
    system = next(p for p in program.get('/leveling/presets').json()['items'] if p['is_system'])
    assert problem(program.ask('DELETE', f'/leveling/presets/{system["id"]}')) == (400, 'not-allowed')
    assert problem(Program(person('eve@example.org')).get(here)) == (404, 'not-found')
    assert program.ask('DELETE', here, headers={'If-Match': changed.headers['ETag']}).status_code == 204
    assert problem(program.get(here)) == (404, 'not-found')


def test_presets_come_in_pages_that_go_on_where_they_were(ann: str) -> None:
    program = Program(ann)
    every = [one['id'] for one in program.get('/leveling/presets?limit=100').json()['items']]
    seen: list[int] = []
    follows: str | None = ''
    while follows is not None:
        told = program.get(f'/leveling/presets?limit=4&cursor={follows}' if follows else '/leveling/presets?limit=4')
        seen += [one['id'] for one in told.json()['items']]
        follows = told.json()['next']
    assert seen == every


def test_formats_and_pasted_tracklists_are_read_without_a_job(ann: str) -> None:
    program = Program(ann)
    assert '.flac' in [
        suffix for one in program.get('/leveling/formats').json()['accepts'] for suffix in one['suffixes']
    ]
    read = program.post('/leveling/tracklists/read', json={'text': '00:00 First\n04:31 Second'}).json()
    assert read['tracks'] == [{'time': '00:00', 'title': 'First'}, {'time': '04:31', 'title': 'Second'}]
    unread = program.post('/leveling/tracklists/read', json={'text': 'no times here'}).json()
    assert (unread['tracks'], len(unread['notes'])) == ([], 1)
