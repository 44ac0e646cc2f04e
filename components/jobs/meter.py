"""A progress bar drawn as a meter; for screen readers a real `progressbar` with its value."""

from components.vocabulary.elements import block
from components.vocabulary.job_protocols import Moving
from models import Status

_LOOKS = {Status.QUEUED: 'waiting', Status.CANCELLED: 'stopped', Status.FAILED: 'failed'}


class Meter:
    """Shows a whole percentage, and only what was reported."""

    def __init__(self, label: str, now: Moving, *, big: bool = False) -> None:
        self._bar = block(
            'meter big' if big else 'meter',
            role='progressbar',
            aria_label=label,
            aria_valuemin='0',
            aria_valuemax='100',
            data_testid='progress',
        )
        with self._bar:
            block(tag='i')
        self.show(now)

    def show(self, now: Moving) -> None:
        """Move to where the job is now."""
        if self._bar.props.get('aria-valuenow') != str(now.percent):  # whatever is set is sent, even if nothing changes
            self._bar.props['aria-valuenow'] = str(now.percent)
        self._bar.style(f'--share: {now.percent / 100}')
        self._bar.classes(add=_LOOKS.get(now.status, ''), remove=' '.join(_LOOKS.values()))
