"""Programs keep a journal, plan a week and its calendar, keep collections, and teach."""

import json
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app import accounts, api
from app.accounts import Visitor
from app.api.v1 import rates
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.practice.support import piece


@pytest.fixture
def ann(with_accounts: None) -> Program:
    rates.forget()
    accounts.let_in(Visitor())
    return Program(person(name='Ann'), 'practice:write')


@pytest.fixture
def bea(ann: Program) -> Program:
    accounts.let_in(Visitor())
    return Program(person('bea@example.org', name='Bea'), 'practice:write')


def test_a_session_begins_has_pieces_and_ends_once(ann: Program) -> None:
    lick = piece(ann.user_id)
    begun = ann.post('/practice/sessions', json={'goals': ['slowly', ' ', 'evenly']})
    assert (begun.status_code, begun.json()['goals'], begun.json()['ended_at']) == (201, ['slowly', 'evenly'], None)
    assert ann.post('/practice/sessions', json={}).json()['id'] == begun.json()['id'], 'the clock is on already'
    where = f'/practice/sessions/{begun.json()["id"]}'
    item = ann.post(f'{where}/items', json={'piece_id': lick, 'minutes': 5, 'performance': 70})
    assert (item.status_code, item.json()['title'], item.json()['repetitions']) == (201, 'Lick in C', 1)
    assert (begun.json()['paused_at'], ann.post(f'{where}/resume').json()['paused_at']) == (None, None)
    paused = ann.post(f'{where}/pause').json()
    assert (paused['paused_at'] is not None, paused['ended_at']) == (True, None)
    assert ann.post(f'{where}/resume').json()['paused_at'] is None
    ended = ann.post(f'{where}/end').json()
    assert ended['ended_at'] is not None
    assert ann.post(f'{where}/end').json()['ended_at'] == ended['ended_at']
    rated = ann.ask('PATCH', where, json={'rating': 4, 'achievements': ['slowly'], 'notes': 'Fine.'}).json()
    assert (rated['rating'], rated['achievements'], rated['notes'], rated['goals']) == (
        4, ['slowly'], 'Fine.', ['slowly', 'evenly'],
    )  # fmt: skip
    assert problem(ann.ask('PATCH', where, json={'rating': 6})) == (422, 'invalid')
    assert [one['id'] for one in ann.get(where).json()['played']] == [item.json()['id']]
    assert ann.ask('DELETE', f'{where}/items/{item.json()["id"]}').status_code == 204
    assert [one['played'] for one in ann.get('/practice/sessions').json()['items']] == [[]]
    assert ann.ask('DELETE', where).status_code == 204
    assert ann.get('/practice/sessions').json()['items'] == []


def test_a_session_at_the_piano_is_written_down_afterwards_and_what_went_badly_is_due(ann: Program) -> None:
    lick = piece(ann.user_id)
    yesterday = (utc_now() - timedelta(days=1)).replace(hour=12).isoformat()
    played = [{'piece_id': lick, 'minutes': 10, 'score': 40}]
    told = ann.post('/practice/sessions/past', json={'minutes': 25, 'ended_at': yesterday, 'played': played})
    assert (told.status_code, told.json()['minutes']) == (201, 25), told.text
    assert told.json()['ended_at'] is not None
    assert [one['performance'] for one in told.json()['played']] == [40]
    assert ann.get('/practice/reviews').json()['items'] == [], 'tomorrow'
    soon = (utc_now() + timedelta(days=2)).strftime('%Y-%m-%dT%H:%M:%SZ')
    (due,) = ann.get(f'/practice/reviews?until={soon}').json()['items']
    assert (due['piece_id'], due['lapses'], due['last_score']) == (lick, 1, 40)
    progress = ann.get('/practice/progress?days=2').json()
    assert sum(day['minutes'] for day in progress['days']) == 25
    assert progress['streak_days'] == 1
    old = ann.post('/practice/sessions/past', json={'minutes': 5, 'ended_at': '2001-01-01T00:00:00Z'})
    assert (problem(old), old.json()['errors'][0]['pointer']) == ((422, 'invalid'), '/ended_at')
    wrong = ann.post('/practice/sessions/past', json={'minutes': 5, 'played': [{'piece_id': 'none'}]})
    assert problem(wrong) == (404, 'not-found')
    assert len(ann.get('/practice/sessions').json()['items']) == 1, 'nothing of it is kept'


def test_a_score_that_is_told_counts(ann: Program) -> None:
    lick = piece(ann.user_id)
    told = {'piece_id': lick, 'score': 85, 'minutes': 10}
    for _ in range(2):
        made = ann.post('/practice/progress', json=told, headers={'Idempotency-Key': 'once'})
        assert made.status_code == 201
    progress = ann.get('/practice/progress?days=7&skill=improvisation').json()
    assert [one['score'] for one in progress['scores']] == [85]
    assert progress['days'][-1]['minutes'] == 10


def test_the_journal_of_others_is_theirs(ann: Program, bea: Program) -> None:
    where = f'/practice/sessions/{ann.post("/practice/sessions", json={}).json()["id"]}'
    for method, path in (('GET', ''), ('DELETE', ''), ('POST', '/end')):
        assert problem(bea.ask(method, where + path)) == (404, 'not-found')
    assert bea.get('/practice/sessions').json()['items'] == []


def test_pieces_are_kept_in_collections_with_notes(ann: Program) -> None:
    lick, melody = piece(ann.user_id), piece(ann.user_id, 'Melody')
    kept = ann.ask('PUT', f'/practice/saved/{lick}', json={'collection': 'Mondays', 'is_favorite': True})
    assert (kept.status_code, kept.json()['collection'], kept.json()['is_favorite']) == (200, 'Mondays', True)
    ann.ask('PUT', f'/practice/saved/{melody}', json={})
    changed = ann.ask(
        'PUT', f'/practice/saved/{lick}', json={'notes': 'Slowly.'}, headers={'If-Match': kept.headers['ETag']}
    )
    assert (changed.json()['notes'], changed.json()['collection']) == ('Slowly.', 'Mondays')
    late = ann.ask('DELETE', f'/practice/saved/{lick}', headers={'If-Match': kept.headers['ETag']})
    assert problem(late) == (412, 'changed')
    names = {one['name']: one['count'] for one in ann.get('/practice/collections').json()['items']}
    assert names == {'': 1, 'Mondays': 1}
    assert [one['piece_id'] for one in ann.get('/practice/saved').json()['items']] == [melody, lick]
    assert [one['piece_id'] for one in ann.get('/practice/saved?favorites=true').json()['items']] == [lick]
    assert [one['piece_id'] for one in ann.get('/practice/saved?collection=').json()['items']] == [melody]
    assert ann.ask('DELETE', f'/practice/saved/{lick}').status_code == 204
    assert problem(ann.get(f'/practice/saved/{lick}')) == (404, 'not-found')


def test_a_teacher_opens_a_class_and_sees_how_a_student_gets_on(ann: Program, bea: Program) -> None:
    ann.ask('PUT', f'/practice/saved/{piece(ann.user_id)}', json={'collection': 'Blues'})
    opened = ann.post('/practice/classes', json={'name': 'Mondays'}).json()
    where = f'/practice/classes/{opened["id"]}'
    joined = bea.post('/practice/classes/joined', json={'code': opened['code'].lower()})
    assert (joined.status_code, joined.json()['teacher'], joined.json()['collections']) == (201, 'Ann', [])
    shared = ann.ask('PUT', f'{where}/collections', json={'collection': 'Blues'})
    assert shared.json()['collections'] == ['Blues']
    assert bea.get('/practice/classes/joined').json()['items'][0]['collections'] == ['Blues']
    bea.post('/practice/sessions/past', json={'minutes': 30})
    (student,) = ann.get(f'{where}/students').json()['items']
    assert (student['name'], student['minutes']) == ('Bea', 30)
    assert problem(bea.get(f'{where}/students')) == (404, 'not-found')
    closed = ann.ask('PATCH', where, json={'is_open': False}).json()
    assert (closed['code'], closed['students']) == (None, 1)
    assert bea.ask('DELETE', f'/practice/classes/joined/{opened["id"]}').status_code == 204
    assert ann.get(where).json()['students'] == 0
    assert problem(bea.post('/practice/classes/joined', json={'code': opened['code']})) == (404, 'not-found')
    assert ann.ask('DELETE', where).status_code == 204
    assert ann.get('/practice/classes').json()['items'] == []


def test_a_week_is_planned_and_changed_only_as_it_was_read(ann: Program) -> None:
    week = {'days': [0, 2], 'at': '18:30', 'minutes': 25, 'reminders': True}
    before = ann.get('/practice/schedule')
    assert before.json()['days'] == []
    assert ann.ask('PUT', '/practice/schedule', json=week).json() == week
    late = ann.ask('PUT', '/practice/schedule', json={'days': []}, headers={'If-Match': before.headers['ETag']})
    assert problem(late) == (412, 'changed')
    assert ann.get('/practice/schedule').json() == week
    assert len(ann.get('/practice/schedule/times?limit=5').json()['items']) == 5
    for wrong in ({'days': [7]}, {'days': [1, 1]}, {'days': [1], 'at': '25:00'}, {'days': [1], 'minutes': 0}):
        assert problem(ann.ask('PUT', '/practice/schedule', json=wrong))[1] == 'invalid'


def test_the_address_of_a_calendar_is_told_once_and_ends_when_it_is_revoked(ann: Program) -> None:
    assert problem(ann.get('/practice/calendar')) == (404, 'not-found')
    made = ann.post('/practice/calendar')
    address = made.json()['address']
    path = '/' + address.split('/', 3)[3]
    reader = TestClient(api.create())
    accounts.let_in(Visitor())
    answer = reader.get(path)
    assert (answer.status_code, answer.headers['content-type']) == (200, 'text/calendar; charset=utf-8')
    assert json.loads(ann.get('/practice/calendar').text)['address'] is None
    assert ann.ask('DELETE', '/practice/calendar').status_code == 204
    accounts.let_in(Visitor())
    assert reader.get(path).status_code == 404
    assert problem(ann.ask('DELETE', '/practice/calendar')) == (404, 'not-found')
