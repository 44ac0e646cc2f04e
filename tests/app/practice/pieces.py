"""Small pieces that are written down by hand, for tests of what is engraved and played."""

from fractions import Fraction

from app.practice.music.chord_names import read_chord
from app.practice.music.keys import read_key, read_time
from app.practice.music.pitches import read_pitch
from app.practice.options import Difficulty, Form, Hands, Kind, Options, Style
from app.practice.score import Articulation, Bar, Feel, Hand, Jump, Note, Placed, Score

Length = int | str
BLUES = 'C7 F7 C7 C7 F7 F#dim7 C7 A7alt Dm7 G7 C7 G7'


def note(at: Length, length: Length, pitch: str, hand: Hand = Hand.RIGHT, **more: object) -> Note:
    """`note('3/2', 1, 'Eb5')`."""
    return Note(Fraction(at), Fraction(length), read_pitch(pitch), hand, **more)  # type: ignore[arg-type]


def chords(bar: Length, *names: str) -> tuple[Placed, ...]:
    """Chords that share a bar of this length."""
    length = Fraction(bar) / len(names)
    return tuple(Placed(n * length, length, read_chord(name)) for n, name in enumerate(names))


def piece(
    bars: tuple[Bar, ...],
    *,
    style: Style = Style.SWING,
    time: str = '4/4',
    tempo: int = 140,
    feel: Feel = Feel.SWING,
    key: str = 'C',
    kind: Kind = Kind.MELODY,
    hands: Hands = Hands.RIGHT,
    title: str = 'Test',
) -> Score:
    """A score of these bars."""
    return Score(
        kind=kind,
        title=title,
        description='For a test.',
        difficulty=Difficulty.EXPERT,
        style=style,
        form=Form.FREE,
        key=read_key(key),
        time=read_time(time),
        tempo=tempo,
        feel=feel,
        hands=hands,
        bars=bars,
        options=Options(kind=kind, key=key, style=style, hands=hands),
        seed=7,
        version=1,
        tags=('test',),
    )


def blues(
    style: Style = Style.SWING, time: str = '4/4', tempo: int = 140, feel: Feel = Feel.SWING, changes: str = BLUES
) -> Score:
    """A chorus of blues with a small riff in each bar."""
    whole = read_time(time).bar
    riff = (note(0, '1/2', 'E5'), note('1/2', '1/2', 'G5'), note(1, 1, 'A5'))
    bars = tuple(
        Bar(length=whole, section='A' if n == 0 else '', chords=chords(str(whole), name), notes=riff)
        for n, name in enumerate(changes.split())
    )
    return piece(bars, style=style, time=time, tempo=tempo, feel=feel)


def everything() -> Score:
    """A pick-up, repeats with endings, ties, triplets, two hands, fingers, touches, N.C., alterations, and a jump."""
    left = Hand.LEFT
    bars = (
        Bar(length=Fraction(1), chords=chords(1, 'N.C.'), notes=(note('1/3', '1/3', 'C5'), note('2/3', '1/3', 'D5'))),
        Bar(
            length=Fraction(4),
            section='A',
            repeat_from=True,
            chords=chords(4, 'Dm7b5', 'G7b9'),
            notes=(
                note(0, '1/2', 'Eb5', finger=3),
                note(0, 4, 'D3', left),
                note(0, 4, 'Ab3', left),
                note('1/2', 1, 'F5'),
                note('3/2', '1/2', 'F#5'),
                note(2, '1/3', 'G5'),
                note('7/3', '1/3', 'F5'),
                note('8/3', '1/3', 'Eb5'),
                note(3, 1, 'D5', tied=True),
            ),
        ),
        Bar(
            length=Fraction(4),
            endings=(1,),
            repeat_to=2,
            chords=chords(4, 'Cm(maj7)', 'F#m7/E'),
            notes=(
                note(0, '3/2', 'D5'),
                note(0, '1/2', 'C3', left),
                note(1, '3/2', 'G3', left),
                note('3/2', '5/2', 'Eb5', articulation=Articulation.ACCENT),
            ),
        ),
        Bar(
            length=Fraction(4),
            endings=(2,),
            chords=chords(4, 'Bb13#11'),
            notes=(
                note(0, '1/4', 'D5', velocity=101),
                note('1/4', '1/4', 'E5', velocity=37),
                note('1/2', '1/2', 'F5', articulation=Articulation.GHOST),
                note(1, '3/4', 'G5', articulation=Articulation.STACCATO),
                note('7/4', '1/4', 'A5'),
                note(2, 2, 'Gb5'),
                note(2, 2, 'Bb5'),
            ),
        ),
        Bar(length=Fraction(4), section='B', chords=chords(4, 'C7alt')),
        Bar(length=Fraction(4), jump=Jump.DA_CAPO, chords=chords(4, 'Ebmaj7'), notes=(note(0, 4, 'Eb4'),)),
    )
    return piece(bars, key='Eb', hands=Hands.BOTH, title='A <small> & odd tune')
