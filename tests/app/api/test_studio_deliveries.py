"""Programs block times, and read, comment, approve and take along what was delivered."""

from datetime import timedelta

import pytest

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.studio.delivery_support import House, handed, ready
from tests.app.studio.delivery_support import house as house


def program(user_id: str) -> Program:
    rates.forget()
    accounts.let_in(Visitor())
    return Program(user_id, 'studio:write')


@pytest.fixture
def bea(house: House) -> Program:
    """Somebody who has nothing to do with the studio."""
    return program(person('bea@example.org', name='Bea'))


def test_a_client_hears_of_a_file_comments_on_it_approves_it_and_takes_it_along(house: House, bea: Program) -> None:
    version = handed(house, 'Mix.wav', b'the very bytes')
    ready(version)
    carl, eve = program(house.client), program(house.engineer)
    (found,) = carl.get('/studio/deliveries').json()['items']
    assert (found['name'], found['is_staff'], [one['id'] for one in found['versions']]) == ('Mix.wav', False, [version])
    theirs = eve.get(f'/studio/deliveries?studio_id={house.studio}&client={house.client}').json()['items']
    assert [(one['id'], one['is_staff']) for one in theirs] == [(found['id'], True)]
    said = carl.post(f'/studio/delivery-versions/{version}/comments', json={'text': 'Too loud.', 'at_ms': 1000})
    assert (said.status_code, said.json()['is_done']) == (201, False)
    comment = f'/studio/delivery-comments/{said.json()["id"]}'
    assert eve.ask('PATCH', comment, json={'is_done': True}).json()['is_done'] is True
    place = f'/studio/deliveries/{found["id"]}'
    assert [one['text'] for one in carl.get(f'{place}/comments').json()['items']] == ['Too loud.']
    assert problem(eve.post(f'/studio/delivery-versions/{version}/approve')) == (400, 'not-allowed')
    assert carl.post(f'/studio/delivery-versions/{version}/approve').json()['approved_version_id'] == version
    assert problem(carl.ask('DELETE', comment)) == (400, 'not-allowed'), 'it is frozen'
    assert eve.post(f'{place}/reopen').json()['approved_version_id'] is None
    assert carl.ask('DELETE', comment).status_code == 204
    assert carl.get(f'/studio/delivery-versions/{version}/file').content == b'the very bytes'
    for way, path in (
        ('GET', place), ('GET', f'{place}/comments'), ('POST', f'{place}/reopen'),
        ('GET', f'/studio/delivery-versions/{version}/file'), ('POST', f'/studio/delivery-versions/{version}/approve'),
    ):  # fmt: skip
        assert (path, problem(bea.ask(way, path))) == (path, (404, 'not-found'))
    assert bea.get('/studio/deliveries').json()['items'] == []
    asked = f'/studio/deliveries?studio_id={house.studio}&client={house.client}'
    assert problem(bea.get(asked)) == (400, 'not-allowed')


def test_notes_are_written_by_staff_and_read_by_their_client(house: House, bea: Program) -> None:
    carl, eve, where = program(house.client), program(house.engineer), f'/studio/studios/{house.studio}/notes'
    sent = {'client': house.client, 'text': 'Bring the other guitar.', 'category': 'next'}
    made = eve.post(where, json=sent).json()
    assert [one['text'] for one in carl.get('/studio/notes').json()['items']] == ['Bring the other guitar.']
    assert [one['id'] for one in eve.get(f'{where}?client={house.client}').json()['items']] == [made['id']]
    assert problem(carl.post(where, json=sent)) == (400, 'not-allowed')
    place = f'/studio/notes/{made["id"]}'
    assert problem(carl.ask('DELETE', place)) == problem(bea.ask('DELETE', place)) == (404, 'not-found')
    assert eve.ask('PUT', place, json={'text': 'Both of them.'}).json()['category'] == 'general'
    assert eve.ask('DELETE', place).status_code == 204
    assert (carl.get('/studio/notes').json()['items'], bea.get('/studio/notes').json()['items']) == ([], [])


def test_staff_block_hours_once_and_every_week(house: House, bea: Program) -> None:
    eve, where = program(house.engineer), f'/studio/studios/{house.studio}'
    day = (utc_now() + timedelta(days=9)).date()
    free = f'{where}/starts?day={day}&minutes=60&limit=100'
    assert len(bea.get(free).json()['items']) == 23
    made = eve.post(f'{where}/blocks', json={'day': str(day), 'starts': 600, 'ends': 720}).json()
    assert len(bea.get(free).json()['items']) == 19
    weekly = {'weekday': day.weekday(), 'starts': 1260, 'ends': 1320, 'first': str(day)}
    every = eve.post(f'{where}/weekly-blocks', json=weekly).json()
    assert (every['last'], len(bea.get(free).json()['items'])) == (None, 17)
    listed = eve.get(f'{where}/blocks?first={day}&last={day + timedelta(days=7)}').json()['items']
    assert [(one['id'], one['starts']) for one in listed] == [
        (made['id'], 600), (every['id'], 1260), (every['id'], 1260),
    ]  # fmt: skip
    assert [one['id'] for one in eve.get(f'{where}/weekly-blocks').json()['items']] == [every['id']]
    assert problem(bea.get(f'{where}/weekly-blocks')) == (400, 'not-allowed')
    assert problem(bea.ask('DELETE', f'/studio/blocks/{made["id"]}')) == (400, 'not-allowed')
    assert problem(eve.get(f'{where}/blocks?first=2027-01-01&last=2190-01-01')) == (422, 'invalid')
    assert eve.ask('DELETE', f'/studio/blocks/{every["id"]}').status_code == 204
    assert problem(eve.post(f'{where}/blocks', json={'day': str(day), 'starts': 600})) == (400, 'not-allowed')


def test_its_studio_renames_locks_keeps_and_deletes_a_file(house: House, bea: Program) -> None:
    handed(house, 'Mix.wav', b'the very bytes')
    carl, eve = program(house.client), program(house.engineer)
    (found,) = carl.get('/studio/deliveries').json()['items']
    place = f'/studio/deliveries/{found["id"]}'
    told = eve.ask('PATCH', place, json={'name': 'Mix, final', 'is_locked': True}).json()
    assert (told['name'], told['description'], told['is_locked']) == ('Mix, final', '', True)
    told = eve.ask('PATCH', place, json={'description': 'With the louder voice.', 'keep_longer': True}).json()
    assert (told['name'], told['description'], told['is_locked']) == ('Mix, final', 'With the louder voice.', True)
    assert told['expires_at'] >= found['expires_at']
    assert problem(eve.ask('PATCH', place, json={'name': '', 'is_locked': False}))[0] in (400, 422)
    assert carl.get(place).json()['is_locked'] is True, 'all of a change or nothing'
    for nobody in (carl, bea):
        assert problem(nobody.ask('PATCH', place, json={'name': 'Mine'})) == (404, 'not-found')
        assert problem(nobody.ask('DELETE', place)) == (404, 'not-found')
    assert eve.ask('DELETE', place).status_code == 204
    assert problem(carl.get(place)) == (404, 'not-found')
