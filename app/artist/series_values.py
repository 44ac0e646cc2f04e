"""Values of an artist by day, as they are handed around: single ones, series, sums, and steps between totals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.artist.metrics import Kind, Metric
from app.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Point:
    """One value to be written. `parts` are what it is the sum of, by ids of the platform: those of a day are joined
    with the ones known already, so that no sale counts twice."""

    platform: str
    metric_type: str
    day: date
    value: float
    subject: str = ''
    parts: Mapping[str, float] | None = None
    line: int = 0
    """Where it stands in a file, if it comes from one."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What is unique of an artist."""
        return self.platform, self.metric_type, self.subject, self.day.isoformat()


@dataclass(slots=True)
class Written:
    """What became of points: `kept` are those for which a stronger source has a value already."""

    new: int = 0
    changed: int = 0
    equal: int = 0
    kept: int = 0

    def count(self, words: Iterable[str]) -> None:
        """Add some, by the names of these fields."""
        for word in words:
            setattr(self, word, getattr(self, word) + 1)

    def add(self, others: 'Written') -> None:
        """Add what became of others."""
        self.new, self.changed = self.new + others.new, self.changed + others.changed
        self.equal, self.kept = self.equal + others.equal, self.kept + others.kept


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over `asked` days of which `known` have a value."""

    value: float
    known: int
    asked: int

    @property
    def words(self) -> str:
        """Of how many days it is; empty where all have a value."""
        return '' if self.known == self.asked else f'{self.known} of {self.asked} days'


@dataclass(frozen=True, slots=True)
class Step:
    """What a stock has grown from one known day to the next, which may be days apart."""

    since: date
    until: date
    change: float

    @property
    def per_day(self) -> float:
        """As an average over the days in between."""
        return self.change / (self.until - self.since).days


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one number in the order of their days. `doubts` says of days why their value is not believed
    until somebody confirms it."""

    metric: Metric
    subject: str = ''
    days: list[date] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    confirmed: frozenset[date] = frozenset()
    doubts: Mapping[date, str] = field(default_factory=dict)

    def settled_until(self, today: date) -> date:
        """The last day whose value does not change any more, when it is `today` on the platform."""
        return self.metric.settled_until(today)

    def between(self, first: date, last: date) -> 'Series':
        """The part from one day to another, both of them in it."""
        return self._only([at for at, day in enumerate(self.days) if first <= day <= last])

    def trusted(self) -> 'Series':
        """Without the values that are doubted: what growth and insights are made of."""
        return self._only([at for at, day in enumerate(self.days) if day not in self.doubts])

    def total(self, first: date, last: date) -> Total:
        """The sum of a flow from one day to another, both of them in it.

        Raises
        ------
        NotAllowed
            These values cannot be summed.
        """
        if self.metric.kind != Kind.FLOW:
            raise NotAllowed(f'{self.metric.label} of several days cannot be added: {WHY[self.metric.kind]}')
        chosen = self.between(first, last)
        return Total(sum(chosen.values), len(chosen.values), max(0, (last - first).days + 1))

    def steps(self) -> list[Step]:
        """How a stock has grown, without values that are doubted; raises NotAllowed for other kinds."""
        if self.metric.kind != Kind.STOCK:
            raise NotAllowed(f'{self.metric.label} has no growth from day to day: {WHY[self.metric.kind]}')
        known = self.trusted()
        pairs = zip(known.days, known.days[1:], known.values, known.values[1:], strict=False)
        return [Step(since, until, after - before) for since, until, before, after in pairs]

    def _only(self, places: list[int]) -> 'Series':
        kept = [self.days[at] for at in places]
        return replace(
            self,
            days=kept,
            values=[self.values[at] for at in places],
            sources=[self.sources[at] for at in places],
            ids=[self.ids[at] for at in places],
            doubts={day: self.doubts[day] for day in kept if day in self.doubts},
        )


WHY = {
    Kind.FLOW: 'each day stands for itself.',
    Kind.STOCK: 'each is the whole that there was on its day.',
    Kind.WINDOW: 'each is about many days already.',
    Kind.UNIQUE: 'the same people come back on other days, and on other platforms.',
}


def added(values: Iterable[float]) -> float:
    """A sum without the dust of binary fractions, so that the same values make the same sum in any order."""
    return round(sum(values), 6)
