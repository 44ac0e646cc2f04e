"""The admin's first screen: whether all is well, and the two switches that pause intake and workers."""

from dataclasses import dataclass
from datetime import datetime

from nicegui import ui

from app import accounts
from app.installation import disk, pauses
from app.jobs import admin
from app.jobs.workers import Present
from components.vocabulary import wording
from components.vocabulary.dialogs import ask_sentence
from components.vocabulary.elements import block, button, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from models import Pause, Status
from pages.admin.parts import Live, Press, head
from pages.shell.notices import BOARD
from pages.shell.services import run_service, screen, toast_errors

SWITCHES = {
    pauses.INTAKE: ('New jobs', 'are taken', 'are refused', 'Pause the intake', 'Take jobs again'),
    pauses.WORKERS: ('Workers', 'take jobs', 'take no new jobs', 'Pause the workers', 'Resume the workers'),
}


@dataclass(frozen=True, slots=True)
class _Now:
    counts: dict[Status, int]
    users: int
    waiting_mails: int
    workers: list[Present]
    disk: disk.Disk
    paused: dict[str, Pause]


@screen
async def overview_page() -> None:
    """Jobs, users, mails, disk, switches and workers right now."""
    with head('/admin'):
        view = _Overview()
        await view.live.begin()


def _look() -> _Now:
    queue = admin.queue_page('processing')
    people = accounts.users()
    mails = accounts.mails_waiting()
    return _Now(queue.counts, people.total, mails, admin.workers_seen(), disk.overview(), pauses.paused())


class _Overview:
    def __init__(self) -> None:
        self.live = Live(_look, self._draw)

    def _draw(self, keyed: Keyed, now: _Now) -> None:
        running, waiting, failed = (now.counts[s] for s in (Status.PROCESSING, Status.QUEUED, Status.FAILED))
        tight = now.disk.free < 2 * now.disk.reserve
        with keyed.container('tiles', lambda: block('tiles')) as tiles:
            for label, value, href, bad in (
                ('Running', f'{running:,}', '/admin/queue?state=processing', False),
                ('Waiting', f'{waiting:,}', '/admin/queue?state=queued', False),
                ('Failed', f'{failed:,}', '/admin/queue?state=failed', failed > 0),
                ('Users', f'{now.users:,}', '/admin/users', False),
                ('Mails that wait', f'{now.waiting_mails:,}', '/admin/mail', False),
                ('Free on the disk', wording.size(now.disk.free), '/admin/storage', tight),
            ):
                tiles.item(label, _tile, label, value, href, bad)
        with keyed.container('switches', _switches) as switches:
            for name in SWITCHES:
                switches.item(name, self._switch, name, now.paused.get(name))
        with keyed.container('workers', _workers) as workers:
            workers.item('head', _workers_head, bool(now.workers))
            with workers.container('list', lambda: block('stack tight', tag='ul')) as lines:
                for worker in now.workers:
                    name, busy = (
                        f'{worker.host}, process {worker.pid}',
                        f'{len(worker.jobs)} of {worker.processes} busy',
                    )
                    seen = 'just now' if worker.silent_s < 10 else f'{_ago(worker.silent_s)} ago'
                    engine, since = f'engine {worker.version}', worker.started_at
                    lines.item(worker.id, _worker, name, busy, engine, since, seen, gone=worker.gone)

    def _switch(self, name: str, pause: Pause | None) -> None:
        what, fine, held, stop, go = SWITCHES[name]
        with block('line', data_testid=f'switch-{name}', data_paused='true' if pause else 'false'):
            with block('grow'):
                text(f'{what} {held if pause else fine}', f'state {"missed" if pause else "completed"}')
                if pause is not None:
                    text(pause.sentence, 'quiet small wrap-any', tag='p')
                    with block('row small quiet'):
                        text(f'by {pause.by}', 'wrap-any')
                        LocalTime(pause.since)
            if pause is None:
                button(stop, lambda: self._pause(name), data_testid=f'pause-{name}')
            else:
                button(go, self._resume(name), 'main-action', data_testid=f'resume-{name}')

    async def _pause(self, name: str) -> None:
        with toast_errors(), self.live.stage:
            sentence = await ask_sentence(SWITCHES[name][3], pauses.SENTENCES[name], pauses.SENTENCE_LIMIT)
            if sentence is not None:
                await run_service(pauses.pause, name, sentence)
                BOARD.poke()
                await self.live.refresh()

    def _resume(self, name: str) -> Press:
        async def go() -> None:
            with toast_errors():
                await run_service(pauses.resume, name)
                BOARD.poke()
                await self.live.refresh()

        return go


def _tile(label: str, value: str, href: str, bad: bool) -> None:
    with block('tile bad' if bad else 'tile', tag='a', href=href, data_testid=f'tile-{label.lower()}'):
        text(label, 'quiet small')
        text(value, 'big-number')


def _switches() -> ui.element:
    return block('panel rows', tag='section', aria_label='Switches')


def _workers() -> ui.element:
    return block('panel stack', tag='section', aria_label='Workers')


def _workers_head(any_seen: bool) -> None:
    text('Workers', tag='h2')
    if not any_seen:
        text('No worker was seen for a day, so jobs wait. Start one with `levelmix worker`.', 'note warn', tag='p')


def _worker(name: str, busy: str, engine: str, since: datetime, seen: str, *, gone: bool) -> None:
    with block('line', tag='li', data_testid='worker', data_gone='true' if gone else 'false'):
        with block('grow'):
            with block('row'):
                text('Silent' if gone else 'Running', f'state {"failed" if gone else "completed"}')
                text(name, 'strong wrap-any')
            with block('row small quiet'):
                text(busy)
                text(engine)
                text('since')
                LocalTime(since)
        text(f'last seen {seen}', 'quiet small')


def _ago(seconds: float) -> str:
    if seconds < 90:
        return f'{round(seconds / 10) * 10} s'
    return f'{round(seconds / 60)} min' if seconds < 5400 else f'{round(seconds / 3600)} h'
