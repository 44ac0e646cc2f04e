"""A bass that walks: the root where a chord begins, a step or half step into the next one, and lines between."""

import random

from app.practice.generator.ground import Event, Ground
from app.practice.music.chords import Sounds

TRIES = 14


def walking(ground: Ground, rng: random.Random, low: int = 33, high: int = 55) -> list[Event]:
    """One note on each beat; N.C. is silence."""
    spans = _spans(ground)
    made: list[Event] = []
    at_hand = _nearest(ground.sounds(0).root, (low + high) // 2 - 3, low, high)
    for place, (start, beats, sounds) in enumerate(spans):
        following = spans[place + 1][2] if place + 1 < len(spans) else sounds
        if not sounds.basic:
            continue
        goal = _goal(sounds, following, at_hand, rng, (low, high))
        if place + 1 == len(spans):
            made += _at_rest(ground, start, beats, at_hand)
            break
        if beats == 1 and made and start % ground.bar:
            at_hand = _between(made[-1].midi, goal, sounds, at_hand)
        way = _walk(at_hand, goal, beats, sounds, rng, (low, high))
        made += [Event(start + i * ground.beat, ground.beat, midi) for i, midi in enumerate(way)]
        at_hand = goal
    return made


def _spans(ground: Ground) -> list[tuple[int, int, Sounds]]:
    """Where chords begin, for how many beats; one that lasts over a bar line begins there once more."""
    starts = sorted({*ground.starts, *range(0, ground.end, ground.bar)})
    made = []
    for start, end in zip(starts, [*starts[1:], ground.end], strict=True):
        made.append((start, max(1, (end - start) // ground.beat), ground.sounds(start)))
    return made


def _nearest(pitch_class: int, near: int, low: int, high: int) -> int:
    return min((m for m in range(low, high + 1) if m % 12 == pitch_class % 12), key=lambda m: (abs(m - near), m))


def _goal(now: Sounds, following: Sounds, at_hand: int, rng: random.Random, room: tuple[int, int]) -> int:
    """Where the next chord begins: its root, seldom its third or fifth where it is the same chord still."""
    low, high = room
    pitch_class = following.root
    if following is now and following.basic and rng.random() < 0.35:
        pitch_class = following.basic[rng.choice((1, 2)) % len(following.basic)]
    pool = [m for m in range(low, high + 1) if m % 12 == pitch_class and m != at_hand] or [at_hand]
    middle = (low + high) / 2
    return min(pool, key=lambda m: abs(m - at_hand) + abs(m - middle) * 0.5 + rng.random() * 2.5)


def _between(last: int, goal: int, sounds: Sounds, root: int) -> int:
    """For a chord of one beat: a tone of it that lies a step from where the line goes, else its root."""
    near = [m for m in sounds.chordal if 0 < abs(m - goal) <= 2 and 0 < abs(m - last) <= 7]
    return min(near, key=lambda m: abs(m - last)) if near else root


def _at_rest(ground: Ground, start: int, beats: int, midi: int) -> list[Event]:
    return [Event(start, beats * ground.beat, midi)]


def _walk(start: int, goal: int, beats: int, sounds: Sounds, rng: random.Random, room: tuple[int, int]) -> list[int]:
    """The best of some ways: small moves in one direction, no note twice, into the goal by a step."""
    low, high = room
    ladder = [m for m in sounds.ladder if low <= m <= high]
    tones = set(sounds.basic)
    into = [m for m in (goal - 1, goal + 1, goal - 2, goal + 2) if low <= m <= high]
    best, chosen = 1e9, [start] * beats
    for _ in range(TRIES if beats > 1 else 1):
        way = [start]
        while len(way) < beats - 1:
            near = [m for m in ladder if 0 < abs(m - way[-1]) <= 5] or [way[-1]]
            way.append(rng.choice(near))
        if beats > 1:
            way.append(rng.choice(into))
        cost, last, move = 0.0, start, 0
        for place, midi in enumerate((*way[1:], goal), 1):
            step = midi - last
            cost += 6.0 if not step else 0.0
            cost += max(0, abs(step) - 4) * 1.0 + max(0, abs(step) - 7) * 8.0
            cost += 0.8 if step * move < 0 else 0.0
            cost += 0.6 if place % 2 == 0 and place < beats and midi % 12 not in tones else 0.0
            last, move = midi, step
        cost += 0.5 * (beats - len(set(way)))
        if cost < best:
            best, chosen = cost, way
    return chosen
