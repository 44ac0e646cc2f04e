"""Chart data of YouTube Studio: a row a day and video, which count each day, or count up, depending on the export."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.artist.imports import days, plans
from app.artist.imports.asking import Question, Refusal, Report, Told
from app.artist.imports.parts import open_days
from app.artist.imports.plans import Plan
from app.artist.imports.services import title_columns, youtube_values
from app.artist.imports.tables import Table
from app.artist.imports.wording import clean
from app.artist.series_values import Point

FEWEST_RISES = 7
"""So often must values rise, and never fall, before they are taken for totals: less happens by chance."""
COUNTS_UP = (
    'In “{name}” every video only rises, so its values are taken for totals: a day counts what it has more than the '
    'day before it.'
)


def is_chart(table: Table, *, by_shape: bool = False) -> bool:
    """Whether a table has a row a day and video; `by_shape` also where the heading of its titles is not known."""
    first = table.samples[0] if table.samples else ()
    if len(table.heading) < 4 or not first or days.read(first[0]) is None or not youtube_values(table):
        return False
    return bool(title_columns(table)) or (by_shape and len(first) > 4 and not first[2].isdigit())


def _title(table: Table) -> int:
    """The column of titles; the one after day and id, where its heading is none that is known."""
    known = title_columns(table)
    return known[0] if known else 2


@dataclass(slots=True)
class _Course:
    """How one video's values go from day to day."""

    day: date
    value: float
    rises: int = 0


@dataclass
class ChartPart:
    """A table of chart data."""

    table: Table
    told: Told
    notes: list[str] = field(default_factory=list)
    name = 'youtube_chart'
    label = 'YouTube Studio, by day and video'

    def __post_init__(self) -> None:
        self._title = _title(self.table)
        self._ids = dict[str, str]()
        values = youtube_values(self.table)
        self._plan = Plan('youtube', values, day_column=0, subject_column=self._title, named=self._named)

    def questions(self) -> list[Question]:
        """Nothing: the file says it all."""
        return []

    def look(self, report: Report | None) -> list[Question]:
        """Find out how it is written, and whether its values count up."""
        halves = _halves(report)
        self._found = plans.survey(self.table, self._plan, self.told, halves[0])
        self._counts_up = self._only_rises(halves[1])
        self.notes = [COUNTS_UP.format(name=self.table.name)] if self._counts_up else []
        return open_days(self._found, self._plan, self.told)

    def points(self, report: Report | None) -> Iterator[Point | Refusal]:
        """The values of each day, as differences where the file counts up."""
        read = plans.points(self.table, self._plan, self._found, self.told, report)
        return self._differences(read) if self._counts_up else read

    def _named(self, cells: list[str]) -> str:
        """The title of a video; with its id, if another one of the same title came before."""
        title = clean(cells[self._title], 180) if self._title < len(cells) else ''
        known = self._ids.setdefault(title, cells[1])
        return title if known == cells[1] or not title else f'{title} ({clean(cells[1], 15)})'

    def _only_rises(self, report: Report | None) -> bool:
        courses = dict[tuple[str, str], _Course]()
        rises = 0
        for one in plans.points(self.table, self._plan, self._found, self.told, report):
            if isinstance(one, Refusal):
                continue
            course = courses.setdefault((one.metric_type, one.subject), _Course(one.day, one.value))
            if one.day < course.day or one.value < course.value:
                return False
            rises += one.value > course.value
            course.day, course.value = one.day, one.value
        return rises >= FEWEST_RISES

    @staticmethod
    def _differences(read: Iterator[Point | Refusal]) -> Iterator[Point | Refusal]:
        """From one day to the next; what lies further apart belongs to no single day."""
        before = dict[tuple[str, str], _Course]()
        for one in read:
            if isinstance(one, Refusal):
                yield one
                continue
            last = before.get((one.metric_type, one.subject))
            if last is not None and one.day - last.day == timedelta(days=1):
                yield replace(one, value=one.value - last.value)
            before[one.metric_type, one.subject] = _Course(one.day, one.value)


def _halves(report: Report | None) -> tuple[Report | None, Report | None]:
    if report is None:
        return None, None
    return (lambda done: report(done / 2)), (lambda done: report(0.5 + done / 2))
