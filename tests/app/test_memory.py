"""Jobs have so much memory and no more; one that needs more fails once, with a sentence."""

import errno
import signal
import subprocess
import sys
from collections.abc import Callable
from threading import Event
from types import SimpleNamespace

import pytest
from huey.consumer import WorkerRecycle

from app import jobs
from app.jobs import runner, workers
from app.jobs.runner import Finished, Heartbeat
from app.runtime import memory
from models import ProcessingJob, Status
from tasks import consumer
from tests.app.jobs_support import KIND, Area, row
from tests.servers import ROOT

linux = pytest.mark.skipif(sys.platform != 'linux', reason='only Linux holds the limit')


def python(program: str) -> str:
    """What a program of its own prints: a limit cannot be taken back, and the children of others would count."""
    done = subprocess.run([sys.executable, '-c', program], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def caused() -> Exception:
    try:
        try:
            raise MemoryError
        except MemoryError as error:
            raise RuntimeError('a library says something else') from error
    except RuntimeError as error:
        return error


@pytest.mark.parametrize(
    'error',
    [
        MemoryError('Unable to allocate'),
        OSError(errno.ENOMEM, 'no'),
        RuntimeError("can't start new thread"),
        RuntimeError('mkl_malloc: failed to allocate memory'),
        RuntimeError('BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 20398592'),
        caused(),
    ],
)
def test_a_job_that_needs_too_much_memory_fails_at_once_and_says_so(
    area: Area, submit: Callable[..., str], worker: Callable[[], int], error: Exception
) -> None:
    def eat(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        raise error

    area.work = eat
    job_id = submit()
    worker()
    ended = row(job_id)
    assert (ended.status, ended.attempts, ended.error_message) == (Status.FAILED, 1, memory.TOO_LITTLE)
    assert area.ended == [(job_id, Status.FAILED)]


def test_any_other_error_is_no_lack_of_memory() -> None:
    assert not memory.was_short(OSError(errno.ENOSPC, 'full'))
    assert not memory.was_short(RuntimeError('something'))


def test_the_jobs_of_a_process_that_memory_killed_end_and_no_others(area: Area, submit: Callable[..., str]) -> None:
    mine, anothers, waiting = submit(), submit(), submit()
    jobs.claim(KIND, mine, workers.name_of(4711))
    jobs.claim(KIND, anothers, workers.name_of(4712))
    runner.died_of_memory(4711)
    assert (row(mine).status, row(mine).error_message) == (Status.FAILED, memory.TOO_LITTLE)
    assert [row(job_id).status for job_id in (anothers, waiting)] == [Status.PROCESSING, Status.QUEUED]
    assert area.ended == [(mine, Status.FAILED)]


@linux
def test_a_process_gets_no_more_memory_than_its_limit_and_may_still_map_files() -> None:
    printed = python(
        'import mmap; from app.runtime import memory; memory.limit(300)\n'
        'kept = mmap.mmap(-1, 1 << 30, access=mmap.ACCESS_READ); bytearray(100 << 20)\n'
        'try: bytearray(400 << 20)\n'
        'except MemoryError as error: print("refused", memory.was_short(error))'
    )
    assert printed == 'refused True'


@linux
def test_what_a_process_keeps_of_its_jobs_leaves_room_for_the_next_one() -> None:
    """What hears words, what speaks and what changes voices do not fit into one process with the usual limit."""
    printed = python(
        'from app.runtime import memory; memory.limit(600); kept = bytearray(150 << 20)\n'
        'print(memory.keeps_too_much(600)); more = bytearray(80 << 20)\n'
        'print(memory.keeps_too_much(600)); del more\n'
        'print(memory.keeps_too_much(600), memory.keeps_too_much(0))'
    )
    assert printed.split() == ['False', 'True', 'False', 'False']


def test_a_process_that_keeps_too_much_is_replaced_after_its_job(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    queue = SimpleNamespace(dequeue=lambda: 'a message', execute=done.append, storage=SimpleNamespace(blocking=True))
    taker = consumer._Taker(queue, Event(), 0.1, 0.1, 1.0, max_tasks=100)
    monkeypatch.setattr(memory, 'keeps_too_much', lambda mib: len(done) > 1)
    taker.loop()
    with pytest.raises(WorkerRecycle):
        taker.loop()
    assert done == ['a message', 'a message']


def test_a_process_that_has_left_a_job_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = SimpleNamespace(dequeue=lambda: 'a message', execute=lambda _: None, storage=SimpleNamespace(blocking=True))
    taker = consumer._Taker(queue, Event(), 0.1, 0.1, 1.0, max_tasks=100)
    monkeypatch.setattr(memory, 'keeps_too_much', lambda mib: False)
    monkeypatch.setattr(workers, '_abandoned', False)
    taker.loop()
    workers.abandon()
    with pytest.raises(WorkerRecycle):
        taker.loop()


def test_without_a_limit_nothing_is_held() -> None:
    assert python('from app.runtime import memory; memory.limit(0); print(len(bytearray(400 << 20)) >> 20)') == '400'


DEATHS = """
import multiprocessing, os, signal
from app.runtime.memory import Deaths

def end(mib, how):
    eaten = bytearray(b'x' * (mib << 20))
    os.kill(os.getpid(), how)

def died(mib, how):
    child = multiprocessing.get_context('fork').Process(target=end, args=(mib, how))
    child.start()
    child.join()
    return deaths.of_memory(child.exitcode)

deaths = Deaths(200)
print(died(1, signal.SIGKILL), died(90, signal.SIGABRT), died(1, signal.SIGABRT), died(1, signal.SIGKILL))
"""


@linux
def test_a_death_is_taken_for_one_of_memory_only_near_the_limit() -> None:
    """The bytes and their copy are 180 MB, nine tenths of the limit; the ones after it died of something else."""
    assert python(DEATHS) == 'False True False False'


def test_a_death_while_the_kernel_ends_processes_for_memory_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = iter([3, 3, 4, 4, 5])
    monkeypatch.setattr(memory, '_killed_for_memory', lambda: next(counted))
    monkeypatch.setattr(memory, '_highest_of_children', lambda: 0)
    deaths = memory.Deaths(0)
    assert [deaths.of_memory(code) for code in (-9, -9, -9, 0)] == [False, True, False, False]


@pytest.mark.parametrize('how', [signal.SIGALRM, signal.SIGSEGV])
def test_a_process_that_ended_otherwise_did_not_die_of_what_the_kernel_took_from_others(
    how: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count is the whole machine's: another container that is killed for its memory is no word about a job."""
    counted = iter([3, 4])
    monkeypatch.setattr(memory, '_killed_for_memory', lambda: next(counted))
    monkeypatch.setattr(memory, '_highest_of_children', lambda: 0)
    assert not memory.Deaths(0).of_memory(-how)
