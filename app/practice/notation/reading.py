"""MusicXML as a score: what this program wrote comes back as it was; what others wrote, as far as a piano plays it.

A score has one voice a hand, on the grid of sixteenths and triplets. So of other files the first part that a pianist
could play is taken, several voices of a staff become one, ornaments are left out, and what lies between the grid
moves to it.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from xml.etree.ElementTree import Element

from app.practice.music.keys import TIMES
from app.practice.notation.bar_reading import BarReader, Raw
from app.practice.notation.errors import NoMusic, TooMuch
from app.practice.notation.opening import root_of
from app.practice.notation.settings import recalled
from app.practice.notation.snapping import SHORTEST, one_voice
from app.practice.options import FASTEST, SLOWEST, Difficulty, Form, Hands, Kind, Options, Style
from app.practice.score import Bar, Feel, Hand, Key, Note, Placed, Score, Time
from app.practice.tones import NO_CHORD, Chord, Tone

MOST_BARS = 500
NO_NOTES = 'There is neither a note nor a chord in this file: bring another one.'
STYLES = {'bossa': Style.BOSSA, 'ballad': Style.BALLAD, 'waltz': Style.WALTZ, 'latin': Style.LATIN, 'samba':
Style.LATIN, 'funk': Style.FUNK, 'stride': Style.STRIDE, 'bebop': Style.BEBOP, 'blues': Style.BLUES}  # fmt: skip


def read_musicxml(data: bytes) -> Score:
    """The piece of a file, plain or packed.

    Raises
    ------
    NoMusic
        It is no MusicXML, damaged, or without music.
    TooMuch
        It is larger or longer than what is read.
    """
    root = root_of(data)
    parts = root.findall('part')
    part = next((one for one in parts if one.find('.//pitch') is not None), parts[0] if parts else None)
    measures = part.findall('measure') if part is not None else []
    if len(measures) > MOST_BARS:
        raise TooMuch(f'This piece has {len(measures)} bars, and {MOST_BARS} are read at most: bring a part of it.')
    reader = BarReader()
    raws = [reader.read(measure) for measure in measures]
    _with_chords_of(root, part, raws)
    if not any(raw.notes or raw.chords for raw in raws):
        raise NoMusic(NO_NOTES)
    return recalled(_score(root, raws, reader), root)


def _with_chords_of(root: Element, part: Element | None, raws: Sequence[Raw]) -> None:
    """Chords stand over the first part, or over any other one."""
    if any(raw.chords for raw in raws):
        return
    for other in root.findall('part'):
        if other is not part and other.find('.//harmony') is not None:
            reader = BarReader()
            for raw, measure in zip(raws, other.findall('measure'), strict=False):
                raw.chords = reader.read(measure).chords
            return


def _score(root: Element, raws: Sequence[Raw], reader: BarReader) -> Score:
    time = reader.time
    if str(time) not in TIMES:
        raise NoMusic(f'This piece is in {time}, which is not read: bring one in {", ".join(TIMES)}.')
    words = ' '.join(reader.words).lower()
    style = next((style for word, style in STYLES.items() if word in words), Style.SWING)
    swings = reader.swings if reader.swings is not None else 'swing' in words
    key = Key(_tonic(reader.fifths, reader.minor), reader.minor)
    bars = _bars(raws, time)
    hands = {note.hand for bar in bars for note in bar.notes}
    title = root.findtext('work/work-title') or root.findtext('movement-title') or 'Untitled'
    creators = {one.get('type'): (one.text or '').strip() for one in root.iterfind('identification/creator')}
    played = Hands.BOTH if len(hands) == 2 else Hands.LEFT if hands == {Hand.LEFT} else Hands.RIGHT
    tempo = round(reader.tempo / float(time.beat)) if reader.tempo else 120
    options = Options(kind=Kind.COMPLETE_PIECE, key=str(key), style=style, hands=played)
    return Score(
        kind=Kind.COMPLETE_PIECE if played == Hands.BOTH else Kind.MELODY,
        title=title.strip()[:200] or 'Untitled',
        description='',
        difficulty=Difficulty.INTERMEDIATE,
        style=style,
        form=Form.FREE,
        key=key,
        time=time,
        tempo=max(SLOWEST, min(FASTEST, tempo)),
        feel=Feel.SWING if swings else Feel.STRAIGHT,
        hands=played,
        bars=bars,
        options=options,
        seed=0,
        version=0,
        composer=creators.get('composer', '')[:200],
    )


def _tonic(fifths: int, minor: bool) -> Tone:
    place = max(-7, min(7, fifths)) + 1 + (3 if minor else 0)
    return Tone('FCGDAEB'[place % 7], place // 7)


def _bars(raws: Sequence[Raw], time: Time) -> tuple[Bar, ...]:
    """Each of its own length: that of the time, or shorter in a pick-up."""
    made: list[Bar] = []
    chord: Chord = NO_CHORD
    harmony = any(raw.chords for raw in raws)
    for index, raw in enumerate(raws):
        beginning = max(SHORTEST, Fraction(round(raw.length / SHORTEST)) * SHORTEST)
        length = beginning if index == 0 and raw.length > 0 and beginning < time.bar else time.bar
        placed, chord = _placed(raw, length, chord)
        notes = [note for hand in (Hand.RIGHT, Hand.LEFT) for note in one_voice(raw.notes, hand, length)]
        notes.sort(key=lambda note: (note.at, note.hand == Hand.LEFT, note.midi))
        made.append(replace(raw.bar, length=length, chords=placed if harmony else (), notes=tuple(notes)))
    return _ties_that_hold(made)


def _placed(raw: Raw, length: Fraction, before: Chord) -> tuple[tuple[Placed, ...], Chord]:
    """The chords of a bar without gap: one from before goes on until another comes."""
    starts: dict[Fraction, Chord] = {Fraction(0): before}
    for at, chord in raw.chords:
        starts[min(max(Fraction(round(at * 4), 4), Fraction(0)), length - Fraction(1, 4))] = chord
    ordered = sorted(starts.items())
    ends = [*(at for at, _ in ordered[1:]), length]
    placed = tuple(Placed(at, end - at, chord) for (at, chord), end in zip(ordered, ends, strict=True))
    return placed, placed[-1].chord


def _ties_that_hold(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Without ties to which no note answers in the bar after."""
    made: list[Bar] = []
    for index, bar in enumerate(bars):
        following = bars[index + 1].notes if index + 1 < len(bars) else ()
        starting = {(note.hand, note.midi) for note in following if note.at == 0}

        def kept(
            note: Note, length: Fraction = bar.length, known: frozenset[tuple[Hand, int]] = frozenset(starting)
        ) -> Note:
            holds = note.tied and note.end == length and (note.hand, note.midi) in known
            return note if holds == note.tied else replace(note, tied=holds)

        made.append(replace(bar, notes=tuple(kept(note) for note in bar.notes)))
    return tuple(made)
