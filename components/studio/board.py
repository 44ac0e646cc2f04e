"""The board of a studio: sessions, holds and blocks in lanes, moved by pointer or keys."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass

from nicegui import ui

from components.vocabulary.sent import Sent, hear

MODULES = {'levelmix-studio': 'static/studio'}
ID_CHARS, DAY_CHARS = 64, 10
Kind = str


@dataclass(frozen=True, slots=True)
class BoardLane:
    """A room or an engineer."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class BoardDay:
    """A day of the studio.

    Parameters
    ----------
    date : YYYY-MM-DD.
    name, short : as it is read out, and as it stands above its lanes.
    open : the windows in which it is open, in minutes after midnight; they may pass 1440.
    now : the minute that it is, on today.
    outside : whether it belongs to another month than the one that is shown.
    """

    date: str
    name: str
    short: str
    open: tuple[tuple[int, int], ...]
    now: int | None = None
    outside: bool = False

    @property
    def today(self) -> bool:
        """Whether it is today."""
        return self.now is not None


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """Something that takes a lane for a while.

    Parameters
    ----------
    id : the booking's, or what else the page calls it.
    day, start, end : the day to which it belongs, and minutes after its midnight, by the studio's clock.
    lane : whose it is; empty where it lies in all of them.
    kind : booking, hold, move, block or external.
    state : of a booking.
    when : its times in words.
    """

    id: str
    day: str
    start: int
    end: int
    lane: str
    kind: str
    title: str
    when: str
    note: str = ''
    state: str = ''
    movable: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the board: a lane, a day (YYYY-MM-DD), and minutes after its midnight."""

    day: str
    lane: str
    minute: int


class StudioBoard(ui.element, component='static/studio_board.js', esm=MODULES):
    """Draws what it is given.

    Parameters
    ----------
    on_open : called with the id of an entry.
    on_move : called with the id of an entry and where it shall go; then call `settled`.
    on_add : called with the place that was pressed.
    on_more : called with the day of which more shall be seen.
    """

    def __init__(
        self,
        *,
        on_open: Callable[[str], Awaitable[None] | None],
        on_move: Callable[[str, Spot], Awaitable[None]],
        on_add: Callable[[Spot], Awaitable[None]],
        on_more: Callable[[str], None],
    ) -> None:
        super().__init__()
        hear(self, 'open', lambda sent: sent.text(ID_CHARS), on_open)
        hear(self, 'move', lambda sent: (sent['id'].text(ID_CHARS), _spot(sent)), lambda found: on_move(*found))
        hear(self, 'add', _spot, on_add)
        hear(self, 'more', lambda sent: sent.text(DAY_CHARS), on_more)

    def show(
        self,
        mode: str,
        days: Sequence[BoardDay],
        lanes: Sequence[BoardLane],
        entries: Sequence[BoardEntry],
        *,
        grid: int,
        first: int,
        last: int,
    ) -> None:
        """Draw these; `mode` is week or month, and the lanes reach from minute `first` to `last` of each day."""
        now = {
            'mode': mode,
            'days': [asdict(day) | {'today': day.today} for day in days],
            'lanes': [asdict(lane) for lane in lanes],
            'entries': [asdict(entry) for entry in entries],
            'grid': grid,
            'first': first,
            'last': last,
        }
        if any(self.props.get(name) != value for name, value in now.items()):
            self.props.update(now)
            self.update()

    def settled(self, entry_id: str, said: str, *, refused: str = '') -> None:
        """Say what became of a move; `refused` is why it stays where it was."""
        self.run_method('settled', entry_id, said, refused)


def _spot(sent: Sent) -> Spot:
    return Spot(sent['day'].text(DAY_CHARS), sent['lane'].text(ID_CHARS), sent['minute'].count())
