"""How loud: presets, a needle on the ruler, and the number, all for one choice."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Protocol

from nicegui import ui

from components.vocabulary.sent import Sent, Unreadable, hear

LIST_CHARS = 400_000
"""More than a tracklist may have, so that one that is too long is refused with a sentence."""
MOST_SHOWN = 400
"""Tracks that are shown of a list."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """What was chosen: LUFS, dBTP, the preset's name if the numbers are a preset's, and the format ('' keeps it).

    `even` is how far the tracks inside are brought together, 0 to 100 %; `tracklist` where they begin ('' finds them).
    `stream` is the sound that is meant of a file with several, from 1.
    """

    target: float
    ceiling: float = -1.0
    name: str | None = None
    format: str = ''
    even: float = 0.0
    tracklist: str = ''
    stream: int | None = None


@dataclass(frozen=True, slots=True)
class PresetChip:
    """One preset to press."""

    id: int
    name: str
    lufs: float
    ceiling: float
    description: str


class ListRead(Protocol):
    """What was read of a tracklist; `app.leveling.ListRead` fits without knowing."""

    @property
    def text(self) -> str: ...
    @property
    def encoding(self) -> str: ...
    @property
    def tracks(self) -> Sequence[tuple[str, str]]: ...
    @property
    def told(self) -> Sequence[str]: ...


Reader = Callable[[str | bytes, str], Awaitable[ListRead | None]]
"""Reads a tracklist, bytes in an encoding that may be named; None where that has failed and was told."""


class LoudnessPicker(ui.element, component='static/loudness_picker.js'):
    """Lets the visitor choose; `chosen` is always what the screen shows.

    Parameters
    ----------
    reader : reads a tracklist, so that the screen shows what was understood of it.
    encodings : what a dropped list may be said to be written in, and what people call it.
    """

    EVENT_CHARS = 2 * LIST_CHARS
    """An event carries a tracklist, in which each end of a line takes two characters."""

    def __init__(
        self,
        chosen: Loudness,
        presets: Sequence[PresetChip] = (),
        on_change: Callable[[Loudness], None] | None = None,
        *,
        formats: bool = True,
        reader: Reader | None = None,
        encodings: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__()
        self.chosen = chosen
        self._on_change = on_change
        self._reader = reader
        self.props['presets'] = [asdict(preset) for preset in presets]
        self.props['target'] = chosen.target
        self.props['ceiling'] = chosen.ceiling
        self.props['name'] = chosen.name or ''
        self.props['format'] = chosen.format
        self.props['formats'] = formats
        self.props['even'] = chosen.even
        self.props['tracklist'] = chosen.tracklist
        self.props['stream'] = chosen.stream
        self.props['encodings'] = [list(pair) for pair in encodings]
        hear(self, 'change', read, self._changed)
        hear(self, 'list', read_list, self._dropped)

    def take(self, target: float, ceiling: float, name: str) -> None:
        """Choose a preset that was pressed elsewhere on the screen; `on_change` is called."""
        self.run_method('choose', target, ceiling, name)

    async def _changed(self, chosen: Loudness) -> None:
        listed, self.chosen = self.chosen.tracklist, chosen
        if self._on_change is not None:
            self._on_change(self.chosen)
        if chosen.tracklist != listed and self._reader is not None:
            found = await self._reader(chosen.tracklist, '')
            if found is not None and self.chosen.tracklist == chosen.tracklist and not self.is_deleted:
                self.run_method('showList', _shown(found), False)

    async def _dropped(self, sent: tuple[bytes, str]) -> None:
        """A file of which the browser could not tell what it is written in."""
        found = await self._reader(*sent) if self._reader is not None else None
        if found is not None and not self.is_deleted:
            self.chosen = replace(self.chosen, tracklist=found.text)  # what comes back from there was read already
            self.run_method('showList', _shown(found), True)


def read(sent: Sent) -> Loudness:
    """A choice as the browser sent it; raises Unreadable for anything else."""
    return Loudness(
        sent['target'].number(),
        sent['ceiling'].number(),
        sent['name'].text(100) or None,
        sent['format'].text(10),
        sent['even'].number() if sent['even'].given else 0.0,
        sent['tracklist'].text(LIST_CHARS),
        sent['stream'].count() or None if sent['stream'].given else None,
    )


def read_list(sent: Sent) -> tuple[bytes, str]:
    """The bytes of a dropped list and the encoding that was chosen for them; raises Unreadable for anything else."""
    try:
        return base64.b64decode(sent['bytes'].text(LIST_CHARS), validate=True), sent['encoding'].text(20)
    except binascii.Error:
        raise Unreadable('no bytes') from None


def _shown(found: ListRead) -> dict[str, object]:
    tracks = [list(track) for track in found.tracks[:MOST_SHOWN]]
    return {
        'text': found.text,
        'encoding': found.encoding,
        'tracks': tracks,
        'count': len(found.tracks),
        'told': list(found.told),
    }
