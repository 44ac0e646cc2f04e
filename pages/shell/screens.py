"""What each area shows: its screens, its links in the navigation, and how one of its jobs is drawn."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, Protocol

from nicegui import ui

from components.jobs.entry_card import EntryCard
from components.vocabulary.elements import text
from components.vocabulary.empty import problem
from components.vocabulary.job_protocols import Moving
from pages.shell import ways_back
from pages.shell.area_gate import GATE
from pages.shell.entry_actions import entry_actions
from pages.shell.services import screen

P = ParamSpec('P')
Routes = dict[str, Callable[..., Awaitable[None]]]


class Card(Protocol):
    """One job in a list."""

    root: ui.element

    @property
    def job(self) -> Moving:
        """The job as it is drawn."""

    def draw(self, job: Any, /) -> None:
        """Draw what has changed."""

    def show(self, now: Moving, /) -> None:
        """Update its progress while it runs."""


@dataclass(frozen=True, slots=True, eq=False)
class Screens:
    """The screens of one area; `pages` collects them.

    Parameters
    ----------
    area : its name, the same as in every layer.
    routes : its screens by their addresses.
    tabs : labels in the navigation by their addresses, in their order; the first one is also the area's label.
    example : draws one thing that it makes, to hear or see at once, for newcomers; what it does says its `Area`.
    name : what the area is called, where that is not what its first screen is.
    icon : what stands for it in the rail: a name of `brand.icon`, or an SVG path of 20 × 20.
    card : draws one of its jobs in a list, given its `details` and what its buttons do.
    actions : what these buttons do, given the user and what to call for a job that has changed, for one that was made,
        and, if results can be chosen, for those that are.
    within : beginnings of addresses whose screens belong to a tab that stands at another address, with that.
    details : what the card shows of jobs, by their ids. Without it, the card is given the entry of the feed.
    plain : kinds of its jobs of which that card knows nothing; lists draw them as the feed tells them.
    """

    area: str
    routes: Routes
    tabs: dict[str, str]
    card: Callable[[Any, Any], Card] = EntryCard
    actions: Callable[..., Any] = entry_actions
    details: Callable[[list[str]], Mapping[str, Any]] | None = None
    icon: str = 'area'
    name: str = ''
    example: Callable[[], None] | None = None
    within: Mapping[str, str] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()

    @property
    def start(self) -> str:
        """The address of its first screen."""
        return next(iter(self.tabs))

    @property
    def label(self) -> str:
        """The area's name for people."""
        return self.name or next(iter(self.tabs.values()), self.area.capitalize())

    def has(self, path: str) -> bool:
        """Whether one of its screens is at this address."""
        return any(_fits(route, path) for route in self.routes) or path in self.tabs

    def tab_of(self, path: str) -> str:
        """The address by which the tab of a screen is found."""
        return next((tab for beginning, tab in self.within.items() if path.startswith(beginning)), path)

    def guarded(self) -> Routes:
        """Its screens; each says so instead if the area is switched off for the visitor."""
        return {path: self._unless_closed(build) for path, build in self.routes.items()}

    def _unless_closed(self, build: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
        @wraps(build)
        async def shown(*args: P.args, **kwargs: P.kwargs) -> None:
            await (build(*args, **kwargs) if GATE.is_open(self.area) else closed(self.label))

        return shown


def _fits(route: str, path: str) -> bool:
    """Whether an address is one of a route, which may have parts like `{job_id}`."""
    parts, asked = route.strip('/').split('/'), path.strip('/').split('/')
    return len(parts) == len(asked) and all(
        part == given or part[:1] == '{' for part, given in zip(parts, asked, strict=True)
    )


_known: dict[str, Screens] = {}


def register(shown: Screens) -> Screens:
    """Add the screens of an area."""
    _known[shown.area] = shown
    ways_back.begins(shown.label, shown.start)
    return shown


def each() -> tuple[Screens, ...]:
    """The screens of all areas, in the order of the navigation, which is that of their addresses."""
    return tuple(sorted(_known.values(), key=lambda shown: shown.start))


@screen
async def closed(label: str) -> None:
    """The screen of an area that is switched off for the visitor."""
    ui.page_title(f'{label} – LevelMix')
    text(label, tag='h1')
    problem(f'{label} is switched off right now. Your files and jobs are kept.', action='Look again', href='/')
