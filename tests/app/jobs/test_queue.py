"""The queue keeps its promises in a file and in Redis alike, and loses nothing for good when Redis is away."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis as Client

from app import areas, config
from app.errors import OutOfReach, StorageFailed
from app.jobs import queue, redis_server
from tasks.consumer import _Taker, _upkeep
from tests.machines import Redis
from tests.servers import free_port


@pytest.fixture(scope='module')
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    server = Redis(tmp_path_factory.mktemp('redis'))
    yield server
    server.end()


@pytest.fixture(params=['file', pytest.param('redis', marks=pytest.mark.slow)])
def place(
    request: pytest.FixtureRequest, data_dir: Path, change_setting: Callable[[str, object], None]
) -> Iterator[str]:
    """Where the queue is in this test."""
    if request.param == 'redis':
        change_setting('redis_url', request.getfixturevalue('redis').url)
    yield request.param
    if request.param == 'redis':
        queue.huey().storage.flush_all()


def test_the_highest_rank_is_taken_first_and_equal_ones_in_turn(place: str) -> None:
    for job_id, rank in (('a', -100.25), ('b', -100.5), ('c', -100.25), ('d', 3.0)):
        queue.send('kind', job_id, rank)
    assert queue.waiting() == {'a', 'b', 'c', 'd'}
    assert queue.count() == 4
    taken = [queue.huey().dequeue().args for _ in range(4)]
    assert [tuple(args) for args in taken] == [('kind', name) for name in 'dacb']
    assert queue.count() == 0


def test_a_job_may_be_announced_twice_and_both_messages_come(place: str) -> None:
    done: list[str] = []
    queue.serve_with(lambda kind, job_id: done.append(job_id))
    queue.send('kind', 'a', 0.0)
    queue.send('kind', 'a', 0.0)
    if place == 'redis':
        queue.huey().storage.blocking = False
    assert queue.work_off() == 2
    assert done == ['a', 'a']


def test_a_queue_that_does_not_answer_is_called_out_of_reach(
    data_dir: Path, change_setting: Callable[[str, object], None]
) -> None:
    change_setting('redis_url', f'redis://:word@127.0.0.1:{free_port()}/0')
    for ask in (lambda: queue.send('kind', 'a', 0.0), queue.waiting, queue.count, queue.upkeep):
        with pytest.raises(OutOfReach) as told:
            ask()
        assert 'word' not in str(told.value), 'a password is told to nobody'


def test_what_does_not_answer_keeps_nothing_else_from_being_looked_after(
    owner: str,
    change_setting: Callable[[str, object], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nor does a storage that is away, or a fault of ours: an account that ends does so all the same."""
    measured: list[str] = []
    monkeypatch.setattr('tasks.consumer.disk.measure', lambda: measured.append('disk'))
    change_setting('redis_url', f'redis://127.0.0.1:{free_port()}/0')

    def away(*, compare: bool) -> None:
        raise StorageFailed('The storage does not answer.')

    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr('tasks.consumer.retention.upkeep', away)
    monkeypatch.setattr('tasks.consumer.accounts.upkeep', broken)
    _upkeep(compare=True)
    assert measured == ['disk']
    assert 'left to the next one: The storage does not answer.' in caplog.text
    assert 'ZeroDivisionError' in caplog.text


def test_an_area_that_fails_keeps_no_other_from_what_it_does_now_and_then(
    owner: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def broken() -> None:
        raise ZeroDivisionError

    first, last = areas.each()[0], areas.each()[-1]
    assert first is not last
    kept = [replace(first, upkeep=broken), replace(last, upkeep=lambda: done.append(last.name))]
    monkeypatch.setattr(areas, '_areas', {area.name: area for area in kept})
    _upkeep(compare=False)
    assert done == [last.name]
    assert 'ZeroDivisionError' in caplog.text


@pytest.mark.slow
def test_a_message_that_we_did_not_sign_is_dropped_and_the_next_one_is_done(
    redis: Redis,
    data_dir: Path,
    change_setting: Callable[[str, object], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Messages are pickles: whoever can write to that Redis could run code in a worker."""
    change_setting('redis_url', redis.url)
    with monkeypatch.context() as patch:
        patch.setattr(queue, '_opened', {})
        change_setting('secret_key', 'x' * 40)
        queue.send('kind', 'forged', 1.0)
    monkeypatch.setenv('LEVELMIX_SECRET_KEY', '')
    config.forget_settings()
    queue.send('kind', 'ours', 0.0)
    done: list[str] = []
    queue.serve_with(lambda kind, job_id: done.append(job_id))
    assert queue.waiting() == {'ours'}
    taker = _Taker(queue.huey(), None, 0.1, 1.0, 1.1, max_tasks=10)
    taker.loop()
    taker.loop()
    assert done == ['ours']
    assert 'not signed with the secret' in caplog.text


@pytest.mark.slow
def test_sessions_of_pages_in_redis_run_out(
    redis: Redis, data_dir: Path, change_setting: Callable[[str, object], None]
) -> None:
    change_setting('redis_url', redis.url)
    server = Client(connection_pool=redis_server.pool(redis.url))
    for key in ('levelmix:user-1', 'levelmix:user-2', 'levelmix:general', 'user-3'):
        server.set(key, '{}')
    server.expire('levelmix:user-2', 5000)
    queue.upkeep()
    left = {key: server.ttl(key) for key in ('levelmix:user-1', 'levelmix:user-2', 'levelmix:general', 'user-3')}
    server.close()
    assert 5000 < left.pop('levelmix:user-1') <= redis_server.SESSION_S
    assert 0 < left.pop('levelmix:user-2') <= 5000
    assert left == {'levelmix:general': -1, 'user-3': -1}, 'nothing else is touched'
