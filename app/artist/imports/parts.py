"""One table of a file that is understood: asked for what it leaves open, looked through, read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from app.artist.imports import plans
from app.artist.imports.asking import Question, Refusal, Report, Told
from app.artist.imports.plans import Plan, Survey
from app.artist.imports.services import Service
from app.artist.imports.tables import Table
from app.artist.series_values import Point


class Part(Protocol):
    """What `files` needs of it. `look` comes before `points`, once nothing is open in `questions`."""

    table: Table
    name: str
    label: str
    notes: list[str]

    def questions(self) -> list[Question]:
        """What has to be answered before anything can be looked at."""

    def look(self, report: Report | None) -> list[Question]:
        """Go through all rows; returns what has come up and has to be answered before values can be taken."""

    def points(self, report: Report | None) -> Iterator[Point | Refusal]:
        """The values, and the rows that are refused."""


@dataclass
class PlannedPart:
    """A table whose columns are known once its questions are answered."""

    table: Table
    service: Service
    told: Told
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name, self.label = self.service.name, self.service.label
        self.notes = [*self.service.notes]

    def questions(self) -> list[Question]:
        """Those of its service that are not answered."""
        return [one for one in self.service.questions if not self.told.answer(one)]

    def look(self, report: Report | None) -> list[Question]:
        """Find out how days and numbers are written."""
        self._found = plans.survey(self.table, self._plan, self.told, report)
        return open_days(self._found, self._plan, self.told)

    def points(self, report: Report | None) -> Iterator[Point | Refusal]:
        """The values of all rows."""
        return plans.points(self.table, self._plan, self._found, self.told, report)

    @property
    def _plan(self) -> Plan:
        said = {one.name: self.told.answer(one) for one in self.service.questions}
        return self.service.make(self.table, said)


def open_days(found: Survey, plan: Plan, told: Told) -> list[Question]:
    """Whether it has to be asked which part of its days is which."""
    asked = found.question(plan)
    return [asked] if asked is not None and not told.answer(asked) else []
