"""A moment in the visitor's own time zone."""

from datetime import datetime

from nicegui import ui


class LocalTime(ui.element, component='static/local_time.js'):
    """Shows a moment (aware) as the browser's clock has it: minutes ago while fresh, then day and time."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.props['iso'] = moment.isoformat()
