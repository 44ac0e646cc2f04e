"""A clock that was a day ahead, or a day behind, and is right again: nobody waits for that time to come."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
from sqlmodel import select

from app import accounts, announcements, config, jobs, libsql, queue, reaping, replication, running, uploads, workers
from app.accounts import identities, mail, providers, second_factor, sessions, throttle, tokens, usage
from app.accounts.throttle import Limit
from app.db import reading, transaction
from app.errors import NotAllowed, TooManyTries
from models import Duty, Mail, OAuthFlow, ProcessingJob, ShareLink, Status, UserSession, UserUploadStats
from models import types as model_types
from models.types import utc_now
from tests.app.accounts_support import PASSWORD, enter, link_token, mails, person, session_of, visiting
from tests.app.jobs_support import KIND, Area, row
from tests.app.uploads_support import began

DAY = timedelta(days=1)
BOTH_WAYS = pytest.mark.parametrize('off', [DAY, -DAY], ids=['ahead', 'behind'])
LIMIT = Limit('test', free=2, pause_s=600)


@contextmanager
def clock(off: timedelta) -> Iterator[None]:
    """The clock of this machine is wrong by so much."""
    right, real = time.time, datetime

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return real.now(tz) + off  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model_types, 'datetime', Wrong)
        patch.setattr(time, 'time', lambda: right() + off.total_seconds())
        yield


def move(table: str, column: str, off: timedelta) -> None:
    """As the database's clock would have written it while it was wrong."""
    with transaction() as session:
        session.connection().execute(
            sa.text(f'UPDATE {table} SET {column} = {column} + :off'), {'off': off.total_seconds()}
        )


@BOTH_WAYS
def test_a_job_whose_worker_died_then_starts_again(area: Area, submit: Callable[..., str], off: timedelta) -> None:
    job_id = submit()
    assert jobs.claim(KIND, job_id, 'dead') is not None
    queue.huey().storage.flush_queue()
    assert reaping.reap() == 0, 'its lease holds by the right clock'
    move('processing_jobs', 'lease_until', off)
    assert reaping.reap() == 1
    assert row(job_id).status == Status.QUEUED


def test_a_job_whose_worker_has_a_longer_lease_by_its_settings_is_left_to_it(
    area: Area, submit: Callable[..., str], change_setting: Callable[[str, object], None]
) -> None:
    change_setting('lease_seconds', 12)
    job_id = submit()
    assert jobs.claim(KIND, job_id, 'alive') is not None
    change_setting('lease_seconds', 6)
    assert reaping.reap() == 0
    assert row(job_id).status == Status.PROCESSING


@BOTH_WAYS
def test_a_duty_that_somebody_took_then_is_taken_over(
    owner: str, monkeypatch: pytest.MonkeyPatch, off: timedelta
) -> None:
    monkeypatch.setattr(workers, 'DUTY_S', 1000.0)  # time passes here only where the test says so
    monkeypatch.setattr(workers, 'ME', 'dead')
    assert workers.on_duty('care')
    monkeypatch.setattr(workers, 'ME', 'alive')
    assert not workers.on_duty('care')
    move('duties', 'held_until', off)
    assert workers.on_duty('care')
    with reading() as session:
        (duty,) = session.exec(select(Duty))
    assert duty.holder == 'alive'


@BOTH_WAYS
def test_a_worker_that_died_then_does_not_look_alive(owner: str, off: timedelta) -> None:
    workers.show(1)
    move('workers', 'seen', off)
    assert not workers.seen_lately(), '/readyz says so'
    assert [seen for seen in workers.present() if not seen.gone] == []
    workers.sweep()
    assert workers.present() == []
    workers.show(1)
    assert workers.seen_lately()


@BOTH_WAYS
def test_a_pause_for_too_many_tries_ends_as_it_should(owner: str, off: timedelta) -> None:
    with clock(off):
        for _ in range(LIMIT.free):
            throttle.count(LIMIT, 'ann')
        with pytest.raises(TooManyTries):
            throttle.count(LIMIT, 'ann')
    throttle.check(LIMIT, 'ann')
    throttle.count(LIMIT, 'ann')
    throttle.count(LIMIT, 'ann')
    with pytest.raises(TooManyTries) as refused:
        throttle.count(LIMIT, 'ann')
    assert refused.value.seconds <= LIMIT.pause_s, 'what is counted by the right clock counts'


def test_a_pause_that_a_wrong_clock_began_is_forgotten_and_never_comes_back(owner: str) -> None:
    with clock(DAY):
        throttle.count(LIMIT, 'ann')
        throttle.count(LIMIT, 'ann')
    throttle.sweep()
    with clock(DAY):
        throttle.check(LIMIT, 'ann')


@BOTH_WAYS
def test_a_mail_that_could_not_be_sent_then_is_tried_again(
    owner: str, monkeypatch: pytest.MonkeyPatch, off: timedelta
) -> None:
    monkeypatch.setenv('LEVELMIX_SMTP_HOST', 'mail.example.org')
    config.forget_settings()

    def away(_: Mail) -> None:
        raise OSError('away')

    sent: list[str] = []
    with clock(off):
        with transaction() as session:
            mail.post(session, 'ann@example.org', mail.Letter('Hello', ('Hello',)))
        monkeypatch.setattr(mail, '_send', away)
        assert mail.send_due() == 0
    monkeypatch.setattr(mail, '_send', lambda row: sent.append(row.to))
    assert mail.send_due() == 1
    assert sent == ['ann@example.org']


@pytest.mark.usefixtures('with_accounts', 'cheap_passwords')
def test_a_session_that_began_then_ends_when_others_do_and_is_seen_at_once() -> None:
    ann = person()
    with clock(DAY), visiting():
        token = enter()
    with visiting(token):
        assert accounts.current_user().id == ann
        (device,) = sessions.devices(ann)
    assert abs(device.last_seen_at - utc_now()) < timedelta(minutes=1)
    accounts.upkeep()
    with reading() as session:
        (kept,) = session.exec(select(UserSession))
    assert kept.expires_at - utc_now() <= timedelta(days=config.settings().session_days)
    assert accounts.recognise(accounts.Visitor(token)) is not None, 'nobody is signed out by it'


@pytest.mark.usefixtures('with_accounts', 'cheap_passwords')
def test_who_is_signed_in_stays_so_while_a_clock_is_wrong_for_a_while() -> None:
    ann = person()
    token = session_of(ann)
    for off in (DAY, -DAY):
        with clock(off), visiting(token):
            assert accounts.current_user().id == ann
            accounts.upkeep()
        with visiting(token):
            assert accounts.current_user().id == ann


@pytest.mark.usefixtures('with_accounts', 'cheap_passwords')
def test_a_link_that_was_mailed_then_works_and_for_no_longer_than_others() -> None:
    person()
    with clock(DAY):
        accounts.mail_reset('ann@example.org')
    accounts.upkeep()
    token = link_token(mails('ann@example.org')[-1].text)
    with reading() as session:
        assert tokens.peek(session, tokens.RESET, token).expires_at - utc_now() <= timedelta(hours=1)
    accounts.finish_reset(token, 'seven green kettles dance')
    assert enter(password='seven green kettles dance')


@pytest.mark.usefixtures('with_accounts', 'cheap_passwords')
def test_a_code_that_was_used_then_locks_nobody_out() -> None:
    ann = person()
    secret, _ = second_factor.begin(ann)
    app = pyotp.TOTP(secret)
    with clock(DAY):
        second_factor.confirm(ann, app.at(int(time.time())))
    with visiting():
        _, go = accounts.sign_in('ann@example.org', PASSWORD)
        code = app.at(int(time.time()))
        assert second_factor.finish(go.partition('#')[2], code)
        _, go = accounts.sign_in('ann@example.org', PASSWORD)
        with pytest.raises(NotAllowed, match='used already'):
            second_factor.finish(go.partition('#')[2], code)


@pytest.mark.usefixtures('with_accounts')
def test_a_sign_in_that_was_begun_at_a_provider_then_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, 'provider', lambda _: providers.Provider('oidc', 'Ours', 'x', 'x', 'x'))
    monkeypatch.setattr(providers, 'authorization_url', lambda *_: 'https://id.example.org')
    with clock(DAY), visiting():
        identities.begin('oidc', 'browser', '/')
    accounts.upkeep()
    with reading() as session:
        assert session.exec(select(OAuthFlow)).all() == []


def test_an_upload_that_began_then_expires_when_others_do(owner: str) -> None:
    with clock(DAY):
        upload_id = began(owner, b'some', 10)
    assert uploads.expire() == 0
    kept = uploads.look(owner, upload_id)[0]
    assert uploads.expires_at(kept) - utc_now() <= timedelta(hours=config.settings().upload_keep_hours)


def test_a_job_that_came_then_waits_like_one_that_comes_now(area: Area, submit: Callable[..., str]) -> None:
    with clock(DAY):
        early = submit(sent=False)
        jobs.announce(row(early))
        lost = submit(sent=False)
    reaping.reap()
    late = submit(waiting=-timedelta(seconds=30))
    queue.serve_with(running.run)
    queue.work_off()
    assert sorted(area.done[:2]) == sorted([early, lost])
    assert area.done[2] == late
    assert row(early).created_at <= utc_now()


@BOTH_WAYS
def test_a_month_that_was_counted_then_begins_anew_all_the_same(owner: str, off: timedelta) -> None:
    with clock(off), transaction() as session:
        usage.reserve(session, owner)
    usage.reset_month()
    with reading() as session:
        stats = session.get_one(UserUploadStats, owner)
    assert stats.month_reset_at is not None
    assert stats.month_reset_at <= utc_now(), 'the next month will be later than this'


def test_the_time_a_job_took_never_counts_backwards(owner: str) -> None:
    with transaction() as session:
        usage.worked(session, owner, 60)
        usage.worked(session, owner, -86_400)
    with reading() as session:
        assert session.get_one(UserUploadStats, owner).total_processing_time_seconds == 60


def test_what_is_announced_at_once_is_read_at_once(admin: str) -> None:
    with clock(DAY):
        announcements.announce('Now', 'info')
        announcements.announce('Tomorrow', 'info', starts_at=utc_now() + timedelta(hours=1))
    assert [notice.text for notice in announcements.notices()] == ['Now']
    announcements.upkeep()
    assert [notice.text for notice in announcements.notices()] == ['Now']


def test_a_shared_link_that_was_made_then_ends_when_it_said(owner: str) -> None:
    from app.leveling import keeping

    job = ProcessingJob(user_id=owner, original_file_path='k', target_lufs=-14)
    with transaction() as session:
        session.add(job)
        session.flush()
        ahead = utc_now() + DAY
        link = ShareLink(
            job_id=job.id, user_id=owner, token_hash='x', created_at=ahead, expires_at=ahead + timedelta(days=7)
        )
        session.add(link)
    keeping.AREA.tidy()
    with reading() as session:
        (kept,) = session.exec(select(ShareLink))
    assert kept.expires_at - utc_now() <= timedelta(days=7)
    assert kept.expires_at - kept.created_at == timedelta(days=7)


@BOTH_WAYS
def test_a_copy_of_the_database_that_was_made_then_keeps_no_other_from_being_made(
    owner: str, monkeypatch: pytest.MonkeyPatch, off: timedelta
) -> None:
    monkeypatch.setattr(replication.db, 'is_remote', lambda: True)
    monkeypatch.setattr(libsql.replica, 'available', lambda: True)
    replication.folder().mkdir(parents=True)
    wrong, right = (replication.folder() / f'levelmix-{name}.db' for name in ('wrong', 'right'))
    wrong.touch()
    then = time.time() + off.total_seconds()
    os.utime(wrong, (then, then))
    assert replication.is_due()
    right.touch()
    assert not replication.is_due()
