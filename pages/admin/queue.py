"""The admin's queue: the jobs of everybody, of every kind, by state."""

from functools import partial
from typing import cast

from app import areas
from app.jobs import admin
from components.vocabulary import wording
from components.vocabulary.dialogs import ask_number
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from components.vocabulary.pager import pager
from models import Status
from pages.admin.parts import Live, address, filters, head, number, search
from pages.shell.services import run_service, screen, toast_errors

NAMES = {'active': 'Running and waiting', 'processing': 'Running', 'queued': 'Waiting', 'failed': 'Failed'}
EMPTY = {
    'active': 'Nothing runs or waits.',
    'processing': 'Nothing runs.',
    'queued': 'Nothing waits.',
    'failed': 'Nothing has failed.',
}
PATH = '/admin/queue'
EVERY_S = 2.0
FIND_CHARS = 100


@screen
async def queue_page(state: str = 'active', page: str = '1', area: str = '', find: str = '') -> None:
    """What runs, waits and failed."""
    wanted = cast(admin.State, state if state in NAMES else 'active')
    known = {one.name: one.label for one in areas.each()}
    area, find = area if area in known else '', find[:FIND_CHARS]
    with head('/admin/queue'):
        search(find, 'Address of the owner', lambda said: address(PATH, state=wanted, area=area, find=said))
        if len(known) > 1:
            choices = {'all-areas': 'All areas', **known}
            filters(
                'Filter by area',
                choices,
                area or 'all-areas',
                lambda of: address(PATH, state=wanted, area=of if of in known else '', find=find),
            )
        view = _Queue(wanted, number(page), area, find)
        await view.live.begin()


class _Queue:
    def __init__(self, state: admin.State, page: int, area: str = '', find: str = '') -> None:
        self._state, self._only = state, {'area': area, 'find': find}
        self._areas = len(areas.each())
        self.live = Live(partial(admin.queue_page, state, page, **self._only), self._draw, EVERY_S)

    def _draw(self, keyed: Keyed, found: admin.Queue) -> None:
        keyed.item('filters', self._filters, found.counts)
        if not found.found:
            keyed.item('empty', text, EMPTY[self._state], 'quiet', tag='p', data_testid='queue-empty')
            return
        with keyed.container('jobs', lambda: block('panel rows', tag='ul')) as rows:
            for job in found.found:
                with rows.container(job.id, lambda: block('line', tag='li', data_testid='queue-job')) as line:
                    line.place.props['data-status'] = job.status.value
                    line.item('what', _what, job, job.area if self._areas > 1 else '')
                    self._buttons(line, job)
        keyed.item('pager', self._pager, found.page, found.pages)

    def _filters(self, counts: dict[Status, int]) -> None:
        counted = {
            state: f'{name} {sum(counts[s] for s in admin.STATES[cast(admin.State, state)]):,}'
            for state, name in NAMES.items()
        }
        filters('Filter by state', counted, self._state, lambda state: address(PATH, state=state, **self._only))

    def _pager(self, page: int, pages: int) -> None:
        pager(page, pages, lambda at: address(PATH, state=self._state, page=at, **self._only))

    def _buttons(self, line: Keyed, job: admin.Overseen) -> None:
        if job.status == Status.QUEUED:
            line.item('priority', self._priority, job.kind, job.id, job.priority)
        if job.status == Status.FAILED:
            line.item('again', self._again, job.kind, job.id)
        elif not job.ending:
            line.item('cancel', self._cancel, job.kind, job.id, job.owner)

    def _priority(self, kind: str, job_id: str, now: int) -> None:
        async def prioritise() -> None:
            hint = 'Higher comes first, and waiting raises it. Free is 0, premium 4, premium+ 8.'
            with toast_errors(), self.live.stage:
                chosen = await ask_number('Priority', hint, now, admin.LOWEST, admin.HIGHEST)
                if chosen is not None:
                    await run_service(admin.prioritise, kind, job_id, chosen)
                    await self.live.refresh()

        button('Priority', prioritise, 'bare', data_testid='queue-prioritise')

    def _again(self, kind: str, job_id: str) -> None:
        button('Try again', self.live.deed(admin.retry, kind, job_id), 'bare', data_testid='queue-retry')

    def _cancel(self, kind: str, job_id: str, owner: str) -> None:
        ask = (f'Cancel this job of {owner}?', 'The original is kept, and the job’s owner can try again.', 'Cancel it')
        stop = self.live.deed(admin.cancel, kind, job_id, ask=ask)
        button('Cancel', stop, 'bare danger', data_testid='queue-cancel')


def _what(job: admin.Overseen, area: str) -> None:
    with block('grow'):
        with block('row'):
            text('Cancelling …' if job.ending else wording.STATES[job.status], f'state {job.status.value}')
            text(job.label, 'strong')
            text(job.owner, 'wrap-any')
        with block('row small quiet'):
            if area:
                text(area, data_testid='queue-area')
            if job.status == Status.PROCESSING:
                text(f'{job.percent} % {job.stage}')
                text(job.worker, 'wrap-any')
            else:
                text(f'priority {job.priority}', data_testid='queue-priority')
            if job.attempts > 1:
                text(f'attempt {job.attempts}')
            LocalTime(job.at)
            link('Log', address('/admin/log', whom=job.id))
        if job.error:
            text(job.error, 'small wrap-any', tag='p')
