"""Slow work is shared fairly: whoever asks for one thing waits for no two hundred of somebody else."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from app import accounts
from app.accounts import Visitor
from app.runtime.thread_pools import FairPool


class Works:
    """Pieces of work that go on until they are let go, and the order in which they began."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._changed = threading.Condition()
        self._let_go: set[str] = set()

    def named(self, name: str) -> Callable[[], str]:
        """A piece of work."""

        def work() -> str:
            with self._changed:
                self.begun.append(name)
                self._changed.notify_all()
                assert self._changed.wait_for(lambda: name in self._let_go, 60)
            return name

        return work

    def let_go(self, *names: str) -> None:
        """Let these end, now or when they begin."""
        with self._changed:
            self._let_go.update(names)
            self._changed.notify_all()

    def wait_for(self, *names: str) -> None:
        """Until exactly these have begun."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.begun) >= len(names), 60)
        assert self.begun == list(names)


def test_who_asks_for_one_thing_is_next_after_who_asks_for_many() -> None:
    pool, works = FairPool('test', 1, each=1), Works()
    many = [pool.submit('ann', works.named(f'ann {n}')) for n in range(200)]
    works.wait_for('ann 0')
    one = pool.submit('bob', works.named('bob'))
    works.let_go('bob', *(f'ann {n}' for n in range(200)))
    assert one.result(60) == 'bob'
    assert works.begun.index('bob') <= 2
    assert [future.result(60) for future in many] == [f'ann {n}' for n in range(200)]


def test_nobody_holds_all_threads_so_that_somebody_else_is_served_at_once() -> None:
    pool, works = FairPool('test', 3, each=2), Works()
    for n in range(5):
        pool.submit('ann', works.named(f'ann {n}'))
    works.wait_for('ann 0', 'ann 1')
    pool.submit('bob', works.named('bob'))
    works.wait_for('ann 0', 'ann 1', 'bob')
    works.let_go('ann 0')
    works.wait_for('ann 0', 'ann 1', 'bob', 'ann 2')
    works.let_go('ann 1', 'ann 2', 'ann 3', 'ann 4', 'bob')


def test_what_goes_wrong_comes_back_and_the_thread_goes_on() -> None:
    pool = FairPool('test', 1, each=1)
    with pytest.raises(ZeroDivisionError):
        pool.run('ann', lambda: 1 // 0)
    assert pool.run('ann', lambda: 'fine') == 'fine'


def test_work_that_asks_for_its_own_pool_does_not_wait_for_itself() -> None:
    pool = FairPool('test', 1, each=1)
    assert pool.run('ann', lambda: pool.run('ann', threading.current_thread)) in pool._threads


def test_a_service_is_called_in_the_name_of_who_asks() -> None:
    async def ask() -> Visitor:
        accounts.let_in(Visitor('hers'))
        return await FairPool('test', 1, each=1).call('ann', accounts.visitor)

    assert asyncio.run(ask()).token == 'hers'


def test_what_has_not_begun_when_its_page_is_closed_never_does() -> None:
    pool, works = FairPool('test', 1, each=1), Works()

    async def leave() -> None:
        pool.submit('ann', works.named('first'))
        works.wait_for('first')
        waiting = asyncio.create_task(pool.call('bob', works.named('second')))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(leave())
    works.let_go('first', 'second')
    assert pool.run('cay', lambda: works.begun) == ['first']


def test_a_thread_that_is_gone_is_replaced_as_in_a_process_that_was_forked() -> None:
    pool, gone = FairPool('test', 1, each=1), threading.Thread(target=lambda: None)
    gone.start()
    gone.join()
    pool._threads.append(gone)
    assert pool.submit('ann', lambda: 'done').result(60) == 'done'
