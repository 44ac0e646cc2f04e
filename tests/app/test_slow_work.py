"""What takes long keeps nobody else waiting: looks at files, and passwords, each in threads of their own."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient

from app import accounts, api, leveling, uploads
from app.errors import NotAllowed
from app.jobs import feed
from app.leveling import LevelingOptions, lookahead, service
from app.leveling.probing import Facts
from app.runtime.thread_pools import HASHES, LOOKS, FairPool
from components.uploads.uploader import Arrived
from pages import frame
from pages.shell.page_state import PageState
from tests.app.accounts_support import PASSWORD, person
from tests.waiting import until


class Slow:
    """Something that takes until it is let go, and how many of it there were at a time."""

    def __init__(self) -> None:
        self.most, self.names = 0, list[str]()
        self._now = 0
        self._changed = threading.Condition()
        self._let_go = False

    def go_on(self, name: str = '') -> None:
        with self._changed:
            self._now += 1
            self.most = max(self.most, self._now)
            self.names.append(name)
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: self._let_go, 60)
            self._now -= 1

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._now >= count, 60)

    def let_go(self) -> None:
        with self._changed:
            self._let_go = True
            self._changed.notify_all()


@pytest.fixture
def slow() -> Iterator[Slow]:
    slow = Slow()
    yield slow
    slow.let_go()


@pytest.fixture
def probing(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Every look at a file takes as long as the test says."""

    def probe(_: object) -> Facts:
        slow.go_on()
        return Facts('wav', 60.0, 44100, 2, None)

    monkeypatch.setattr(lookahead, 'probe', probe)
    monkeypatch.setattr(service, 'probe', probe)
    return slow


def sent(user_id: str, count: int) -> list[str]:
    """Finished uploads of a user, each another file."""
    ids = []
    for number in range(count):
        writer = uploads.begin(user_id, f'{number}.wav', 16)
        writer.write(f'RIFF{user_id:.8}{number:04}'.encode())
        ids.append(writer.finish().id)
    return ids


@pytest.mark.parametrize('ask', [leveling.submit, leveling.ask_lookahead])
def test_one_user_has_few_files_looked_at_side_by_side_and_another_is_served_meanwhile(
    owner: str, probing: Slow, ask: Callable[..., Any]
) -> None:
    bob = person('bob@example.org')
    many, one = sent(owner, 6), sent(bob, 1)
    asking = [threading.Thread(target=refusable, args=(ask, owner, each)) for each in many]
    asking.append(threading.Thread(target=refusable, args=(ask, bob, one[0])))
    for thread in asking:
        thread.start()
    until(lambda: waiting(owner) == 4, seconds=60, what='all but two of theirs to wait')
    probing.wait_for(3)
    probing.let_go()
    for thread in asking:
        thread.join()
    assert probing.most == 3


def refusable(ask: Callable[..., Any], user_id: str, upload_id: str) -> None:
    with suppress(NotAllowed):  # enough of them wait in the queue
        ask(user_id, upload_id, LevelingOptions(-14.0))


def waiting(user_id: str) -> int:
    """How many looks of a user wait for their turn."""
    return len(LOOKS._waiting.get(user_id, ()))


def test_while_files_are_looked_at_every_thread_of_the_screens_is_free(
    owner: str, probing: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screen's way to a service would fail here: there are no threads for it, as nobody is to take any."""
    monkeypatch.setattr(frame, 'run_service', at_once)
    monkeypatch.setattr('pages.shell.services.run.io_bound', None)
    arrived = [Arrived(each, each, 'a.wav', 'leveling', LevelingOptions(-14.0).as_json()) for each in sent(owner, 5)]
    visit = PageState()

    async def story() -> list[Any]:
        asked = [asyncio.create_task(frame._make_job(visit, each)) for each in arrived]
        await asyncio.to_thread(probing.wait_for, 2)
        probing.let_go()
        return await asyncio.gather(*asked)

    assert asyncio.run(story()) == [None] * 5
    assert feed.feed(owner).total == 5
    assert probing.most == 2


async def at_once(service: Callable[..., Any], *args: Any) -> Any:
    return service(*args)


@pytest.mark.nightly
@pytest.mark.usefixtures('with_accounts', 'cheap_passwords')
def test_a_hundred_sign_ins_hash_a_few_at_a_time_and_take_no_thread_of_other_routes(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    person('ann@example.org')
    pool = FairPool('hash', 4, each=2)
    monkeypatch.setattr('app.api.auth.HASHES', pool)
    real = accounts.sign_in

    def sign_in(*sent: str) -> tuple[str | None, str]:
        slow.go_on()
        return real(*sent)

    monkeypatch.setattr(accounts, 'sign_in', sign_in)
    meanwhile, answers = asyncio.run(sign_ins(100, slow))
    assert meanwhile == 200
    assert slow.most == 2
    assert len(answers) == 100
    assert answers.count(200) > 0


async def sign_ins(count: int, slow: Slow) -> tuple[int, list[int]]:
    """The answer to a sign-out while so many sign-ins wait for their passwords to be checked, and theirs."""
    sent = {'email': 'ann@example.org', 'password': PASSWORD}
    transport = ASGITransport(app=api.create())
    async with AsyncClient(transport=transport, base_url='http://testserver', timeout=None) as client:
        asked = [asyncio.create_task(client.post('/auth/sign-in', json=sent)) for _ in range(count)]
        try:
            await asyncio.to_thread(slow.wait_for, 2)
            meanwhile = await client.post('/auth/sign-out', json={})
        finally:
            slow.let_go()
        return meanwhile.status_code, [answer.status_code for answer in await asyncio.gather(*asked)]


@pytest.mark.usefixtures('with_accounts', 'cheap_passwords')
def test_every_password_is_hashed_in_the_threads_that_are_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    hashing: list[str] = []
    real = accounts.passwords._hasher()

    class Noting:
        def verify(self, kept: str, given: str) -> bool:
            hashing.append(threading.current_thread().name)
            return real.verify(kept, given)

        def hash(self, password: str) -> str:
            hashing.append(threading.current_thread().name)
            return real.hash(password)

    monkeypatch.setattr(accounts.passwords, '_hasher', Noting)
    kept = accounts.passwords.hashed(PASSWORD)
    assert accounts.passwords.fits(kept, PASSWORD)
    assert hashing == ['hash', 'hash']


def test_nobody_can_hold_all_threads_that_look_or_hash() -> None:
    for pool in (LOOKS, HASHES):
        assert pool._each < pool._size
