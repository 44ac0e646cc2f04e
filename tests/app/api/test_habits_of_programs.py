"""What programs rely on whatever they ask for: requests that come twice, changes that meet, keys that end, limits."""

import base64
import hashlib
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import library, uploads
from app.accounts import api_keys, idempotency, profile
from app.accounts.upkeep import upkeep
from app.api.v1 import rates
from app.db import reading, transaction
from app.errors import DatabaseAway, NotAllowed
from models import ApiKey, IdempotencyKey, ProcessingJob
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.limits_support import set_hard_limits, uploaded


@pytest.fixture(autouse=True)
def limits(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_hard_limits(monkeypatch)
    rates.forget()


@pytest.fixture
def ann() -> Program:
    return Program(person(subscription_tier=3))


def order(upload_id: str, loudness: float = -14.0) -> dict[str, Any]:
    return {'area': 'leveling', 'source': {'upload_id': upload_id}, 'options': {'target_lufs': loudness}}


def jobs() -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ProcessingJob)) or 0


def rerun(ann: Program) -> dict[str, Any]:
    """An order that would make another job each time."""
    item = library.items(ann.user_id).found[0]
    return {'area': 'leveling', 'source': {'object_id': item.id}, 'options': {'target_lufs': -9}}


def test_a_request_that_comes_again_is_answered_as_the_first_time_and_makes_nothing_twice(ann: Program) -> None:
    ann.post('/jobs', json=order(uploaded(ann.user_id)))
    wanted, named = rerun(ann), {'Idempotency-Key': 'nightly'}
    first = ann.post('/jobs', json=wanted, headers=named)
    again = ann.post('/jobs', json=wanted, headers=named)
    assert first.status_code == again.status_code == 201
    assert again.json() == first.json()
    assert (again.headers['Location'], again.headers['ETag']) == (first.headers['Location'], first.headers['ETag'])
    assert 'Idempotency-Replayed' not in first.headers
    assert again.headers['Idempotency-Replayed'] == 'true'
    assert jobs() == 2
    assert ann.post('/jobs', json=wanted).status_code == 201, 'without a name it is another one'
    assert jobs() == 3


def test_a_name_that_was_given_to_another_request_makes_nothing(ann: Program) -> None:
    ann.post('/jobs', json=order(uploaded(ann.user_id)), headers={'Idempotency-Key': 'nightly'})
    assert problem(ann.post('/jobs', json=rerun(ann), headers={'Idempotency-Key': 'nightly'})) == (422, 'key-reused')
    assert jobs() == 1
    eve = Program(person('eve@example.org'))
    sent = eve.post('/jobs', json=order(uploaded(eve.user_id)), headers={'Idempotency-Key': 'nightly'})
    assert sent.status_code == 201, 'names are those of one user'


def test_two_that_come_at_once_make_one(ann: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    ann.post('/jobs', json=order(uploaded(ann.user_id)))
    wanted, named = rerun(ann), {'Idempotency-Key': 'nightly'}
    begun, go_on = threading.Event(), threading.Event()
    make = library.get

    def slowly(*args: str) -> Any:
        begun.set()
        assert go_on.wait(30)
        return make(*args)

    monkeypatch.setattr('app.api.v1.job_orders.library.get', slowly)
    answers = list[int]()
    first = threading.Thread(target=lambda: answers.append(ann.post('/jobs', json=wanted, headers=named).status_code))
    first.start()
    assert begun.wait(30)
    second = ann.post('/jobs', json=wanted, headers=named)
    assert problem(second) == (409, 'still-answering')
    assert second.headers['Retry-After'] == '1'
    go_on.set()
    first.join(30)
    assert answers == [201]
    assert ann.post('/jobs', json=wanted, headers=named).headers['Idempotency-Replayed'] == 'true'
    assert jobs() == 2


def test_an_answer_is_kept_for_a_day_sealed_and_one_that_was_no_use_is_not(ann: Program) -> None:
    named = {'Idempotency-Key': 'nightly'}
    assert problem(ann.post('/jobs', json=order('gone'), headers=named))[0] == 404
    upload_id = uploaded(ann.user_id)
    assert ann.post('/jobs', json=order(upload_id), headers=named).status_code == 201, 'a refusal has made nothing'
    with reading() as session:
        row = session.scalars(sa.select(IdempotencyKey)).one()
    assert upload_id not in row.sealed_body
    late = sa.update(IdempotencyKey).values(created_at=utc_now() - idempotency.KEPT - timedelta(seconds=1))
    with transaction() as session:
        session.execute(late)
    assert ann.post('/jobs', json=rerun(ann), headers=named).status_code == 201, 'after 24 hours it is free again'
    with transaction() as session:
        session.execute(late)
    upkeep()
    with reading() as session:
        assert session.scalars(sa.select(IdempotencyKey)).all() == []


def test_what_was_made_is_told_also_where_that_cannot_be_written_down(
    ann: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise DatabaseAway('The database does not answer.')

    monkeypatch.setattr(idempotency, 'finish', away)
    answer = ann.post('/jobs', json=order(uploaded(ann.user_id)), headers={'Idempotency-Key': 'nightly'})
    assert answer.status_code == 201
    assert jobs() == 1


def test_whoever_changes_what_somebody_else_has_changed_meanwhile_is_told(ann: Program) -> None:
    uploaded(ann.user_id)
    place = f'/library/{library.items(ann.user_id).found[0].id}'
    read = ann.get(place)
    mine = {'If-Match': read.headers['ETag']}
    assert ann.ask('PATCH', place, json={'name': 'first'}, headers=mine).json()['name'] == 'first.wav'
    assert problem(ann.ask('PATCH', place, json={'name': 'second'}, headers=mine)) == (412, 'changed')
    assert problem(ann.ask('DELETE', place, headers=mine)) == (412, 'changed')
    now = ann.get(place, params={'fields': 'name'})
    assert now.json()['name'] == 'first.wav'
    by_part = ann.ask('PATCH', place, json={'name': 'third'}, headers={'If-Match': now.headers['ETag']})
    assert by_part.status_code == 200, 'whichever fields were read, it is the same thing'
    assert ann.ask('DELETE', place).status_code == 204, 'who does not ask is not told'
    assert problem(ann.get(place)) == (404, 'not-found')


def test_an_account_is_changed_whole_or_not_at_all(ann: Program) -> None:
    read = ann.get('/account')
    wrong = ann.ask('PATCH', '/account', json={'name': 'Anna', 'time_zone': 'Mars/Olympus', 'language': 'xx'})
    assert problem(wrong) == (422, 'invalid')
    assert {one['pointer'] for one in wrong.json()['errors']} == {'/time_zone', '/language'}
    assert ann.get('/account').json() == read.json()
    changed = ann.ask('PATCH', '/account', json={'name': 'Anna'}, headers={'If-Match': read.headers['ETag']})
    assert changed.json() == read.json() | {'name': 'Anna'}


def test_a_key_ends_by_itself_and_says_so(ann: Program) -> None:
    with pytest.raises(NotAllowed, match='end before it begins'):
        api_keys.create(ann.user_id, 'late', scopes=['read'], expires_at=utc_now() - timedelta(days=1))
    until = utc_now() + timedelta(days=1)
    program = Program(ann.user_id, 'read', expires_at=until)
    assert program.get('/account').status_code == 200
    with transaction() as session:
        session.execute(sa.update(ApiKey).values(expires_at=utc_now()).where(col(ApiKey.expires_at).is_not(None)))
    answer = program.get('/account')
    assert problem(answer) == (401, 'signed-out')
    assert 'has expired' in answer.json()['detail']
    assert [key.has_expired for key in api_keys.keys(ann.user_id)].count(True) == 1


def test_a_key_that_ends_while_something_is_made_makes_nothing(ann: Program) -> None:
    from app import accounts
    from app.errors import SignedOut

    program = Program(ann.user_id, 'write', expires_at=utc_now() + timedelta(days=1))
    accounts.let_in(accounts.Visitor(api_key=program.key, writes=True))
    upload_id = uploaded(ann.user_id)
    with transaction() as session:
        session.execute(sa.update(ApiKey).values(expires_at=utc_now()).where(col(ApiKey.expires_at).is_not(None)))
    with pytest.raises(SignedOut):
        library.rename(ann.user_id, library.items(ann.user_id).found[0].id, 'other')
    accounts.let_in(accounts.Visitor())
    assert uploads.get(ann.user_id, upload_id)


def test_keys_for_what_admins_do_are_made_by_admins_alone(ann: Program) -> None:
    with pytest.raises(NotAllowed, match='Only admins'):
        api_keys.create(ann.user_id, 'too much', scopes=['admin:read'])
    boss = person('boss@example.org', is_admin=True)
    api_keys.create(boss, 'figures', scopes=['admin:write'])
    assert api_keys.keys(boss)[0].scopes == ('admin:read', 'admin:write')
    assert api_keys.keys(boss)[0].admin == ('admin:read', 'admin:write')


def test_a_key_sends_so_many_requests_in_a_minute_and_others_go_on(
    ann: Program, change_setting: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    change_setting('api_requests_per_minute', 3)
    now = [1000.0]
    monkeypatch.setattr('app.api.v1.rates.time.monotonic', lambda: now[0])
    told = [ann.get('/account').headers for _ in range(3)]
    assert [one['RateLimit'] for one in told] == [f'"minute";r={left};t=60' for left in (2, 1, 0)]
    assert told[0]['RateLimit-Policy'] == '"minute";q=3;w=60'
    now[0] += 20
    answer = ann.get('/account')
    assert problem(answer) == (429, 'too-many-requests')
    assert answer.headers['Retry-After'] == '40'
    assert Program(ann.user_id).get('/account').status_code == 200, 'another key has its own'
    now[0] += 40
    assert ann.get('/account').headers['RateLimit'] == '"minute";r=2;t=60'


def test_whoever_tries_keys_is_slowed_down_too(ann: Program, change_setting: Callable[[str, object], None]) -> None:
    change_setting('api_requests_per_minute', 2)
    tries = [Program(key=f'lmx_{number}').get('/account').status_code for number in range(4)]
    assert tries == [401, 401, 429, 429]
    assert ann.get('/account').status_code == 200


def test_a_session_of_a_browser_opens_nothing(ann: Program) -> None:
    from app import accounts
    from tests.app.accounts_support import session_of

    cookie = f'{accounts.cookie_name()}={session_of(ann.user_id)}'
    assert problem(Program().get('/account', headers={'Cookie': cookie})) == (401, 'signed-out')


def test_a_file_comes_with_the_checksum_of_all_of_it_whatever_part_is_asked_for(ann: Program) -> None:
    uploaded(ann.user_id, sound=b'RIFF')
    (item,) = library.items(ann.user_id).found
    wanted = f'sha-256=:{base64.b64encode(hashlib.sha256(b"RIFF").digest()).decode()}:'
    whole = ann.get(f'/library/{item.id}/content')
    part = ann.get(f'/library/{item.id}/content', headers={'Range': 'bytes=2-'})
    assert (whole.status_code, part.status_code) == (200, 206)
    assert (whole.content, part.content) == (b'RIFF', b'FF')
    assert whole.headers['Repr-Digest'] == part.headers['Repr-Digest'] == wanted


def item_of(ann: Program) -> str:
    uploaded(ann.user_id)
    return f'/library/{library.items(ann.user_id).found[0].id}'


def preset_of(ann: Program) -> str:
    return str(ann.post('/leveling/presets', json={'name': 'Club', 'target_lufs': -9}).headers['Location'])[7:]


@pytest.mark.parametrize(
    ('place', 'method', 'more'),
    [
        (item_of, 'PATCH', {}),
        (preset_of, 'PUT', {'target_lufs': -8}),
        (lambda _: '/account', 'PATCH', {}),
    ],
)
def test_of_changes_that_meet_exactly_one_is_done_and_the_others_hear_of_it(
    ann: Program, place: Callable[[Program], str], method: str, more: dict[str, Any]
) -> None:
    many = 8
    here, together, answers = place(ann), threading.Barrier(many), list[int]()
    read = {'If-Match': ann.get(here).headers['ETag']}

    def change(number: int) -> None:
        together.wait(30)
        answers.append(ann.ask(method, here, json={'name': f'number {number}', **more}, headers=read).status_code)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [200, *[412] * (many - 1)]


def test_two_programs_that_change_different_things_of_an_account_undo_nothing_of_each_other(
    ann: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of them was let in before the other was answered."""
    let_in = profile.change

    def later(user_id: str, wanted: Any, *more: Any) -> Any:
        monkeypatch.setattr(profile, 'change', let_in)
        assert ann.ask('PATCH', '/account', json={'time_zone': 'Europe/Lisbon'}).status_code == 200
        return let_in(user_id, wanted, *more)

    monkeypatch.setattr(profile, 'change', later)
    changed = ann.ask('PATCH', '/account', json={'name': 'Anna'}).json()
    assert (changed['name'], changed['time_zone']) == ('Anna', 'Europe/Lisbon')
