"""Bandcamp's raw data: a row for each thing that was sold or given back, told apart by the number of its transaction.

Money of several currencies is never added: each is a number of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.artist.imports import days, numbers
from app.artist.imports.asking import Question, Refusal, Report, Told, Unreadable
from app.artist.imports.numbers import NumberSurvey
from app.artist.imports.tables import Table
from app.artist.imports.wording import clean, plain
from app.artist.series_values import Point, added

_NEEDED = ('date', 'item type', 'item name', 'currency', 'bandcamp transaction id')
_AMOUNTS = ('net amount', 'amount you received', 'item total')
"""What of a row is income: the first of these that it has."""
_NO_SALES = frozenset(('payout', 'payouts', 'pending', 'pending sale', 'transfer'))
_PLATFORM = 'bandcamp'
_Key = tuple[str, date, str]


def is_sales(table: Table) -> bool:
    """Whether a table is one of sales."""
    heading = table.plain_heading
    return all(one in heading for one in _NEEDED) and any(one in heading for one in _AMOUNTS)


@dataclass
class SalesPart:
    """A table of sales."""

    table: Table
    told: Told
    notes: list[str] = field(default_factory=list)
    name = 'bandcamp_sales'
    label = 'Bandcamp, sales'

    def __post_init__(self) -> None:
        self._at = {heading: at for at, heading in reversed(list(enumerate(self.table.plain_heading)))}
        self._amounts = [self._at[one] for one in _AMOUNTS if one in self._at]

    def questions(self) -> list[Question]:
        """Nothing: the file says it all."""
        return []

    def look(self, report: Report | None) -> list[Question]:
        """Add everything up by day; a sale stays known by its transaction."""
        votes = NumberSurvey(whole=False)
        rows = 0
        for _, cells in self.table.rows():
            rows += 1
            for at in self._amounts:
                votes.add(cells[at] if at < len(cells) else '')
        if not rows:
            raise Unreadable('There are no sales in this file below its heading.')
        self._decimal = votes.decimal()
        self._parts = dict[_Key, dict[str, float]]()
        self._refused, self._skipped = list[Refusal](), 0
        for line, cells in self.table.rows(report):
            self._take(line, cells)
        currencies = sorted({key[0] for key in self._parts if key[0].startswith('income_')})
        self.notes = []
        if len(currencies) > 1:
            self.notes.append('Currencies are not added: each has an income of its own.')
        if self._skipped:
            self.notes.append(f'{self._skipped:,} rows are payouts or not paid yet, so they are no sales.')
        return []

    def points(self, report: Report | None) -> Iterator[Point | Refusal]:
        """One value for each day, and each thing that was sold on it."""
        yield from self._refused
        for (metric_type, day, subject), parts in self._parts.items():
            yield Point(_PLATFORM, metric_type, day, added(parts.values()), subject, parts)

    def _take(self, line: int, cells: list[str]) -> None:
        item_type, item = plain(self._cell(cells, 'item type')), clean(self._cell(cells, 'item name'), 180)
        if item_type in _NO_SALES:
            self._skipped += 1
            return
        told = self._cell(cells, 'date')
        try:
            day = _day(told, self.told.today)
            amount = self._amount(cells)
            currency = self._currency(cells)
        except ValueError as error:
            self._refused.append(Refusal(line, str(error), self.table.name))
            return
        number = clean(self._cell(cells, 'bandcamp transaction id'), 40) or f'{clean(told, 30)} {amount}'
        identity = f'{number} {item_type[:12]} {item[:60]}'
        is_back = amount < 0 or 'refund' in item_type
        quantity = self._quantity(cells) * (-1 if is_back else 1)
        for subject in {'', item}:
            self._add(('sales', day, subject), identity, quantity)
        self._add((f'income_{currency}', day, ''), identity, amount)

    def _add(self, key: _Key, identity: str, amount: float) -> None:
        self._parts.setdefault(key, {})[identity] = amount

    def _cell(self, cells: list[str], heading: str) -> str:
        at = self._at.get(heading)
        return cells[at].strip() if at is not None and at < len(cells) else ''

    def _amount(self, cells: list[str]) -> float:
        for at in self._amounts:
            found = numbers.read(cells[at], self._decimal) if at < len(cells) else None
            if found is not None:
                return found
        raise ValueError('It says no amount.')

    def _currency(self, cells: list[str]) -> str:
        found = self._cell(cells, 'currency').lower()
        if len(found) != 3 or not found.isascii() or not found.isalpha():
            raise ValueError('It says no currency of three letters.')
        return found

    def _quantity(self, cells: list[str]) -> float:
        try:
            return abs(numbers.read(self._cell(cells, 'quantity'), self._decimal) or 1.0)
        except ValueError:
            return 1.0


def _day(text: str, today: date) -> date:
    written = days.read(text, day_first=False)
    if written is None or written.year is None:
        raise ValueError(f'“{clean(text, 40)}” is no day.')
    try:
        found = written.date()
    except ValueError:
        raise ValueError(f'“{clean(text, 40)}” is no day of the calendar.') from None
    if not date(2007, 1, 1) <= found <= today + timedelta(days=1):
        raise ValueError(f'“{clean(text, 40)}” is ahead of today, or before there was Bandcamp.')
    return found
