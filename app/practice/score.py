"""A piece of music as data: what the generator makes, what is engraved, played and scored.

Times are exact: a `Fraction` of quarter notes, whatever the time signature (a bar of 6/8 is 3 long). Everything lies on
the grid of a twelfth of a quarter, so sixteenths and triplets of eighths are whole numbers of it.

    Score                  a whole piece; `bars` as they stand on the page, with repeats folded
    ├── Key, Time          Bb minor; 6/8
    ├── Bar                its own length (a pick-up is shorter), repeats, endings, jumps
    │   ├── Placed         a chord symbol and for how long it holds
    │   └── Note           one sounding pitch of one hand
    └── Substitution       what was put in place of plainer chords, why, and how to undo it

Rules that every valid score keeps (`app.practice.validator` proves them):

- `at` counts from the start of the bar, and what begins in a bar ends in it. A note that sounds on is `tied`, and a
  note of the same pitch and hand begins the next bar *as it is played*.
- A hand has one voice: its notes in a bar begin together with the same length (a chord), or do not overlap. What no
  note of a hand covers is a rest of that hand; rests are not written down here.
- A note may have any length that its bar holds (5/2, too). Whoever engraves splits it where it would hide a beat.
- Where a length or a start has a third in it, the note belongs to a triplet of eighths (3 in the time of 2) that
  fills one beat of a quarter, with rests where nothing sounds.
- Notes of a bar are sorted by start, hand (right first) and pitch; chords by start, without gap from 0 to the end.
- Eighths are written straight; `feel` says whether they swing. How far depends on the tempo and is a matter of
  playing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from app.practice.options import Difficulty, Form, Hands, Kind, Options, Style
from app.practice.tones import Chord, Pitch, Tone

GRID = Fraction(1, 12)
TICKS = 12
"""The lines of the grid in a quarter: a tick is a twelfth of one."""


def ticks(quarters: Fraction) -> int:
    """A time as ticks; what lies between two lines of the grid is taken as the one before."""
    over, under = quarters.as_integer_ratio()
    return TICKS * over // under


@lru_cache(8192)
def quarters(ticks: int) -> Fraction:
    """Ticks as a time."""
    return Fraction(ticks, TICKS)


@dataclass(frozen=True, slots=True)
class Placed:
    """A chord where it stands in its bar."""

    at: Fraction
    length: Fraction
    chord: Chord


class Hand(StrEnum):
    """Whose note it is; the right hand has the upper staff (treble), the left the lower one (bass)."""

    RIGHT = 'R'
    LEFT = 'L'


class Articulation(StrEnum):
    """How a note is touched."""

    PLAIN = ''
    ACCENT = 'accent'
    STACCATO = 'staccato'
    TENUTO = 'tenuto'
    MARCATO = 'marcato'
    GHOST = 'ghost'
    """Hardly touched; its head is written in brackets."""


@dataclass(frozen=True, slots=True)
class Note:
    """One pitch of one hand. `finger` is 1 (thumb) to 5, 0 where none is written; `velocity` 1 to 127."""

    at: Fraction
    length: Fraction
    pitch: Pitch
    hand: Hand = Hand.RIGHT
    velocity: int = 80
    tied: bool = False
    finger: int = 0
    articulation: Articulation = Articulation.PLAIN

    @property
    def midi(self) -> int:
        return self.pitch.midi

    @property
    def end(self) -> Fraction:
        """From the start of the bar, too."""
        return self.at + self.length


class Jump(StrEnum):
    """Where playing leaves the order of the page; it stands at the end of its bar, a landing at its start."""

    NONE = ''
    SEGNO = 'segno'
    CODA = 'coda'
    TO_CODA = 'to coda'
    FINE = 'fine'
    DA_CAPO = 'D.C.'
    DA_CAPO_AL_FINE = 'D.C. al Fine'
    DA_CAPO_AL_CODA = 'D.C. al Coda'
    DAL_SEGNO = 'D.S.'
    DAL_SEGNO_AL_FINE = 'D.S. al Fine'
    DAL_SEGNO_AL_CODA = 'D.S. al Coda'


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar as it stands on the page.

    `repeat_from` is the sign at its start, `repeat_to` how often in all what ends here is played (2 is the usual
    sign, 0 is none). `endings` are the passes in which it is played, (1,) under a first ending; () is always.
    `section` is the rehearsal mark in front of it. `length` differs from the time signature in a pick-up alone.
    """

    length: Fraction
    chords: tuple[Placed, ...] = ()
    notes: tuple[Note, ...] = ()
    section: str = ''
    repeat_from: bool = False
    repeat_to: int = 0
    endings: tuple[int, ...] = ()
    jump: Jump = Jump.NONE


@dataclass(frozen=True, slots=True)
class Time:
    """A time signature: 4/4, 3/4, 5/4, 7/4, 6/8, 12/8."""

    beats: int
    unit: int

    @property
    def bar(self) -> Fraction:
        """How long a bar is, in quarters."""
        return Fraction(4 * self.beats, self.unit)

    @property
    def beat(self) -> Fraction:
        """How long a beat is that one counts: a quarter, or a dotted one."""
        return Fraction(3, 2) if self.unit == 8 else Fraction(4, self.unit)

    def __str__(self) -> str:
        return f'{self.beats}/{self.unit}'


@dataclass(frozen=True, slots=True)
class Key:
    """A key; `str()` gives `Bb` and `F#m`."""

    tonic: Tone
    minor: bool = False

    @property
    def fifths(self) -> int:
        """The key signature: sharps, or flats as a negative number."""
        return 'FCGDAEB'.index(self.tonic.step) - 1 + 7 * self.tonic.alter - (3 if self.minor else 0)

    def __str__(self) -> str:
        return f'{self.tonic}m' if self.minor else str(self.tonic)


class Feel(StrEnum):
    """How written eighths are played."""

    STRAIGHT = 'straight'
    SWING = 'swing'


@dataclass(frozen=True, slots=True)
class Substitution:
    """What stands in place of plainer chords in the bars from `bar` on (an index into `Score.bars`).

    `rule` is its short name (`tritone`), `words` tell a learner what was done and why it works. `before` has the
    chords of each touched bar as they were, so that it can be undone; what it touched is undone together.
    """

    bar: int
    rule: str
    words: str
    before: tuple[tuple[Placed, ...], ...]

    @property
    def bars(self) -> range:
        return range(self.bar, self.bar + len(self.before))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A whole piece.

    `tempo` counts quarters a minute (of dotted quarters in 6/8 and 12/8: `time.beat`). `options` are what was asked
    for, `seed` and `version` what they were made with; `version` is that of the generator.
    """

    kind: Kind
    title: str
    description: str
    difficulty: Difficulty
    style: Style
    form: Form
    key: Key
    time: Time
    tempo: int
    feel: Feel
    hands: Hands
    bars: tuple[Bar, ...]
    options: Options
    seed: int
    version: int
    tags: tuple[str, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    composer: str = ''
    """Who wrote it, where that is known: of music that was brought along."""

    @property
    def pickup(self) -> Fraction:
        """The length of the pick-up, 0 where there is none."""
        first = self.bars[0].length if self.bars else Fraction(0)
        return first if first < self.time.bar else Fraction(0)

    def number(self, bar: int) -> int:
        """The number that stands at a bar of the page: a pick-up is 0, the first full bar 1."""
        return bar if self.pickup else bar + 1

    def placed_notes(self) -> Iterator[tuple[int, int, Note]]:
        """Every written note with the index of its bar and its place in the bar; `note_id` names it."""
        for index, bar in enumerate(self.bars):
            for place, note in enumerate(bar.notes):
                yield index, place, note


def note_id(bar: int, place: int) -> str:
    """The name of a written note, the same in engraving, sound and verdict: bar index, and place in `Bar.notes`."""
    return f'n{bar}-{place}'
