"""The rows of lists of jobs: entries of the feed, each with the screens and details of its area."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import NotFound
from app.jobs import feed
from app.jobs.feed import Entry
from models import Status
from pages.shell.screens import Screens


@dataclass(frozen=True, slots=True)
class Row:
    """One job, and the screens of its area, which draw it; `plain` where they leave that to whoever lists it."""

    shown: Screens
    job: Any

    @property
    def plain(self) -> bool:
        """Whether it is drawn as the feed tells it, although its area has cards of its own."""
        return isinstance(self.job, Entry) and self.job.kind in self.shown.plain


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of them; `total` counts all that match the filter."""

    found: list[Row]
    total: int
    page: int
    pages: int


def rows(
    shown: Sequence[Screens], user_id: str, *, status: Status | None = None, search: str = '', page: int = 1
) -> Rows:
    """One page of a user's jobs in these areas, newest first."""
    found = feed.feed(user_id, among=[one.area for one in shown], status=status, search=search, page=page)
    return Rows(_rows(shown, found.found), found.total, found.page, found.pages)


def running(shown: Sequence[Screens], user_id: str) -> list[Row]:
    """The user's jobs in these areas that wait or run, newest first."""
    return _rows(shown, feed.running(user_id, among=[one.area for one in shown]))


def row(shown: Sequence[Screens], user_id: str, job_id: str) -> Row:
    """One job of this user.

    Raises
    ------
    NotFound
        It is in none of these areas, or it was deleted.
    """
    found = _rows(shown, [feed.get(user_id, job_id)])
    if not found:
        raise NotFound('This job does not exist, or it was deleted.')
    return found[0]


def _rows(shown: Sequence[Screens], entries: list[Entry]) -> list[Row]:
    """Each entry with its area's details; one that was deleted meanwhile is left out."""
    known: dict[str, Row] = {}
    for one in shown:
        mine = {entry.id: entry for entry in entries if entry.area == one.area}
        as_told = {job_id: entry for job_id, entry in mine.items() if one.details is None or entry.kind in one.plain}
        rest = [job_id for job_id in mine if job_id not in as_told]
        told = one.details(rest) if one.details and rest else {}
        known |= {job_id: Row(one, job) for job_id, job in [*as_told.items(), *told.items()]}
    return [known[entry.id] for entry in entries if entry.id in known]
