"""A file whose sound is in several parts: where each lies, how long it is, and what a person is told of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.audio.files.time_text import clock, span
from app.audio.types import Role

MOST_PLACES = 8
"""Places in time that one sentence names."""

Kind = Literal['joined', 'changed', 'junk', 'lost', 'short', 'more', 'cut', 'behind', 'damaged', 'rest']


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a place in the sound.

    Attributes
    ----------
    at_s : where in what is delivered, in seconds.
    amount : seconds for 'lost', 'short' and 'more', bytes for 'junk' and 'behind'.
    detail : what the sound is there, for 'changed'.
    """

    kind: Kind
    at_s: float
    amount: float = 0.0
    detail: str = ''


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of sound with one rate and layout.

    Attributes
    ----------
    spans : bytes of the file that it is made of, from and to; what lies between them is no sound.
    frames : frames that it gives, of its own rate.
    skip : frames to decode and drop in front of these.
    gap : frames of silence before it, in the place of sound that is lost.
    exact : whether it is known to the frame; else it gives what is decoded.
    glue : bytes that belong in front of each span, where what stood there is lost or tells something wrong.
    """

    codec: str
    sample_rate: int
    layout: tuple[Role, ...]
    spans: tuple[tuple[int, int], ...]
    frames: int
    skip: int = 0
    gap: int = 0
    exact: bool = True
    glue: tuple[bytes, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it is with the silence before it."""
        return (self.gap + self.frames) / self.sample_rate


@dataclass(frozen=True, slots=True)
class Parts:
    """All parts of a file in order, and what is to be told.

    Attributes
    ----------
    ordinary : whether the decoder of every day gives all of it by itself.
    bit_rate, variable_rate : as in `Info`, where the bytes tell.
    """

    parts: tuple[Part, ...]
    notes: tuple[Note, ...] = ()
    ordinary: bool = False
    bit_rate: int | None = None
    variable_rate: bool | None = None

    def frames(self, rate: int) -> int:
        """Frames of all parts, brought to one rate."""
        return sum(at_rate(part.gap, part, rate) + at_rate(part.frames, part, rate) for part in self.parts)

    @property
    def warnings(self) -> list[str]:
        """The notes as sentences."""
        return sentences(self.notes)


def at_rate(frames: int, part: Part, rate: int) -> int:
    """How many frames of `rate` frames of a part are."""
    return (frames * rate + part.sample_rate // 2) // part.sample_rate


def described(rate: int, channels: int) -> str:
    """A rate and a layout as people write them."""
    return f'{rate} Hz and {channels} channel{"s" if channels != 1 else ""}'


def changes(parts: Sequence[Part]) -> list[Note]:
    """Where the sound gets another rate or layout than it had just before."""
    notes, at = list[Note](), 0.0
    for number, part in enumerate(parts):
        before = parts[number - 1]
        if number and (part.sample_rate, part.layout) != (before.sample_rate, before.layout):
            notes.append(Note('changed', at, detail=described(part.sample_rate, len(part.layout))))
        at += part.seconds
    return notes


def sentences(notes: Iterable[Note]) -> list[str]:
    """One sentence for each kind of note, with the places of all."""
    kinds: dict[Kind, list[Note]] = {}
    for note in notes:
        kinds.setdefault(note.kind, []).append(note)
    return [_sentence(kind, found) for kind, found in kinds.items()]


def _sentence(kind: Kind, notes: list[Note]) -> str:
    at, amount = _listed([clock(note.at_s) for note in notes]), sum(note.amount for note in notes)
    if kind == 'joined':
        others = 'others begin' if len(notes) > 1 else 'another one begins'
        return f'This file was put together from several: {others} at {at}.'
    if kind == 'changed':
        what = _listed([f'{note.detail} from {clock(note.at_s)} on' for note in notes])
        return f'The sound changes within this file, to {what}: all of it was brought to what it has at its beginning.'
    if kind == 'junk':
        return f'{int(amount):,} bytes at {at} are no sound: they were left out.'
    if kind == 'lost':
        return f'{span(amount)} of sound is missing at {at}: the file is damaged there, and silence took its place.'
    if kind == 'short':
        return f'Audio is missing from {at} on: {span(amount)} less is there than the header says.'
    if kind == 'more':
        return f'The header of this file ends at {at}, but {span(amount)} more of its sound stand behind: all was read.'
    if kind == 'cut':
        return f'The file breaks off at {at}, amid its sound: what followed is missing.'
    if kind == 'damaged':
        return f'The audio is damaged at {at}: what could not be decoded there was left out.'
    if kind == 'rest':
        return f'Audio is missing from {at} on: the file is damaged there.'
    return f'From {at} on nothing can be read: {int(amount):,} bytes there are no sound.'


def _listed(places: list[str]) -> str:
    places = list(dict.fromkeys(places))
    if len(places) > MOST_PLACES:
        return f'{", ".join(places[:MOST_PLACES])} and {len(places) - MOST_PLACES} more places'
    return ' and '.join(filter(None, (', '.join(places[:-1]), places[-1])))
