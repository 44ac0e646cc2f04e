"""A running job in full: percent, stage in words, its steps, time left."""

from collections.abc import Awaitable, Callable, Mapping

from components.jobs.meter import Meter
from components.vocabulary import wording
from components.vocabulary.elements import block, button, text
from components.vocabulary.job_protocols import Moving
from models import Status


class LivePanel:
    """Shows where one job is, as its worker reports it; `steps` are the stages it goes through, with their words."""

    def __init__(self, now: Moving, steps: Mapping[str, str], on_cancel: Callable[[], Awaitable[None]]) -> None:
        self._order = tuple(steps)
        with block('panel stack', data_testid='live'):
            with block('row spread'):
                with block('readout'):
                    self._percent = text('', data_testid='percent')
                    text('%', tag='small')
                with block('stack tight').style('width: auto; align-items: flex-end; gap: 0'):
                    self._doing = text('', 'strong', aria_live='polite', data_testid='stage')
                    self._left = text('', 'quiet', data_testid='time-left')
            self._meter = Meter('Progress', now, big=True)
            with block('steps', tag='ol'):
                self._steps = [text(label, tag='li') for label in steps.values()]
            with block('row spread'):
                text('You can leave this page or close it: the job goes on.', 'quiet small')
                button('Cancel', on_cancel, icon='cancel', data_testid='cancel')
        self.show(now)

    def show(self, now: Moving) -> None:
        """Show the newest progress."""
        self._percent.text = str(now.percent)
        self._doing.text = wording.doing(now.status, now.stage_label, now.cancel_requested)
        goes_on = now.status == Status.PROCESSING and not now.cancel_requested
        self._left.text = wording.time_left(now.seconds_left) if goes_on else ''
        self._meter.show(now)
        reached = self._order.index(now.stage) if now.stage in self._order else -1
        for place, step in enumerate(self._steps):
            step.classes(add='done' if place < reached else 'now' if place == reached else '', remove='done now')
