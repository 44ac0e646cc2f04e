"""After a change of chords: what still fits stays, what does not moves as little as it can, and all is spelled anew."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.errors import NotAllowed
from app.practice.generator.charts import STRONG
from app.practice.music.chords import basic
from app.practice.music.pitches import SHARPS, at_midi
from app.practice.music.spelling import spelled
from app.practice.music.voicings import Room, candidates
from app.practice.options import Hands, Kind, Style
from app.practice.score import Hand, Note, Score
from app.practice.tones import Chord
from app.practice.validator.pages import Seen, read
from app.practice.validator.rules import faults

WAYS = {2: ('shell', 'guide'), 3: ('triad',), 4: ('rootless', 'close', 'drop-2', 'fourths')}
MELODIC = (Kind.JAZZ_LICK, Kind.MELODY, Kind.COMPLETE_PIECE, Kind.SCALE_PATTERN)


def right_or_refused(score: Score, kept: str = 'The piece stays as it was') -> Score:
    """The score, if it breaks no rule.

    Raises
    ------
    NotAllowed
        It does; the sentence says which, and what is kept.
    """
    wrong = faults(score, 1)
    if wrong:
        raise NotAllowed(f'{wrong[0]} {kept}.')
    return score


def refitted(score: Score, before: Score) -> Score:
    """`score`, whose chords are not those of `before`, with its notes moved where they no longer fit."""
    was, now = read(before), read(score)
    moved: list[list[int]] = [[one.midi for one in seen] for seen in now]
    for index, (old, new) in enumerate(zip(was, now, strict=True)):
        for left in (False, True):
            places = [place for place, one in enumerate(new) if one.left == left and old[place].chord != one.chord]
            if places:
                _refit_hand(score, index, new, old, places, moved)
    _carry_ties(now, moved)
    return respelled(_with_pitches(score, moved))


def _refit_hand(
    score: Score, index: int, new: list[Seen], old: list[Seen], places: list[int], moved: list[list[int]]
) -> None:
    leads = score.kind in MELODIC and new[places[0]].left == (score.hands == Hands.LEFT)
    groups: dict[int, list[int]] = {}
    for place in places:
        groups.setdefault(new[place].at, []).append(place)
    for group in groups.values():
        if leads and len(group) == 1:
            place = group[0]
            moved[index][place] = _melodic(score, new, place, moved[index])
        elif len(group) == 1:
            place = group[0]
            moved[index][place] = _bass(new[place], old[place].chord)
        else:
            notes = _voiced(score, [new[place] for place in group], _ceiling(new, group))
            for place, midi in zip(group, notes, strict=True):
                moved[index][place] = midi


def _melodic(score: Score, seen: list[Seen], place: int, moved: Sequence[int]) -> int:
    """The nearest note that fits: a tone of the chord where it is strong, of the scale elsewhere."""
    one = seen[place]
    if not one.sounds.basic:
        return one.midi
    strong = one.at in STRONG[str(score.time)] or one.end - one.at >= 18
    pool = one.sounds.named if strong else set(one.sounds.scale)
    if one.midi % 12 in pool:
        return one.midi
    same = [i for i, other in enumerate(seen) if other.left == one.left]
    at = same.index(place)
    neighbours = {moved[same[i]] for i in (at - 1, at + 1) if 0 <= i < len(same)}
    if not strong and any(0 < abs(one.midi - other) <= 1 for other in neighbours):
        return one.midi  # it leads by a half step, as it did
    near = [m for m in range(one.midi - 4, one.midi + 5) if m % 12 in pool]
    return min(near, key=lambda m: (abs(m - one.midi) + (2 if m in neighbours else 0), m))


def _bass(one: Seen, old: Chord) -> int:
    """The same degree of the new chord, as near as it lies; what was no degree goes to the nearest tone."""
    if one.chord.root is None or old.root is None:
        return one.midi
    degrees = {(old.root.pitch_class + semitones) % 12: step for step, semitones in basic(old)}
    step = degrees.get(one.midi % 12)
    new = {step: (one.chord.root.pitch_class + semitones) % 12 for step, semitones in basic(one.chord)}
    wanted = {new[step]} if step in new else set(one.sounds.scale)
    return min((m for m in range(one.midi - 6, one.midi + 7) if m % 12 in wanted), key=lambda m: (abs(m - one.midi), m))


def _ceiling(seen: list[Seen], group: list[int]) -> int:
    """What lies above a chord meanwhile."""
    first = seen[group[0]]
    if not first.left:
        return 109
    return min((one.midi for one in seen if not one.left and one.at < first.end and first.at < one.end), default=109)


def _voiced(score: Score, group: list[Seen], ceiling: int) -> list[int]:
    """Another voicing of as many notes, with the least motion."""
    now = [one.midi for one in group]
    chord = group[0].chord
    if chord.root is None:
        return now
    room = Room(max(28, now[0] - 7), min(100, now[-1] + 7), (), ceiling)
    pool = [
        notes
        for way in WAYS.get(len(now), ())
        for notes in candidates(chord, score.key, way, room)
        if len(notes) == len(now)
    ]
    if not pool:
        return _nearest_tones(now, group[0])
    return list(min(pool, key=lambda notes: sum(abs(a - b) for a, b in zip(notes, now, strict=True))))


def _nearest_tones(now: list[int], one: Seen) -> list[int]:
    made: list[int] = []
    for midi in now:
        near = [m for m in one.sounds.chordal if abs(m - midi) <= 6 and (not made or m > made[-1])]
        made.append(min(near, key=lambda m: abs(m - midi)) if near else max(midi, (made or [0])[-1] + 1))
    return made


def _carry_ties(page: list[list[Seen]], moved: list[list[int]]) -> None:
    """The rest of a tied note goes where its beginning went."""
    carried: dict[tuple[bool, int], int] = {}
    for seen, notes in zip(page, moved, strict=True):
        following: dict[tuple[bool, int], int] = {}
        for place, one in enumerate(seen):
            if one.continued and (one.left, one.midi) in carried:
                notes[place] = carried[one.left, one.midi]
            if one.note.tied:
                following[one.left, one.midi] = notes[place]
        carried = following


def _with_pitches(score: Score, moved: list[list[int]]) -> Score:
    bars = []
    for bar, midis in zip(score.bars, moved, strict=True):
        notes = [
            note if note.midi == midi else replace(note, pitch=at_midi(SHARPS[midi % 12], midi), finger=0)
            for note, midi in zip(bar.notes, midis, strict=True)
        ]
        bars.append(replace(bar, notes=in_order(notes)))
    return replace(score, bars=tuple(bars))


def in_order(notes: Sequence[Note]) -> tuple[Note, ...]:
    """As a bar has its notes; what stands twice in one hand at one place stands there once."""
    seen: dict[tuple[object, ...], Note] = {}
    for note in notes:
        seen.setdefault((note.at, note.hand, note.midi), note)
    return tuple(sorted(seen.values(), key=lambda one: (one.at, one.hand == Hand.LEFT, one.midi)))


def respelled(score: Score) -> Score:
    """Every note by the name that it has over its chord, and on its way to the next."""
    blue = score.style == Style.BLUES
    page = read(score)
    lines = {left: [one for seen in page for one in seen if one.left == left] for left in (False, True)}
    following = {id(one): after.midi for line in lines.values() for one, after in pairwise(line) if after.at != one.at}
    bars = []
    tied: dict[tuple[bool, int], Note] = {}
    for bar, seen in zip(score.bars, page, strict=True):
        notes = []
        for one in seen:
            if one.continued and (one.left, one.midi) in tied:
                pitch = tied[one.left, one.midi].pitch
            else:
                pitch = spelled(one.midi, one.chord, score.key, following.get(id(one)), blue)
            notes.append(replace(one.note, pitch=pitch))
        tied = {(one.left, one.midi): note for one, note in zip(seen, notes, strict=True) if note.tied}
        bars.append(replace(bar, notes=tuple(notes)))
    return replace(score, bars=tuple(bars))
