"""Ways from one note to another: runs, thirds, enclosures, chromatic approaches, bebop scales.

A way is the notes between `start` and `goal`, both left out, `count` of them. Each comes with the name of its device,
so that a line can tell what it is made of and not do the same twice.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from app.practice.music.chords import Sounds

Way = tuple[str, tuple[int, ...]]
Moves = tuple[int, ...]


@lru_cache(4096)
def moves(count: int, distance: int) -> tuple[Moves, ...]:
    """Moves on a ladder, `count` + 1 of them, which come out `distance` away: straight on, or with one turn.

    Steps, with thirds at one place: at the start (leap, then fill) or before the goal.
    """
    many = count + 1
    sign = 1 if distance >= 0 else -1
    far = abs(distance)
    found: list[Moves] = []
    thirds = far - many
    if 0 <= thirds <= many:
        found.append((*(2 * sign,) * thirds, *(sign,) * (many - thirds)))
        found.append((*(sign,) * (many - thirds), *(2 * sign,) * thirds))
    elif thirds > many and far - 2 * many <= 2:
        found.append((sign * (2 + far - 2 * many), *(2 * sign,) * count))
    for away in range(1, many):
        for way in (1, -1):
            for leap in (1, 2, 3):
                rest = distance - way * (away - 1 + leap)
                back = many - away
                if rest * way < 0 and back <= abs(rest) <= back + 1:
                    turned = -way
                    last = abs(rest) - back + 1
                    found.append((way * leap, *(way,) * (away - 1), *(turned,) * (back - 1), turned * last))
    return tuple(dict.fromkeys(found))


def _place(ladder: tuple[int, ...], midi: int, upwards: bool) -> int:
    """Where a note stands on the ladder; one that is not on it is taken as its neighbour behind."""
    found = bisect_left(ladder, midi)
    if found < len(ladder) and ladder[found] == midi:
        return found
    return found - 1 if upwards else found


def _runs(start: int, goal: int, count: int, ladder: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    begin = _place(ladder, start, goal >= start)
    end = _place(ladder, goal, goal < start)
    for one in moves(count, end - begin):
        at, way = begin, []
        for move in one[:-1]:
            at += move
            way.append(ladder[at] if 0 <= at < len(ladder) else 0)
        yield tuple(way)


def runs(start: int, goal: int, count: int, sounds: Sounds) -> Iterator[Way]:
    """By the scale; with one chromatic note in it where the scale is a note short (the bebop scale)."""
    for way in _runs(start, goal, count, sounds.ladder):
        yield 'run', way
    if count >= 2 and abs(goal - start) <= 2 * count + 1:
        for way in _straight(start, goal, count - 1, sounds.ladder):
            whole = (start, *way, goal)
            for place in range(len(whole) - 1, 0, -1):
                if abs(whole[place] - whole[place - 1]) == 2:
                    between = (whole[place] + whole[place - 1]) // 2
                    yield 'bebop', (*whole[1:place], between, *whole[place:-1])
                    break


def _straight(start: int, goal: int, count: int, ladder: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    low, high = min(start, goal), max(start, goal)
    between = ladder[bisect_left(ladder, low + 1) : bisect_left(ladder, high)]
    if len(between) == count:
        yield between if goal > start else between[::-1]


def arpeggios(start: int, goal: int, count: int, sounds: Sounds) -> Iterator[Way]:
    """In thirds away from the start, as 3-5-7-9, then by a step or a third to the goal; or through the chord's
    tones.
    """
    ladder = sounds.ladder
    for upwards in (True, False):
        at = _place(ladder, start, upwards)
        way = tuple(ladder[min(len(ladder) - 1, max(0, at + (2 if upwards else -2) * (i + 1)))] for i in range(count))
        if way and 0 < abs(goal - way[-1]) <= 4:
            yield 'thirds', way
        chordal = sounds.chordal
        if chordal:
            at = _place(chordal, start, upwards)
            way = tuple(
                chordal[min(len(chordal) - 1, max(0, at + (1 if upwards else -1) * (i + 1)))] for i in range(count)
            )
            if way and 0 < abs(goal - way[-1]) <= 5 and way[0] != start:
                yield 'arpeggio', way


def approaches(start: int, goal: int, count: int, sounds: Sounds) -> Iterator[Way]:
    """To the goal from both sides, or by half steps; what comes before is a run."""
    ladder = sounds.ladder
    above = ladder[min(len(ladder) - 1, _place(ladder, goal, True) + 1)]
    if ladder[max(0, _place(ladder, goal, True))] == goal and above - goal > 2:
        above = goal + 2
    below = goal - 1
    tails: list[tuple[str, tuple[int, ...]]] = []
    if count >= 1:
        tails += [('neighbour', (above,)), ('half step', (below,))]
    if count >= 2:
        tails += [('enclosure', (above, below)), ('enclosure', (below, above))]
        tails += [('chromatic', (goal + 2, goal + 1)), ('chromatic', (goal - 2, goal - 1))]
    if count >= 3:
        tails += [
            ('enclosure', (above, goal - 2, below)),
            ('enclosure', (below, above, goal + 1) if above == goal + 2 else (below, above, below)),
        ]
    for name, tail in tails:
        before = count - len(tail)
        if before == 0:
            yield name, tail
        else:
            for way in _runs(start, tail[0], before, ladder):
                yield name, (*way, *tail)


def cells(start: int, goal: int, count: int, sounds: Sounds) -> Iterator[Way]:
    """Four notes that fingers know: 1-2-3-5 and 5-3-2-1 from a tone of the chord, and three notes of a fourth."""
    if count != 3:
        return
    ladder = sounds.ladder
    at = _place(ladder, start, True)
    if ladder[at] != start:
        return
    for shape in ((1, 2, 4), (-1, -2, -4), (2, 1, -1), (-2, -1, 1), (4, 2, 1)):
        if all(0 <= at + one < len(ladder) for one in shape):
            way = tuple(ladder[at + one] for one in shape)
            if 0 < abs(goal - way[-1]) <= 5:
                yield 'cell', way


def quartal(start: int, goal: int, count: int, sounds: Sounds) -> Iterator[Way]:
    """In fourths of the scale, as modal players do, then back."""
    ladder = sounds.ladder
    if count not in (2, 3):
        return
    for sign in (1, -1):
        at = _place(ladder, start, sign > 0)
        places = [at + sign * 3, at + sign * 6, at + sign * 5][:count]
        if all(0 <= place < len(ladder) for place in places):
            way = tuple(ladder[place] for place in places)
            if 0 < abs(goal - way[-1]) <= 5:
                yield 'quartal', way
