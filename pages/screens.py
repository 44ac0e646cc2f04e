"""What each area shows: its screens, its tabs in the navigation, and how one of its jobs is drawn."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, Protocol

from nicegui import ui

from components.elements import text
from components.empty import problem
from components.entry_card import EntryCard
from components.jobs import Moving
from pages.area_gate import GATE
from pages.entry_actions import entry_actions
from pages.serving import screen

P = ParamSpec('P')
Routes = dict[str, Callable[..., Awaitable[None]]]


class Card(Protocol):
    """One job in a list."""

    root: ui.element

    @property
    def job(self) -> Moving:
        """The job as it was drawn last."""

    def draw(self, job: Any, /) -> None:
        """Draw what is another now."""

    def show(self, now: Moving, /) -> None:
        """Move on while it runs."""


@dataclass(frozen=True, slots=True, eq=False)
class Screens:
    """The screens of one area; `pages` collects them.

    Parameters
    ----------
    area : its name, the same as in every layer.
    routes : its screens by their addresses.
    tabs : the words of the navigation by their addresses, in their order; the first one is how people call the area.
    card : draws one of its jobs in a list, given what `details` says of it, and what its buttons do.
    actions : what these buttons do, given the user, who hears of a job that is different now, who of one that was made,
        and, where results can be chosen, who of that.
    details : what the card shows of jobs by their ids. Without it, that is how the feed tells them.
    """

    area: str
    routes: Routes
    tabs: dict[str, str]
    card: Callable[[Any, Any], Card] = EntryCard
    actions: Callable[..., Any] = entry_actions
    details: Callable[[list[str]], Mapping[str, Any]] | None = None

    @property
    def start(self) -> str:
        """The address of its first screen."""
        return next(iter(self.tabs))

    @property
    def label(self) -> str:
        """How people call the area."""
        return next(iter(self.tabs.values()), self.area.capitalize())

    def guarded(self) -> Routes:
        """Its screens, each of which says so where the area is switched off for the visitor."""
        return {path: self._unless_closed(build) for path, build in self.routes.items()}

    def _unless_closed(self, build: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
        @wraps(build)
        async def shown(*args: P.args, **kwargs: P.kwargs) -> None:
            await (build(*args, **kwargs) if GATE.is_open(self.area) else closed(self.label))

        return shown


_known: dict[str, Screens] = {}


def register(shown: Screens) -> Screens:
    """Make the screens of an area known."""
    _known[shown.area] = shown
    return shown


def each() -> tuple[Screens, ...]:
    """Those of all areas, in the order of the navigation, which is that of their addresses."""
    return tuple(sorted(_known.values(), key=lambda shown: shown.start))


@screen
async def closed(label: str) -> None:
    """The screen of an area that is switched off for the visitor."""
    ui.page_title(f'{label} – LevelMix')
    text(label, tag='h1')
    problem(f'{label} is switched off right now. Your files and jobs are kept.', action='Look again', href='/')
