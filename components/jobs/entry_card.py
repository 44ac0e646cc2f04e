"""One job of any area in a list, for areas that draw none of their own, or only a part of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from components.jobs.live_row import LiveRow
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.job_protocols import Listed, Moving
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from models import Status

LISTS = '/history'
"""The page of jobs whose area has none for them."""


@dataclass(frozen=True, slots=True)
class EntryActions:
    """What can be done to a job of any area from a list."""

    cancel: Callable[[Listed], Awaitable[None]]
    retry: Callable[[Listed], Awaitable[None]]


class EntryCard:
    """Draws one job as the feed tells it, and follows it; an area says what came out by `draw_outcome`."""

    def __init__(self, job: Listed, actions: EntryActions) -> None:
        self.job = job
        self._actions = actions
        self.root = block('job', tag='li', data_testid='job-card', data_job=job.id)
        self._pieces = Keyed(self.root)
        self.draw(job)

    def draw(self, job: Listed) -> None:
        """Draw what is another now: the job became another kind of thing."""
        self.job = job
        self.root.props['data-status'] = job.status.value
        with self._pieces as keyed:
            keyed.item('what', _what, job.title, _own_page(job), job.label, job.created_at, job.error)
            keyed.item('state', _state, job.status)
            keyed.item('acts', self._draw_buttons, None if job.active else job.status)
            if job.active:
                keyed.item('live', self._draw_live)
        if job.active:
            self.show(job)

    def show(self, now: Moving) -> None:
        """Move on while it runs."""
        self._live.show(now)

    def draw_outcome(self) -> None:
        """Draw how people get what a completed job has brought: a way to its page, unless an area has others."""
        page, name = _own_page(self.job), self.job.title
        if page:
            link('Open', page, 'button', aria_label=f'Open {name}', data_testid='open')

    def _draw_live(self) -> None:
        self._live = LiveRow(self.job.title, self.job)

    def _draw_buttons(self, ended: Status | None) -> None:
        actions, name = self._actions, self.job.title
        with block('acts'):
            if ended is None:
                button('Cancel', lambda: actions.cancel(self.job), data_testid='cancel', aria_label=f'Cancel {name}')
            elif ended == Status.COMPLETED:
                self.draw_outcome()
            else:
                button('Try again', lambda: actions.retry(self.job), icon='again', data_testid='retry')


def _own_page(job: Listed) -> str:
    """Where there is more of it than in this list; empty where this list is its page."""
    return job.page if job.page != LISTS else ''


def _what(title: str, page: str, label: str, created_at: datetime, error: str | None) -> None:
    with block('what'):
        if page:
            link(title, page, 'name', data_testid='job-title')
        else:
            text(title, 'name', data_testid='job-title')
        with block('meta'):
            text(label)
            LocalTime(created_at)
        if error:
            text(error, 'wrap-any', tag='p', data_testid='job-error')


def _state(status: Status) -> None:
    with block('came-out'):
        text(wording.STATES[status], f'state {status.value}')
