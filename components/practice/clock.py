"""A clock that runs in the browser, from when something began."""

from datetime import datetime

from nicegui import ui


class Clock(ui.element, component='static/clock.js'):
    """Hours, minutes and seconds since a moment."""

    def __init__(self, since: datetime) -> None:
        super().__init__()
        self.props['since'] = since.timestamp()
