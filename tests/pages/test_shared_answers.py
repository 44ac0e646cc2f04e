"""Many pages that follow the same job ask once, are given nothing old, and draw one after the other."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from nicegui import core, run

from app import accounts
from app.accounts import Visitor
from app.errors import NotFound
from pages.shell.services import call_together, run_service


@pytest.fixture(autouse=True)
def threads(monkeypatch: pytest.MonkeyPatch, owner: str) -> Iterator[None]:
    """Threads for services, as a running server has them."""
    with ThreadPoolExecutor(2) as pool:
        monkeypatch.setattr(run, 'thread_pool', pool)
        monkeypatch.setattr(type(core.app), 'is_stopping', False)
        yield


class Service:
    """Counts how often it was asked; the first answer is held back until it is released."""

    def __init__(self) -> None:
        self.asked = 0
        self.begun, self.let_go = threading.Event(), threading.Event()

    def __call__(self, job_id: str) -> str:
        self.asked += 1
        mine = self.asked
        if mine == 1:
            self.begun.set()
            assert self.let_go.wait(60)
        return f'{job_id}: answer {mine}'

    __name__ = 'service'


def test_those_who_ask_in_the_same_moment_share_one_answer() -> None:
    service = Service()
    service.let_go.set()

    async def story() -> list[str]:
        return await asyncio.gather(*(call_together(service, 'job') for _ in range(200)))

    assert set(asyncio.run(story())) == {'job: answer 1'}
    assert service.asked == 1


def test_who_asks_later_is_never_given_an_answer_that_was_begun_before() -> None:
    service = Service()

    async def story() -> tuple[str, str]:
        first = asyncio.create_task(call_together(service, 'job'))
        await asyncio.to_thread(service.begun.wait, 60)
        second = asyncio.create_task(call_together(service, 'job'))
        later = await second
        service.let_go.set()
        return await first, later

    assert asyncio.run(story()) == ('job: answer 1', 'job: answer 2')


def test_visitors_share_nothing_with_each_other_nor_jobs_with_jobs() -> None:
    service = Service()
    service.let_go.set()

    async def visit(token: str, job_id: str) -> str:
        accounts.let_in(Visitor(token))
        return await call_together(service, job_id)

    async def story() -> list[str]:
        visits = [visit('ann', 'a'), visit('bob', 'a'), visit('ann', 'b'), visit('ann', 'a')]
        return await asyncio.gather(*visits)

    answers = asyncio.run(story())
    assert service.asked == 3
    assert answers[0] == answers[3]


def test_what_goes_wrong_is_told_to_everybody_and_a_page_that_leaves_takes_it_from_nobody() -> None:
    def missing(job_id: str) -> str:
        raise NotFound('It is gone.')

    async def story() -> None:
        pages = [asyncio.create_task(call_together(missing, 'job')) for _ in range(3)]
        await asyncio.sleep(0)
        pages[0].cancel()
        told = await asyncio.gather(*pages, return_exceptions=True)
        assert [type(error) for error in told] == [asyncio.CancelledError, NotFound, NotFound]

    asyncio.run(story())


def test_between_two_pages_that_draw_the_loop_comes_round() -> None:
    service, happened = Service(), list[str]()
    service.let_go.set()

    async def page(number: int) -> None:
        await call_together(service, 'job')
        happened.append(f'page {number} draws')
        asyncio.get_running_loop().call_soon(happened.append, 'somebody else is served')

    async def story() -> None:
        await asyncio.gather(*(page(number) for number in range(3)))

    asyncio.run(story())
    assert happened[:5:2] == [f'page {number} draws' for number in range(3)]
    assert happened[1:4:2] == ['somebody else is served'] * 2


def test_who_waits_while_the_server_ends_is_cancelled_and_is_not_told_that_there_is_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nobody: dict[str, str] = {}

    async def story() -> None:
        assert await run_service(lambda: nobody.get('ann')) is None, 'an answer may be None'
        monkeypatch.setattr(type(core.app), 'is_stopping', True)
        with pytest.raises(asyncio.CancelledError):
            await run_service(lambda: 'answer')

    asyncio.run(story())
