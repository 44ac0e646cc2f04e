"""Records what a MIDI keyboard sends, in a browser that can ask it."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from components.vocabulary.sent import hear

LONGEST_ID = 64


class KeyboardTake(ui.element, component='static/keyboard_take.js'):
    """A button; where the browser knows no MIDI, it says so. `on_take` is called with the id of a take."""

    def __init__(self, content_id: str, on_take: Callable[[str], Any]) -> None:
        super().__init__()
        self.props['address'] = f'/files/practice/pieces/{content_id}/keyboard'
        self.props['asked'] = {}
        hear(self, 'taken', lambda sent: sent.text(LONGEST_ID), on_take)

    def asked(self, tempo: int, transpose: int, first: int | None, last: int | None) -> None:
        """How the piece is played now."""
        self.props['asked'] = {'tempo': tempo, 'transpose': transpose, 'first': first, 'last': last}
