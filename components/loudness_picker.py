"""How loud: presets, a needle on the ruler, and the number, all for one choice."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from nicegui import ui

from components.sent import Sent, hear

LIST_CHARS = 400_000
"""More than a tracklist may have, so that one that is too long is refused with a sentence."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """What was chosen: LUFS, dBTP, the preset's name if the numbers are a preset's, and the format ('' keeps it).

    `even` is how far the tracks inside are brought together, 0 to 100 %; `tracklist` where they begin ('' finds them).
    """

    target: float
    ceiling: float = -1.0
    name: str | None = None
    format: str = ''
    even: float = 0.0
    tracklist: str = ''


@dataclass(frozen=True, slots=True)
class PresetChip:
    """One preset to press."""

    id: int
    name: str
    lufs: float
    ceiling: float
    description: str


class LoudnessPicker(ui.element, component='static/loudness_picker.js'):
    """Lets the visitor choose; `chosen` is always what the screen shows."""

    EVENT_CHARS = 2 * LIST_CHARS
    """An event carries a tracklist, in which each end of a line takes two characters."""

    def __init__(
        self,
        chosen: Loudness,
        presets: Sequence[PresetChip] = (),
        on_change: Callable[[Loudness], None] | None = None,
        *,
        formats: bool = True,
    ) -> None:
        super().__init__()
        self.chosen = chosen
        self._on_change = on_change
        self.props['presets'] = [asdict(preset) for preset in presets]
        self.props['target'] = chosen.target
        self.props['ceiling'] = chosen.ceiling
        self.props['name'] = chosen.name or ''
        self.props['format'] = chosen.format
        self.props['formats'] = formats
        self.props['even'] = chosen.even
        self.props['tracklist'] = chosen.tracklist
        hear(self, 'change', read, self._changed)

    def take(self, target: float, ceiling: float, name: str) -> None:
        """Choose a preset that was pressed elsewhere on the screen; `on_change` is called."""
        self.run_method('choose', target, ceiling, name)

    def _changed(self, chosen: Loudness) -> None:
        self.chosen = chosen
        if self._on_change is not None:
            self._on_change(self.chosen)


def read(sent: Sent) -> Loudness:
    """A choice as the browser sent it; raises Unreadable for anything else."""
    return Loudness(
        sent['target'].number(),
        sent['ceiling'].number(),
        sent['name'].text(100) or None,
        sent['format'].text(10),
        sent['even'].number() if sent['even'].given else 0.0,
        sent['tracklist'].text(LIST_CHARS),
    )
