"""Tiers and limits: what is reserved, given back, refused or only counted, and that nobody slips past."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app import accounts, config, leveling, retention, storage, uploads
from app.accounts import tiers, usage
from app.config import MIB
from app.db import reading, transaction
from app.errors import OverLimit, TooManyTries
from app.leveling import Choice
from app.leveling.probing import Facts
from models import ProcessingJob, Status, UserUploadStats
from models.types import utc_now
from tests.app.accounts_support import person, user

Change = Callable[[str, object], None]
LONG_AGO = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hard(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Accounts with hard limits, and mixes that are looked at without a decoder."""
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    monkeypatch.setenv('LEVELMIX_LIMITS', 'hard')
    config.forget_settings()
    monkeypatch.setattr('app.leveling.service.probe', lambda _: Facts('wav', 60.0, 44100, 2, None))


def uploaded(user_id: str, name: str = 'mix.wav', sound: bytes = b'RIFF') -> str:
    """An upload that was let in, perhaps by another session of the same user just before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, 'admit_upload', lambda *_, **__: None)
        receiver = uploads.begin(user_id, name, 4)
    receiver.write(sound)
    return receiver.finish().id


def submit(user_id: str) -> str:
    return leveling.submit(user_id, uploaded(user_id), Choice(-14.0))


def used(user_id: str) -> int:
    return accounts.allowance(user(user_id)).used


def test_free_levels_one_mix_a_month_and_is_told_when_the_next_one_comes() -> None:
    ann = person()
    submit(ann)
    waiting = uploaded(ann)
    with pytest.raises(OverLimit, match=r'used the one upload of this month; it begins anew on 1 \w+\. .* ask whoever'):
        leveling.submit(ann, waiting, Choice(-14.0))
    assert uploads.get(ann, waiting), 'the file is still there'
    with pytest.raises(OverLimit, match='used the one upload'):
        uploads.begin(ann, 'mix.wav', 1000)


@pytest.mark.parametrize(('tier', 'most'), [(1, 1), (2, 4)])
def test_a_tier_gets_as_many_as_the_document_says(tier: int, most: int) -> None:
    ann = person(subscription_tier=tier)
    for _ in range(most):
        submit(ann)
    with pytest.raises(OverLimit):
        submit(ann)
    left = accounts.allowance(user(ann))
    assert (left.used, left.limit, left.left) == (most, most, 0)


def test_the_highest_tier_has_no_end() -> None:
    ann = person(subscription_tier=3)
    for _ in range(6):
        submit(ann)
    assert accounts.allowance(user(ann)).left is None


def test_an_expired_subscription_counts_as_free() -> None:
    ann = person(subscription_tier=3, subscription_expires_at=utc_now() - timedelta(seconds=1))
    left = accounts.allowance(user(ann))
    assert (left.tier, left.limit, left.expired) == ('Free', 1, True)
    submit(ann)
    with pytest.raises(OverLimit):
        submit(ann)


def test_soft_limits_count_and_let_pass(change_setting: Change) -> None:
    change_setting('limits', 'soft')
    ann = person()
    submit(ann)
    submit(ann)
    left = accounts.allowance(user(ann))
    assert (left.used, left.limit, left.left, left.hard) == (2, 1, 0, False)


def test_a_cancelled_job_gives_its_upload_back_and_a_retry_takes_it_again() -> None:
    ann = person()
    job = submit(ann)
    leveling.cancel(ann, job)
    assert used(ann) == 0
    leveling.retry(ann, job)
    assert used(ann) == 1
    leveling.cancel(ann, job)
    submit(ann)
    with pytest.raises(OverLimit):
        leveling.retry(ann, job)
    assert leveling.get(ann, job).status == Status.CANCELLED


def test_a_mix_that_is_here_already_counts_like_any_other_and_is_kept_for_the_last_job() -> None:
    ann = person(subscription_tier=2)
    first, again = submit(ann), submit(ann)
    with reading() as session:
        key = session.get_one(ProcessingJob, again).original_file_path
        assert session.get_one(ProcessingJob, first).original_file_path == key, 'stored once'
    for job in (first, again):
        leveling.cancel(ann, job)
    assert used(ann) == 0
    leveling.retry(ann, again)
    assert used(ann) == 1, 'it is no re-run'
    leveling.cancel(ann, again)
    waiting = uploaded(ann)
    leveling.delete(ann, first)
    leveling.delete(ann, again)
    assert storage.exists(key), 'an upload needs it'
    uploads.discard(ann, waiting)
    assert not storage.exists(key)


def test_running_a_mix_again_costs_nothing() -> None:
    ann = person()
    job = submit(ann)
    leveling.rerun(ann, job, Choice(-9.0))
    assert used(ann) == 1


def test_what_was_cancelled_and_so_cost_nothing_is_not_run_again_for_nothing() -> None:
    ann = person()
    job = submit(ann)
    leveling.cancel(ann, job)
    again = leveling.rerun(ann, job, Choice(-9.0))
    assert used(ann) == 1
    leveling.cancel(ann, again)
    assert used(ann) == 0
    leveling.submit(ann, uploaded(ann, sound=b'FORM'), Choice(-14.0))
    for deed in (lambda: leveling.rerun(ann, job, Choice(-9.0)), lambda: leveling.retry(ann, again)):
        with pytest.raises(OverLimit, match='used the one upload'):
            deed()


def test_an_upload_counts_until_the_last_job_that_has_it_brought_nothing() -> None:
    ann = person()
    job = submit(ann)
    again = leveling.rerun(ann, job, Choice(-9.0))
    leveling.cancel(ann, job)
    assert used(ann) == 1, 'the other one goes on'
    leveling.cancel(ann, again)
    assert used(ann) == 0


def test_a_mix_too_large_or_too_long_for_the_tier_is_refused_and_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person()
    with pytest.raises(OverLimit, match='up to 1,024 MB'):
        uploads.begin(ann, 'mix.wav', 1025 * 1024 * 1024)
    monkeypatch.setattr('app.leveling.service.probe', lambda _: Facts('wav', 7201.0, 44100, 2, None))
    with pytest.raises(OverLimit, match='up to 2 hours'):
        submit(ann)
    assert used(ann) == 0


def test_uploads_that_wait_and_files_that_are_kept_have_a_limit_too(
    monkeypatch: pytest.MonkeyPatch, change_setting: Change
) -> None:
    small = {1: replace(tiers.TIERS[1], waiting=2, disk_mb=2, uploads=9)}
    monkeypatch.setattr(tiers, 'TIERS', tiers.TIERS | small)
    ann = person()
    first = uploads.begin(ann, 'a.wav', MIB).keep().id
    with pytest.raises(OverLimit, match='keeps 0 GB of files'):
        uploads.begin(ann, 'b.wav', MIB + 1)
    uploads.begin(ann, 'b.wav', MIB // 2).keep()
    with pytest.raises(OverLimit, match='lets 2 uploads wait'):
        uploads.begin(ann, 'c.wav', 1)
    uploads.begin(person('bea@example.org'), 'c.wav', 1).keep()
    uploads.discard(ann, first)
    submit(ann)
    with transaction() as session:
        session.connection().execute(sa.text('UPDATE audio_files SET file_size = 1600000'))
    with pytest.raises(OverLimit, match='Delete old jobs'):
        uploads.begin(ann, 'c.wav', 1)
    change_setting('limits', 'soft')
    uploads.begin(ann, 'c.wav', MIB).keep()


def test_far_too_many_uploads_are_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, 'BEGUN_UPLOADS', replace(usage.BEGUN_UPLOADS, free=2))
    ann = person()
    accounts.pace_uploads(ann)
    accounts.pace_uploads(ann)
    with pytest.raises(TooManyTries):
        accounts.pace_uploads(ann)
    accounts.pace_uploads(person('bea@example.org'))


def test_more_jobs_at_the_same_time_than_the_tier_runs_wait_with_their_owner() -> None:
    ann = person()
    job = submit(ann)
    leveling.rerun(ann, job, Choice(-9.0))
    with pytest.raises(OverLimit, match='2 jobs at the same time'):
        leveling.rerun(ann, job, Choice(-8.0))
    leveling.cancel(ann, job)
    leveling.rerun(ann, job, Choice(-8.0))
    with pytest.raises(OverLimit, match='2 jobs at the same time'):
        leveling.retry(ann, job)


def test_whoever_pays_is_served_first() -> None:
    priorities = {}
    for tier in (1, 2, 3):
        ann = person(f'tier{tier}@example.org', subscription_tier=tier)
        with transaction() as session:
            priorities[tier] = session.get_one(ProcessingJob, submit(ann)).priority
    assert priorities[1] == 0 < priorities[2] < priorities[3]


def test_two_hundred_at_the_same_moment_and_one_gets_the_last_upload() -> None:
    ann = person()
    waiting = [uploaded(ann) for _ in range(200)]
    begin, outcomes = threading.Barrier(200), []

    def press(upload: str) -> None:
        begin.wait()
        try:
            leveling.submit(ann, upload, Choice(-14.0))
        except OverLimit:
            outcomes.append('refused')
        else:
            outcomes.append('passed')

    threads = [threading.Thread(target=press, args=(upload,)) for upload in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ['passed'] + ['refused'] * 199
    assert used(ann) == 1
    assert len(leveling.running(ann)) == 1


def long_ago(user_id: str, uploads_then: int) -> None:
    with transaction() as session:
        session.merge(
            UserUploadStats(user_id=user_id, total_uploads=9, uploads_this_month=uploads_then, month_reset_at=LONG_AGO)
        )


def test_the_turn_of_the_month_is_caught_up_with_after_any_downtime() -> None:
    ann, bea = person(), person('bea@example.org')
    long_ago(ann, 1)
    long_ago(bea, 1)
    assert used(ann) == 0, 'at once, whether the upkeep has run or not'
    submit(ann)
    assert usage.reset_month() == 1, 'the other one'
    assert usage.reset_month() == 0
    assert used(ann) == 1, 'what was used since stays'
    submit(bea)


def test_what_was_used_last_month_does_not_come_back_this_month() -> None:
    ann = person()
    job = submit(ann)
    with transaction() as session:
        row = session.get_one(ProcessingJob, job)
        row.created_at = row.counted_at = LONG_AGO
    long_ago(ann, 1)
    submit(ann)
    leveling.cancel(ann, job)
    assert used(ann) == 1


def test_a_job_of_last_month_that_is_tried_again_gives_back_what_it_takes_this_month() -> None:
    ann = person()
    job = submit(ann)
    leveling.cancel(ann, job)
    with transaction() as session:
        session.get_one(ProcessingJob, job).created_at = LONG_AGO
    long_ago(ann, 0)
    leveling.retry(ann, job)
    assert used(ann) == 1, 'of this month'
    leveling.cancel(ann, job)
    assert used(ann) == 0


def test_the_upkeep_deletes_files_that_the_tier_keeps_no_longer(change_setting: Change) -> None:
    ann, paying = person(), person('bea@example.org', subscription_tier=2)
    old = {who: submit(who) for who in (ann, paying)}
    for who, job in old.items():
        leveling.cancel(who, job)
        with transaction() as session:
            session.get_one(ProcessingJob, job).completed_at = utc_now() - timedelta(days=8)
    change_setting('limits', 'soft')
    retention.upkeep()
    assert leveling.get(ann, old[ann]).files_gone_at is None, 'soft limits delete nothing'
    change_setting('limits', 'hard')
    retention.upkeep()
    assert leveling.get(ann, old[ann]).files_gone_at is not None
    assert leveling.get(paying, old[paying]).files_gone_at is None


def test_without_accounts_nothing_is_limited(owner: str, change_setting: Change) -> None:
    change_setting('accounts', 'off')
    for _ in range(5):
        submit(owner)


@pytest.mark.parametrize(
    ('now', 'begins', 'next_one'),
    [
        ((2026, 11, 30, 23, 59), (2026, 11, 1), (2026, 12, 1)),
        ((2026, 12, 31, 23, 59), (2026, 12, 1), (2027, 1, 1)),
        ((2028, 2, 29, 0, 0), (2028, 2, 1), (2028, 3, 1)),
    ],
)
def test_months_as_the_calendar_has_them(
    now: tuple[int, int, int, int, int], begins: tuple[int, int, int], next_one: tuple[int, int, int]
) -> None:
    moment = datetime(*now, tzinfo=UTC)
    assert tiers.month_start(moment) == datetime(*begins, tzinfo=UTC)
    assert tiers.next_month(moment) == datetime(*next_one, tzinfo=UTC)
