"""Clone Hero's four pads and up to three cymbals: which lane is played where, and back.

A pad and the cymbal of its colour cannot be hit at one moment, and a drummer may own fewer cymbals than three: what
finds its own place taken goes to another one, because a hit that is moved is still played, and one that is left out is
lost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.drums.drum_map import Hit, Lane

KICK, RED, YELLOW, BLUE, GREEN, FIVE_LANE_GREEN, DOUBLE_KICK = 0, 1, 2, 3, 4, 5, 32
COLOURS = (YELLOW, BLUE, GREEN)
NAMES = {'yellow': YELLOW, 'blue': BLUE, 'green': GREEN}
ACCENT, GHOST, CYMBAL = 33, 39, 64
"""What is added to a colour for its mark."""
ACCENT_FROM, GHOST_TO = 112, 40
ACCENTED, USUAL, GHOSTED = 120, 92, 32
"""Velocities that marks are read as."""

_PADS = {
    Lane.TOM_HIGH: (YELLOW, BLUE, GREEN),
    Lane.TOM_MID: (BLUE, YELLOW, GREEN),
    Lane.TOM_LOW: (GREEN, BLUE, YELLOW),
    Lane.PERCUSSION: (BLUE, GREEN, YELLOW),
}
_CYMBALS = {
    Lane.HIHAT_CLOSED: (YELLOW, BLUE, GREEN),
    Lane.HIHAT_OPEN: (YELLOW, BLUE, GREEN),
    Lane.HIHAT_PEDAL: (YELLOW, BLUE, GREEN),
    Lane.RIDE: (BLUE, GREEN, YELLOW),
    Lane.CRASH: (GREEN, BLUE, YELLOW),
}
PRO = {
    (YELLOW, True): Lane.HIHAT_CLOSED,
    (BLUE, True): Lane.RIDE,
    (GREEN, True): Lane.CRASH,
    (YELLOW, False): Lane.TOM_HIGH,
    (BLUE, False): Lane.TOM_MID,
    (GREEN, False): Lane.TOM_LOW,
}
PLAIN = {YELLOW: Lane.HIHAT_CLOSED, BLUE: Lane.RIDE, GREEN: Lane.CRASH}
"""Charts that mark no cymbal at all have them all the same."""
FIVE = {YELLOW: Lane.HIHAT_CLOSED, BLUE: Lane.TOM_MID, GREEN: Lane.CRASH, FIVE_LANE_GREEN: Lane.TOM_LOW}


@dataclass(frozen=True, slots=True)
class Note:
    """What is played at a tick."""

    tick: int
    colour: int
    cymbal: bool
    velocity: int


def folded(ticked: Iterable[tuple[int, Hit]], cymbals: frozenset[int]) -> list[Note]:
    """Every hit as a note, in order. Where more is hit at once than there are places, the rest follows a tick later."""
    waiting = sorted(ticked, key=lambda one: (one[0], _importance(one[1])))
    found, taken = list[Note](), set[tuple[int, int]]()
    for tick, hit in waiting:
        at = tick
        while (note := _placed(at, hit, cymbals, taken)) is None:
            at += 1
        taken.add((at, note.colour))
        found.append(note)
    return sorted(found, key=lambda note: (note.tick, note.colour))


def _importance(hit: Hit) -> int:
    """Who chooses first: pads have no cymbal to go to instead, and the foot on the hat is missed least."""
    order = (*_PADS, Lane.CRASH, Lane.RIDE, Lane.HIHAT_CLOSED, Lane.HIHAT_OPEN, Lane.HIHAT_PEDAL)
    return order.index(hit.lane) if hit.lane in order else -1


def _placed(tick: int, hit: Hit, cymbals: frozenset[int], taken: set[tuple[int, int]]) -> Note | None:
    for colour, cymbal in _wishes(hit.lane, cymbals):
        if (tick, colour) not in taken:
            return Note(tick, colour, cymbal, hit.velocity)
    return None


def _wishes(lane: Lane, cymbals: frozenset[int]) -> list[tuple[int, bool]]:
    if lane in (Lane.KICK, Lane.SNARE):
        return [(KICK if lane == Lane.KICK else RED, False)]
    if lane in _PADS:
        return [(colour, False) for colour in _PADS[lane]]
    owned = [(colour, True) for colour in _CYMBALS[lane] if colour in cymbals]
    return owned + [(colour, False) for colour in _CYMBALS[lane]]


def marks(note: Note) -> Iterator[int]:
    """The numbers that a note is written as: itself, then what it is."""
    yield note.colour
    if note.colour == KICK:
        return
    if note.velocity >= ACCENT_FROM:
        yield note.colour + ACCENT
    elif note.velocity <= GHOST_TO:
        yield note.colour + GHOST
    if note.cymbal:
        yield note.colour + CYMBAL


def lanes(numbers: dict[int, set[int]]) -> Iterator[tuple[int, Lane, int]]:
    """The tick, lane and velocity of each hit, of all the numbers at each tick."""
    said = set[int]().union(*numbers.values())
    pro = any(colour + CYMBAL in said for colour in COLOURS)
    five = FIVE_LANE_GREEN in said and not pro
    for tick in sorted(numbers):
        there = numbers[tick]
        if there & {KICK, DOUBLE_KICK}:
            yield tick, Lane.KICK, USUAL
        if RED in there:
            yield tick, Lane.SNARE, _velocity(RED, there)
        for colour in (*COLOURS, FIVE_LANE_GREEN) if five else COLOURS:
            if colour in there:
                known = PRO[colour, colour + CYMBAL in there] if pro else (FIVE if five else PLAIN)[colour]
                yield tick, known, _velocity(colour, there)


def _velocity(colour: int, there: set[int]) -> int:
    return ACCENTED if colour + ACCENT in there else GHOSTED if colour + GHOST in there else USUAL
