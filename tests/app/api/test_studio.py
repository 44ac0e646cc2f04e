"""Programs open studios, find times and prices, book, and do what people do with bookings."""

from typing import Any

import pytest

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from app.studio import rooms
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem


@pytest.fixture
def olga(with_accounts: None) -> Program:
    """Who owns the studio."""
    rates.forget()
    accounts.let_in(Visitor())
    return Program(person('olga@example.org', name='Olga', is_admin=True), 'studio:write')


@pytest.fixture
def ann(olga: Program) -> Program:
    """Somebody who books."""
    accounts.let_in(Visitor())
    return Program(person('ann@example.org', name='Ann'), 'studio:write')


@pytest.fixture
def bea(olga: Program) -> Program:
    """Somebody else."""
    accounts.let_in(Visitor())
    return Program(person('bea@example.org', name='Bea'), 'studio:write')


@pytest.fixture
def studio(olga: Program) -> str:
    """Their studio, open every day from ten to ten."""
    answer = olga.post('/studio/studios', json={'name': 'Night Owl', 'zone': 'Europe/Berlin', 'hourly_cents': 6000})
    assert answer.status_code == 201, answer.text
    return str(answer.json()['id'])


def changed(program: Program, place: str, **words: Any) -> dict[str, Any]:
    answer = program.ask('PATCH', place, json=words)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_studio_is_opened_changed_and_deleted_by_its_owner_alone(olga: Program, ann: Program, studio: str) -> None:
    where = f'/studio/studios/{studio}'
    first = ann.get(where)
    assert (first.json()['slug'], first.json()['opening']['0']) == ('night-owl', [[600, 1320]])
    assert [one['id'] for one in ann.get('/studio/studios').json()['items']] == [studio]
    assert [one['id'] for one in olga.get('/studio/studios?mine=true').json()['items']] == [studio]
    assert ann.get('/studio/studios?mine=true').json()['items'] == []
    assert problem(ann.ask('PATCH', where, json={'name': 'Mine'})) == (400, 'not-allowed')
    told = changed(olga, where, about='Two rooms.', opening={'6': [[720, 1560]]}, grid_minutes=60)
    assert (told['about'], told['opening'], told['grid_minutes']) == ('Two rooms.', {'6': [[720, 1560]]}, 60)
    late = olga.ask('PATCH', where, json={'about': ''}, headers={'If-Match': first.headers['ETag']})
    assert problem(late) == (412, 'changed')
    for wrong in ({'opening': {'6': [[720]]}}, {'opening': {'7': []}}, {'grid_minutes': 1}, {'colour': 'blue'}):
        assert problem(olga.ask('PATCH', where, json=wrong)) == (422, 'invalid'), wrong
    assert problem(ann.ask('DELETE', where)) == (400, 'not-allowed')
    assert olga.ask('DELETE', where).status_code == 204
    assert problem(ann.get(where)) == (404, 'not-found')


def test_what_a_studio_decides_about_cancelling_is_told_in_a_sentence(olga: Program, ann: Program, studio: str) -> None:
    where = f'/studio/studios/{studio}/policy'
    assert ann.get(where).json()['cancel_bands'] == [{'hours': 0, 'percent': 0}]
    bands = [{'hours': 168, 'percent': 100}, {'hours': 48, 'percent': 50}, {'hours': 0, 'percent': 0}]
    told = changed(olga, where, cancel_bands=bands, reminder_hours=[48, 2])
    assert (told['cancel_bands'], told['reminder_hours'], told['client_moves']) == (bands, [48, 2], 1)
    assert told['sentence'].startswith('If you cancel, you get back all until 7 days before, half until 48 hours')
    assert problem(olga.ask('PATCH', where, json={'cancel_bands': bands[::-1]})) == (422, 'invalid')
    assert problem(olga.ask('PATCH', where, json={'hold_minutes': 1})) == (422, 'invalid')
    assert problem(ann.ask('PATCH', where, json={'client_moves': 9})) == (400, 'not-allowed')
    assert ann.get(where).json()['client_moves'] == 1
    assert len(rooms.of_studio(studio)) == 1
