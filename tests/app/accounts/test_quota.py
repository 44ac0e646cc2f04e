"""The uploads of a month: how many a tier has, what counts, what is given back, and that nobody slips past."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app import accounts, leveling, storage, uploads
from app.accounts import tiers, usage
from app.db import reading, transaction
from app.errors import OverLimit
from app.jobs import feed
from app.leveling import LevelingOptions
from models import ProcessingJob, Status, UserUploadStats
from models.types import utc_now
from tests.app.accounts_support import person, user
from tests.app.limits_support import submit, uploaded, used

pytestmark = pytest.mark.usefixtures('hard')

Change = Callable[[str, object], None]
LONG_AGO = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_free_levels_one_mix_a_month_and_is_told_when_the_next_one_comes() -> None:
    ann = person()
    submit(ann)
    waiting = uploaded(ann)
    with pytest.raises(OverLimit, match=r'the one upload of this month; a new one begins on 1 \w+\. .* see http'):
        leveling.submit(ann, waiting, LevelingOptions(-14.0))
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
    leveling.rerun(ann, job, LevelingOptions(-9.0))
    assert used(ann) == 1


def test_what_was_cancelled_and_so_cost_nothing_is_not_run_again_for_nothing() -> None:
    ann = person()
    job = submit(ann)
    leveling.cancel(ann, job)
    again = leveling.rerun(ann, job, LevelingOptions(-9.0))
    assert used(ann) == 1
    leveling.cancel(ann, again)
    assert used(ann) == 0
    leveling.submit(ann, uploaded(ann, sound=b'FORM'), LevelingOptions(-14.0))
    for deed in (lambda: leveling.rerun(ann, job, LevelingOptions(-9.0)), lambda: leveling.retry(ann, again)):
        with pytest.raises(OverLimit, match='used the one upload'):
            deed()


def test_an_upload_counts_until_the_last_job_that_has_it_brought_nothing() -> None:
    ann = person()
    job = submit(ann)
    again = leveling.rerun(ann, job, LevelingOptions(-9.0))
    leveling.cancel(ann, job)
    assert used(ann) == 1, 'the other one goes on'
    leveling.cancel(ann, again)
    assert used(ann) == 0


@pytest.mark.nightly
@pytest.mark.slow
def test_two_hundred_at_the_same_moment_and_one_gets_the_last_upload() -> None:
    ann = person()
    waiting, hands = [uploaded(ann) for _ in range(200)], 20  # as a server takes what comes at the same moment
    begin = threading.Barrier(hands)

    def press(number: int) -> str:
        if number < hands:
            begin.wait()
        try:
            leveling.submit(ann, waiting[number], LevelingOptions(-14.0))
        except OverLimit:
            return 'refused'
        return 'passed'

    with ThreadPoolExecutor(hands) as pool:
        outcomes = sorted(pool.map(press, range(200)))
    assert outcomes == ['passed'] + ['refused'] * 199
    assert used(ann) == 1
    assert len(feed.running(ann)) == 1


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
