"""Programs make their own webhooks, see what was sent, and are told the jobs that the API tells."""

import json

import pytest
from sqlmodel import select
from standardwebhooks.webhooks import Webhook as Verifier

from app import jobs, leveling, uploads
from app.accounts import Visitor, let_in
from app.db import reading, transaction
from app.leveling import LevelingOptions
from app.leveling.probing import Facts
from models import ProcessingJob, Status, WebhookDelivery
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.webhooks_support import send
from tests.receivers import Receiver

WANTED = {'events': ['job.completed', 'job.failed'], 'areas': []}


@pytest.fixture
def program(with_accounts: None, there: Receiver) -> Program:
    return Program(person(subscription_tier=3), 'write')


def made(program: Program, there: Receiver, **more: object) -> dict[str, object]:
    answer = program.post('/webhooks', json={'url': there.url('/hook', 'hooks.example.org'), **WANTED, **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers['cache-control'] == 'no-store'
    assert program.get(answer.headers['location'].removeprefix('/api/v1')).status_code == 200
    return dict(answer.json())


def test_a_program_makes_changes_and_removes_one(program: Program, there: Receiver) -> None:
    told = made(program, there)
    assert str(told['secret']).startswith('whsec_')
    shown = program.get(f'/webhooks/{told["id"]}')
    assert shown.json() == {name: value for name, value in told.items() if name != 'secret'}
    mark = shown.headers['etag']
    changed = program.ask(
        'PATCH', f'/webhooks/{told["id"]}', json={'events': ['job.failed']}, headers={'If-Match': mark}
    )
    assert changed.json() == shown.json() | {'events': ['job.failed']}
    assert problem(program.ask('DELETE', f'/webhooks/{told["id"]}', headers={'If-Match': mark})) == (412, 'changed')
    assert program.get('/webhooks').json() == {'items': [changed.json()], 'next': None}
    assert program.ask('DELETE', f'/webhooks/{told["id"]}').status_code == 204
    assert problem(program.get(f'/webhooks/{told["id"]}')) == (404, 'not-found')


def test_what_cannot_be_taken_is_pointed_to(program: Program) -> None:
    answer = program.post('/webhooks', json={'url': 'https://127.0.0.1/', 'events': ['job.exploded'], 'areas': ['x']})
    assert problem(answer) == (422, 'invalid')
    assert [one['pointer'] for one in answer.json()['errors']] == ['/url', '/events', '/areas']


def test_a_request_that_is_sent_twice_makes_one(program: Program, there: Receiver) -> None:
    sent = {'json': {'url': there.url('/', 'hooks.example.org'), **WANTED}, 'headers': {'Idempotency-Key': 'once'}}
    first, second = (program.post('/webhooks', **sent) for _ in range(2))
    assert (first.json(), second.headers['idempotency-replayed']) == (second.json(), 'true')
    assert len(program.get('/webhooks').json()['items']) == 1


def test_a_key_for_one_area_makes_none(program: Program, there: Receiver) -> None:
    narrow = Program(program.user_id, 'leveling:write')
    assert problem(narrow.get('/webhooks')) == (403, 'wrong-key')
    assert problem(narrow.post('/webhooks', json={'url': 'https://x.example/', **WANTED})) == (403, 'wrong-key')


def test_another_user_finds_nothing_of_it(program: Program, there: Receiver) -> None:
    hook_id = made(program, there)['id']
    delivery_id = program.post(f'/webhooks/{hook_id}/test').json()['id']
    eve = Program(person('eve@example.org', is_admin=True), 'write')
    place = f'/webhooks/{hook_id}'
    for method, path, sent in (
        ('GET', place, None),
        ('PATCH', place, {'is_enabled': False}),
        ('DELETE', place, None),
        ('POST', f'{place}/rotate-secret', None),
        ('POST', f'{place}/test', None),
        ('GET', f'{place}/deliveries', None),
        ('POST', f'{place}/deliveries/{delivery_id}/replay', None),
    ):
        assert problem(eve.ask(method, path, json=sent)) == (404, 'not-found'), path
    assert eve.get('/webhooks').json()['items'] == []


def test_what_is_sent_is_the_job_as_the_api_tells_it(
    program: Program, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr('app.leveling.service.probe', lambda _: Facts('wav', 60.0, 44100, 2, None))
    secret = str(made(program, there)['secret'])
    writer = uploads.begin(program.user_id, 'Friday night.wav', 4)
    writer.write(b'RIFF')
    job_id = leveling.submit(program.user_id, writer.finish().id, LevelingOptions(-14.0))
    with transaction() as session:
        jobs.end(session, session.get_one(ProcessingJob, job_id), Status.FAILED, 'It is no sound.')
    assert send() == 1
    told = Verifier(secret).verify(there.asked[0].body, dict(there.asked[0].headers))
    assert told['type'] == 'job.failed'
    assert told['data'] == program.get(f'/jobs/{job_id}').json()
    let_in(Visitor())


def test_what_was_sent_is_listed_and_sent_again(program: Program, there: Receiver) -> None:
    hook_id = made(program, there)['id']
    there.answers = lambda asked: (500, {}, b'down')
    first = program.post(f'/webhooks/{hook_id}/test')
    assert (first.status_code, first.json()['state']) == (202, 'waiting')
    send()
    (listed,) = program.get(f'/webhooks/{hook_id}/deliveries').json()['items']
    assert (listed['state'], listed['status_code'], listed['answer'], listed['attempts']) == ('failed', 500, 'down', 1)
    assert listed['payload'] == json.loads(there.asked[0].body)
    again = program.post(f'/webhooks/{hook_id}/deliveries/{listed["id"]}/replay').json()
    assert (again['event_id'], again['state']) == (listed['event_id'], 'waiting')
    there.answers = lambda asked: (200, {}, b'')
    send()
    page = program.get(f'/webhooks/{hook_id}/deliveries?limit=1').json()
    assert [one['state'] for one in page['items']] == ['delivered']
    rest = program.get(f'/webhooks/{hook_id}/deliveries?limit=1&cursor={page["next"]}').json()
    assert [one['id'] for one in rest['items']] == [listed['id']]
    assert rest['next'] is None


def test_a_new_secret_is_told_once(program: Program, there: Receiver) -> None:
    told = made(program, there)
    fresh = program.post(f'/webhooks/{told["id"]}/rotate-secret').json()
    assert fresh['secret'] not in (told['secret'], '')
    assert 'whsec_' not in program.get('/webhooks').text
    with reading() as session:
        assert session.exec(select(WebhookDelivery.id)).all() == []
