"""What admins set for everybody by the API: flags, plans, announcements; and what they read: log, figures, payments."""

import json

import pytest

from app.db import transaction
from app.installation import flags
from models import BillingTransaction, WebhookFailure
from models.types import new_id
from tests.app.accounts_support import log_of, person
from tests.app.api.programs import Program, problem


@pytest.fixture
def boss(with_accounts: None) -> Program:
    return Program(person('boss@example.org', is_admin=True), 'admin:write')


def test_a_flag_is_made_changed_and_deleted_and_a_stale_change_is_refused(boss: Program) -> None:
    ann = person('ann@example.org', subscription_tier=3)
    wanted = {'description': 'New', 'is_on': True, 'share_percent': 100, 'conditions': {'tiers': [3]}}
    made = boss.ask('PUT', '/admin/flags/new-player', json=wanted)
    assert (made.status_code, made.json()['conditions']['tiers']) == (200, [3])
    assert flags.on(ann, 'new-player')
    assert not flags.on(boss.user_id, 'new-player')
    fresh = {'If-Match': boss.get('/admin/flags/new-player').headers['ETag']}
    off = boss.ask('PUT', '/admin/flags/new-player', json={'is_on': False}, headers=fresh)
    assert not off.json()['is_on']
    assert problem(boss.ask('PUT', '/admin/flags/new-player', json=wanted, headers=fresh)) == (412, 'changed')
    assert not flags.on(ann, 'new-player'), 'the change that was refused has done nothing'
    assert problem(boss.ask('DELETE', '/admin/flags/new-player', headers=fresh)) == (412, 'changed')
    assert boss.ask('DELETE', '/admin/flags/new-player').status_code == 204
    assert problem(boss.ask('PUT', '/admin/flags/new-player', json=wanted, headers=fresh)) == (412, 'changed')
    assert problem(boss.get('/admin/flags/new-player')) == (404, 'not-found')

    wrong = boss.ask('PUT', '/admin/flags/new-player', json={'is_on': True, 'share_percent': 101})
    assert (problem(wrong), wrong.json()['errors'][0]['pointer']) == ((422, 'invalid'), '/share_percent')
    nobody = boss.ask('PUT', '/admin/flags/new-player', json={'is_on': True, 'conditions': {'tiers': [9]}})
    assert problem(nobody) == (400, 'not-allowed'), 'nobody could meet it'


def test_an_area_that_is_switched_off_answers_nothing_to_programs(boss: Program) -> None:
    ann = Program(person('ann@example.org'), 'leveling:write')
    assert ann.get('/leveling/presets').status_code == 200
    boss.ask('PUT', '/admin/flags/area.leveling', json={'is_on': False})
    assert problem(ann.get('/leveling/presets')) == (503, 'paused')


def test_a_plan_is_changed_in_a_part(boss: Program) -> None:
    here = '/admin/plans/levelmix_premium'
    read = boss.get(here)
    fresh = {'If-Match': read.headers['ETag']}
    changed = boss.ask('PATCH', here, json={'price_cents': 1234, 'limits': {'leveling.uploads': None}}, headers=fresh)
    assert changed.json() == read.json() | {'price_cents': 1234, 'limits': {'leveling.uploads': None}}
    assert problem(boss.ask('PATCH', here, json={'price_cents': 1}, headers=fresh)) == (412, 'changed')
    wrong = boss.ask('PATCH', here, json={'price_cents': -1})
    assert (problem(wrong), wrong.json()['errors'][0]['pointer']) == ((422, 'invalid'), '/price_cents')
    free = boss.ask('PATCH', '/admin/plans/levelmix_free', json={'price_cents': 100})
    assert (problem(free), free.json()['errors'][0]['pointer']) == ((422, 'invalid'), '/price_cents')
    assert boss.get(here).json()['price_cents'] == 1234
    assert 'levelmix_premium' in [one['id'] for one in boss.get('/admin/plans?limit=100').json()['items']]
    assert [one['name'] for one in boss.get('/admin/tiers').json()['items']] == ['Free', 'Premium', 'Premium+']
    assert 'plan.saved' in log_of('boss@example.org')


def test_something_is_announced_and_ended(boss: Program) -> None:
    made = boss.post('/admin/announcements', json={'text': 'Tonight.', 'level': 'warn'})
    assert (made.status_code, made.json()['by'], made.json()['ends_at']) == (201, 'boss@example.org', None)
    assert boss.ask('DELETE', f'/admin/announcements/{made.json()["id"]}').status_code == 204
    (ended,) = boss.get('/admin/announcements').json()['items']
    assert ended['ends_at'] is not None
    wrong = boss.post('/admin/announcements', json={'text': 'Tonight.', 'level': 'loud'})
    assert (problem(wrong), wrong.json()['errors'][0]['pointer']) == ((422, 'invalid'), '/level')
    assert problem(boss.post('/admin/announcements', json={'text': '  '})) == (400, 'not-allowed')


def test_the_log_is_read_in_pages_and_filtered(boss: Program) -> None:
    ann = person('ann@example.org')
    for tier in (2, 3, 1, 2, 3):
        boss.ask('PATCH', f'/admin/users/{ann}', json={'tier': tier})
    seen: list[int] = []
    follows: str | None = ''
    while follows is not None:
        path = f'/admin/audit?limit=2&what=user.&whom={ann}' + (f'&cursor={follows}' if follows else '')
        told = boss.get(path).json()
        seen += [line['after']['tier'] for line in told['items']]
        follows = told['next']
    assert seen == [3, 2, 1, 3, 2], 'each once, the latest first'
    assert boss.get('/admin/audit?who=somebody@example.org').json() == {'items': [], 'next': None}
    assert problem(boss.get('/admin/audit?first=soon')) == (422, 'invalid')


def test_figures_are_those_of_the_screen(boss: Program) -> None:
    told = boss.get('/admin/metrics?days=7').json()
    assert len(told['days']) == len(told['active_users']) == len(told['queue_age_s']) == 7
    assert problem(boss.get('/admin/metrics?days=9999')) == (422, 'invalid')


def test_payments_are_read_and_only_what_was_paid_is_given_back(boss: Program) -> None:
    ann, made = person('ann@example.org'), [new_id() for _ in range(3)]
    with transaction() as session:
        for one, status in zip(made, ('pending', 'failed', 'pending'), strict=True):
            session.add(
                BillingTransaction(
                    id=one, user_id=ann, provider='stand-in', amount_cents=900, currency='eur', type='donation',
                    status=status, lines=json.dumps([]),
                )
            )  # fmt: skip
    first = boss.get('/admin/payments?limit=2').json()
    rest = boss.get('/admin/payments', params={'limit': 2, 'cursor': first['next']}).json()
    assert {one['id'] for one in first['items'] + rest['items']} == set(made)
    (failed,) = boss.get('/admin/payments?status=failed').json()['items']
    assert (failed['email'], failed['left_cents']) == ('ann@example.org', 0)
    assert problem(boss.post(f'/admin/payments/{made[0]}/refund', json={'amount_cents': 900})) == (400, 'not-allowed')
    wrong = boss.post(f'/admin/payments/{made[0]}/refund', json={'amount_cents': 0})
    assert (problem(wrong), wrong.json()['errors'][0]['pointer']) == ((422, 'invalid'), '/amount_cents')
    assert problem(boss.post('/admin/payments/none/refund', json={'amount_cents': 1})) == (404, 'not-found')


def test_what_failed_is_tried_again_or_seen_to(boss: Program) -> None:
    failure = WebhookFailure(webhook_type='invoice.paid', stripe_event_id='evt_1', error_message='No such user.')
    with transaction() as session:
        session.add(failure)
    (told,) = boss.get('/admin/payment-failures').json()['items']
    assert (told['type'], told['error'], told['is_resolved']) == ('invoice.paid', 'No such user.', False)
    gone = boss.post(f'/admin/payment-failures/{told["id"]}/replay')
    assert (problem(gone), gone.json()['detail']) == ((404, 'not-found'), 'This event is not kept any more.')
    assert boss.post(f'/admin/payment-failures/{told["id"]}/resolve').json()['is_resolved']
    assert boss.get('/admin/payment-failures').json()['items'] == []
    assert len(boss.get('/admin/payment-failures?resolved=true').json()['items']) == 1


def test_an_address_with_a_line_break_is_no_address_of_the_api(boss: Program) -> None:
    assert problem(boss.get('/admin/flags/new%0A')) == (404, 'not-found')
