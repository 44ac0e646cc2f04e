"""What areas ask other servers: beside the rounds of a worker, one after the other, and no longer than the worker."""

import math
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.synchronize import Event

import pytest

from app import areas, db, storage
from app.areas import Area, Errand
from app.jobs import errands, queue
from app.jobs.errands import Errands
from app.jobs.reaper import LookThrough, SleepDetector
from app.ops import replication
from tasks.consumer import _Consumer, _each
from tests.servers import alive
from tests.waiting import until

FORK = get_context('fork')
PATIENCE_S = 60.0


class Told(Exception):
    """An errand goes wrong."""


def hanging(answers: Event) -> Callable[[], object]:
    return lambda: answers.wait(PATIENCE_S)


def close() -> None:
    for module in (queue, storage):
        module.close()
    db.dispose()


def areas_with(monkeypatch: pytest.MonkeyPatch, *many: Errand) -> None:
    """No area has errands but one, which has these."""
    for area in areas.each():
        monkeypatch.setitem(areas._areas, area.name, replace(area, errands=()))
    monkeypatch.setitem(areas._areas, 'abroad', Area('abroad', 'Abroad', errands=many))


@pytest.fixture
def beside(owner: str) -> Iterator[Errands]:
    made = Errands(close, _each)
    yield made
    if made._process is not None:
        made._process.kill()
        made._process.join()


def test_a_worker_goes_its_rounds_while_another_server_does_not_answer(
    beside: Errands, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, asked = FORK.Event(), FORK.Value('i', 0)

    def ask() -> None:
        asked.value += 1
        answers.wait(PATIENCE_S)

    areas_with(monkeypatch, Errand(lambda: True, ask, every_s=0))
    worker = _Consumer.__new__(_Consumer)
    worker.workers, worker.worker_threads = 1, []
    worker._next = dict.fromkeys(('upkeep', 'sweep', 'tidy up'), math.inf)
    worker._sleep_detector, worker._copies, worker._look = SleepDetector(), replication.Periodic(), LookThrough()
    worker._errands = beside
    worker._look_after_jobs()
    until(lambda: asked.value == 1, seconds=PATIENCE_S, what='the errand')
    for _ in range(3):
        worker._look_after_jobs()
    assert not answers.is_set(), 'the rounds went on'
    assert asked.value == 1, 'one at a time'
    answers.set()
    until(lambda: beside.look() and asked.value == 2, seconds=PATIENCE_S, what='the next one')


def test_each_has_its_turn_when_something_is_due_and_one_that_fails_keeps_no_other(
    beside: Errands, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed, ran, is_due = FORK.Value('i', 0), FORK.Value('i', 0), [False]

    def fail() -> None:
        failed.value += 1
        raise Told

    def run() -> None:
        ran.value += 1

    areas_with(monkeypatch, Errand(lambda: is_due[0], fail, every_s=0), Errand(lambda: is_due[0], run, every_s=3600))
    assert not beside.look(), 'nothing is due, and no process is made'
    assert beside._process is None
    beside._next.clear()
    is_due[0] = True
    assert beside.look()
    until(lambda: (failed.value, ran.value) == (1, 1), seconds=PATIENCE_S, what='both')
    until(lambda: beside.look() and failed.value > 2, seconds=PATIENCE_S, what='the first to have more turns')
    assert ran.value == 1, 'the second waits for an hour'


def test_one_that_never_ends_is_ended(
    beside: Errands, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    areas_with(monkeypatch, Errand(lambda: True, hanging(FORK.Event()), every_s=3600))
    assert beside.look()
    monkeypatch.setattr(errands, 'LONGEST_S', 0.0)
    assert not beside.look()
    assert 'took longer than' in caplog.text


@pytest.mark.nightly(all_but_one_in=2)
@pytest.mark.parametrize('how', [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.slow
def test_errands_end_with_their_worker(owner: str, monkeypatch: pytest.MonkeyPatch, how: signal.Signals) -> None:
    theirs = FORK.Value('i', 0)

    def ask() -> None:
        theirs.value = os.getpid()
        time.sleep(PATIENCE_S)

    def work() -> None:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        Errands(close, _each).look()
        time.sleep(PATIENCE_S)

    areas_with(monkeypatch, Errand(lambda: True, ask, every_s=60))
    close()
    worker = FORK.Process(target=work)
    worker.start()
    until(lambda: theirs.value, seconds=PATIENCE_S, what='the errand')
    assert worker.pid is not None
    os.kill(worker.pid, how)
    worker.join()
    until(lambda: not alive(theirs.value), seconds=PATIENCE_S / 2, what='the errand to end')
