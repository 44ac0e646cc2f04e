"""What pages hear of jobs: every end, also of what was over before anybody looked, and at once when they are poked.

And that nothing is remembered or asked for that nobody can hear of any more.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import jobs
from app.db import engine, transaction
from app.jobs import progress
from app.jobs.progress import Hub, Look, Snapshot
from models import ProcessingJob, Status
from models.job import ACTIVE
from tests.app.jobs_support import KIND, Area
from tests.databases import is_remote


def test_an_old_job_that_is_tried_again_and_ends_between_two_looks_is_told(
    owner: str, area: Area, submit: Callable[..., str]
) -> None:
    hub, heard = Hub(), list[Snapshot]()
    job_id = submit(waiting=timedelta(days=1))
    jobs.cancel(KIND, job_id)
    hub.follow_user(owner, heard.append)
    hub._tell(hub._look())
    heard.clear()
    jobs.retry(KIND, job_id)
    held = jobs.claim(KIND, job_id, 'worker')
    assert held is not None
    jobs.settle(held, Status.FAILED, error='Its original is gone.')
    hub._tell(hub._look())
    assert [(now.id, now.status) for now in heard] == [(job_id, Status.FAILED)]


def test_a_job_that_has_just_ended_and_ends_the_same_way_again_between_two_looks_is_told(
    owner: str, area: Area, submit: Callable[..., str]
) -> None:
    hub, heard = Hub(), list[Snapshot]()
    job_id = submit()
    jobs.cancel(KIND, job_id)
    hub.follow_user(owner, heard.append)
    hub._tell(hub._look())
    heard.clear()
    ended_a_second_ago(job_id)
    hub._tell(hub._look())
    heard.clear()
    jobs.retry(KIND, job_id)
    jobs.cancel(KIND, job_id)
    hub._tell(hub._look())
    assert [(now.id, now.status) for now in heard] == [(job_id, Status.CANCELLED)]


def ended_a_second_ago(job_id: str) -> None:
    with transaction() as session:
        row = session.get(ProcessingJob, job_id)
        assert row is not None
        assert row.completed_at is not None
        row.completed_at -= timedelta(seconds=1)
        session.add(row)


def test_who_pokes_while_it_looks_is_answered_by_another_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, 'SOONEST_S', 1000.0)
    monkeypatch.setattr(progress, 'LATEST_S', 1000.0)
    hub, again = Hub(), asyncio.Event()

    async def story() -> None:
        loop, looks = asyncio.get_running_loop(), list[int]()

        def look() -> Look:
            looks.append(1)
            loop.call_soon_threadsafe(hub.poke if len(looks) == 1 else again.set)
            return Look(frozenset(), [])

        monkeypatch.setattr(hub, '_look', look)
        hub.follow_user('ann', lambda _: None)
        running = asyncio.create_task(hub.run())
        await asyncio.wait_for(again.wait(), 60)
        running.cancel()

    asyncio.run(story())


def test_a_job_that_is_deleted_is_told_as_gone_once_and_never_asked_for_again(
    owner: str, area: Area, submit: Callable[..., str]
) -> None:
    hub, by_job, by_user = Hub(), list[Snapshot](), list[Snapshot]()
    followed, other = submit(), submit()
    hub.follow_user(owner, by_user.append)
    hub.follow_job(followed, by_job.append)
    hub._tell(hub._look())
    assert {(now.id, now.active) for now in by_user} == {(followed, True), (other, True)}
    delete(followed, other)
    by_job.clear()
    by_user.clear()
    for _ in range(3):
        hub._tell(hub._look())
    assert [(now.id, now.gone, now.active) for now in by_job] == [(followed, True, False)]
    assert {(now.id, now.gone, now.active) for now in by_user} == {(followed, True, False), (other, True, False)}
    assert len(by_user) == 2
    assert hub._look().asked == frozenset()


def test_a_page_that_opens_on_a_job_that_is_gone_hears_so(owner: str, area: Area, submit: Callable[..., str]) -> None:
    hub, first, later = Hub(), list[Snapshot](), list[Snapshot]()
    job_id = submit()
    delete(job_id)
    hub.follow_job(job_id, first.append)
    hub._tell(hub._look())
    assert [now.gone for now in first] == [True]
    hub.follow_job(job_id, later.append)
    hub._tell(hub._look())
    assert [now.gone for now in later] == [True]


def test_jobs_that_ended_long_ago_are_forgotten_while_somebody_always_listens(
    owner: str, area: Area, submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, heard = Hub(), list[Snapshot]()
    hub.follow_user(owner, heard.append)
    for _ in range(5):
        jobs.cancel(KIND, submit())
    hub._tell(hub._look())
    assert len(hub._told) == len(heard) == 5
    monkeypatch.setattr(progress, 'RECENT', timedelta(seconds=-60))
    hub._tell(hub._look())
    assert len(hub._told) == 0
    assert len(heard) == 5, 'nobody is told anything by that'


def test_however_much_is_followed_no_query_names_more_than_the_database_takes(
    owner: str, area: Area, submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, 'MOST_IN_ONE', 10)
    hub, heard = Hub(), list[Snapshot]()
    for n in range(35):
        hub.follow_job(f'no job {n}', lambda _: None)
        hub.follow_user(f'no user {n}', lambda _: None)
    mine = [submit() for _ in range(12)]
    hub.follow_user(owner, heard.append)
    named: list[int] = []
    sa.event.listen(engine(), 'before_cursor_execute', lambda *told: named.append(len(told[3])))
    hub._tell(hub._look())
    assert sorted(now.id for now in heard) == sorted(mine)
    assert 20 < max(named) <= 20 + 2 + len(ACTIVE)


def delete(*job_ids: str) -> None:
    with transaction() as session:
        session.execute(sa.delete(ProcessingJob).where(col(ProcessingJob.id).in_(job_ids)))


def test_a_page_that_opens_later_hears_how_the_job_is_and_the_others_nothing_again(
    owner: str, area: Area, submit: Callable[..., str]
) -> None:
    hub, first, later = Hub(), list[Snapshot](), list[Snapshot]()
    job_id = submit()
    hub.follow_job(job_id, first.append)
    assert hub._tell(hub._look()) == 1
    hub.follow_job(job_id, later.append)
    assert hub._tell(hub._look()) == 1
    assert hub._tell(hub._look()) == 0
    assert [now.id for now in first] == [now.id for now in later] == [job_id]


@pytest.mark.skipif(is_remote(), reason='a server does not tell whether anybody has written')
def test_while_nobody_writes_the_database_is_not_asked_for_jobs(
    owner: str, area: Area, submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, 'ANYWAY_S', 1000.0)
    hub = Hub()
    job_id = submit()
    hub.follow_user(owner, lambda _: None)
    assert hub._look_if_changed(poked=False) is not None, 'the first look'
    assert hub._look_if_changed(poked=False) is None
    assert hub._look_if_changed(poked=True) is not None, 'a page has just opened'
    assert hub._look_if_changed(poked=False) is None
    jobs.cancel(KIND, job_id)
    seen = hub._look_if_changed(poked=False)
    assert seen is not None
    assert [now.status for now in seen.found] == [Status.CANCELLED]
    assert hub._look_if_changed(poked=False) is None
    monkeypatch.setattr(progress, 'ANYWAY_S', 0.0)
    assert hub._look_if_changed(poked=False) is not None, 'now and then all the same'
    hub._changes.close()
