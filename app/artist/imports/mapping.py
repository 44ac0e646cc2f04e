"""Any other table: somebody says what its columns mean, and that is remembered for files with the same heading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.artist import metrics
from app.artist.imports import days, numbers, plans
from app.artist.imports.asking import Question, Refusal, Report, Told
from app.artist.imports.parts import open_days
from app.artist.imports.plans import Plan, Value
from app.artist.imports.tables import Table
from app.artist.imports.wording import plain
from app.artist.metrics import Kind
from app.artist.series_values import Point

COLUMNS = 'columns'
SKIP, DAY, SUBJECT, TYPE, VALUE = 'skip', 'day', 'subject', 'type', 'value'
OWN = {
    f'own:{Kind.FLOW}': 'A number of each day, may be summed',
    f'own:{Kind.STOCK}': 'A total since ever',
    f'own:{Kind.UNIQUE}': 'People of a day',
    f'own:{Kind.WINDOW}': 'A number over several days',
}
ROLES = {
    SKIP: 'Leave out',
    DAY: 'The day',
    SUBJECT: 'Which song, release or video',
    TYPE: 'What is counted, in words',
    VALUE: 'The number to these words',
}


def roles(platform: str) -> dict[str, str]:
    """What a column can be, with its words."""
    known = {one.type: one.label for one in metrics.of_platform(platform)}
    return {**ROLES, **known, **OWN}


def guessed(table: Table, platform: str = '') -> dict[str, str]:
    """What each column probably is, by its heading and first rows."""
    known = {plain(one.label): one.type for one in metrics.of_platform(platform)}
    found, has_day = {}, False
    for at, heading in enumerate(table.plain_heading):
        cells = [row[at] for row in table.samples if at < len(row) and row[at]]
        if not has_day and cells and all(days.read(cell) or days.read(cell, day_first=True) for cell in cells):
            found[str(at)], has_day = DAY, True
        elif heading in known:
            found[str(at)] = known[heading]
        elif cells and all(_is_number(cell) for cell in cells):
            found[str(at)] = f'own:{Kind.FLOW}'
        else:
            found[str(at)] = SKIP
    return found


def wrong(table: Table, said: Mapping[str, Any]) -> str:
    """Why nothing can be read by what somebody says of the columns; empty if it can."""
    platform, columns = said.get('platform'), _columns(table, said)
    if platform not in metrics.PLATFORMS:
        return 'Choose where these numbers are from.'
    chosen = list(columns.values())
    if not set(chosen) <= roles(str(platform)).keys():
        return 'A column cannot be what is said of it here.'
    if chosen.count(DAY) != 1:
        return 'Say which one column is the day.'
    values = [one for one in chosen if one not in ROLES]
    if chosen.count(SUBJECT) > 1:
        return 'Only one column can say which song, release or video it is.'
    if chosen.count(TYPE) > 1 or chosen.count(VALUE) != chosen.count(TYPE) or (TYPE in chosen and values):
        return 'One column says what is counted, and one other is its number; no third one is a number then.'
    if not values and VALUE not in chosen:
        return 'Say of one column at least what it counts.'
    known = [one for one in values if one not in OWN]
    if len(known) != len(set(known)):
        return 'Two columns cannot be the same number.'
    return ''


def _columns(table: Table, said: Mapping[str, Any]) -> dict[int, str]:
    told = said.get(COLUMNS)
    if not isinstance(told, Mapping):
        return {}
    return {
        int(at): str(role)
        for at, role in told.items()
        if str(at).isdecimal() and int(at) < len(table.heading) and role != SKIP
    }


def _is_number(cell: str) -> bool:
    for decimal in '.,':
        try:
            numbers.read(cell, decimal)
        except ValueError:
            continue
        return True
    return False


@dataclass
class MappedPart:
    """A table by what somebody says of its columns."""

    table: Table
    told: Told
    notes: list[str] = field(default_factory=list)
    name = 'mapped'
    label = 'A table of your own'

    def questions(self) -> list[Question]:
        """What its columns mean, until that can be read."""
        said = self.told.answers
        why = wrong(self.table, said)
        if not why:
            return []
        words = why if said.get(COLUMNS) else 'This file is of no service that is known here: say what its columns are.'
        return [Question(COLUMNS, words)]

    def look(self, report: Report | None) -> list[Question]:
        """Find out how days and numbers are written."""
        self._found = plans.survey(self.table, self._plan, self.told, report)
        return open_days(self._found, self._plan, self.told)

    def points(self, report: Report | None) -> Iterator[Point | Refusal]:
        """The values of all rows."""
        return plans.points(self.table, self._plan, self._found, self.told, report)

    @property
    def _plan(self) -> Plan:
        columns = _columns(self.table, self.told.answers)
        platform = str(self.told.answers['platform'])
        place = {role: at for at, role in columns.items()}
        values = [self._value(platform, at, role) for at, role in columns.items() if role not in ROLES]
        if TYPE in place:
            values.append(Value(place[VALUE], ''))
        return Plan(
            platform,
            tuple(values),
            day_column=place[DAY],
            subject_column=place.get(SUBJECT),
            type_column=place.get(TYPE),
        )

    def _value(self, platform: str, at: int, role: str) -> Value:
        if role not in OWN:
            return Value(at, role)
        name = plain(self.table.heading[at]).encode('ascii', 'ignore').decode().strip() or f'column {at + 1}'
        return Value(at, metrics.own_type(role.removeprefix('own:'), name), whole=False)
