"""The job tray where the jobs cannot be read, and what does not belong in it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from nicegui import Client, ui

from app.errors import DatabaseAway
from app.jobs import feed
from app.jobs.progress import HUB, Snapshot
from models import Status
from pages.shell.area_gate import GATE
from pages.shell.tray import MOST_ENDED, Tray


@pytest.fixture
def page() -> Iterator[Client]:
    client = Client(ui.page('/open'), request=None)
    with client:
        yield client
    client.delete()


def snapshot(job_id: str, owner: str, status: Status = Status.QUEUED) -> Snapshot:
    return Snapshot(job_id, owner, status, 0, None, None, cancel_requested=False)


def test_where_jobs_cannot_be_read_the_tray_says_so_and_reads_them_at_the_next_try(
    page: Client, owner: str, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = DatabaseAway('The database does not answer.')

    def fail(*_: object, **__: object) -> list[feed.Entry]:
        raise away

    async def story() -> None:
        with page:
            tray = Tray()
            assert tray._state._bones.visible
            with monkeypatch.context() as patch:
                patch.setattr(feed, 'running', fail)
                await tray._begin()
            state = tray._state
            assert (state._trouble.visible, state._why.text, state._empty.visible) == (True, str(away), False)
            await tray._begin()
            assert (state._trouble.visible, state._bones.visible) == (False, False)
            assert tray._badge._number.text == '1'
            assert tray._rows == {}, 'nobody sees them'
            tray._toggled(True)
            assert list(tray._rows) == [job_id]

    asyncio.run(story())


def test_an_area_that_is_off_and_work_beside_a_job_are_not_in_the_tray(
    page: Client, owner: str, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        with page:
            tray = Tray()
            monkeypatch.setattr(GATE, 'is_open', lambda area: False)
            await tray._begin()
            await tray._look(job_id)
            assert tray._jobs == {}
            monkeypatch.setattr(GATE, 'is_open', lambda area: True)
            await tray._look('a forecast')
            tray._hear(snapshot('a forecast', owner))
            assert tray._unlisted == {'a forecast'}
            await tray._look(job_id)
            assert list(tray._jobs) == [job_id]

    asyncio.run(story())


def test_only_the_latest_that_have_ended_stay(page: Client, owner: str, job_id: str) -> None:
    with page:
        tray = Tray()
    entry = feed.get(owner, job_id)
    names = [f'job {number}' for number in range(MOST_ENDED + 3)]
    tray._jobs = {name: replace(entry, id=name, status=Status.COMPLETED) for name in names} | {job_id: entry}
    tray._refresh()
    assert list(tray._jobs) == [*names[3:], job_id]


def test_a_page_that_is_gone_follows_nothing(page: Client, owner: str, job_id: str) -> None:
    async def story() -> None:
        with page:
            tray = Tray()
            await tray._begin()
            assert owner in HUB._by_user
            tray._panel.delete()
        assert owner not in HUB._by_user

    asyncio.run(story())
