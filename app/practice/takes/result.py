"""What is told of a take: a verdict on every note, on bars, four parts of a score, and hints. As JSON, too."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

VERSION = 1


class VerdictKind(StrEnum):
    """What became of a note."""

    HIT = 'hit'
    OFF = 'off'
    """The right note, but so far from its time that it was not played where it stands."""
    OCTAVE = 'octave'
    WRONG = 'wrong'
    MISSING = 'missing'


@dataclass(frozen=True, slots=True)
class NoteVerdict:
    """One expected note.

    Attributes
    ----------
    late_ms : how late it was, negative where early; without the offset and the slow drift of the whole take.
    played : the pitch that was heard in its place.
    short, soft : whether it was let go much too early, or is much quieter than its neighbours ask for.
    """

    id: str
    bar: int
    pitch: int
    kind: VerdictKind
    late_ms: int | None
    played: int | None
    short: bool
    soft: bool
    words: str


@dataclass(frozen=True, slots=True)
class Extra:
    """A note that nobody asked for: when in the take, and where in the piece (seconds of it)."""

    at_s: float
    piece_s: float
    bar: int
    pitch: int
    words: str


@dataclass(frozen=True, slots=True)
class BarScore:
    """One bar; 0 to 100."""

    bar: int
    score: int
    hits: int
    of: int
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the score: its points, of how many, and why in a sentence."""

    name: str
    points: float
    most: int
    words: str


@dataclass(frozen=True, slots=True)
class Pass:
    """One time through the piece."""

    begins_s: float
    score: int
    hits: int
    of: int


@dataclass(frozen=True, slots=True)
class TakeResult:
    """What came of a take.

    Attributes
    ----------
    score : 0 to 100, of what was played.
    completion : how much of the piece that was, in percent of its notes.
    notes, extras, bars : of the best time through, which is `best` among `passes`.
    latency_ms : how much later than asked for the piece begins; devices, habit and all.
    tempo_percent : how fast it was played, 100 is as asked for.
    drift_ms : how much later it ends than its start and the asked tempo say.
    remark : what is odd about all of it: another octave, another key. Empty where nothing is.
    """

    score: int
    completion: int
    parts: tuple[Part, ...]
    notes: tuple[NoteVerdict, ...]
    extras: tuple[Extra, ...]
    bars: tuple[BarScore, ...]
    passes: tuple[Pass, ...]
    best: int
    latency_ms: int
    tempo_percent: float
    drift_ms: int
    remark: str
    hints: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """What is stored and sent."""
        return {'version': VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> 'TakeResult':
        """The same again.

        Raises
        ------
        ValueError : it is of another version, or no such thing.
        """
        if told.get('version') != VERSION:
            raise ValueError('this result was written by another version')
        lists = {'parts': Part, 'notes': NoteVerdict, 'extras': Extra, 'bars': BarScore, 'passes': Pass}
        try:
            made: dict[str, Any] = {one.name: told[one.name] for one in fields(cls)}
            for name, kind in lists.items():
                made[name] = tuple(kind(**{**one, **_kind(one)}) for one in told[name])
            return cls(**{**made, 'hints': tuple(told['hints'])})
        except (KeyError, TypeError) as error:
            raise ValueError('this is no result of a take') from error


def _kind(one: Mapping[str, Any]) -> dict[str, VerdictKind]:
    return {'kind': VerdictKind(one['kind'])} if 'kind' in one else {}
