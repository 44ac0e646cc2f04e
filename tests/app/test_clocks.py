"""A clock that was a day ahead, or a day behind, and is right again: nobody waits for that time to come."""

import time
from datetime import timedelta

import pyotp
import pytest
from sqlmodel import select

from app import accounts, config, uploads
from app.accounts import identities, mail, providers, second_factor, sessions, throttle, tokens, usage
from app.accounts.throttle import Limit
from app.db import reading, transaction
from app.errors import NotAllowed, TooManyTries
from app.installation import announcements
from models import Mail, OAuthFlow, ProcessingJob, ShareLink, UserSession, UserUploadStats
from models.types import utc_now
from tests.app.accounts_support import PASSWORD, enter, link_token, mails, person, session_of, visiting
from tests.app.uploads_support import began
from tests.clocks import BOTH_WAYS, DAY, clock

LIMIT = Limit('test', free=2, pause_s=600)


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
    assert kept.expires - utc_now() <= timedelta(days=config.settings().session_days)
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
        assert tokens.peek(session, tokens.RESET, token).expires - utc_now() <= timedelta(hours=1)
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
    monkeypatch.setattr(providers, 'authorization_url', lambda *_, **__: 'https://id.example.org')
    with clock(DAY), visiting():
        identities.begin('oidc', 'browser', '/')
    accounts.upkeep()
    with reading() as session:
        assert session.exec(select(OAuthFlow)).all() == []


def test_an_upload_that_began_then_expires_when_others_do(owner: str) -> None:
    with clock(DAY):
        upload_id = began(owner, b'some', 10)
    assert uploads.expire() == 0
    kept = uploads.get_with_offset(owner, upload_id)[0]
    assert uploads.expires_at(kept) - utc_now() <= timedelta(hours=config.settings().upload_keep_hours)


@BOTH_WAYS
def test_a_month_that_was_counted_then_begins_anew_all_the_same(owner: str, off: timedelta) -> None:
    with clock(off), transaction() as session:
        usage.reserve_uploads(session, owner)
    usage.reset_month()
    with reading() as session:
        stats = session.get_one(UserUploadStats, owner)
    assert stats.month_reset_at is not None
    assert stats.month_reset_at <= utc_now(), 'the next month will be later than this'


def test_what_is_announced_at_once_is_read_at_once(admin: str) -> None:
    with clock(DAY):
        announcements.announce('Now', 'info')
        announcements.announce('Tomorrow', 'info', starts_at=utc_now() + timedelta(hours=1))
    assert [notice.text for notice in announcements.notices()] == ['Now']
    announcements.upkeep()
    assert [notice.text for notice in announcements.notices()] == ['Now']


def test_a_shared_link_that_was_made_then_ends_when_it_said(owner: str) -> None:
    from app.jobs import sharing

    job = ProcessingJob(user_id=owner, original_file_path='k', target_lufs=-14)
    with transaction() as session:
        session.add(job)
        session.flush()
        ahead = utc_now() + DAY
        link = ShareLink(
            job_id=job.id,
            kind=job.kind,
            user_id=owner,
            token_hash='x',
            created_at=ahead,
            expires_at=ahead + timedelta(days=7),
        )
        session.add(link)
    sharing.upkeep()
    with reading() as session:
        (kept,) = session.exec(select(ShareLink))
    assert kept.expires_at - utc_now() <= timedelta(days=7)
    assert kept.expires_at - kept.created_at == timedelta(days=7)
