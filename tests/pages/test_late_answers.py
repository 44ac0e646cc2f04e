"""A screen shows how a job is now, even if one look at the database takes longer than the next."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from nicegui import Client, ui

from app import jobs, leveling
from app.leveling import KIND, JobView
from models import Status
from pages.job_rows import Row
from pages.leveling import SCREENS, job, job_list


def slow_first_answer(job_id: str) -> Callable[..., Any]:
    """Asks services like `call`; the first answer is late, and the job is cancelled meanwhile."""
    answered: list[object] = []

    async def call(service: Callable[..., Any], *args: Any) -> Any:
        found = service(*args)
        answered.append(found)
        if len(answered) == 1:
            jobs.cancel(KIND, job_id)
            for _ in range(50):  # others overtake it, if they can
                await asyncio.sleep(0)
        return found

    return call


async def both(first: Any, second: Any) -> None:
    await asyncio.gather(first, second)


def test_a_list_never_goes_back_to_what_a_slow_look_has_seen(
    owner: str, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_list, 'call_together', slow_first_answer(job_id))
    with Client(ui.page('/jobs'), request=None):
        shown = job_list.JobList(owner, [SCREENS], takes_new=True, on_count=lambda _: None)
        shown.fill([Row(SCREENS, leveling.get(owner, job_id))])
        asyncio.run(both(shown._look(job_id), shown._look(job_id)))
    assert shown._cards[job_id].job.status == Status.CANCELLED


def test_a_job_that_a_list_hears_of_late_stands_where_it_belongs(owner: str, job_id: str) -> None:
    known = leveling.get(owner, job_id)
    newer = replace(known, id='newer', created_at=known.created_at + timedelta(minutes=1))
    older = replace(known, id='older', created_at=known.created_at - timedelta(minutes=1))
    with Client(ui.page('/jobs'), request=None):
        shown = job_list.JobList(owner, [SCREENS], takes_new=True, on_count=lambda _: None)
        shown.fill([Row(SCREENS, newer), Row(SCREENS, older)])
        asyncio.run(shown._look(job_id))
        drawn = [element.id for element in shown._place.default_slot.children]
    assert drawn == [shown._cards[one].root.id for one in ('newer', job_id, 'older')]


def test_the_screen_of_a_job_does_not_either(owner: str, job_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[JobView] = []
    monkeypatch.setattr(job, 'call_together', slow_first_answer(job_id))
    monkeypatch.setattr(job.JobScreen, '_draw', lambda self, view: drawn.append(view))
    with Client(ui.page('/job'), request=None):
        screen = job.JobScreen(owner, leveling.get(owner, job_id), ui.element())
        asyncio.run(both(screen._look(), screen._look()))
    assert drawn[-1].status == Status.CANCELLED
