"""What else a tier sets: how large and long a mix is, how many wait or run at once, who is first, what is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import accounts, leveling, uploads
from app.accounts import tiers, usage
from app.config import MIB
from app.db import transaction
from app.errors import OverLimit, TooManyTries
from app.leveling import LevelingOptions
from app.leveling.probing import Facts
from app.ops import retention
from models import Plan, ProcessingJob
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.limits_support import submit, used

pytestmark = pytest.mark.usefixtures('hard')

Change = Callable[[str, object], None]


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
    small = {1: replace(tiers.TIERS[1], waiting=2, disk_mb=2)}
    monkeypatch.setattr(tiers, 'TIERS', tiers.TIERS | small)
    with transaction() as session:
        session.get_one(Plan, 'levelmix_free').limits = '{"leveling.uploads": 9}'
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
        session.connection().execute(sa.text('UPDATE stored_objects SET size_bytes = 1600000'))
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
    leveling.rerun(ann, job, LevelingOptions(-9.0))
    with pytest.raises(OverLimit, match='2 jobs at the same time'):
        leveling.rerun(ann, job, LevelingOptions(-8.0))
    leveling.cancel(ann, job)
    leveling.rerun(ann, job, LevelingOptions(-8.0))
    with pytest.raises(OverLimit, match='2 jobs at the same time'):
        leveling.retry(ann, job)


def test_whoever_pays_is_served_first() -> None:
    priorities = {}
    for tier in (1, 2, 3):
        ann = person(f'tier{tier}@example.org', subscription_tier=tier)
        with transaction() as session:
            priorities[tier] = session.get_one(ProcessingJob, submit(ann)).priority
    assert priorities[1] == 0 < priorities[2] < priorities[3]


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
    jobs = {submit(owner) for _ in range(5)}
    assert len(jobs) == 5
