"""A drum map before and after a fix, below each other over the same song."""

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from components.drums.player import MODULES


class DrumCompare(ui.element, component='static/drum_compare.js', esm=MODULES):
    """Shows and sounds both.

    Parameters
    ----------
    before, after : where the maps are, as `app.drums.for_browser` writes them.
    label : what is compared.
    differences : what is marked, in order of time, as `app.drums.for_browser.marks` gives it.
    song, stem, wave, keep : as those of the player.
    """

    def __init__(
        self,
        before: str,
        after: str,
        label: str,
        differences: Sequence[dict[str, Any]],
        *,
        song: str = '',
        stem: str = '',
        wave: str = '',
        keep: str = '',
    ) -> None:
        super().__init__()
        self.props.update({'before': before, 'after': after, 'label': label, 'song': song, 'stem': stem})
        self.props.update({'wave': wave, 'keep': keep, 'differences': list(differences)})
