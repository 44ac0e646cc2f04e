"""Credits: what a job takes, what comes back, what a month brings, and that many at once never take too much."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, areas, jobs
from app.accounts import credits
from app.db import reading, transaction
from app.errors import OverLimit, Refused
from app.jobs import reaper
from app.jobs.runner import Finished, Heartbeat
from models import CreditEntry, EntitlementOverride, Plan, ProcessingJob, Status, Subscription, UsageRecord, User
from models.types import new_id, utc_now
from tests.app.accounts_support import person
from tests.app.jobs_support import KIND, Area, let_lease_run_out, row
from tests.at_once import at_once, process

COST = 50
pytestmark = pytest.mark.usefixtures('with_accounts')


def costly(area: Area, **more: Any) -> areas.Area:
    """The tests' own area, whose jobs cost something."""
    kind = areas.Kind(KIND, ProcessingJob, title=lambda job: job.original_file_path, cost=lambda _: COST, **more)
    return areas.Area('test', 'Tests', kinds=(kind,))


@pytest.fixture
def voice(area: Area, monkeypatch: pytest.MonkeyPatch) -> Area:
    monkeypatch.setitem(areas._areas, 'test', costly(area))
    return area


def ask(user_id: str) -> str:
    job = ProcessingJob(id=new_id(), user_id=user_id, kind=KIND, original_file_path='k', target_lufs=-14)
    with transaction() as session:
        jobs.submit(session, job)
    return job.id


def having(user_id: str, amount: int) -> str:
    """Leave a user with so many credits, by an entry of its own."""
    with transaction() as session:
        credits.add(session, user_id, amount - session.get_one(User, user_id).credits, 'admin')
    return user_id


def ledger(user_id: str) -> list[tuple[str, int]]:
    with reading() as session:
        mine = select(CreditEntry).where(col(CreditEntry.user_id) == user_id).order_by(credits.ROW)
        return [(one.reason_code, one.delta) for one in session.exec(mine)]


def balance(user_id: str) -> int:
    """The cached balance, which the ledger must bear out, entry by entry."""
    with reading() as session:
        mine = session.exec(select(CreditEntry).where(col(CreditEntry.user_id) == user_id).order_by(credits.ROW)).all()
        left = session.get_one(User, user_id).credits
    running = 0
    for one in mine:
        running += one.delta
        assert one.balance_after == running
    assert running == left
    return left


def test_everybody_begins_with_ten_thousand(voice: Area) -> None:
    assert balance(person()) == 10_000


def test_a_job_takes_its_credits_when_it_is_submitted_and_spends_them_when_it_is_done(
    voice: Area, worker: Callable[[], int]
) -> None:
    ann = person()
    job = ask(ann)
    assert balance(ann) == 10_000 - COST
    worker()
    assert row(job).status == Status.COMPLETED
    assert (balance(ann), ledger(ann)) == (10_000 - COST, [('sign_up', 10_000), ('spent', -COST)])
    with reading() as session:
        (used,) = session.exec(select(UsageRecord)).all()
    assert (used.user_id, used.feature, used.quantity, used.credits) == (ann, KIND, 1, COST)


def test_a_job_that_fails_or_is_cancelled_gives_them_back_and_a_retry_takes_them_again(
    voice: Area, worker: Callable[[], int]
) -> None:
    def refuse(job: ProcessingJob, heart: Heartbeat) -> Finished:
        raise Refused('This text has no words.')

    ann, work = person(), voice.work
    voice.work = refuse
    job = ask(ann)
    worker()
    assert (row(job).status, balance(ann)) == (Status.FAILED, 10_000)
    jobs.retry(KIND, job, also=lambda session, again: jobs.admit(session, again))
    assert balance(ann) == 10_000 - COST
    jobs.cancel(KIND, job)
    assert (row(job).status, balance(ann)) == (Status.CANCELLED, 10_000)
    voice.work = work
    jobs.retry(KIND, job, also=lambda session, again: jobs.admit(session, again))
    worker()
    assert balance(ann) == 10_000 - COST
    assert [reason for reason, _ in ledger(ann)] == ['sign_up', 'held', 'release', 'held', 'release', 'spent']


def test_with_too_few_nothing_is_submitted_and_one_reads_how_many_are_missing(voice: Area) -> None:
    ann = having(person(), COST - 1)
    with pytest.raises(OverLimit, match=r'This takes 50 credits, and you have 49\. New ones come on 1 \w+\.'):
        ask(ann)
    assert balance(ann) == COST - 1
    with reading() as session:
        assert session.exec(select(ProcessingJob)).all() == []


def test_the_owner_of_an_installation_without_accounts_pays_nothing(
    voice: Area, owner: str, change_setting: Callable[[str, object], None]
) -> None:
    change_setting('accounts', 'off')
    ask(owner)
    assert balance(owner) == 10_000


def test_prices_are_set_for_all_kinds_or_for_one(change_setting: Callable[[str, object], None]) -> None:
    assert credits.cost('voice.speech') == 50
    change_setting('credit_costs', 'voice.speech=80, drums.map=200')
    assert [credits.cost(kind) for kind in ('voice.speech', 'drums.map', 'voice.effect')] == [80, 200, 50]


def _submitted(user_id: str) -> str:
    areas._areas['test'] = costly(Area())
    try:
        ask(user_id)
    except OverLimit:
        return 'refused'
    return 'submitted'


@pytest.mark.slow
def test_eight_processes_submit_at_once_with_credits_for_three_and_three_run(
    voice: Area, worker: Callable[[], int]
) -> None:
    ann = having(person(), 3 * COST + 20)
    assert sorted(at_once(_submitted, [(ann,)] * 8)) == ['refused'] * 5 + ['submitted'] * 3
    worker()
    assert len(voice.done) == 3
    assert balance(ann) == 20


def _die_while_the_end_is_written_down(job_id: str) -> None:
    def die(session: Session, job: Any) -> None:
        session.flush()
        os.kill(os.getpid(), signal.SIGKILL)

    areas._areas['test'] = costly(Area(), ended=die)
    claim = jobs.claim(KIND, job_id, 'a worker that dies')
    assert claim is not None
    jobs.settle(claim, Status.COMPLETED)


@pytest.mark.slow
def test_a_killed_worker_neither_spends_twice_nor_loses_what_was_set_aside(
    voice: Area, worker: Callable[[], int]
) -> None:
    ann = person()
    job = ask(ann)
    dying = process(_die_while_the_end_is_written_down, job)
    dying.start()
    dying.join(120)
    assert dying.exitcode == -signal.SIGKILL
    assert (row(job).status, ledger(ann)[-1]) == (Status.PROCESSING, ('hold', -COST)), 'still set aside'
    let_lease_run_out(job)
    reaper.reap()
    worker()
    assert row(job).status == Status.COMPLETED
    assert (balance(ann), ledger(ann)) == (10_000 - COST, [('sign_up', 10_000), ('spent', -COST)])


def test_a_job_whose_workers_all_died_gives_its_credits_back_once(
    voice: Area, change_setting: Callable[[str, object], None]
) -> None:
    change_setting('max_attempts', 1)
    ann = person()
    job = ask(ann)
    late = jobs.claim(KIND, job, 'slow')
    assert late is not None
    let_lease_run_out(job)
    reaper.reap()
    assert (row(job).status, balance(ann)) == (Status.FAILED, 10_000)
    assert not jobs.settle(late, Status.COMPLETED), 'it comes too late'
    assert balance(ann) == 10_000


def a_month_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later = accounts.tiers.next_month()
    monkeypatch.setattr(credits, 'month_start', lambda: later)


def test_a_new_month_brings_what_the_plan_grants_and_what_was_bought_stays(
    voice: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = person()
    ask(ann)
    with transaction() as session:
        credits.add(session, ann, 5_000, 'pack')
    assert credits.balance(ann) == 15_000 - COST, 'the month is not over'
    a_month_later(monkeypatch)
    assert credits.balance(ann) == 15_000
    assert [reason for reason, _ in ledger(ann)][-2:] == ['expired', 'monthly']
    assert balance(ann) == 15_000


def test_a_better_plan_brings_its_credits_at_once_and_a_job_sees_the_new_month_first(
    voice: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = having(person(), 10)
    with transaction() as session:
        mine = col(Subscription.product) == 'voice', col(Subscription.user_id) == ann
        session.execute(sa.update(Subscription).where(*mine).values(plan_code='voice_pro', status='ACTIVE'))
        credits.renew(session, ann, at_once=True)
        credits.renew(session, ann, at_once=True)
    assert balance(ann) == 100_000, 'once'
    having(ann, 0)
    a_month_later(monkeypatch)
    ask(ann)
    assert balance(ann) == 100_000 - COST


def test_the_statement_shows_every_entry_a_page_at_a_time(voice: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person()
    job = ask(ann)
    monkeypatch.setattr(credits, 'PAGE', 1)
    (latest,), total = credits.statement(ann)
    assert (latest.reason_code, latest.related_entity_id, total) == ('hold', job, 2)
    assert [one.reason_code for one in credits.statement(ann, page=2)[0]] == ['sign_up']
    assert [row[1:4] for row in credits.statement_rows(ann)] == [
        (10_000, 'First credits', 10_000), (-COST, 'Set aside for a job', 10_000 - COST),
    ]  # fmt: skip


def granted(user_id: str, key: str) -> int | None:
    return accounts.entitlement(user_id, key)


@pytest.mark.parametrize(
    ('columns', 'maps'),
    [
        ({'status': 'ACTIVE', 'current_period_end': timedelta(days=3)}, 100),
        ({'status': 'TRIALING', 'current_period_end': timedelta(days=3)}, 100),
        ({'status': 'ACTIVE', 'current_period_end': timedelta(days=-3)}, 100),
        ({'status': 'ACTIVE', 'current_period_end': timedelta(days=-8)}, 5),
        ({'status': 'ACTIVE', 'current_period_end': timedelta(seconds=-5), 'cancel_at_period_end': True}, 5),
        ({'status': 'PAST_DUE', 'past_due_since': timedelta(days=-6)}, 100),
        ({'status': 'PAST_DUE', 'past_due_since': timedelta(days=-8)}, 5),
        *(({'status': status}, 5) for status in ('INACTIVE', 'CANCELED', 'UNPAID')),
        ({'status': 'ACTIVE', 'deleted_at': timedelta(0)}, 5),
    ],
)
def test_a_subscription_counts_while_it_is_paid_and_a_little_longer(columns: dict[str, Any], maps: int) -> None:
    ann = person()
    values = {name: utc_now() + to if isinstance(to, timedelta) else to for name, to in columns.items()}
    with transaction() as session:
        mine = col(Subscription.product) == 'drums', col(Subscription.user_id) == ann
        session.execute(sa.update(Subscription).where(*mine).values(plan_code='pro_monthly', **values))
    assert granted(ann, 'drums.ai_maps') == maps


def test_the_best_of_tier_subscription_and_override_counts_and_an_admins_change_of_a_plan() -> None:
    ann = person(subscription_tier=2)
    assert [granted(ann, key) for key in ('leveling.uploads', 'drums.ai_maps', 'nobody.speaks_of')] == [4, 5, None]
    with transaction() as session:
        session.get_one(Plan, 'levelmix_premium').limits = '{"leveling.uploads": 6, "drums.ai_maps": 20}'
        session.add(EntitlementOverride(user_id=ann, key='leveling.uploads', value=3))
        session.add(EntitlementOverride(user_id=ann, key='practice.generations_a_day', value=None))
        past = EntitlementOverride(user_id=ann, key='drums.ai_maps', value=None, until=utc_now() - timedelta(days=1))
        session.add(past)
    assert [granted(ann, key) for key in ('leveling.uploads', 'drums.ai_maps', 'practice.generations_a_day')] == [
        6,
        20,
        None,
    ]
    assert granted(person('bea@example.org'), 'leveling.uploads') == 1
