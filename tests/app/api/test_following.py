"""Jobs that are followed: events that go on where they broke off, and fifty who listen at the price of one."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from starlette.requests import Request

from app import jobs
from app.api.v1 import waiting
from app.api.v1.access import Caller
from app.api.v1.job_events import follow_job
from app.api.v1.jobs import get_job
from app.db import engine, reading
from app.jobs import feed
from app.jobs.feed import Entry
from app.jobs.progress import Hub
from app.leveling import KIND
from models import Status, User
from tests.app.accounts_support import person
from tests.app.api.programs import Program
from tests.app.limits_support import set_hard_limits, submit
from tests.waiting import until


@pytest.fixture(autouse=True)
def limits(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_hard_limits(monkeypatch)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Hub:
    made = Hub()
    monkeypatch.setattr(waiting, 'HUB', made)
    return made


def look(hub: Hub) -> None:
    hub._tell(hub._look())


async def heard(stream: AsyncIterator[bytes]) -> tuple[str, str, dict[str, object]]:
    """The id, the name and the data of the next event."""
    lines = (await anext(stream)).decode().strip().splitlines()
    told = dict(line.split(': ', 1) for line in lines)
    return told['id'], told['event'], json.loads(told['data'])


@contextmanager
def counted() -> Iterator[list[str]]:
    """The queries that are made meanwhile."""
    seen = list[str]()

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(engine(), 'before_cursor_execute', note)
    yield seen
    sa.event.remove(engine(), 'before_cursor_execute', note)


def started() -> tuple[Entry, jobs.Claim]:
    ann = person()
    job_id = submit(ann)
    entry = feed.get(ann, job_id)
    claim = jobs.claim(KIND, job_id, 'somebody')
    assert claim is not None
    return entry, claim


def test_events_tell_how_far_a_job_is_until_its_end(hub: Hub) -> None:
    entry, claim = started()

    async def story() -> list[tuple[str, object, object]]:
        stream = waiting.events(entry, '')
        told = [await heard(stream)]
        for percent in (40, 80):
            jobs.beat(claim, percent, 'render', 3.0)
            look(hub)
            told.append(await heard(stream))
        jobs.settle(claim, Status.FAILED, 'It was too quiet.')
        look(hub)
        told.append(await heard(stream))
        with pytest.raises(StopAsyncIteration):
            await anext(stream)
        return [(name, data['status'], data['percent']) for _, name, data in told]

    assert asyncio.run(story()) == [
        ('progress', 'queued', 0),
        ('progress', 'processing', 40),
        ('progress', 'processing', 80),
        ('end', 'failed', 80),
    ]
    assert not hub._by_job, 'nobody listens any more'


def test_who_comes_back_hears_what_is_new_and_nothing_twice(hub: Hub) -> None:
    entry, claim = started()

    async def story() -> None:
        stream = waiting.events(entry, '')
        last, _, _ = await heard(stream)
        await stream.aclose()  # type: ignore[attr-defined]
        again = waiting.events(entry, last)
        waits = asyncio.ensure_future(heard(again))
        await asyncio.sleep(0)
        look(hub)  # it was claimed meanwhile
        _, _, data = await waits
        assert data['status'] == 'processing'
        jobs.settle(claim, Status.CANCELLED)
        look(hub)
        last, name, data = await heard(again)
        assert (name, data['status']) == ('end', 'cancelled')

    asyncio.run(story())


def test_who_has_heard_of_the_end_has_nothing_to_come_back_for() -> None:
    ann = person()
    program, job_id = Program(ann, 'read'), submit(ann)
    jobs.cancel(KIND, job_id)
    answer = program.get(f'/jobs/{job_id}/events')
    assert answer.headers['content-type'].startswith('text/event-stream')
    last = dict(line.split(': ', 1) for line in answer.text.strip().splitlines())
    assert last['event'] == 'end'
    assert program.get(f'/jobs/{job_id}/events', headers={'Last-Event-ID': last['id']}).status_code == 204
    assert program.get(f'/jobs/{job_id}/events', headers={'Last-Event-ID': 'older'}).status_code == 200


def test_fifty_who_listen_cost_no_query_each(hub: Hub) -> None:
    entry, claim = started()

    async def story() -> int:
        streams = [waiting.events(entry, '') for _ in range(50)]
        for stream in streams:
            await heard(stream)
        jobs.beat(claim, 50, 'render', 1.0)
        with counted() as queries:
            look(hub)
            told = [await heard(stream) for stream in streams]
        assert {data['percent'] for _, _, data in told} == {50}
        for stream in streams:
            await stream.aclose()  # type: ignore[attr-defined]
        return len([query for query in queries if query.lstrip().upper().startswith('SELECT')])

    with counted() as alone:
        hub.follow_job(entry.id, lambda _: None)
        look(hub)
    assert asyncio.run(story()) == len([query for query in alone if query.lstrip().upper().startswith('SELECT')])


def test_who_asks_for_a_job_that_runs_costs_no_look_for_what_it_has_brought() -> None:
    ann = person()
    program, job_id = Program(ann, 'read'), submit(ann)
    with counted() as queries:
        assert program.get(f'/jobs/{job_id}').json()['status'] == 'queued'
        assert [job['result'] for job in program.get('/jobs').json()['items']] == [None]
    assert [query for query in queries if 'stored_objects' in query] == []


def test_programs_are_answered_while_the_threads_of_the_screens_are_all_at_work() -> None:
    entry, _ = started()
    with reading() as session:
        who = Caller(session.get_one(User, entry_owner(entry)))
    request = Request({'type': 'http', 'method': 'GET', 'headers': []})

    async def story() -> tuple[int, int]:
        over, screens = threading.Event(), ThreadPoolExecutor(1)
        asyncio.get_running_loop().set_default_executor(screens)
        asyncio.get_running_loop().run_in_executor(None, over.wait)
        try:
            async with asyncio.timeout(20):
                followed = await follow_job(who, entry.id)
                return (await get_job(request, who, entry.id)).status_code, followed.status_code
        finally:
            over.set()

    assert asyncio.run(story()) == (200, 200)


def test_waiting_ends_with_the_first_change_or_at_the_time(hub: Hub) -> None:
    entry, claim = started()

    async def story() -> None:
        waits = asyncio.ensure_future(waiting.until_changed(entry, 60))
        await asyncio.sleep(0)
        assert not waits.done()
        look(hub)
        await waits
        now = feed.get(entry_owner(entry), entry.id)
        await waiting.until_changed(now, 0.05)  # nothing happens
        jobs.beat(claim, 7, 'analyse', None)
        waits = asyncio.ensure_future(waiting.until_changed(now, 60))
        await asyncio.sleep(0)
        assert not waits.done(), 'nobody is answered before something has changed'
        look(hub)
        await waits
        assert feed.get(entry_owner(entry), entry.id).percent == 7

    asyncio.run(story())


def test_those_who_wake_up_together_go_on_one_after_another_and_ask_for_nothing_more(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, claim = started()
    with reading() as session:
        who = Caller(session.get_one(User, entry_owner(entry)))
    look(hub)
    request = Request({'type': 'http', 'method': 'GET', 'headers': [], 'path': '/', 'query_string': b''})

    async def story() -> None:
        waits = [asyncio.ensure_future(get_job(request, who, entry.id, 60)) for _ in range(3)]
        await asyncio.to_thread(
            until, lambda: len(hub._by_job.get(entry.id, ())) == 3, seconds=60, what='three to follow the job'
        )
        jobs.beat(claim, 8, 'analyse', None)
        monkeypatch.setattr('app.api.v1.jobs._now', None)  # nobody reads it again
        monkeypatch.setattr(waiting, 'APART_S', 3600.0)
        monkeypatch.setattr(waiting, '_TURNSTILE', waiting.Turnstile())
        look(hub)
        done, others = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        assert [json.loads(bytes(one.result().body))['percent'] for one in done] == [8]
        await asyncio.sleep(0)
        assert [one.done() for one in others] == [False, False], 'their turn comes later'
        for one in others:
            one.cancel()

    asyncio.run(story())


def entry_owner(entry: Entry) -> str:
    from app.leveling import views

    return views([entry.id])[0].user_id


def test_nobody_keeps_more_streams_open_than_anybody_may(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person()
    program, job_id = Program(ann, 'read'), submit(ann)
    monkeypatch.setattr(waiting, 'MOST_STREAMS', 1)
    with waiting.counted(ann):
        assert program.get(f'/jobs/{job_id}/events').status_code == 429
    assert not waiting.is_full(ann)
