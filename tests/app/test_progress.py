"""What pages hear of jobs: every end, also of what was over before anybody looked, and at once when they are poked."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from app import jobs, progress
from app.progress import Hub, Snapshot
from models import Status
from tests.app.jobs_support import KIND, Area


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


def test_who_pokes_while_it_looks_is_answered_by_another_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, 'PERIOD_S', 1000.0)
    hub, again = Hub(), asyncio.Event()

    async def story() -> None:
        loop, looks = asyncio.get_running_loop(), list[int]()

        def look() -> list[Snapshot]:
            looks.append(1)
            loop.call_soon_threadsafe(hub.poke if len(looks) == 1 else again.set)
            return []

        monkeypatch.setattr(hub, '_look', look)
        hub.follow_user('ann', lambda _: None)
        running = asyncio.create_task(hub.run())
        await asyncio.wait_for(again.wait(), 60)
        running.cancel()

    asyncio.run(story())
