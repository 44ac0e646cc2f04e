"""A drum map to play: lanes that come down or bars to read, at any speed, with what somebody plays judged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from components.vocabulary.sent import Sent, hear

MODULES = {'levelmix-drums': 'static/drums'}


@dataclass(frozen=True, slots=True)
class Played:
    """How somebody played: shares from 0 to 1, milliseconds late, and whether it was the whole song."""

    score: int
    accuracy: float
    perfect: int
    good: int
    miss: int
    extra: int
    mean_ms: float
    speed: float
    whole: bool


class DrumPlayer(ui.element, component='static/drum_player.js', esm=MODULES):
    """Draws and sounds what it fetches.

    Parameters
    ----------
    source : where the map is, as `app.drums.for_browser` writes it.
    label : what it is called.
    song, stem : where the song and its drums alone are heard, if anywhere; without them the map itself is heard, and
        people may open a file of their own, which stays in their browser.
    wave : where it says how loud the song is from its beginning to its end.
    keep : under which name a file of somebody's own stays in their browser: the song.
    begin : the millisecond of the song that it stands at first.
    on_played : called with how it went, whenever somebody has played.
    """

    def __init__(
        self,
        source: str,
        label: str,
        *,
        song: str = '',
        stem: str = '',
        wave: str = '',
        keep: str = '',
        begin: int = 0,
        on_played: Callable[[Played], Any] | None = None,
    ) -> None:
        super().__init__()
        self.props.update({'source': source, 'label': label, 'song': song, 'stem': stem, 'wave': wave})
        self.props.update({'keep': keep, 'begin': begin})
        if on_played is not None:
            hear(self, 'played', _played, on_played)

    def go_to(self, ms: int) -> None:
        """Stand, or play on, at another time of the song."""
        self.run_method('goTo', ms)

    async def now_ms(self) -> int:
        """At which millisecond of the song it is."""
        told = await self.run_method('now')
        return int(told) if isinstance(told, (int, float)) and 0 <= told < 10**9 else 0


def _played(sent: Sent) -> Played:
    return Played(
        score=sent['score'].count(),
        accuracy=sent['accuracy'].number(),
        perfect=sent['perfect'].count(),
        good=sent['good'].count(),
        miss=sent['miss'].count(),
        extra=sent['extra'].count(),
        mean_ms=sent['mean'].number(),
        speed=sent['speed'].number(),
        whole=sent['whole'].flag(),
    )
