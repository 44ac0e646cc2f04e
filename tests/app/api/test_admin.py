"""What admins do by the API: with keys that were made for it, and never what opens an account."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import accounts
from app.accounts import admin_actions, roles
from app.db import transaction
from app.errors import ConfirmFirst, NotAllowed
from models import ApiKey, ProcessingJob, Status, User
from models.types import utc_now
from tests.app.accounts_support import log_of, person, session_of, user
from tests.app.api.programs import Program, problem
from tests.app.limits_support import set_hard_limits, submit


@pytest.fixture(autouse=True)
def limits(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_hard_limits(monkeypatch)


@pytest.fixture
def boss() -> Program:
    return Program(person('boss@example.org', is_admin=True), 'admin:write')


@pytest.fixture
def ann() -> str:
    return person('ann@example.org', name='Ann')


def change(program: Program, user_id: str, **wanted: object) -> tuple[int, str]:
    answer = program.ask('PATCH', f'/admin/users/{user_id}', json=wanted)
    return problem(answer) if answer.status_code >= 400 else (answer.status_code, '')


def test_a_user_is_changed_whole_or_not_at_all(boss: Program, ann: str) -> None:
    before = boss.get(f'/admin/users/{ann}').json()
    assert change(boss, ann, tier=3, roles=['editor', 'emperor']) == (404, 'not-found')
    too_far = (utc_now() + timedelta(days=999)).isoformat()
    assert change(boss, ann, tier=3, roles=['editor'], banned_until=too_far, ban_reason='Spam') == (422, 'invalid')
    assert boss.get(f'/admin/users/{ann}').json() == before
    assert not {'user.tier', 'role.given'} & set(log_of('boss@example.org')), 'nor is anything in the log'


def test_users_are_found_and_listed_in_pages(boss: Program, ann: str) -> None:
    others = [person(f'user{number}@example.org', name='One of many') for number in range(5)]
    seen: list[str] = []
    follows: str | None = ''
    while follows is not None:
        path = '/admin/users?limit=2&search=One of' + (f'&cursor={follows}' if follows else '')
        told = boss.get(path).json()
        seen += [one['id'] for one in told['items']]
        follows = told['next']
    assert sorted(seen) == sorted(others)
    (admin,) = boss.get('/admin/users?which=admins').json()['items']
    assert admin['email'] == 'boss@example.org'
    assert problem(boss.get('/admin/users?which=friends')) == (422, 'invalid')


def test_a_user_is_given_a_tier_roles_and_a_ban_and_all_of_it_is_in_the_log(boss: Program, ann: str) -> None:
    read = boss.get(f'/admin/users/{ann}')
    assert (read.json()['tier'], read.json()['roles'], read.json()['is_admin']) == (1, [], False)
    fresh = {'If-Match': read.headers['ETag']}
    wanted = {'tier': 2, 'tier_expires_at': '2036-01-01T00:00:00Z', 'roles': ['editor', 'fixer']}
    told = boss.ask('PATCH', f'/admin/users/{ann}', json=wanted, headers=fresh).json()
    assert (told['tier'], told['tier_expires_at'], told['roles']) == (2, '2036-01-01T00:00:00Z', ['editor', 'fixer'])
    stale = boss.ask('PATCH', f'/admin/users/{ann}', json={'tier': 3}, headers=fresh)
    assert problem(stale) == (412, 'changed')
    assert user(ann).subscription_tier == 2, 'the change that was refused has done nothing'

    until = (utc_now() + timedelta(days=3)).isoformat()
    assert change(boss, ann, banned_until=until, ban_reason='Spam') == (200, '')
    assert boss.get(f'/admin/users/{ann}').json()['ban_reason'] == 'Spam'
    assert change(boss, ann, banned_until=None, is_shut=True, roles=['editor']) == (200, '')
    now = boss.get(f'/admin/users/{ann}').json()
    assert (now['banned_until'], now['is_shut'], now['roles']) == (None, True, ['editor'])
    done = ['user.disabled', 'user.unbanned', 'role.taken', 'user.banned', 'role.given', 'role.given', 'user.tier']
    assert [deed for deed in log_of('boss@example.org') if deed in done] == [
        'user.disabled', 'user.unbanned', 'role.taken', 'user.banned', 'role.given', 'role.given', 'user.tier',
    ]  # fmt: skip

    no_reason = boss.ask('PATCH', f'/admin/users/{ann}', json={'banned_until': until})
    assert (problem(no_reason), no_reason.json()['errors'][0]['pointer']) == ((422, 'invalid'), '/reason')
    assert problem(boss.ask('PATCH', f'/admin/users/{ann}', json={'tier': 9})) == (422, 'invalid')
    assert change(boss, ann, roles=['emperor']) == (404, 'not-found')
    assert change(boss, 'nobody', tier=2) == (404, 'not-found')


def test_somebody_is_signed_out_everywhere(boss: Program, ann: str) -> None:
    token = session_of(ann)
    assert boss.post(f'/admin/users/{ann}/sign-out').json() == {'sessions': 1}
    assert not accounts.alive([token])


def test_a_key_opens_no_account_and_leaves_those_of_admins_alone(boss: Program, ann: str) -> None:
    other = person('other@example.org', is_admin=True)
    for wanted in ({'tier': 1}, {'is_shut': True}, {'roles': ['editor']}):
        assert change(boss, other, **wanted) == (403, 'confirm-first'), wanted
    assert problem(boss.post(f'/admin/users/{other}/sign-out')) == (403, 'confirm-first')
    assert change(boss, ann, is_admin=True) == (422, 'invalid'), 'there is no such field'
    assert user(other).disabled_at is None

    accounts.let_in(accounts.Visitor(api_key=boss.key, writes=True))
    me = user(boss.user_id)
    for deed in (
        lambda: admin_actions.set_admin(me, ann, True),
        lambda: admin_actions.send_reset_link(me, ann),
        lambda: admin_actions.reset_second_factor(me, ann),
        lambda: admin_actions.create(me, 'eve@example.org', admin=True),
        lambda: accounts.open_letter('any'),
        lambda: admin_actions.ban(me, other, utc_now() + timedelta(days=1), 'Out'),
        lambda: roles.give(me, other, 'editor'),
    ):
        with pytest.raises(ConfirmFirst, match='No API key'):
            deed()
    accounts.let_in(accounts.Visitor())
    assert not user(ann).is_super_admin


def test_no_key_confirms_that_it_is_its_owner(boss: Program) -> None:
    from app.accounts import api_keys

    accounts.let_in(accounts.Visitor(api_key=boss.key, writes=True))
    with pytest.raises(ConfirmFirst, match='No API key can confirm'):
        api_keys.create(boss.user_id, 'one more', scopes=['admin:write'])
    accounts.let_in(accounts.Visitor())
    assert len(api_keys.keys(boss.user_id)) == 1


def test_a_key_of_who_is_no_admin_any_more_does_nothing(boss: Program, ann: str) -> None:
    with transaction() as session:
        session.execute(sa.update(User).where(col(User.id) == boss.user_id).values(is_super_admin=False))
    assert change(boss, ann, tier=2) == (403, 'wrong-key')
    with pytest.raises(NotAllowed):
        Program(ann, 'admin:read')
    with transaction() as session:  # somebody has written it into the table
        session.execute(sa.update(ApiKey).values(scopes='admin:read admin:write'))
    assert problem(boss.get('/admin/users')) == (403, 'wrong-key')


def test_a_key_that_reads_sees_all_and_changes_nothing_and_one_for_mixes_sees_nothing(boss: Program, ann: str) -> None:
    reads, mixes = Program(boss.user_id, 'admin:read'), Program(boss.user_id, 'write')
    for path in ('users', 'plans', 'tiers', 'queue', 'flags', 'audit', 'metrics', 'announcements', 'payments'):
        assert reads.get(f'/admin/{path}').status_code == 200, path
        assert problem(mixes.get(f'/admin/{path}')) == (403, 'wrong-key'), path
    assert change(reads, ann, tier=3) == (403, 'wrong-key')
    assert problem(reads.ask('PUT', '/admin/pauses/intake', json={})) == (403, 'wrong-key')
    job_id = submit(person('bea@example.org', subscription_tier=3))
    for path in (f'/leveling/jobs/{job_id}', f'/jobs/{job_id}'):
        assert problem(boss.get(path))[0] in (403, 404), 'no admin sees the mixes of others'
    assert 'mix.wav' not in reads.get('/admin/queue').text


def test_somebody_is_invited_once_and_the_invitation_is_taken_back(boss: Program) -> None:
    once = {'Idempotency-Key': 'invite-bea'}
    wanted = {'email': 'Bea@example.org', 'tier': 2, 'roles': ['editor']}
    made = boss.post('/admin/invitations', json=wanted, headers=once)
    assert (made.status_code, made.json()['email'], made.json()['tier']) == (201, 'bea@example.org', 2)
    assert '/confirm#' in made.json()['link'], 'no mail server delivers it here'
    again = boss.post('/admin/invitations', json=wanted, headers=once)
    assert (again.json(), again.headers['Idempotency-Replayed']) == (made.json(), 'true')
    (listed,) = boss.get('/admin/invitations').json()['items']
    assert (listed['id'], listed['link']) == (made.json()['id'], None)
    wrong = boss.post('/admin/invitations', json={'email': 'nobody'})
    assert (problem(wrong), wrong.json()['errors'][0]['pointer']) == ((422, 'invalid'), '/email')
    assert boss.ask('DELETE', f'/admin/invitations/{listed["id"]}').status_code == 204
    assert boss.get('/admin/invitations').json()['items'] == []


def waiting(count: int) -> list[str]:
    """Jobs of several people that wait, and one that runs; in the order in which they are taken."""
    made = [submit(person(f'p{number}@example.org', subscription_tier=3)) for number in range(count)]
    with transaction() as session:
        for place, job_id in enumerate(made):
            status = Status.PROCESSING if place == 0 else Status.QUEUED
            session.execute(
                sa.update(ProcessingJob)
                .where(col(ProcessingJob.id) == job_id)
                .values(status=status, priority=10 - place, started_at=utc_now())
            )
    return made


def queue(program: Program, query: str = '') -> list[str]:
    seen: list[str] = []
    follows: str | None = ''
    while follows is not None:
        told = program.get(f'/admin/queue?limit=2{query}' + (f'&cursor={follows}' if follows else '')).json()
        seen += [one['id'] for one in told['items']]
        follows = told['next']
    return seen


def test_the_queue_is_told_in_its_order_and_jobs_are_moved_and_cancelled(boss: Program) -> None:
    made = waiting(5)
    assert queue(boss) == made
    assert queue(boss, '&state=queued&owner=p3@') == [made[3]]
    assert queue(boss, '&area=elsewhere') == []
    read = boss.get(f'/admin/queue/{made[4]}')
    fresh = {'If-Match': read.headers['ETag']}
    moved = boss.ask('PATCH', f'/admin/queue/{made[4]}', json={'priority': 100}, headers=fresh)
    assert moved.json()['priority'] == 100
    assert queue(boss) == [made[0], made[4], *made[1:4]]
    stale = boss.ask('PATCH', f'/admin/queue/{made[4]}', json={'priority': 1}, headers=fresh)
    assert problem(stale) == (412, 'changed')
    wrong = boss.ask('PATCH', f'/admin/queue/{made[4]}', json={'priority': 1000})
    assert (problem(wrong), wrong.json()['errors'][0]['pointer']) == ((422, 'invalid'), '/priority')
    assert problem(boss.ask('PATCH', f'/admin/queue/{made[0]}', json={'priority': 1})) == (409, 'conflict')
    assert boss.post(f'/admin/queue/{made[1]}/cancel').json()['status'] == 'cancelled'
    assert problem(boss.post('/admin/queue/none/cancel')) == (404, 'not-found')


def test_jobs_that_failed_are_listed_the_latest_first_and_tried_again(boss: Program) -> None:
    made = waiting(4)
    with transaction() as session:
        for place, job_id in enumerate(made):
            values = {'status': Status.FAILED, 'completed_at': utc_now() - timedelta(minutes=place // 2)}
            session.execute(sa.update(ProcessingJob).where(col(ProcessingJob.id) == job_id).values(**values))
    assert queue(boss, '&state=failed') == [*sorted(made[:2]), *sorted(made[2:])]
    assert boss.post(f'/admin/queue/{made[0]}/retry').json()['status'] == 'queued'
    assert set(queue(boss, '&state=failed')) == set(made[1:])


def test_the_intake_is_paused_with_a_sentence_that_programs_read_too(boss: Program) -> None:
    said = boss.ask('PUT', '/admin/pauses/intake', json={'sentence': 'Back at ten.'}).json()
    assert (said['is_paused'], said['sentence'], said['by']) == (True, 'Back at ten.', 'boss@example.org')
    assert [one['is_paused'] for one in boss.get('/admin/pauses').json()['items']] == [True, False]
    assert not boss.ask('DELETE', '/admin/pauses/intake').json()['is_paused']
    assert problem(boss.ask('PUT', '/admin/pauses/everything', json={})) == (422, 'invalid')
