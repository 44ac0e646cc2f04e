"""Programs read an artist's insights, mark them, have the numbers looked at, and choose the report."""

import pytest

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from app.artist import area as area
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.artist.insight_support import look, streams, write


@pytest.fixture
def ann(with_accounts: None) -> Program:
    """An artist with a spike."""
    rates.forget()
    accounts.let_in(Visitor())
    program = Program(person(name='Ann'), 'artist:write')
    write(program.user_id, streams())
    look(program.user_id)
    return program


def test_insights_are_listed_read_and_done(ann: Program) -> None:
    page = ann.get('/artist/insights?limit=1').json()
    assert page['next']
    rest = ann.get(f'/artist/insights?cursor={page["next"]}').json()
    (spike,) = [one for one in [*page['items'], *rest['items']] if one['rule'] == 'spike']
    assert (spike['value'], spike['evidence'], spike['is_read']) == (480, ['2027-06-16'], False)
    unread = ann.get('/artist/insights/standing').json()['unread']
    where = f'/artist/insights/{spike["id"]}'
    assert ann.ask('PATCH', where, json={'is_read': True}).json()['is_read']
    assert ann.get('/artist/insights/standing').json()['unread'] == unread - 1
    assert ann.ask('PATCH', where, json={'is_done': True}).json()['done_at']
    assert [one['id'] for one in ann.get('/artist/insights?state=done').json()['items']] == [spike['id']]
    assert ann.ask('PATCH', where, json={'is_done': False}).json()['done_at'] is None


def test_nobody_elses_are_found(ann: Program) -> None:
    bea = Program(person('bea@example.org', name='Bea'), 'artist:write')
    one = ann.get('/artist/insights').json()['items'][0]['id']
    assert bea.get('/artist/insights').json()['items'] == []
    assert problem(bea.get(f'/artist/insights/{one}')) == (404, 'not-found')
    assert problem(bea.ask('PATCH', f'/artist/insights/{one}', json={'is_done': True})) == (404, 'not-found')


def test_the_numbers_are_looked_at_when_asked_and_what_is_missing_is_told(ann: Program) -> None:
    standing = ann.get('/artist/insights/standing').json()
    assert any('56 of 70 days' in sentence for sentence in standing['missing'])
    answer = ann.post('/artist/insights/look')
    assert (answer.status_code, answer.json()['is_looking']) == (202, True)
    chosen = ann.ask('PATCH', '/artist/insights/standing', json={'weekly_report': True})
    assert chosen.json()['weekly_report']
