"""Programs see points and level, note posts, pause weeks, skip steps, and look after connected platforms."""

from datetime import date, timedelta

import pytest

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from app.db import transaction
from models import OAuthToken
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem


@pytest.fixture
def ann(with_accounts: None) -> Program:
    rates.forget()
    accounts.let_in(Visitor())
    return Program(person(name='Ann'), 'artist:write')


def connection(user_id: str) -> str:
    with transaction() as session:
        row = OAuthToken(user_id=user_id, platform='youtube', platform_user_id='UC-one', access_token='canary')
        row.platform_username, row.refresh_token, row.synced_at = 'Ann Tube', 'canary', utc_now()
        session.add(row)
        return row.id


def test_a_post_counts_until_it_is_deleted(ann: Program) -> None:
    made = ann.post('/artist/streak/posts', json={'platform': 'instagram', 'url': 'example.org/p', 'note': ' Teaser '})
    assert (made.status_code, made.json()['url'], made.json()['note']) == (201, 'https://example.org/p', 'Teaser')
    assert ann.get('/artist/level').json() == {'xp': 15, 'level': 1, 'into': 15, 'span': 100, 'left': 85}
    assert ann.get('/artist/streak').json()['count'] == 1
    assert [one['rule'] for one in ann.get('/artist/points').json()['items']] == ['streak_week', 'post']
    assert len(ann.get('/artist/streak/posts').json()['items']) == 1
    assert ann.ask('DELETE', f'/artist/streak/posts/{made.json()["id"]}').status_code == 204
    assert ann.get('/artist/level').json()['xp'] == 0
    assert problem(ann.post('/artist/streak/posts', json={'platform': 'nowhere'}))[0] == 422


def test_a_week_is_paused_and_goes_on(ann: Program) -> None:
    week = (utc_now().date() + timedelta(days=7)).isoformat()
    paused = ann.ask('PUT', f'/artist/streak/pauses/{week}').json()['paused']
    assert [date.fromisoformat(one).weekday() for one in paused] == [0]
    assert ann.ask('DELETE', f'/artist/streak/pauses/{week}').status_code == 204
    assert ann.get('/artist/streak').json()['paused'] == []
    far = (utc_now().date() + timedelta(days=300)).isoformat()
    assert ann.ask('PUT', f'/artist/streak/pauses/{far}').status_code >= 400


def test_a_step_is_skipped(ann: Program) -> None:
    steps = ann.get('/artist/checklist').json()['items']
    assert len(steps) == 10
    skipped = ann.ask('PATCH', '/artist/checklist/goal', json={'is_skipped': True}).json()
    assert (skipped['name'], skipped['is_skipped']) == ('goal', True)
    assert problem(ann.ask('PATCH', '/artist/checklist/none', json={'is_skipped': True}))[0] == 404


def test_a_connection_is_told_without_what_opens_it(ann: Program) -> None:
    one = connection(ann.user_id)
    listed = ann.get('/artist/platforms')
    assert [told['account'] for told in listed.json()['items']] == ['Ann Tube']
    assert 'canary' not in listed.text
    assert problem(ann.post(f'/artist/platforms/{one}/reading'))[0] == 429, 'it was read a moment ago'
    assert ann.ask('DELETE', f'/artist/platforms/{one}').status_code == 204
    assert problem(ann.get(f'/artist/platforms/{one}'))[0] == 404
