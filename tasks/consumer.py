"""The worker: a Huey consumer whose processes each run one job at a time, and which brings lost jobs back."""

import logging
import os
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from huey.consumer import Consumer, Scheduler, Worker, WorkerRecycle

import tasks  # noqa: F401  makes every handler known
from app import accounts, areas, billing, db, notifications, storage, webhooks
from app.accounts import self_service
from app.config import settings
from app.errors import DatabaseAway, LevelMixError, OutOfReach
from app.installation import announcements, disk
from app.jobs import queue, runner, sharing, workers
from app.jobs.errands import Errands
from app.jobs.reaper import LookThrough, SleepDetector, reap
from app.jobs.scratch import sweep
from app.ops import erasing, metrics, purging, replication, retention, space_used
from app.ops.upkeep import tidy_up
from app.outages import Outage
from app.runtime import memory
from app.runtime.end_with_parent import end_with_parent

log = logging.getLogger(__name__)

SHOW_EVERY_S = 5.0
REAP_EVERY_S = 1.0
SWEEP_EVERY_S = 30.0
OFTEN_EVERY_S = 60.0
UPKEEP_EVERY_S = 600.0
COMPARE_EVERY_S = 3600.0
"""How often the storage lists everything, in seconds: this part of the upkeep grows with all files that are kept."""
TRY_AGAIN_S = 3.0
CARE = 'care'
"""The duty to look after the jobs of all workers."""


def work(*, processes: int | None = None, with_parent: int | None = None) -> None:
    """Serve the queue until told to stop: SIGTERM lets running jobs end for a while, SIGINT hands them back at once.

    Parameters
    ----------
    processes : how many jobs at the same time; None takes the setting.
    with_parent : id of the process that started this one; end when that one has ended.
    """
    queue.serve_with(runner.run)
    served = queue.huey()
    count = processes or settings().worker_processes
    log.info('Worker ready: %d job(s) at the same time.', count)
    _Consumer(
        served,
        parent=with_parent,
        workers=count,
        worker_type='process',
        periodic=False,
        initial_delay=0.05,
        max_delay=0.3,
        max_tasks=settings().worker_max_jobs,
        health_check_interval=1,
        graceful_signal='TERM',
        shutdown_timeout=settings().stop_grace_seconds,
    ).run()


class _Taker(Worker):  # type: ignore[misc]
    """Takes jobs one after the other; if the queue does not answer it asks now and then, and says so once."""

    _outage = Outage('The queue', f'This worker tries again every {TRY_AGAIN_S:g} s.')

    def loop(self, now: object = None) -> None:
        try:
            message = self.huey.dequeue()
            if message is not None:
                self.huey.execute(message)  # asks the queue once more; errors of the job itself stay inside
        except ValueError as error:
            log.error('A message that was not signed with the secret of this installation was dropped: %s', error)
            return
        except Exception as error:
            self._outage.met(error)
            self.stop_flag.wait(TRY_AGAIN_S)
            return
        self._outage.over()
        if message is None:
            if not self.huey.storage.blocking:
                self.sleep()
            return
        self.delay = self.default_delay
        self.task_count += 1
        if self.task_count >= self.max_tasks:
            log.info('A process of this worker has done %d jobs; a fresh one replaces it.', self.task_count)
            raise WorkerRecycle
        if workers.has_abandoned():
            log.info('A process of this worker has left a job because the database was away; a fresh one replaces it.')
            raise WorkerRecycle
        if memory.keeps_too_much(settings().worker_memory_mb):
            log.info('A process of this worker keeps much memory of its last job; a fresh one replaces it.')
            raise WorkerRecycle


class _NoScheduler(Scheduler):  # type: ignore[misc]
    """Huey requires one; none of our messages is for later, so it asks the queue for nothing."""

    def loop(self, now: object = None) -> None:
        self.stop_flag.wait(self.periodic_task_seconds)


class _Consumer(Consumer):  # type: ignore[misc]
    """Looks after the jobs between its health checks, in the main thread: it forks, which does not mix with threads."""

    worker_class = _Taker
    scheduler_class = _NoScheduler

    def __init__(self, served: object, *, parent: int | None, **options: object) -> None:
        super().__init__(served, **options)
        self._parent = parent
        self._next: dict[str, float] = {}
        self._copies, self._sleep_detector, self._look = replication.Periodic(), SleepDetector(), LookThrough()
        self._errands = Errands(_close_all, _each)
        self._deaths = memory.Deaths(settings().worker_memory_mb)

    def _create_process(self, process: Any, name: str) -> Any:
        _close_all()  # the process is forked next
        huey_prepares, consumer = process.initialize, os.getpid()

        def prepare() -> None:
            # The process would outlive a killed consumer, and keep taking jobs.
            end_with_parent(consumer, signal.SIGINT)
            signal.signal(signal.SIGINT, lambda *_: runner.stop())
            runner.end_when_stuck()
            # An encoder has work for all cores, the web server beside it only for a moment.
            os.nice(settings().worker_niceness)
            memory.limit(settings().worker_memory_mb)
            huey_prepares()

        process.initialize = prepare
        return super()._create_process(process, name)

    def loop(self, health_check_ts: float | None = None) -> float:
        if self._parent is not None and os.getppid() != self._parent:
            log.warning('The web server that started this worker is gone: the worker ends.')
            os.kill(os.getpid(), signal.SIGINT)
            self._parent = None
        if self._due('round', REAP_EVERY_S):
            self._look_after_jobs()
        return float(super().loop(health_check_ts))

    def check_worker_health(self) -> bool:
        """Fail the jobs of a process that died of memory: each further try would end the same way, and others wait."""
        for _, process in self.worker_threads:
            if not process.is_alive() and self._deaths.of_memory(process.exitcode):
                runner.died_of_memory(process.pid)
        return bool(super().check_worker_health())

    def run(self) -> None:
        super().run()
        try:
            workers.leave()
        except Exception as error:  # the row is swept later
            log.warning('This worker could not sign off: %s', error)
        log.info('Worker ended.')

    def _look_after_jobs(self) -> None:
        try:
            if self._due('show', SHOW_EVERY_S):
                workers.show(self.workers)
            asleep = self._sleep_detector.stood_still(workers.clock())
            if workers.on_duty(CARE):
                if not asleep and reap(self._look, self._living()):
                    sweep()
                if self._due('often', OFTEN_EVERY_S):
                    _each(*areas.often())
                if self._due('upkeep', UPKEEP_EVERY_S):
                    _upkeep(compare=self._due('compare', COMPARE_EVERY_S))
                self._copies.look()
                self._errands.look()
            if self._due('sweep', SWEEP_EVERY_S):
                sweep()
            if self._due('tidy up', UPKEEP_EVERY_S):
                _each(tidy_up)  # with the duty or without: this is about this machine alone
        except DatabaseAway:
            self._begin_anew()
        except Exception:
            log.exception('Looking after the jobs failed; trying again.')
            self._begin_anew()

    def _living(self) -> list[str]:
        """The names of the processes here that live, whether or not the machine gives them a turn now."""
        return [workers.name_of(process.pid) for _, process in self.worker_threads if process.is_alive()]

    def _begin_anew(self) -> None:
        _close_all()
        self._next = {'round': time.monotonic() + TRY_AGAIN_S}

    def _due(self, what: str, every_s: float) -> bool:
        now = time.monotonic()
        if now < self._next.get(what, 0.0):
            return False
        self._next[what] = now + every_s
        return True


def _close_all() -> None:
    """Close every connection: none may be open when a process is forked. The next round opens them again."""
    db.dispose()
    queue.close()
    storage.close()


def _upkeep(*, compare: bool) -> None:
    _each(partial(retention.upkeep, compare=compare), accounts.upkeep, workers.sweep, queue.upkeep, billing.upkeep)
    _each(announcements.upkeep, notifications.upkeep, *([disk.measure] if compare else []), space_used.measure)
    _each(*areas.upkeeps(), sharing.upkeep, webhooks.upkeep, metrics.record, purging.purge, _end_accounts)


def _each(*parts: Callable[[], object]) -> None:
    """Each part is independent: if the storage keeps one from its work, accounts still end when they should."""
    for part in parts:
        try:
            part()
        except OutOfReach:  # the processes that take jobs have logged it
            continue
        except LevelMixError as error:
            log.warning('A part of the upkeep was left to the next one: %s', error)
        except Exception:
            log.exception('A part of the upkeep failed; the next one tries again.')


def _end_accounts() -> None:
    for user_id in self_service.due_to_end():
        if erasing.erase(user_id):
            self_service.end(user_id)
