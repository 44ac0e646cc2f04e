"""How loud: presets, a needle on the ruler, and the number, all one choice."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments


@dataclass(frozen=True, slots=True)
class Loudness:
    """What was chosen: LUFS, dBTP, the preset's name where the numbers are a preset's, and the format ('' the same).

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
        self.on('change', self._changed)

    def take(self, target: float, ceiling: float, name: str) -> None:
        """Choose a preset that was pressed elsewhere on the screen; `on_change` hears of it."""
        self.run_method('choose', target, ceiling, name)

    def _changed(self, event: GenericEventArguments) -> None:
        self.chosen = read(event.args)
        if self._on_change is not None:
            self._on_change(self.chosen)


def read(sent: dict[str, Any]) -> Loudness:
    """A choice as the browser sent it; raises ValueError or KeyError for anything else."""
    name = sent['name']
    return Loudness(
        float(sent['target']),
        float(sent['ceiling']),
        str(name) if name else None,
        str(sent.get('format', '')),
        float(sent.get('even') or 0.0),
        str(sent.get('tracklist') or ''),
    )
