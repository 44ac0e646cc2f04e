"""What people are told: of jobs that took a while, by the bell, and by mail where they want it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app import areas, jobs, leveling, notifications
from app.db import reading, transaction
from app.errors import NotFound
from app.jobs.runner import Finished
from models import AudioFile, Notification, NotificationMail, ProcessingJob, Status
from models.types import utc_now
from tests.app.accounts_support import mails, person, turn_accounts_on
from tests.app.jobs_support import KIND, Area, installed, submitted

LONG = timedelta(minutes=3)


@pytest.fixture
def area(monkeypatch: pytest.MonkeyPatch, owner: str) -> Area:
    """An area whose jobs are listed, each called as its original."""
    made = installed(Area(), monkeypatch)
    kind = areas.Kind(KIND, ProcessingJob, 'Working', title=lambda table: table.original_file_path, page='/work/{id}')
    monkeypatch.setitem(areas._areas, 'test', areas.Area('test', 'Tests', kinds=(kind,)))
    return made


def ended(owner: str, status: Status, waited: timedelta = LONG, error: str | None = None) -> str:
    """A job of this user that was sent so long ago and ends now."""
    job_id = submitted(owner, waiting=waited, sent=False)
    with transaction() as session:
        jobs.end(session, session.get_one(ProcessingJob, job_id), status, error)
    return job_id


def test_a_job_that_took_a_while_is_told_with_its_name_and_leads_to_its_page(owner: str, area: Area) -> None:
    job_id = ended(owner, Status.COMPLETED)
    (told,) = notifications.newest(owner)
    assert (told.title, told.body, told.href, told.is_read) == ('k is done', 'Working', f'/work/{job_id}', False)
    failed = ended(owner, Status.FAILED, error='This file is no sound.')
    latest = notifications.newest(owner)[0]
    assert (latest.title, latest.body, latest.href) == ('k has failed', 'This file is no sound.', f'/work/{failed}')


@pytest.mark.parametrize(
    ('status', 'waited'),
    [(Status.COMPLETED, timedelta(seconds=2)), (Status.FAILED, timedelta(0)), (Status.CANCELLED, LONG)],
)
def test_what_people_still_look_at_or_did_themselves_is_not_told(
    owner: str, area: Area, status: Status, waited: timedelta
) -> None:
    ended(owner, status, waited)
    assert notifications.newest(owner) == []


def test_a_worker_tells_it_in_the_transaction_that_ends_the_job(
    owner: str, area: Area, worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = submitted(owner, waiting=LONG)
    worker()
    assert [told.href for told in notifications.newest(owner)] == [f'/work/{job_id}']

    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    area.work = lambda job, heartbeat: Finished(also=break_down)
    submitted(owner, waiting=LONG)
    worker()
    assert [told.title for told in notifications.newest(owner)] == ['k has failed', 'k is done']


def test_a_job_that_is_tried_again_is_told_once(owner: str, area: Area) -> None:
    job_id = ended(owner, Status.FAILED)
    jobs.retry(KIND, job_id)
    with transaction() as session:
        jobs.end(session, session.get_one(ProcessingJob, job_id), Status.COMPLETED)
    assert [told.title for told in notifications.newest(owner)] == ['k is done']


def test_what_is_told_of_a_job_goes_with_it(owner: str) -> None:
    job = ProcessingJob(
        user_id=owner,
        kind='leveling.level',
        original_file_path='originals/a',
        target_lufs=-14.0,
        created_at=utc_now() - LONG,
    )
    file = AudioFile(
        job_id=job.id,
        original_filename='Rooftop.wav',
        file_format='wav',
        file_size=1,
        duration_seconds=1,
        target_lufs=-14.0,
    )
    with transaction() as session:
        session.add(job)
        session.flush()
        session.add(file)
        session.flush()
        jobs.end(session, job, Status.FAILED, 'No.')
    assert [(told.title, told.href) for told in notifications.newest(owner)] == [
        ('Rooftop.wav has failed', f'/jobs/{job.id}')
    ]
    leveling.delete(owner, job.id)
    assert notifications.newest(owner) == []


def test_what_is_read_is_no_longer_counted_and_nobody_reads_for_others(owner: str, area: Area) -> None:
    ended(owner, Status.COMPLETED)
    ended(owner, Status.FAILED)
    eve = person('eve@example.org')
    one, other = notifications.newest(owner)
    assert notifications.unread([owner, eve]).keys() == {owner}
    assert notifications.unread([owner])[owner].count == 2
    assert notifications.unread([owner])[owner].latest == one.created_at
    notifications.mark_read(eve, one.id)
    notifications.mark_read(eve)
    assert notifications.unread([owner])[owner].count == 2
    notifications.mark_read(owner, one.id)
    assert [told.is_read for told in notifications.newest(owner)] == [True, False]
    notifications.mark_read(owner)
    assert notifications.unread([owner]) == {}
    assert notifications.newest(owner, limit=1)[0].id == one.id
    assert other.id != one.id


def test_a_kind_comes_by_mail_to_whoever_chose_that(area: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    turn_accounts_on(monkeypatch)
    ann, bea = person('ann@example.org'), person('bea@example.org')
    notifications.choose_mail(ann, notifications.JOB_FAILED, wanted=True)
    notifications.choose_mail(ann, notifications.JOB_FAILED, wanted=True)
    assert notifications.mailed_kinds(ann) == {'job.failed'}
    for somebody in (ann, bea):
        ended(somebody, Status.COMPLETED)
        ended(somebody, Status.FAILED, error='This file is no sound.')
    (mail,) = mails('ann@example.org')
    assert mail.subject == 'k has failed'
    assert 'This file is no sound.' in mail.text
    assert '/work/' in mail.text
    assert mails('bea@example.org') == []
    with reading() as session:
        mailed = session.exec(select(Notification.kind).where(col(Notification.mailed_at).is_not(None))).all()
    assert mailed == ['job.failed']
    notifications.choose_mail(ann, notifications.JOB_FAILED, wanted=False)
    ended(ann, Status.FAILED)
    assert len(mails('ann@example.org')) == 1


@pytest.mark.parametrize(
    'columns',
    [
        {'email_verified_at': None},
        {'disabled_at': utc_now()},
        {'banned_until': utc_now() + timedelta(days=1)},
        {'delete_after': utc_now() + timedelta(days=7)},
    ],
)
def test_an_address_that_nobody_confirmed_and_whoever_is_shut_out_or_leaves_get_no_mail(
    area: Area, monkeypatch: pytest.MonkeyPatch, columns: dict[str, Any]
) -> None:
    turn_accounts_on(monkeypatch)
    ann = person('ann@example.org', **columns)
    with transaction() as session:
        session.add(NotificationMail(user_id=ann, kind=notifications.JOB_DONE))
    ended(ann, Status.COMPLETED)
    assert len(notifications.newest(ann)) == 1
    assert mails('ann@example.org') == []


def test_an_area_names_kinds_of_its_own_and_no_others_can_be_chosen(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = {'studio.approved': 'A booking is approved'}
    monkeypatch.setitem(areas._areas, 'studio', areas.Area('studio', 'Studio', notifications=booked))
    assert {'job.completed', 'job.failed', 'studio.approved'} <= set(notifications.kinds())
    notifications.choose_mail(owner, 'studio.approved', wanted=True)
    with pytest.raises(NotFound):
        notifications.choose_mail(owner, 'nothing.like.it', wanted=True)


def test_what_was_told_long_ago_is_removed(owner: str) -> None:
    with transaction() as session:
        for days in (1, 89, 91):
            notifications.notify(session, owner, 'job.completed', f'{days} days ago')
    with transaction() as session:
        for row in session.exec(select(Notification)):
            row.created_at = utc_now() - timedelta(days=int(row.title.split()[0]))
            session.add(row)
    notifications.upkeep()
    assert sorted(told.title for told in notifications.newest(owner)) == ['1 days ago', '89 days ago']


def test_all_that_may_be_told_is_listed_by_the_area_that_tells_it() -> None:
    groups = notifications.groups()
    assert next(iter(groups.values())) == notifications.KINDS, 'what the core tells comes first'
    assert [*groups][1:] == sorted(area.label for area in areas.each() if area.notifications)
    listed = {kind: label for kinds in groups.values() for kind, label in kinds.items()}
    assert listed == notifications.kinds()
