"""What open pages do at each step of a job: send what looks different, ask once, and notice that a job is gone."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from nicegui import Client, ui

from app import leveling
from app.errors import NotFound
from app.jobs.progress import Snapshot
from components.jobs.live_panel import LivePanel
from models import Status
from pages.job_rows import Row
from pages.leveling import SCREENS, job, job_forecast, job_list

STEP = Snapshot('job', 'ann', Status.PROCESSING, 40, 'render', 61.0, cancel_requested=False)


@pytest.fixture
def page() -> Iterator[Client]:
    """A page that is open."""
    with Client(ui.page('/open'), request=None) as client:
        yield client


async def never() -> None: ...


def test_a_step_that_nobody_sees_is_not_sent(page: Client) -> None:
    panel = LivePanel(STEP, leveling.STEPS, never)
    page.outbox.updates.clear()
    panel.show(replace(STEP, seconds_left=59.0))  # about 60 s as before
    assert len(page.outbox.updates) == 0
    panel.show(replace(STEP, percent=41))
    assert len(page.outbox.updates) == 2, 'the number and the bar'


def test_forecasts_that_are_not_there_yet_are_asked_for_once_a_stage(
    page: Client, owner: str, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []
    monkeypatch.setattr(job_forecast.ForecastPanel, '_look_soon', lambda self: asked.append(self._asked_in))
    panel = job_forecast.ForecastPanel(owner, leveling.get(owner, job_id), lambda _: None)
    for percent, stage in enumerate(['analyse', 'analyse', 'plan', 'plan', 'render', 'render', 'render', 'verify']):
        panel.hear(replace(STEP, percent=percent, stage=stage))
    assert asked == ['plan', 'render', 'verify']


def test_a_job_that_is_gone_leaves_the_list_and_says_so_on_its_screen(
    page: Client, owner: str, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = leveling.get(owner, job_id)

    async def missing(service: Callable[..., Any], *args: Any) -> Any:
        raise NotFound('It is gone.')

    looks: list[Any] = []
    for module in (job, job_list):
        monkeypatch.setattr(module, 'call_together', missing)
        monkeypatch.setattr(module.background_tasks, 'create', lambda look, name: looks.append(look))
    shown = job_list.JobList(owner, [SCREENS], takes_new=True, on_count=lambda _: None)
    shown.fill([Row(SCREENS, view)])
    place = ui.element()
    screen = job.JobScreen(owner, view, place)
    gone = replace(STEP, id=job_id, status=Status.QUEUED, gone=True)
    shown._hear(gone)
    screen.hear(gone)

    async def look() -> None:
        for one in looks:
            await one

    asyncio.run(look())
    assert shown._cards == {}
    texts = [getattr(element, 'text', '') for element in place.descendants()]
    assert 'This job was deleted.' in texts
