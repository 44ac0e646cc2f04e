"""Pieces and charts for the stories of the generator."""

from fractions import Fraction

from app.practice.music.chord_names import read_chord
from app.practice.music.keys import read_key, read_time
from app.practice.music.pitches import read_pitch
from app.practice.options import Difficulty, Form, Hands, Kind, Options, Style
from app.practice.score import Bar, Feel, Hand, Note, Placed, Score

MAJOR = ('C', 'G', 'D', 'A', 'E', 'B', 'F#', 'C#', 'F', 'Bb', 'Eb', 'Ab', 'Db', 'Gb', 'Cb')
MINOR = ('Am', 'Em', 'Bm', 'F#m', 'C#m', 'G#m', 'D#m', 'A#m', 'Dm', 'Gm', 'Cm', 'Fm', 'Bbm', 'Ebm', 'Abm')
KEYS = MAJOR + MINOR


def bar(chords: str, notes: str = '', length: int = 4) -> Bar:
    """`bar('Dm7 G7', 'D4:1 F4:2~')`: chords share the bar evenly, a note has its length in quarters, `~` ties it."""
    names = chords.split()
    share = Fraction(length, max(1, len(names)))
    placed = tuple(Placed(share * i, share, read_chord(name)) for i, name in enumerate(names))
    made, at = [], Fraction(0)
    for word in notes.split():
        name, _, rest = word.partition(':')
        long = Fraction(rest.rstrip('~'))
        if name != '-':
            made.append(Note(at, long, read_pitch(name), Hand.RIGHT, tied=rest.endswith('~')))
        at += long
    return Bar(length=Fraction(length), chords=placed, notes=tuple(made))


def piece(*bars: Bar, key: str = 'C', time: str = '4/4', kind: Kind = Kind.MELODY, form: Form = Form.FREE) -> Score:
    return Score(
        kind=kind, title='Test', description='', difficulty=Difficulty.INTERMEDIATE, style=Style.SWING, form=form,
        key=read_key(key), time=read_time(time), tempo=120, feel=Feel.SWING, hands=Hands.RIGHT, bars=bars,
        options=Options(key=key), seed=1, version=1,
    )  # fmt: skip


def names(score: Score) -> list[str]:
    """All chords of the page by name."""
    return [str(one.chord) for bar in score.bars for one in bar.chords]


def pitches(score: Score) -> list[str]:
    return [str(note.pitch) for bar in score.bars for note in bar.notes]
