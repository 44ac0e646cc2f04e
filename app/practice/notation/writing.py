"""A score as MusicXML 4.0, for MuseScore and the like, and for the engraver.

The same score makes the same bytes: nothing of today is in them. Written notes carry the ids that the rest of the
product has for them (`note_id`); where one needs several signs, the others are called like `n3-0.1`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.practice.notation.accidentals import Accidentals
from app.practice.notation.beams import beams
from app.practice.notation.chord_symbols import write_chord
from app.practice.notation.directions import barline_left, barline_right, jump, marks, tempo_mark
from app.practice.notation.settings import remembered
from app.practice.notation.titles import printed
from app.practice.notation.values import Sign, written
from app.practice.options import Hands
from app.practice.score import Articulation, Bar, Hand, Note, Placed, Score, note_id
from app.practice.tones import NO_CHORD, Chord

DIVISIONS = 12
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">\n'
)
BARS_A_LINE = 4
MOST_A_LINE = 46
"""So many places at which something begins or ends are read on a line."""
FORTE = 90
"""The velocity that MusicXML counts as 100 percent."""
TOUCHES = {
    Articulation.ACCENT: 'accent',
    Articulation.STACCATO: 'staccato',
    Articulation.TENUTO: 'tenuto',
    Articulation.MARCATO: 'strong-accent',
}
STAFF_VOICES = {Hand.RIGHT: '1', Hand.LEFT: '5'}


def to_musicxml(score: Score, to_engrave: bool = False) -> bytes:
    """The whole piece as one part: one staff, or two for two hands.

    `to_engrave` leaves out what the engraver would write twice: the degrees that the names of chords already tell, and
    the touch of each further note of a chord. It has the title as it is printed.

    Raises
    ------
    NotDrawn
        A note has a length that no note value stands for.
    """
    root = Element('score-partwise', {'version': '4.0'})
    if score.title:
        SubElement(SubElement(root, 'work'), 'work-title').text = printed(score.title) if to_engrave else score.title
    _identification(root, score)
    part_list = SubElement(root, 'part-list')
    listed = SubElement(part_list, 'score-part', {'id': 'P1'})
    SubElement(listed, 'part-name', {'print-object': 'no'}).text = 'Piano'
    instrument = SubElement(listed, 'score-instrument', {'id': 'P1-I1'})
    SubElement(instrument, 'instrument-name').text = 'Piano'
    midi = SubElement(listed, 'midi-instrument', {'id': 'P1-I1'})
    SubElement(midi, 'midi-channel').text = '1'
    SubElement(midi, 'midi-program').text = '1'
    _Part(score, to_engrave).write(SubElement(root, 'part', {'id': 'P1'}))
    indent(root)
    return (HEAD + tostring(root, encoding='unicode') + '\n').encode()


def _identification(root: Element, score: Score) -> None:
    identification = SubElement(root, 'identification')
    if score.composer:
        SubElement(identification, 'creator', {'type': 'composer'}).text = score.composer
    encoding = SubElement(identification, 'encoding')
    SubElement(encoding, 'software').text = 'LevelMix'
    for element in ('accidental', 'beam'):
        SubElement(encoding, 'supports', {'element': element, 'type': 'yes'})
    kept = SubElement(identification, 'miscellaneous')
    for name, value in remembered(score).items():
        SubElement(kept, 'miscellaneous-field', {'name': f'levelmix-{name}'}).text = json.dumps(value)


def hands_shown(score: Score) -> tuple[Hand, ...]:
    """Whose staves there are: those of who plays, and whoever has a note."""
    playing = {note.hand for bar in score.bars for note in bar.notes}
    asked = {Hands.RIGHT: {Hand.RIGHT}, Hands.LEFT: {Hand.LEFT}, Hands.BOTH: {Hand.RIGHT, Hand.LEFT}}[score.hands]
    return tuple(hand for hand in (Hand.RIGHT, Hand.LEFT) if hand in playing | asked)


@dataclass(slots=True)
class _Held:
    """What a staff still has to say in a bar: notes that were tied into it."""

    pitches: frozenset[int] = frozenset()


class _Part:
    """Writes bar after bar."""

    def __init__(self, score: Score, to_engrave: bool) -> None:
        self.score, self.whole = score, not to_engrave
        self.hands = hands_shown(score)
        self.last: Chord | None = None
        self.accidentals = {hand: Accidentals(score.key.fifths) for hand in self.hands}
        self.held = {hand: _Held() for hand in self.hands}

    def write(self, part: Element) -> None:
        lines = _line_starts(self.score)
        for index, bar in enumerate(self.score.bars):
            number = self.score.number(index)
            measure = SubElement(part, 'measure', {'number': str(number), 'id': bar_id(index)})
            if bar.length < self.score.time.bar:
                measure.set('implicit', 'yes')
            if index in lines:
                SubElement(measure, 'print', {'new-system': 'yes'})
            barline_left(measure, self.score.bars, index)
            if index == 0:
                self._attributes(measure)
                tempo_mark(measure, self.score, not self.whole)
            marks(measure, bar)
            for place, hand in enumerate(self.hands):
                if place:
                    SubElement(SubElement(measure, 'backup'), 'duration').text = str(_divisions(bar.length))
                self._hand(measure, index, hand, chords=place == 0)
            barline_right(measure, self.score.bars, index)

    def _attributes(self, measure: Element) -> None:
        attributes = SubElement(measure, 'attributes')
        SubElement(attributes, 'divisions').text = str(DIVISIONS)
        key = SubElement(attributes, 'key')
        SubElement(key, 'fifths').text = str(self.score.key.fifths)
        SubElement(key, 'mode').text = 'minor' if self.score.key.minor else 'major'
        time = SubElement(attributes, 'time')
        SubElement(time, 'beats').text = str(self.score.time.beats)
        SubElement(time, 'beat-type').text = str(self.score.time.unit)
        if len(self.hands) > 1:
            SubElement(attributes, 'staves').text = str(len(self.hands))
        for number, hand in enumerate(self.hands, 1):
            clef = SubElement(attributes, 'clef', {'number': str(number)} if len(self.hands) > 1 else {})
            SubElement(clef, 'sign').text = 'G' if hand == Hand.RIGHT else 'F'
            SubElement(clef, 'line').text = '2' if hand == Hand.RIGHT else '4'

    def _hand(self, measure: Element, index: int, hand: Hand, chords: bool) -> None:
        bar = self.score.bars[index]
        signs = written(bar, self.score.time, hand)
        beamed = beams(signs, self.score.time, bar.length)
        accidentals = self.accidentals[hand]
        accidentals.next_bar()
        held, self.held[hand] = (
            self.held[hand],
            _Held(frozenset(n.midi for n in bar.notes if n.tied and n.hand == hand)),
        )
        late = next((sign for sign in signs if sign.end > bar.length / 2), signs[-1])
        for place, sign in enumerate(signs):
            if chords:
                self._chords(measure, bar, sign)
            if chords and sign is late:
                jump(measure, bar)
            if not sign.notes:
                self._rest(measure, sign, hand)
            for n, (noted, note) in enumerate(sign.notes):
                tied_in = (sign.begins and sign.at == 0 and note.midi in held.pitches) or not sign.begins
                element = SubElement(measure, 'note', {'id': _sign_id(index, noted, sign)})
                element.set('dynamics', f'{note.velocity * 100 / FORTE:.2f}')
                _Written(element, note, sign, n > 0, tied_in, self.whole or n == 0).write(
                    accidentals.needed(note.pitch, tied_in), self._staff(hand), beamed.get(place, []) if n == 0 else []
                )

    def _staff(self, hand: Hand) -> tuple[str, str]:
        """Voice, and the number of the staff where there are several."""
        return STAFF_VOICES[hand], str(self.hands.index(hand) + 1) if len(self.hands) > 1 else ''

    def _chords(self, measure: Element, bar: Bar, sign: Sign) -> None:
        for placed in bar.chords:
            if sign.at <= placed.at < sign.end and not self._goes_without(placed):
                staff = 1 if len(self.hands) > 1 else None
                write_chord(measure, placed.chord, _divisions(placed.at - sign.at), staff, self.whole)

    def _goes_without(self, placed: Placed) -> bool:
        """Whether this is one more bar without a chord: the first of them says so."""
        before, self.last = self.last, placed.chord
        return placed.at == 0 and placed.chord == before == NO_CHORD

    def _rest(self, measure: Element, sign: Sign, hand: Hand) -> None:
        voice, staff = self._staff(hand)
        element = SubElement(measure, 'note')
        SubElement(element, 'rest', {'measure': 'yes'} if sign.whole_bar else {})
        SubElement(element, 'duration').text = str(_divisions(sign.length))
        SubElement(element, 'voice').text = voice
        if not sign.whole_bar:
            _value(element, sign)
        if staff:
            SubElement(element, 'staff').text = staff
        if sign.triplet in ('start', 'stop'):
            _bracket(SubElement(element, 'notations'), sign)


class _Written:
    """One note of one sign."""

    def __init__(self, element: Element, note: Note, sign: Sign, in_chord: bool, tied_in: bool, touched: bool) -> None:
        self.element, self.note, self.sign, self.in_chord, self.touched = element, note, sign, in_chord, touched
        self.ties = [*(['stop'] if tied_in else []), *(['start'] if not sign.ends or note.tied else [])]

    def write(self, accidental: tuple[str, bool], staff: tuple[str, str], beamed: list[str]) -> None:
        """Its parts in the order that the schema asks for."""
        if self.in_chord:
            SubElement(self.element, 'chord')
        pitch = SubElement(self.element, 'pitch')
        SubElement(pitch, 'step').text = self.note.pitch.step
        if self.note.pitch.alter:
            SubElement(pitch, 'alter').text = str(self.note.pitch.alter)
        SubElement(pitch, 'octave').text = str(self.note.pitch.octave)
        SubElement(self.element, 'duration').text = str(_divisions(self.sign.length))
        for tie in self.ties:
            SubElement(self.element, 'tie', {'type': tie})
        SubElement(self.element, 'voice').text = staff[0]
        _value(self.element, self.sign, accidental)
        if self.note.articulation == Articulation.GHOST:
            SubElement(self.element, 'notehead', {'parentheses': 'yes'}).text = 'normal'
        if staff[1]:
            SubElement(self.element, 'staff').text = staff[1]
        for level, what in enumerate(beamed, 1):
            SubElement(self.element, 'beam', {'number': str(level)}).text = what
        self._notations()

    def _notations(self) -> None:
        notations = Element('notations')
        for tie in self.ties:
            SubElement(notations, 'tied', {'type': tie})
        if self.sign.triplet in ('start', 'stop') and not self.in_chord:
            _bracket(notations, self.sign)
        if self.sign.begins and self.note.finger and 'stop' not in self.ties:
            SubElement(SubElement(notations, 'technical'), 'fingering').text = str(self.note.finger)
        if self.sign.begins and self.note.articulation in TOUCHES and self.touched:
            SubElement(SubElement(notations, 'articulations'), TOUCHES[self.note.articulation])
        if len(notations):
            self.element.append(notations)


def bar_id(bar: int) -> str:
    """The name of a bar on the page, by its index."""
    return f'b{bar}'


def _sign_id(bar: int, place: int, sign: Sign) -> str:
    return note_id(bar, place) + (f'.{sign.part}' if sign.part else '')


def _value(element: Element, sign: Sign, accidental: tuple[str, bool] = ('', False)) -> None:
    name, dots = sign.value
    SubElement(element, 'type').text = name
    for _ in range(dots):
        SubElement(element, 'dot')
    if accidental[0]:
        attributes = {'cautionary': 'yes', 'parentheses': 'yes'} if accidental[1] else {}
        SubElement(element, 'accidental', attributes).text = accidental[0]
    if sign.triplet:
        modification = SubElement(element, 'time-modification')
        SubElement(modification, 'actual-notes').text = '3'
        SubElement(modification, 'normal-notes').text = '2'
        SubElement(modification, 'normal-type').text = 'eighth'


def _bracket(notations: Element, sign: Sign) -> None:
    attributes = {'type': sign.triplet, 'number': '1'}
    if sign.triplet == 'start':
        attributes |= {'bracket': 'yes', 'show-number': 'actual'}
    SubElement(notations, 'tuplet', attributes)


def _divisions(length: Fraction) -> int:
    return int(length * DIVISIONS)


def _line_starts(score: Score) -> frozenset[int]:
    """The bars that begin a line: every fourth of each section, so that the form can be seen; every second in what is
    dense.
    """
    starts = [{note.at for note in bar.notes} | {note.end for note in bar.notes} for bar in score.bars]
    dense = max((sum(len(one) for one in starts[n : n + BARS_A_LINE]) for n in range(len(starts))), default=0)
    a_line = BARS_A_LINE if dense <= MOST_A_LINE else BARS_A_LINE // 2

    def found() -> Iterator[int]:
        since = 0
        for index, bar in enumerate(score.bars):
            full = 1 if index or not score.pickup else 0
            if index and ((bar.section and since) or since >= a_line):
                yield index
                since = 0
            since += full

    return frozenset(found())
