"""Original and result, one beside the other for the ear: in step, equally loud, switched without a gap."""

from collections.abc import Awaitable, Callable

from nicegui import ui


class Player(ui.element, component='static/player.js'):
    """Plays what `/files/previews/JOB` holds; hears `seek` from a timeline of the same job and tells it the time.

    Parameters
    ----------
    on_wanted : called when there is nothing to play yet and somebody wants to listen.
    """

    def __init__(self, job_id: str, on_wanted: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self.props['job'] = job_id
        self.on('wanted', lambda: on_wanted(), [])
