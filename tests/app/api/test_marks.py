"""Every answer has a mark, and nothing is sent twice to a program that has it."""

import pytest

from tests.app.accounts_support import person
from tests.app.api.programs import Program

PLACES = ('/', '/jobs', '/library', '/account', '/account/usage', '/account/plans', '/notifications', '/webhooks')


@pytest.fixture
def ann(owner: str) -> Program:
    return Program(person())


@pytest.mark.parametrize('place', PLACES)
def test_what_a_program_has_already_is_not_sent_again(ann: Program, place: str) -> None:
    first = ann.get(place)
    assert first.status_code == 200
    again = ann.get(place, headers={'If-None-Match': first.headers['ETag']})
    assert (again.status_code, again.content) == (304, b'')
    assert again.headers['ETag'] == first.headers['ETag']
    other = ann.get(place, headers={'If-None-Match': '"something else"'})
    assert (other.status_code, other.json()) == (200, first.json())


def test_a_list_has_another_mark_once_something_has_come_into_it(ann: Program) -> None:
    before = ann.get('/leveling/presets').headers['ETag']
    ann.post('/leveling/presets', json={'name': 'Mine', 'target_lufs': -11})
    answer = ann.get('/leveling/presets', headers={'If-None-Match': before})
    assert answer.status_code == 200
    assert answer.headers['ETag'] != before
