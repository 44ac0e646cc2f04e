"""How well strokes are found: F-measure within 50 ms, counted by group of drums."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.drums.transcriber.hearing import Kind
from app.drums.transcriber.net import Values
from app.drums.transcriber.strokes import GROUPS, peaks

WITHIN_S = 0.05
_ONE_S = 0.02
"""Two strokes of a group that lie nearer are one to whoever listens."""
_NEARLY = 0.003
Seconds = NDArray[np.float64]
Strokes = Sequence[tuple[float, int, float]]
JUDGED_GROUPS = {group.name: group.kinds for group in GROUPS if group.name != 'percussion'}
APART = {
    'closed hat': (Kind.HIHAT_CLOSED,),
    'open hat': (Kind.HIHAT_OPEN,),
    'ride': (Kind.RIDE,),
    'crash': (Kind.CRASH,),
}
MAIN = ('kick', 'snare', 'hihat')


@dataclass(frozen=True, slots=True)
class Count:
    """How many strokes are right, how many there are, how many were found."""

    right: int = 0
    true: int = 0
    found: int = 0

    def __add__(self, other: 'Count') -> 'Count':
        return Count(self.right + other.right, self.true + other.true, self.found + other.found)

    @property
    def f(self) -> float:
        """The F-measure; nothing where there is nothing is right."""
        return 2 * self.right / (self.true + self.found) if self.true + self.found else 1.0


def total(counts: Iterable[Count]) -> Count:
    """All together."""
    return sum(counts, Count())


def compared(true: Seconds, found: Seconds) -> Count:
    """Each stroke is matched with one at most. Both are sorted, so that taking the first that fits is the best."""
    right = at = 0
    for moment in true:
        while at < len(found) and found[at] < moment - WITHIN_S:
            at += 1
        if at < len(found) and found[at] <= moment + WITHIN_S:
            right, at = right + 1, at + 1
    return Count(right, len(true), len(found))


def true_at(strokes: Strokes, kinds: Sequence[int]) -> Seconds:
    """When one of these kinds is struck."""
    made = list[float]()
    for at in sorted(at for at, kind, _ in strokes if kind in kinds):
        if not made or at - made[-1] >= _ONE_S:
            made.append(at)
    return np.array(made)


def counted(values: Values, strokes: Strokes, kinds: Sequence[int], threshold: float) -> Count:
    """What a threshold makes of what was heard of a clip."""
    curve = values[:, list(kinds)].max(axis=1)
    return compared(true_at(strokes, kinds), peaks(curve, threshold).seconds)


def counts(
    values: Values, strokes: Strokes, groups: Mapping[str, Sequence[int]], thresholds: Mapping[str, float]
) -> dict[str, Count]:
    """The same for several groups."""
    return {name: counted(values, strokes, kinds, thresholds[name]) for name, kinds in groups.items()}


def tuned(heard: Sequence[tuple[Values, Strokes]]) -> dict[str, float]:
    """For each group the threshold at which most of these clips is right: the middle of all that are nearly as good."""
    made = {}
    for group in GROUPS:
        tried = {
            float(at): total(counted(values, strokes, group.kinds, float(at)) for values, strokes in heard).f
            for at in np.arange(0.2, 0.85, 0.025)
        }
        best = max(tried.values())
        made[group.name] = statistics.median(at for at, f in tried.items() if f >= best - _NEARLY)
    return made
