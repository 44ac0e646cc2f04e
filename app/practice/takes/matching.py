"""Which note that is heard is which that was expected; what is left over was wrong, or too much."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.practice.takes.course import Course
from app.practice.takes.notes import Expected, Heard, likely

IN_TIME_S = 0.12
"""A note that is further off has not been played where it stands."""
STILL_IT_S = 0.3
"""Beyond this it is another note."""
EXPECTING = 1.5
"""What it adds to the odds of a note that it is expected just there."""
_SOUNDS_WITH_IT_S = 0.09
_HARMONICS = (0, 12, 19, 24)
_NEAR_KEYS, _OCTAVES = 4, (12, -12, 24, -24)


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of each expected note: places among those heard, -1 for none.

    Attributes
    ----------
    due : when each was due in the take, in seconds.
    partner : the same note, in time or not.
    instead : another note in its place.
    extra : those that nobody asked for, without those that stand in the place of one.
    """

    due: NDArray[np.float64]
    partner: list[int]
    instead: list[int]
    extra: list[int]


def matched(
    expected: Sequence[Expected], heard: Sequence[Heard], course: Course, beside: Sequence[Expected] = ()
) -> Matched:
    """Bring them together along the course; `beside` are notes that the play-along plays."""
    due = course.at(np.array([one.at for one in expected], float))
    partner = _partners(expected, heard, due)
    taken = set(partner)
    left = [place for place, one in enumerate(heard) if place not in taken and one.odds > 0]
    left = _without_doubles(left, heard, taken)
    left = _without_play_along(left, heard, beside, course)
    instead = _instead(expected, heard, due, partner, left)
    return Matched(due, partner, instead, sorted(set(left) - set(instead)))


def _partners(expected: Sequence[Expected], heard: Sequence[Heard], due: NDArray[np.float64]) -> list[int]:
    by_pitch, asked = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for place, one in enumerate(heard):
        by_pitch[one.pitch].append(place)
    for place, note in enumerate(expected):
        asked[note.pitch].append(place)
    partner = [-1] * len(expected)
    for pitch, places in asked.items():
        order = sorted(places, key=lambda place: due[place])
        for mine, other in _in_order(order, by_pitch[pitch], heard, due):
            partner[mine] = other
    return partner


def _in_order(
    asked: list[int], there: list[int], heard: Sequence[Heard], due: NDArray[np.float64]
) -> list[tuple[int, int]]:
    """The best pairs of one pitch of which no two cross."""
    gains = np.array([[_gain(heard[b].odds, heard[b].at - due[a]) for b in there] for a in asked]).reshape(
        len(asked), len(there)
    )
    best = np.zeros((len(asked) + 1, len(there) + 1))
    for i in range(len(asked)):
        with_it = np.where(gains[i] > 0, best[i, :-1] + gains[i], 0)
        best[i + 1, 1:] = np.maximum.accumulate(np.maximum(best[i, 1:], with_it))
    pairs, i, j = list[tuple[int, int]](), len(asked), len(there)
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((asked[i], there[j]))
    return pairs


def _gain(odds: float, late_s: float) -> float:
    """How much speaks for a pair; 0 where it is none."""
    if abs(late_s) > STILL_IT_S or odds + (EXPECTING if abs(late_s) <= IN_TIME_S else 0) <= 0:
        return 0.0
    return likely(odds + EXPECTING) * (1.1 - abs(late_s) / STILL_IT_S)


def _without_doubles(left: list[int], heard: Sequence[Heard], taken: set[int]) -> list[int]:
    """A note that is heard twice within a moment is one."""
    kept = list[int]()
    known = defaultdict[int, list[float]](list)
    for place in taken - {-1}:
        known[heard[place].pitch].append(heard[place].at)
    for place in left:
        one = heard[place]
        if all(abs(one.at - at) > 0.07 for at in known[one.pitch]):
            known[one.pitch].append(one.at)
            kept.append(place)
    return kept


def _without_play_along(
    left: list[int], heard: Sequence[Heard], beside: Sequence[Expected], course: Course
) -> list[int]:
    """What the loudspeaker played is no mistake."""
    if not beside:
        return left
    at = course.at(np.array([one.at for one in beside], float))
    pitch = np.array([one.pitch for one in beside], int)

    def from_speaker(one: Heard) -> bool:
        with_it = np.abs(at - one.at) <= _SOUNDS_WITH_IT_S
        return bool(np.isin(one.pitch - pitch[with_it], _HARMONICS).any())

    return [place for place in left if not from_speaker(heard[place])]


def _instead(
    expected: Sequence[Expected], heard: Sequence[Heard], due: NDArray[np.float64], partner: list[int], left: list[int]
) -> list[int]:
    """What was played in the place of each note that is missing: a neighbour, or its octave."""
    options = list[tuple[float, int, int]]()
    for mine, other in enumerate(partner):
        if other >= 0:
            continue
        for place in left:
            late, keys = abs(heard[place].at - due[mine]), heard[place].pitch - expected[mine].pitch
            if late <= IN_TIME_S and (abs(keys) <= _NEAR_KEYS or keys in _OCTAVES):
                options.append((late / IN_TIME_S + min(abs(keys), 3) * 0.2, mine, place))
    instead, used = [-1] * len(expected), set[int]()
    for _, mine, place in sorted(options):
        if instead[mine] < 0 and place not in used:
            instead[mine] = place
            used.add(place)
    return instead
