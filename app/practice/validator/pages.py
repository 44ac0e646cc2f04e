"""A page read once: each note with its place in ticks and with what it belongs to, as rules and measures want it."""

from dataclasses import dataclass

from app.practice.music.chords import Sounds, sounds
from app.practice.options import Style
from app.practice.score import Hand, Note, Score, ticks
from app.practice.tones import NO_CHORD, Chord


@dataclass(slots=True)
class Seen:
    """A written note: bar and place on the page, start and end in ticks of its bar, and the chord that it belongs to.

    `continued` says that it is the rest of a note that is tied from the bar before.
    """

    note: Note
    bar: int
    at: int
    end: int
    midi: int
    left: bool
    chord: Chord
    sounds: Sounds
    continued: bool


Page = list[list[Seen]]


def read(score: Score) -> Page:
    """Every note of every bar, in the order of the page."""
    beat = ticks(score.time.beat)
    blue = score.style == Style.BLUES
    made: Page = []
    tied: set[tuple[bool, int]] = set()
    last, known = NO_CHORD, sounds(NO_CHORD, score.key, blue)  # notes beside each other mostly belong to one chord
    for index, bar in enumerate(score.bars):
        starts = [(ticks(one.at), one.chord) for one in bar.chords]
        seen = []
        for note in bar.notes:
            at, left, midi = ticks(note.at), note.hand == Hand.LEFT, note.midi
            end = at + ticks(note.length)
            chord = _meant(score, index, note.tied, at, end, beat, starts)
            continued = at == 0 and (left, midi) in tied
            if chord is not last:
                last, known = chord, sounds(chord, score.key, blue)
            seen.append(Seen(note, index, at, end, midi, left, chord, known, continued))
        tied = {(one.left, one.midi) for one in seen if one.note.tied}
        made.append(seen)
    return made


def _meant(
    score: Score, index: int, tied: bool, at: int, end: int, beat: int, starts: list[tuple[int, Chord]]
) -> Chord:
    """The chord that a note belongs to: the next one, where it begins off the beat and lasts into that."""
    if at % beat:
        following = -(-at // beat) * beat
        if tied and end <= following and index + 1 < len(score.bars):
            first = score.bars[index + 1].chords
            return first[0].chord if first else NO_CHORD
        if end > following:
            at = following
    found = NO_CHORD
    for start, chord in starts:
        if start > at:
            break
        found = chord
    return found
