"""From events in ticks to a written score: ties over bar lines, names of notes, how they are touched."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from app.practice.generator.charts import placed
from app.practice.generator.ground import Event, Ground
from app.practice.generator.layouts import Layout
from app.practice.music.spelling import spelled
from app.practice.score import Articulation, Bar, Hand, Note, quarters, ticks
from app.practice.tones import Pitch


def written(
    layout: Layout, ground: Ground, right: Sequence[Event], left: Sequence[Event], lead: Hand | None
) -> tuple[Bar, ...]:
    """The bars of the page. `lead` is the hand that has the melody, if one has."""
    notes: list[list[Note]] = [[] for _ in layout.chart]
    for hand, events in ((Hand.RIGHT, right), (Hand.LEFT, left)):
        _write(notes, ground, sorted(events, key=lambda one: (one.at, one.midi)), hand, hand == lead)
    made = []
    for index, cells in enumerate(layout.chart):
        sign = layout.signs.get(index, Bar(length=Fraction(0)))
        ordered = tuple(sorted(notes[index], key=lambda one: (ticks(one.at), one.hand == Hand.LEFT, one.midi)))
        made.append(replace(sign, length=ground.time.bar, chords=placed(cells), notes=ordered))
    return tuple(made)


def _write(notes: list[list[Note]], ground: Ground, events: list[Event], hand: Hand, leads: bool) -> None:
    top = max((one.midi for one in events), default=0)
    for place, one in enumerate(events):
        after = next((e for e in events[place + 1 : place + 6] if e.at > one.at), None)
        meant = ground.meant(one.at, one.length)
        alone = leads or (
            (place == 0 or events[place - 1].at != one.at)
            and (place + 1 == len(events) or events[place + 1].at != one.at)
        )
        towards = after.midi if after and alone else None
        pitch = spelled(one.midi, ground.chord(meant), ground.key, towards, ground.blue)
        resting = after is None or after.at - one.end >= ground.beat
        touch = _touch(one, ground, resting, one.midi == top) if leads else Articulation.PLAIN
        velocity = _velocity(one, ground, resting, leads, top)
        _split(notes, ground.bar, one, pitch, hand, velocity, touch)


def _split(
    notes: list[list[Note]], bar: int, one: Event, pitch: Pitch, hand: Hand, velocity: int, touch: Articulation
) -> None:
    at, end = one.at, min(one.end, bar * len(notes))
    while at < end:
        index = at // bar
        until = min(end, (index + 1) * bar)
        begin = quarters(at - index * bar)
        first = at == one.at
        notes[index].append(
            Note(
                begin,
                quarters(until - at),
                pitch,
                hand,
                velocity,
                until < end,
                0,
                touch if first else Articulation.PLAIN,
            )
        )
        at = until


def _touch(one: Event, ground: Ground, resting: bool, highest: bool) -> Articulation:
    """Short where a line breaks off off the beat, weight on what comes ahead of its beat, length on long notes."""
    off = one.at % ground.beat != 0
    if resting and one.length <= ground.beat // 2:
        return Articulation.STACCATO
    if off and ground.meant(one.at, one.length) != one.at and one.length > ground.beat:
        return Articulation.ACCENT
    if highest and one.length >= ground.beat:
        return Articulation.TENUTO
    return Articulation.PLAIN


def _velocity(one: Event, ground: Ground, resting: bool, leads: bool, top: int) -> int:
    """Lines lean on their off-beats and swell towards their height; what accompanies stays below."""
    off = one.at % ground.beat != 0
    if not leads:
        return 64 + (4 if off else 0) + (3 if one.at % ground.bar == 0 else 0)
    height = max(-8, min(0, (one.midi - top) // 2))
    return 92 + height + (4 if off else 0) + (3 if resting else 0)
