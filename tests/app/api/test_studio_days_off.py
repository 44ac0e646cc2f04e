"""Programs say when an engineer is away, and read before whose session that meets."""

from datetime import timedelta

import pytest

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem

DAY = (utc_now() + timedelta(days=20)).date()


@pytest.fixture
def olga(with_accounts: None) -> Program:
    """Who owns the studio."""
    rates.forget()
    accounts.let_in(Visitor())
    return Program(person('olga@example.org', name='Olga', is_admin=True), 'studio:write')


def test_days_off_are_refused_over_a_session_unless_wanted_anyway_and_offer_nothing(olga: Program) -> None:
    made = {'name': 'Night Owl', 'zone': 'Europe/Berlin', 'hourly_cents': 6000}
    studio = olga.post('/studio/studios', json=made).json()['id']
    where, room = f'/studio/studios/{studio}', olga.get(f'/studio/studios/{studio}/rooms').json()['items'][0]['id']
    engineer = olga.post(f'{where}/engineers', json={'name': 'Eve'}).json()['id']
    starts = f'{where}/starts?room_id={room}&day={DAY}&minutes=60'
    offered = olga.get(starts).json()['items']
    wish = {'start': offered[0]['key'], 'minutes': 60, 'room_id': room, 'name': 'Ann Example'}
    assert olga.post(f'{where}/client-bookings', json=wish).status_code == 201
    wanted = {'engineer_id': engineer, 'first': str(DAY), 'last': str(DAY)}
    refused = olga.post(f'{where}/days-off', json=wanted)
    assert problem(refused) == (400, 'not-allowed')
    assert 'Ann Example' in refused.text
    saved = olga.post(f'{where}/days-off', json=wanted | {'anyway': True})
    assert (saved.status_code, saved.json()['starts']) == (201, None)
    assert olga.get(starts).json()['items'] == []
    assert [one['id'] for one in olga.get(f'{where}/days-off').json()['items']] == [saved.json()['id']]
    assert olga.ask('DELETE', f'/studio/days-off/{saved.json()["id"]}').status_code == 204
    assert olga.get(starts).json()['items']
