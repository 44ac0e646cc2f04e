"""How well it is said how hard strokes are: what is true and what is said of those that were found."""

import statistics
from collections.abc import Iterable, Sequence

from app.drums.drum_map import Hit
from app.drums.transcriber.strokes import GROUPS
from bench.drums.scoring import WITHIN_S, Strokes

Pair = tuple[float, float]
"""A velocity as it is and as it is said, 1 to 127."""


def pairs(strokes: Strokes, hits: Sequence[Hit]) -> dict[str, list[Pair]]:
    """By group of drums, each stroke with the nearest that was found within 50 ms."""
    made = dict[str, list[Pair]]()
    for group in GROUPS:
        true = sorted((at, velocity) for at, kind, velocity in strokes if kind in group.kinds)
        lanes = (
            set(group.lanes) if group.name != 'tom' else {hit.lane for hit in hits if hit.lane.name.startswith('TOM')}
        )
        found = sorted((hit.ms / 1000, float(hit.velocity)) for hit in hits if hit.lane in lanes)
        made[group.name] = [(velocity, said) for at, velocity in true for said in _nearest(at, found)]
    return made


def _nearest(at: float, found: Sequence[Pair]) -> list[float]:
    """The velocity of what was found nearest, if that is near enough."""
    far, said = min(((abs(moment - at), velocity) for moment, velocity in found), default=(1.0, 0.0))
    return [said] if far <= WITHIN_S else []


def words(found: Iterable[Pair]) -> str:
    """How alike the two are, from 0 to 1, and by how much the middle one is off."""
    some = list(found)
    if len(some) < 10:
        return 'too few'
    true, said = zip(*some, strict=True)
    alike = statistics.correlation(true, said) if len(set(true)) > 1 and len(set(said)) > 1 else 0.0
    off = statistics.median(abs(one - other) for one, other in some)
    return f'{alike:.2f}, off by {off:.0f}'
