"""What each area shows: its screens, its tabs in the navigation, and how one of its jobs is drawn."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from nicegui import ui

from components.elements import text
from components.empty import problem
from components.job_card import JobActions, JobCard
from components.jobs import Job
from pages.area_gate import GATE
from pages.serving import screen

P = ParamSpec('P')
Routes = dict[str, Callable[..., Awaitable[None]]]


@dataclass(frozen=True, slots=True)
class Screens:
    """The screens of one area; `pages` collects them.

    Parameters
    ----------
    area : its name, the same as in every layer.
    routes : its screens by their addresses.
    tabs : the words of the navigation by their addresses, in their order; the first one is how people call the area.
    card : draws one of its jobs in a list.
    """

    area: str
    routes: Routes
    tabs: dict[str, str]
    card: Callable[[Job, JobActions], JobCard] = JobCard

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
            await (build(*args, **kwargs) if GATE.is_open(self.area) else _closed(self.label))

        return shown


@screen
async def _closed(label: str) -> None:
    ui.page_title(f'{label} – LevelMix')
    text(label, tag='h1')
    problem(f'{label} is switched off right now. Your files and jobs are kept.', action='Look again', href='/')
