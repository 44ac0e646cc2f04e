"""A moment in the visitor's own time zone, written as in their language."""

import html
import json
from datetime import datetime

from nicegui import ui


class LocalTime(ui.element, component='static/local_time.js'):
    """Shows a moment (aware): minutes ago while fresh, then day and time, in the zone of `go_by` or the browser's."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.props['iso'] = moment.isoformat()


def go_by(zone: str, language: str) -> None:
    """Have the moments of the page that is being built shown in this zone and language; none is the browser's zone."""
    said = html.escape(json.dumps({'zone': zone, 'language': language}), quote=True)
    ui.add_head_html(f'<meta name="own-time" content="{said}">')


def change_to(zone: str, language: str) -> None:
    """The same for the moments that an open page shows from now on."""
    said = json.dumps(json.dumps({'zone': zone, 'language': language}))
    ui.run_javascript(f'document.querySelector("meta[name=own-time]")?.setAttribute("content", {said})')
