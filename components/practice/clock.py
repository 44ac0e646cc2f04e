"""A clock that runs in the browser, from when something began, and rests with it."""

from datetime import datetime

from nicegui import ui


class Clock(ui.element, component='static/clock.js'):
    """Hours, minutes and seconds since a moment, without the seconds that it `rested`; it stands still where it rests
    since `paused`."""

    def __init__(self, since: datetime, rested: float = 0.0, paused: datetime | None = None) -> None:
        super().__init__()
        self.props['since'] = since.timestamp() + rested
        self.props['paused'] = None if paused is None else paused.timestamp()
