"""Chooses who is heard, among many: by name, language and sex, with a preview of each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui

from components.vocabulary.sent import hear

LONGEST = 80


class VoicePicker(ui.element, component='static/voice_picker.js'):
    """Lists voices; the one that is chosen stands in `value`.

    Parameters
    ----------
    voices : of each `id`, `name`, `language`, `sex`, `note`, `custom`, and the address of a `preview`, if there is one.
    on_choose : called with the id.
    """

    def __init__(self, voices: Sequence[Mapping[str, Any]], chosen: str, on_choose: Callable[[str], None]) -> None:
        super().__init__()
        self.props.update({'voices': list(voices), 'chosen': chosen})
        self.value, self._known, self._on_choose = chosen, {str(voice['id']) for voice in voices}, on_choose
        hear(self, 'choose', lambda sent: sent.text(LONGEST), self._choose)

    def _choose(self, voice: str) -> None:
        if voice in self._known:
            self.value = voice
            self._on_choose(voice)
