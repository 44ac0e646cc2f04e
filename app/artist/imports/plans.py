"""What the columns of a table mean, and how its rows become values of days.

Reading goes twice over a table: once to find out how days and numbers are written in it, by the majority of each
column, and once to take them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.artist import metrics
from app.artist.imports import days, numbers
from app.artist.imports.asking import Question, Refusal, Report, Told, Unreadable
from app.artist.imports.days import DaySurvey
from app.artist.imports.numbers import NumberSurvey
from app.artist.imports.tables import Table
from app.artist.imports.wording import TOTALS, clean, plain
from app.artist.series_values import Point

FIRST_DAY = date(1990, 1, 1)
MOST_YEARLESS = 20_000
DAY_ORDER = 'day_order'
MOST_VALUE = 1e15


@dataclass(frozen=True, slots=True)
class Value:
    """A column of numbers: what they are, and by how much one is multiplied to have our unit."""

    column: int
    metric_type: str
    factor: float = 1.0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What the columns of a table mean. The day is in a column, or the same for all rows; so is the subject. With
    `type_column`, that says in each row what the one value is, and its kind is `own_kind` where we know none so."""

    platform: str
    values: tuple[Value, ...]
    day_column: int | None = None
    day: date | None = None
    subject_column: int | None = None
    subject: str = ''
    type_column: int | None = None
    own_kind: str = 'flow'
    day_first: bool | None = None
    """How this service writes 3/4/26, where that is known."""
    named: Callable[[list[str]], str] | None = None
    """Tells the subject by the whole row, where one column is not enough."""


@dataclass(slots=True)
class Survey:
    """How days and numbers are written in a table, and the days of rows that have no year."""

    days: DaySurvey = field(default_factory=DaySurvey)
    numbers: dict[int, NumberSurvey] = field(default_factory=dict)
    yearless: list[date | None] = field(default_factory=list)

    def question(self, plan: Plan) -> Question | None:
        """What the days of the table leave open."""
        if plan.day_first is not None or not self.days.is_open:
            return None
        first, second = (days.read(self.days.example, day_first=one) for one in (True, False))
        choices = {}
        for name, one in (('day', first), ('month', second)):
            if one is not None:
                choices[name] = f'{one.date().day} {one.date():%B %Y}'
        return Question(DAY_ORDER, f'Which day is {self.days.example}?', choices)


def survey(table: Table, plan: Plan, told: Told, report: Report | None = None) -> Survey:
    """Look at all rows. Raises Unreadable where the column of days has none."""
    found = Survey(numbers={one.column: NumberSurvey(one.whole) for one in plan.values})
    written = list[days.Written | None]()
    rows = 0
    for _, cells in table.rows(report):
        rows += 1
        for column, votes in found.numbers.items():
            if column < len(cells):
                votes.add(cells[column])
        if plan.day_column is not None and plan.day_column < len(cells):
            found.days.add(cells[plan.day_column])
            if found.days.yearless and rows <= MOST_YEARLESS:
                written += [None] * (rows - 1 - len(written))
                written.append(days.read(cells[plan.day_column]))
    if plan.day_column is not None and rows and not found.days.found:
        raise Unreadable(f'There is no day in the column “{table.heading[plan.day_column]}”.')
    if not rows:
        raise Unreadable('There are no rows in this file below its heading.')
    if found.days.yearless:
        found.yearless = days.with_years(written, told.today)
    return found


def points(
    table: Table, plan: Plan, found: Survey, told: Told, report: Report | None = None
) -> Iterator[Point | Refusal]:
    """The values of all rows, and what is refused of them."""
    reader = _Rows(table, plan, found, told)
    for at, (line, cells) in enumerate(table.rows(report)):
        if not cells or plain(cells[0]) in TOTALS:
            continue
        yield from reader.row(at, line, cells)


class _Rows:
    """Reads single rows, once it is known how they are written."""

    def __init__(self, table: Table, plan: Plan, found: Survey, told: Told) -> None:
        self._plan, self._found, self._member = plan, found, table.name
        self._heading = table.heading
        self._last = told.today + timedelta(days=1)  # somebody's own day may be ahead of the server's
        said = told.answers.get(DAY_ORDER)
        usual = found.days.is_day_first if plan.day_first is None else plan.day_first
        self._day_first = usual if not found.days.is_open or said not in ('day', 'month') else said == 'day'
        comma = table.divider == ';'
        self._decimals = {column: votes.decimal(comma) for column, votes in found.numbers.items()}

    def row(self, at: int, line: int, cells: list[str]) -> Iterator[Point | Refusal]:
        plan = self._plan
        day = self._day(at, cells)
        if not isinstance(day, date):
            yield Refusal(line, day, self._member)
            return
        subject = self._subject(cells)
        if subject is None:
            yield Refusal(line, 'It does not say which one it is of.', self._member)
            return
        for one in plan.values:
            if one.column >= len(cells):
                yield Refusal(line, f'It has no “{self._name(one.column)}”.', self._member)
                continue
            try:
                value = numbers.read(cells[one.column], self._decimals[one.column])
                kind = one.metric_type if plan.type_column is None else self._type(cells)
            except ValueError as error:
                yield Refusal(line, str(error), self._member)
                continue
            if value is None:
                continue
            if not abs(value) <= MOST_VALUE:
                yield Refusal(line, 'This number is too large to be one.', self._member)
                continue
            scaled = value * one.factor if one.factor != 1 else value
            yield Point(plan.platform, kind, day, scaled, subject, line=line)

    def _day(self, at: int, cells: list[str]) -> date | str:
        """The day of a row, or why it has none."""
        plan = self._plan
        if plan.day_column is None:
            return plan.day or self._last
        said = cells[plan.day_column] if plan.day_column < len(cells) else ''
        one = days.read(said, self._day_first)
        if one is None:
            return f'“{clean(said, 40)}” is no day.'
        if one.year is None:
            found = self._found.yearless[at] if at < len(self._found.yearless) else None
            return found or f'No year that this file is of has a day “{clean(said, 40)}”.'
        try:
            found = one.date()
        except ValueError:
            return f'“{clean(said, 40)}” is no day of the calendar.'
        if not FIRST_DAY <= found <= self._last:
            return f'“{clean(said, 40)}” is ahead of today, or before 1990.'
        return found

    def _subject(self, cells: list[str]) -> str | None:
        plan = self._plan
        if plan.named is not None:
            return plan.named(cells) or None
        if plan.subject_column is None:
            return plan.subject
        return (clean(cells[plan.subject_column]) if plan.subject_column < len(cells) else '') or None

    def _type(self, cells: list[str]) -> str:
        """What a row says its value is; raises ValueError with a sentence."""
        plan = self._plan
        column = plan.type_column or 0
        said = clean(cells[column], 60) if column < len(cells) else ''
        for metric in metrics.of_platform(plan.platform):
            if plain(said) in (plain(metric.type), plain(metric.label)):
                return metric.type
        own = plain(said).encode('ascii', 'ignore').decode().strip()
        if not own:
            raise ValueError('It does not say what its number counts.')
        return f'{plan.own_kind}.{own}'

    def _name(self, column: int) -> str:
        return self._heading[column] if column < len(self._heading) else str(column + 1)
