"""One job in the tray: its name, which leads to it, how far it is, and what to do about it."""

from components.jobs.entry_card import EntryActions
from components.jobs.live_row import LiveRow
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.job_protocols import Listed, Moving
from components.vocabulary.keyed import Keyed
from models import Status


class TrayRow:
    """Draws one job of any area, and follows it."""

    def __init__(self, job: Listed, actions: EntryActions) -> None:
        self.job = job
        self._actions = actions
        self.root = block('tray-row', tag='li', data_testid='tray-row', data_job=job.id)
        self._pieces = Keyed(self.root)
        self.draw(job)

    def draw(self, job: Listed) -> None:
        """Draw what is another now: the job became another kind of thing."""
        self.job = job
        self.root.props['data-status'] = job.status.value
        with self._pieces as keyed:
            keyed.item('what', self._draw_what, job.title, job.label, job.page, job.error)
            keyed.item('acts', self._draw_acts, None if job.active else job.status, job.title, job.page)
            if job.active:
                keyed.item('live', self._draw_live)
        if job.active:
            self.show(job)

    def show(self, now: Moving) -> None:
        """Move on while it runs."""
        self._live.show(now)

    def _draw_live(self) -> None:
        self._live = LiveRow(self.job.title, self.job)

    @staticmethod
    def _draw_what(title: str, label: str, page: str, error: str | None) -> None:
        with block('what'):
            link(title or label, page, 'name clip', title=title, data_testid='tray-link')
            text(error or label, 'quiet small wrap-any', data_testid='tray-error' if error else None)

    def _draw_acts(self, ended: Status | None, title: str, page: str) -> None:
        actions = self._actions
        with block('acts'):
            if ended is None:
                label = f'Cancel {title}'
                cancel = button('', lambda: actions.cancel(self.job), 'bare square', icon='cancel', aria_label=label)
                cancel.props['data-testid'] = 'tray-cancel'
                return
            text(wording.STATES[ended], f'state {ended.value}')
            if ended == Status.COMPLETED:
                link('Open', page, 'button', aria_label=f'Open {title}', data_testid='tray-open')
            else:
                retry = button('Try again', lambda: actions.retry(self.job), aria_label=f'Try {title} again')
                retry.props['data-testid'] = 'tray-retry'
