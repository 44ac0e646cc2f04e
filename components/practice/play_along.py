"""The engraved page of a piece with the band that plays along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from components.vocabulary.sent import Sent, hear

LONGEST_ID = 20
SAMPLES = '/files/practice/samples/{name}'


@dataclass(frozen=True, slots=True)
class Asked:
    """How a piece is played: its tempo, by how many semitones higher, and the bars of the page, None for all."""

    tempo: int
    transpose: int = 0
    first: int | None = None
    last: int | None = None


class PlayAlong(ui.element, component='static/play_along.js', esm={'levelmix-band': 'static/band'}):
    """Shows a piece, plays it, and repeats bars.

    Parameters
    ----------
    content_id : the piece.
    label : what it is called.
    tempo : as it is written, in beats a minute.
    numbers : what stands at each bar of the page.
    names : the recordings that there are.
    on_bars : called with the first and the last bar that are repeated, or None, as indexes of the page.
    on_note : called with the id of a note that is pressed.
    on_asked : called with how it is played now, when that has changed.
    """

    def __init__(
        self,
        content_id: str,
        label: str,
        tempo: int,
        numbers: Sequence[int],
        names: Sequence[str],
        *,
        on_bars: Callable[[list[int] | None], Any] | None = None,
        on_note: Callable[[str], Any] | None = None,
        on_asked: Callable[[Asked], Any] | None = None,
    ) -> None:
        super().__init__()
        base = f'/files/practice/pieces/{content_id}'
        self.props.update(
            {
                'page': f'{base}/page.svg',
                'sound': f'{base}/performance',
                'samples': SAMPLES,
                'names': list(names),
                'written': tempo,
                'numbers': list(numbers),
                'label': label,
                'marks': {},
                'picked': '',
                'stamp': '',
            }
        )
        if on_bars is not None:
            hear(self, 'bars', _bars, on_bars)
        if on_note is not None:
            hear(self, 'note', lambda sent: sent.text(LONGEST_ID), on_note)
        if on_asked is not None:
            hear(self, 'asked', _asked, on_asked)

    def colour(self, marks: Mapping[str, Sequence[str]]) -> None:
        """Colour notes by what became of them: ids by the name of a class."""
        self.props['marks'] = {name: list(ids) for name, ids in marks.items()}

    def pick(self, note_id: str) -> None:
        """Show which note is about to be changed; nothing for none."""
        self.props['picked'] = note_id

    def changed(self, stamp: str, label: str, numbers: Sequence[int]) -> None:
        """The piece is another one now: it is drawn again."""
        self.props.update({'stamp': stamp, 'label': label, 'numbers': list(numbers)})


def _bars(sent: Sent) -> list[int] | None:
    return [one.count() for one in sent.items(2)] if sent.given else None


def _asked(sent: Sent) -> Asked:
    bars = [sent[name].count() if sent[name].given else None for name in ('first', 'last')]
    return Asked(sent['tempo'].count(), round(sent['transpose'].number()), *bars)
