"""Which notes share a beam: those of a beat, or of half a bar where it is all eighths."""

from collections.abc import Sequence
from fractions import Fraction

from app.practice.notation.values import Sign
from app.practice.score import Time

LEVELS = {'eighth': 1, '16th': 2, '32nd': 3}


def beams(signs: Sequence[Sign], time: Time, length: Fraction) -> dict[int, list[str]]:
    """For each sign that has a beam, by its place: what each level does there, from the outermost on."""
    offset = time.bar - length if length < time.bar else Fraction(0)
    found: dict[int, list[str]] = {}
    for places in _bundles(signs, time, offset):
        levels = [LEVELS[signs[place].value[0]] for place in places]
        for n, place in enumerate(places):
            found[place] = [_at(levels, n, level) for level in range(1, levels[n] + 1)]
    return found


def _at(levels: Sequence[int], n: int, level: int) -> str:
    before = n > 0 and levels[n - 1] >= level
    after = n + 1 < len(levels) and levels[n + 1] >= level
    if before and after:
        return 'continue'
    if before or after:
        return 'end' if before else 'begin'
    return 'backward hook' if n else 'forward hook'


def _bundles(signs: Sequence[Sign], time: Time, offset: Fraction) -> list[list[int]]:
    """Places of signs that are beamed together, two or more each."""
    bundles: list[list[int]] = []
    open_for: tuple[object, ...] | None = None
    halves = _plain_halves(signs, offset) if time.unit == 4 and time.beats == 4 else frozenset()
    for place, sign in enumerate(signs):
        if not sign.notes or sign.value[0] not in LEVELS:
            open_for = None
            continue
        at = sign.at + offset
        half = at // 2
        beat = ('half', half) if half in halves else ('beat', at // time.beat if time.unit == 8 else at // 1)
        if beat != open_for:
            bundles.append([])
        bundles[-1].append(place)
        open_for = beat
    return [bundle for bundle in bundles if len(bundle) > 1]


def _plain_halves(signs: Sequence[Sign], offset: Fraction) -> frozenset[Fraction | int]:
    """The halves of a bar of four that have nothing but eighths in them."""
    by_half: dict[Fraction | int, list[Sign]] = {}
    for sign in signs:
        by_half.setdefault((sign.at + offset) // 2, []).append(sign)
    return frozenset(
        half
        for half, inside in by_half.items()
        if len(inside) == 4 and all(sign.notes and sign.value == ('eighth', 0) and not sign.triplet for sign in inside)
    )
