"""Brings a MusicXML file along: its bytes go to the server, which answers with the page of the piece."""

from nicegui import ui

MOST_BYTES = 5 * 1024 * 1024


class BringFile(ui.element, component='static/bring_file.js'):
    """A button to choose a file; what is wrong with it is said beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.props['most'] = MOST_BYTES
