"""Takes a difference to a newer version of its map: what still fits goes on, what does not is told, hit by hit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.drums.differences.difference import Difference, Pair
from app.drums.differences.moments import clock
from app.drums.drum_map import DrumMap, Hit, Lane

GONE = 'it is not there any more'
CHANGED = 'it was changed in the meantime'
TAKEN = 'another hit stands there now'


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change that cannot be made; `hit` is None for tempo, sections and head."""

    words: str
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class Rebased:
    """What can be applied to the newer version, what cannot, and how many of the changes it has already."""

    difference: Difference
    conflicts: tuple[Conflict, ...]
    already: int


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of hits: out where nothing comes, in where nothing leaves."""

    verb: str
    leaves: Hit | None
    comes: Hit | None


def rebase(difference: Difference, newer: DrumMap) -> Rebased:
    """The difference for a newer version; `apply` takes it there."""
    there = {hit.place: hit for hit in newer.hits}
    conflicts, fitting, already = list[Conflict](), list[_Change](), 0
    for change in _changes(difference):
        if _is_done(change, there):
            already += 1
        elif change.leaves is not None and there.get(change.leaves.place) != change.leaves:
            conflicts.append(_conflict(change, CHANGED if change.leaves.place in there else GONE))
        else:
            fitting.append(change)
    without_room = _without_room(fitting, there)
    conflicts += [_conflict(change, TAKEN) for change in without_room]
    fitting = [change for change in fitting if change not in without_room]
    head, about_head, done = _head(difference, newer)
    return Rebased(
        Difference(
            added=tuple(one.comes for one in fitting if one.comes and not one.leaves),
            removed=tuple(one.leaves for one in fitting if one.leaves and not one.comes),
            moved=_pairs(fitting, 'move'),
            changed=_pairs(fitting, 'change'),
            **head,
        ),
        (*about_head, *sorted(conflicts, key=lambda one: one.hit or Hit(0, Lane.KICK))),
        already + done,
    )


def _changes(difference: Difference) -> Iterable[_Change]:
    yield from (_Change('add', None, hit) for hit in difference.added)
    yield from (_Change('remove', hit, None) for hit in difference.removed)
    yield from (_Change('move', pair.before, pair.after) for pair in difference.moved)
    yield from (_Change('change', pair.before, pair.after) for pair in difference.changed)


def _pairs(changes: Iterable[_Change], verb: str) -> tuple[Pair, ...]:
    return tuple(Pair(one.leaves, one.comes) for one in changes if one.verb == verb and one.leaves and one.comes)


def _is_done(change: _Change, there: dict[tuple[int, Lane], Hit]) -> bool:
    """Whether the newer version is already as the change would have it."""
    came = change.comes is None or there.get(change.comes.place) == change.comes
    same_place = change.comes is not None and change.leaves is not None and change.comes.place == change.leaves.place
    return came and (change.leaves is None or same_place or change.leaves.place not in there)


def _without_room(fitting: list[_Change], there: dict[tuple[int, Lane], Hit]) -> set[_Change]:
    """Changes whose place is taken, by what stays or by what cannot leave for the same reason."""
    coming = {change.comes.place: change for change in fitting if change.comes}
    leaving = {change.leaves.place for change in fitting if change.leaves}
    waiting = [change for place, change in coming.items() if place in there and place not in leaving]
    found = set[_Change]()
    while waiting:
        change = waiting.pop()
        found.add(change)
        stays = coming.get(change.leaves.place) if change.leaves else None
        if stays is not None and stays not in found:
            waiting.append(stays)
    return found


def _conflict(change: _Change, why: str) -> Conflict:
    hit = change.leaves or change.comes
    assert hit is not None
    where = change.comes if why == TAKEN and change.comes else hit
    return Conflict(
        f'{hit.lane.replace("_", " ").capitalize()} at {clock(where.ms)}, to {change.verb}: {why}.', hit
    )  # fmt: skip


def _head(difference: Difference, newer: DrumMap) -> tuple[dict[str, Any], list[Conflict], int]:
    """What of tempo, sections and head still fits; what does not, and how much is there already."""
    found: dict[str, Any] = {'head': ()}
    conflicts, done = list[Conflict](), 0
    for name, words in (('timing', 'The tempo'), ('sections', 'The sections')):
        told = getattr(difference, name)
        if told is None or getattr(newer, name) == told.after:
            done += told is not None
        elif getattr(newer, name) == told.before:
            found[name] = told
        else:
            conflicts.append(Conflict(f'{words}: changed in the meantime, too.'))
    for one in difference.head:
        if getattr(newer, one.name) == one.after:
            done += 1
        elif getattr(newer, one.name) == one.before:
            found['head'] = (*found['head'], one)
        else:
            conflicts.append(Conflict(f'The {one.name.partition("_")[0]}: {CHANGED}, too.'))
    return found, conflicts, done
