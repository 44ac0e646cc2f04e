"""Jobs by the API: told as the pages tell them, in pages that hold still, to keys that are for them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import transaction
from app.uploads import importing
from models import ProcessingJob, Status
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.limits_support import set_hard_limits, submit
from tests.receivers import receiver, resolved


@pytest.fixture(autouse=True)
def limits(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_hard_limits(monkeypatch)


def jobs_of(user_id: str, count: int) -> list[str]:
    """Jobs that were made one after the other, two of them always in the same second; the newest first."""
    made = []
    for number in range(count):
        made.append(submit(user_id))
        with transaction() as session:
            session.execute(
                sa.update(ProcessingJob)
                .where(sa.column('id') == made[-1])
                .values(created_at=utc_now() - timedelta(seconds=60 - number // 2), status=Status.COMPLETED)
            )
    return made[::-1]


def ann() -> str:
    return person(subscription_tier=3)


@pytest.mark.nightly
def test_a_list_in_pages_tells_every_job_once_whatever_is_made_or_deleted_meanwhile() -> None:
    me = ann()
    mine = jobs_of(me, 7)
    program = Program(me, 'read')
    seen, query = [], '?limit=3'
    first = program.get(f'/jobs{query}').json()
    seen += [job['id'] for job in first['items']]
    submit(me)
    with transaction() as session:
        session.execute(sa.delete(ProcessingJob).where(sa.column('id') == mine[1]))
    follows = first['next']
    while follows:
        answer = program.get(f'/jobs{query}', params={'limit': 3, 'cursor': follows})
        seen += [job['id'] for job in answer.json()['items']]
        follows = answer.json()['next']
    assert seen == mine


def test_a_job_is_told_with_the_fields_that_are_wanted_and_not_again_where_it_is_as_it_was() -> None:
    me = ann()
    job_id = submit(me)
    program = Program(me, 'leveling:read')
    answer = program.get(f'/jobs/{job_id}')
    assert answer.json()['status'] == 'queued'
    assert answer.json()['created_at'].endswith('Z')
    assert set(program.get(f'/jobs/{job_id}?fields=status').json()) == {'id', 'status'}
    assert problem(program.get('/jobs?fields=status,wishes')) == (400, 'malformed')
    again = program.get(f'/jobs/{job_id}', headers={'If-None-Match': answer.headers['ETag']})
    assert (again.status_code, again.content) == (304, b'')
    with transaction() as session:
        session.execute(sa.update(ProcessingJob).values(progress_percentage=12))
    assert program.get(f'/jobs/{job_id}', headers={'If-None-Match': answer.headers['ETag']}).json()['percent'] == 12


def test_a_cursor_counts_for_its_own_list_alone() -> None:
    me = ann()
    jobs_of(me, 3)
    program = Program(me)
    cursor = program.get('/jobs?limit=1').json()['next']
    for wrong in (f'/jobs?status=failed&cursor={cursor}', f'/jobs?cursor={cursor[:-2]}AA', '/jobs?cursor=1'):
        assert problem(program.get(wrong)) == (400, 'malformed')
    link = program.get('/jobs?limit=1').headers['Link']
    assert link == f'</api/v1/jobs?limit=1&cursor={cursor}>; rel="next"'


def test_a_job_is_made_of_an_address_once_its_file_is_here(
    owner: str, change_setting: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = Program(person(subscription_tier=3))
    resolved(monkeypatch, files__example__org='127.0.0.1')
    with receiver() as there:
        there.answers = lambda asked: (200, {'Content-Type': 'audio/wav'}, b'RIFF')
        source = {'url': there.url('/friday.wav', 'files.example.org')}
        order = {'area': 'leveling', 'source': source, 'options': {'target_lufs': -14}}
        assert problem(ann.post('/jobs', json=order)) == (400, 'not-allowed'), 'nobody has allowed it here'
        change_setting('import_by_url', 'true')
        assert problem(ann.post('/jobs', json=order | {'source': {'url': 'https://10.0.0.1/a.wav'}}))[0] == 400
        change_setting('outbound_allow', 'files.example.org')
        named = {'Idempotency-Key': 'friday'}
        coming = ann.post('/jobs', json=order, headers=named)
        assert (coming.status_code, coming.json()['purpose'], coming.json()['job_id']) == (202, 'leveling', None)
        assert coming.headers['Location'] == f'/api/v1/uploads/{coming.json()["id"]}'
        assert ann.post('/jobs', json=order, headers=named).json() == coming.json(), 'it is not fetched twice'
        for one in importing.fetch_due():
            one.result(30)
    job = ann.get(f'/jobs/{coming.json()["id"]}').json()
    assert (job['status'], job['title']) == ('queued', 'friday.wav')
    assert ann.get(coming.headers['Location'].removeprefix('/api/v1')).json()['job_id'] == job['id']
