"""What a difference is."""

from dataclasses import dataclass, field

from app.drums.drum_map import Hit, Section, TimingPoint

MOST_CHANGES = 50_000


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A hit as it was and as it is: moved in time, or another lane, velocity or confidence at the same time."""

    before: Hit
    after: Hit

    @property
    def ms(self) -> int:
        """By how much it moves."""
        return self.after.ms - self.before.ms


@dataclass(frozen=True, slots=True)
class Timing:
    """The tempo map as it was and as it is."""

    before: tuple[TimingPoint, ...]
    after: tuple[TimingPoint, ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections as they were and as they are."""

    before: tuple[Section, ...]
    after: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """One of the words and lengths at the head of a map, as it was and as it is."""

    name: str
    before: str | int
    after: str | int


HEAD = ('title', 'artist', 'difficulty', 'length_ms', 'preview_ms')


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that is different; hits in order of time. Each hit is in one of the lists at most."""

    added: tuple[Hit, ...] = ()
    removed: tuple[Hit, ...] = ()
    moved: tuple[Pair, ...] = ()
    changed: tuple[Pair, ...] = ()
    timing: Timing | None = None
    sections: Sections | None = None
    head: tuple[Named, ...] = field(default=())

    @property
    def count(self) -> int:
        """How many changes it has."""
        hits = len(self.added) + len(self.removed) + len(self.moved) + len(self.changed)
        return hits + (self.timing is not None) + (self.sections is not None) + len(self.head)

    def __bool__(self) -> bool:
        return self.count > 0
