"""How far a job of a list is: a meter, what it does, how long it will take."""

from components.jobs.meter import Meter
from components.vocabulary import wording
from components.vocabulary.elements import block, text
from components.vocabulary.job_protocols import Moving


class LiveRow:
    """Draws it, and moves on; `name` is what the job is called."""

    def __init__(self, name: str, now: Moving) -> None:
        with block('live'):
            self._meter = Meter(f'Progress of {name}', now)
            with block('row spread small'):
                with block('row'):
                    self._doing = text('', data_testid='stage')
                    self._left = text('', 'quiet', data_testid='time-left')
                self._percent = text('', 'strong', data_testid='percent')

    def show(self, now: Moving) -> None:
        """Move on while it runs."""
        self._meter.show(now)
        self._doing.text = wording.doing(now.status, now.stage_label, now.cancel_requested)
        self._left.text = '' if now.cancel_requested else wording.time_left(now.seconds_left)
        self._percent.text = f'{now.percent} %'
