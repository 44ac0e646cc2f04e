"""Original and result, to compare by ear: in step, equally loud, switched without a gap."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui import ui


class Player(ui.element, component='static/player.js', esm={'levelmix-timeline': 'static/timeline'}):
    """Plays what `/files/previews/JOB` holds; follows `seek` from a timeline of the same job and tells it the time.

    Parameters
    ----------
    on_wanted : called if somebody wants to listen and there is nothing to play yet.
    segments : tracks inside the mix (`start_s`, `end_s`), to loop one and to say how loud it is.
    """

    def __init__(
        self, job_id: str, on_wanted: Callable[[], Awaitable[None]], segments: Sequence[dict[str, Any]] = ()
    ) -> None:
        super().__init__()
        self.props['job'] = job_id
        self.props['segments'] = list(segments)
        self.on('wanted', lambda: on_wanted(), [])
