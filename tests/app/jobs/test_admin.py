"""The queue as the admin sees and changes it, and the two switches that hold everything."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app import accounts, api, areas, db, files, jobs, leveling, uploads
from app.accounts import audit_log
from app.accounts.audit_log import Wanted
from app.db import transaction
from app.errors import NotAllowed, NotFound, Paused
from app.installation import announcements, pauses
from app.jobs import admin as jobs_admin
from app.jobs import queue, reaper
from app.leveling import KIND, LevelingOptions, helper_jobs
from app.leveling.probing import Facts
from app.ops import space_used
from models import HelperJob, ProcessingJob, Status
from tests.app.accounts_support import person, session_of, user, visiting


@pytest.fixture(autouse=True)
def unprobed(with_accounts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('app.leveling.service.probe', lambda _: Facts('wav', 60.0, 44100, 2, None))


def uploaded(user_id: str) -> str:
    writer = uploads.begin(user_id, 'secret name.wav', 4)
    writer.write(b'RIFF')
    return writer.finish().id


def job_of(user_id: str) -> str:
    return leveling.submit(user_id, uploaded(user_id), LevelingOptions(-14.0))


def order() -> list[str]:
    """What the queue hands out, one after the other."""
    taken: list[str] = []
    queue.serve_with(lambda kind, job_id: taken.append(job_id))
    queue.work_off()
    return taken


def test_the_queue_shows_what_comes_next_and_names_no_files(admin: str) -> None:
    bea, cat = person('bea@example.org'), person('cat@example.org')
    first, second = job_of(bea), job_of(cat)
    jobs_admin.prioritise(KIND, second, 50)
    seen = jobs_admin.queue_page()
    assert [(job.id, job.label, job.owner) for job in seen.found] == [
        (second, 'Levelling', 'cat@example.org'),
        (first, 'Levelling', 'bea@example.org'),
    ]
    assert 'secret name' not in repr(seen)
    assert [job.id for job in jobs_admin.queue_page(find='BEA@').found] == [first]
    assert jobs_admin.queue_page(find='BEA@').counts[Status.QUEUED] == 1
    assert jobs_admin.queue_page(find='_').found == [], 'a sign that SQL takes for any'
    assert [job.id for job in jobs_admin.queue_page(area='leveling').found] == [second, first]
    assert jobs_admin.queue_page(area='voice').found == []
    jobs_admin.cancel(KIND, first)
    assert leveling.get(bea, first).status == Status.CANCELLED
    with pytest.raises(NotAllowed):
        jobs_admin.prioritise(KIND, first, 1)
    with transaction() as session:
        session.get_one(ProcessingJob, second).status = Status.FAILED
    assert [job.id for job in jobs_admin.queue_page('failed').found] == [second]
    assert jobs_admin.queue_page().found == []
    assert jobs_admin.queue_page().counts[Status.FAILED] == 1
    jobs_admin.retry(KIND, second)
    assert leveling.get(cat, second).status == Status.QUEUED
    said = [(e.action, e.before, e.after) for e in audit_log.log(Wanted(what='job.')).found]
    assert said == [
        ('job.retried', {'status': 'failed'}, {'status': 'queued'}),
        ('job.cancelled', {'status': 'queued'}, {'status': 'cancelled'}),
        ('job.priority', {'priority': 0}, {'priority': 50}),
    ]


def test_any_priority_counts_upwards_and_downwards(admin: str) -> None:
    ids = [job_of(person(f'{name}@example.org')) for name in 'abc']
    jobs_admin.prioritise(KIND, ids[0], -100)
    jobs_admin.prioritise(KIND, ids[2], 7)
    assert order() == [ids[2], ids[1], ids[0]], 'the message that went out first is not the one that counts'
    for wrong in (-101, 101):
        with pytest.raises(NotAllowed, match='between -100 and 100'):
            jobs_admin.prioritise(KIND, ids[0], wrong)
    with pytest.raises(NotFound):
        jobs_admin.prioritise('no.such.kind', ids[0], 1)


def test_the_queue_shows_jobs_of_every_kind(admin: str) -> None:
    bea = person('bea@example.org')
    job = job_of(bea)
    helper_jobs.ask(bea, job, helper_jobs.LISTEN)
    assert [seen.label for seen in jobs_admin.queue_page('queued').found] == ['Previews', 'Levelling']
    jobs_admin.cancel(helper_jobs.LISTEN, jobs_admin.queue_page().found[0].id)
    with transaction() as session:
        (side,) = session.exec(select(HelperJob)).all()
    assert side.status == Status.CANCELLED
    assert {kind.label for kind in areas.kinds().values()} >= {'Levelling', 'Forecast', 'Previews'}


def test_a_long_queue_comes_in_pages(admin: str) -> None:
    with transaction() as session:
        for number in range(120):
            session.add(ProcessingJob(id=f'j{number}', original_file_path='o/x', target_lufs=-14, priority=number))
    seen = jobs_admin.queue_page('queued', 3)
    assert (seen.page, seen.pages, [job.id for job in seen.found][:2]) == (3, 5, ['j69', 'j68'])
    assert jobs_admin.queue_page('queued', 99).page == 5
    assert seen.found[0].owner == 'nobody'


def test_while_the_intake_is_paused_nobody_sends_or_starts_anything(admin: str) -> None:
    ann = person()
    waiting, done = uploaded(ann), job_of(ann)
    leveling.cancel(ann, done)
    pauses.pause(pauses.INTAKE, ' We move to a new disk;  back at eight. ')
    for deed in (
        lambda: uploads.begin(ann, 'mix.wav', 4),
        lambda: leveling.submit(ann, waiting, LevelingOptions(-14.0)),
        lambda: leveling.rerun(ann, done, LevelingOptions(-9.0)),
        lambda: leveling.retry(ann, done),
    ):
        with pytest.raises(Paused, match='We move to a new disk; back at eight'):
            deed()
    client = TestClient(api.create(), raise_server_exceptions=False)
    with visiting():
        token = session_of(ann)
    with visiting(token):
        answer = client.post('/files/uploads', headers={'Tus-Resumable': '1.0.0', 'Upload-Length': '1'})
    assert answer.status_code == 503
    assert 'new disk' in answer.json()['error']
    (notice,) = announcements.notices()
    assert (notice.text, notice.dismissable) == ('We move to a new disk; back at eight.', False)
    assert accounts.allowance(user(ann)).used == 0, 'nothing was counted'
    pauses.resume(pauses.INTAKE)
    assert leveling.submit(ann, waiting, LevelingOptions(-14.0)) == waiting
    assert announcements.notices() == ()
    assert [(e.action, e.after['paused']) for e in audit_log.log(Wanted(what='intake.')).found] == [
        ('intake.resumed', False),
        ('intake.paused', True),
    ]


def test_paused_workers_take_nothing_go_on_with_what_they_have_and_start_again(
    admin: str, worker: Callable[[], int]
) -> None:
    running, waiting = job_of(person('a@example.org')), job_of(person('b@example.org'))
    held = jobs.claim(KIND, running, 'one of many')
    assert held is not None
    pauses.pause(pauses.WORKERS)
    db.dispose()  # as after a restart
    assert jobs.claim(KIND, waiting, 'another') is None
    jobs.beat(held, 50, 'render', None)
    assert worker() == 2, 'the messages are taken and dropped'
    with transaction() as session:
        for job in session.exec(select(ProcessingJob).where(col(ProcessingJob.status) == Status.QUEUED)):
            job.created_at = job.created_at.replace(year=2020)
    assert reaper.reap() == 0, 'and not sent again and again meanwhile'
    assert leveling.views([waiting])[0].status == Status.QUEUED
    assert jobs.settle(held, Status.COMPLETED), 'what runs may end'
    pauses.resume(pauses.WORKERS)
    assert reaper.reap() == 1
    assert order() == [waiting]
    assert jobs.claim(KIND, waiting, 'another') is not None


def test_what_is_stored_counts_an_original_once(admin: str) -> None:
    bea = person('bea@example.org')
    job = job_of(bea)
    leveling.rerun(bea, job, LevelingOptions(-9.0))
    job_of(person('cat@example.org'))
    with transaction() as session:
        for row in session.exec(select(ProcessingJob).where(col(ProcessingJob.user_id) == bea)):
            files.note(session, files.NewFile(f'leveling/result/{row.id}.wav', 'result', 1000), files.Need.of(row))
    assert space_used.stored_bytes([bea]) == {bea: 2004}
    space_used.measure()
    assert [(who.email, who.jobs, who.bytes) for who in space_used.largest_users()] == [
        ('bea@example.org', 2, 2004),
        ('cat@example.org', 1, 4),
    ]
