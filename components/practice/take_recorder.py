"""Records a take in the browser, alone or along with the band, and measures how late the device is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from components.vocabulary.sent import Sent, hear

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording on its way: its file name; where the band began in it, in ms, None where it did not play; and how
    late the device is, in ms, None where nobody has measured it."""

    name: str
    began_ms: int | None
    delay_ms: int | None


class TakeRecorder(ui.element, component='static/take_recorder.js'):
    """Buttons, a meter, and what is known of the device.

    It is beside a `PlayAlong`, and uses what that and the recorder of voices have brought to the page.

    Parameters
    ----------
    most_s : where it stops by itself.
    max_bytes : largest file that the server takes.
    clicks, lasts_s : the seconds at which clicks are played to measure the delay, and how long that takes.
    on_recorded : called with what is known of each recording, before it arrives.
    """

    def __init__(
        self,
        most_s: int,
        max_bytes: int,
        clicks: Sequence[float],
        lasts_s: float,
        on_recorded: Callable[[Recorded], Any],
    ) -> None:
        super().__init__()
        self.props.update(
            {'most': most_s, 'clicks': list(clicks), 'lasts': lasts_s, 'address': '/files/practice/delay'}
        )
        self.props['max-bytes'] = max_bytes
        hear(self, 'played', _recorded, on_recorded)


def _recorded(sent: Sent) -> Recorded:
    began, delay = (sent[name].count() if sent[name].given else None for name in ('began', 'delay'))
    return Recorded(sent['name'].text(LONGEST_NAME), began, delay)
