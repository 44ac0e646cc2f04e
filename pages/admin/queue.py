"""The admin's queue: every kind of job of everybody, by state."""

from functools import partial
from typing import cast

from app import overseeing
from components import words
from components.asking import ask_number
from components.elements import block, button, link, text
from components.local_time import LocalTime
from components.pager import pager
from models import Status
from pages.admin.parts import Live, address, filters, head, number
from pages.serving import call, screen, telling

NAMES = {'active': 'Running and waiting', 'processing': 'Running', 'queued': 'Waiting', 'failed': 'Failed'}
EMPTY = {
    'active': 'Nothing runs or waits.',
    'processing': 'Nothing runs.',
    'queued': 'Nothing waits.',
    'failed': 'Nothing has failed.',
}
EVERY_S = 2.0


@screen
async def queue_page(state: str = 'active', page: str = '1') -> None:
    """What runs, waits and failed."""
    wanted = cast(overseeing.State, state if state in NAMES else 'active')
    with head('/admin/queue'):
        view = _Queue(wanted, number(page))
        await view.live.begin()


class _Queue:
    def __init__(self, state: overseeing.State, page: int) -> None:
        self._state = state
        self.live = Live(partial(overseeing.queue_page, state, page), self._draw, EVERY_S)

    def _draw(self, found: overseeing.Queue) -> None:
        counted = {
            state: f'{name} {sum(found.counts[s] for s in overseeing.STATES[cast(overseeing.State, state)]):,}'
            for state, name in NAMES.items()
        }
        filters('Filter by state', counted, self._state, lambda state: address('/admin/queue', state=state))
        if not found.found:
            text(EMPTY[self._state], 'quiet', tag='p', data_testid='queue-empty')
            return
        with block('panel rows', tag='ul'):
            for job in found.found:
                self._line(job)
        pager(found.page, found.pages, lambda at: address('/admin/queue', state=self._state, page=at))

    def _line(self, job: overseeing.Overseen) -> None:
        with block('line', tag='li', data_testid='queue-job', data_status=job.status.value):
            with block('grow'):
                with block('row'):
                    text('Cancelling …' if job.ending else words.STATES[job.status], f'state {job.status.value}')
                    text(job.label, 'strong')
                    text(job.owner, 'wrap-any')
                with block('row small quiet'):
                    if job.status == Status.PROCESSING:
                        text(f'{job.percent} % {words.STAGES.get(job.stage, job.stage)}')
                        text(job.worker, 'wrap-any')
                    else:
                        text(f'priority {job.priority}', data_testid='queue-priority')
                    if job.attempts > 1:
                        text(f'attempt {job.attempts}')
                    LocalTime(job.at)
                    link('Log', address('/admin/log', whom=job.id))
                if job.error:
                    text(job.error, 'small wrap-any', tag='p')
            self._buttons(job)

    def _buttons(self, job: overseeing.Overseen) -> None:
        if job.status == Status.QUEUED:
            button('Priority', lambda: self._prioritise(job), 'bare', data_testid='queue-prioritise')
        if job.status == Status.FAILED:
            again = self.live.deed(overseeing.retry, job.kind, job.id)
            button('Try again', again, 'bare', data_testid='queue-retry')
        elif not job.ending:
            ask = (
                f'Cancel this job of {job.owner}?',
                'Its original is kept, and its owner can try again.',
                'Cancel it',
            )
            stop = self.live.deed(overseeing.cancel, job.kind, job.id, ask=ask)
            button('Cancel', stop, 'bare danger', data_testid='queue-cancel')

    async def _prioritise(self, job: overseeing.Overseen) -> None:
        hint = 'Higher comes first; a step is worth as much as some waiting. Free is 0, premium 4, premium+ 8.'
        with telling(), self.live.stage:
            chosen = await ask_number('Priority', hint, job.priority, overseeing.LOWEST, overseeing.HIGHEST)
            if chosen is not None:
                await call(overseeing.prioritise, job.kind, job.id, chosen)
                await self.live.refresh()
