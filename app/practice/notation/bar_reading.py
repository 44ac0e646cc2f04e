"""One bar after another out of a MusicXML part: notes, chords, repeats, and what the signs around them say."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from xml.etree.ElementTree import Element

from app.practice.music.pitches import moved
from app.practice.notation.chord_symbols import read_harmony
from app.practice.notation.signs_reading import articulation_of, fingering_of, jump_of, repeats_of
from app.practice.score import Bar, Hand, Jump, Note, Time
from app.practice.tones import NATURAL, STEPS, Chord, Pitch

LOUD = Fraction(90, 100)
MIDDLE_C = 60
MOST_DIVISIONS = 1 << 20
BEAT_UNITS = {'whole': 4.0, 'half': 2.0, 'quarter': 1.0, 'eighth': 0.5, '16th': 0.25}


@dataclass(slots=True)
class Raw:
    """A bar as the file has it."""

    length: Fraction = Fraction(0)
    notes: list[Note] = field(default_factory=list)
    chords: list[tuple[Fraction, Chord]] = field(default_factory=list)
    bar: Bar = field(default_factory=lambda: Bar(length=Fraction(0)))


def number(element: Element | None, usual: float = 0.0) -> float:
    """What an element says, where it says a number."""
    try:
        found = float(element.text or '') if element is not None else usual
    except ValueError:
        return usual
    return found if abs(found) < 1e9 else usual


class BarReader:
    """Remembers what holds from bar to bar."""

    def __init__(self) -> None:
        self.time = Time(4, 4)
        self.fifths, self.minor = 0, False
        self.tempo = 0.0
        self.swings: bool | None = None
        self.words: list[str] = []
        self._divisions = 1
        self._staves = 1
        self._shift = (0, 0)
        self._low_clef = False
        self._begun = False
        self._open: tuple[int, ...] = ()

    def read(self, measure: Element) -> Raw:
        """The next bar."""
        raw, now, last = Raw(), Fraction(0), Fraction(0)
        for element in measure:
            if element.tag == 'attributes':
                self._attributes(element)
            elif element.tag == 'note':
                now, last = self._note(raw, element, now, last)
            elif element.tag == 'backup':
                now = max(Fraction(0), now - self._length(element))
            elif element.tag == 'forward':
                now += self._length(element)
            elif element.tag == 'harmony':
                offset = Fraction(round(number(element.find('offset'))), self._divisions)
                raw.chords.append((now + offset, self._sounding(read_harmony(element))))
            elif element.tag in ('direction', 'sound'):
                self._direction(element)
            raw.length = max(raw.length, now)
        self._begun = True
        raw.bar = self._around(measure)
        return raw

    def _length(self, element: Element) -> Fraction:
        return Fraction(max(0, round(number(element.find('duration')))), self._divisions)

    def _attributes(self, element: Element) -> None:
        divisions = round(number(element.find('divisions')))
        if 0 < divisions <= MOST_DIVISIONS:
            self._divisions = divisions
        if element.find('staves') is not None:
            self._staves = round(number(element.find('staves'), 1))
        if element.find('transpose') is not None:
            octaves = round(number(element.find('transpose/octave-change')))
            steps, halves = (round(number(element.find(f'transpose/{name}'))) for name in ('diatonic', 'chromatic'))
            self._shift = (steps + 7 * octaves, halves + 12 * octaves)
        clef = element.find('clef')
        self._low_clef = clef.findtext('sign') == 'F' if clef is not None else self._low_clef
        if not self._begun:  # a score has one key and one time
            self._first(element)

    def _first(self, element: Element) -> None:
        if element.find('key/fifths') is not None:
            written = max(-7, min(7, round(number(element.find('key/fifths')))))
            self.fifths = _sounding_fifths(written, self._shift[1])
            self.minor = (element.findtext('key/mode') or '').strip() == 'minor'
        beats, unit = number(element.find('time/beats')), number(element.find('time/beat-type'))
        if beats > 0 and unit > 0:
            halves = unit == 2  # in jazz, halves are counted as quarters
            self.time = Time(round(beats) * 2, 4) if halves else Time(round(beats), round(unit))

    def _note(self, raw: Raw, element: Element, now: Fraction, last: Fraction) -> tuple[Fraction, Fraction]:
        """The time after it, and when the chord began that it may belong to."""
        if element.find('grace') is not None or element.find('cue') is not None:
            return now, last
        length = self._length(element)
        in_chord = element.find('chord') is not None
        at = last if in_chord else now
        pitch = self._pitch(element.find('pitch'))
        if pitch is not None and 21 <= pitch.midi <= 108 and length:
            self._struck(raw, element, at, length, pitch)
        return (now, last) if in_chord else (now + length, now)

    def _struck(self, raw: Raw, element: Element, at: Fraction, length: Fraction, pitch: Pitch) -> None:
        ties = {tie.get('type') for tie in element.findall('tie')}
        hand = self._hand(element, pitch)
        before = next(
            (
                n
                for n, one in enumerate(raw.notes)
                if one.end == at and (one.hand, one.midi, one.tied) == (hand, pitch.midi, True)
            ),
            None,
        )
        if 'stop' in ties and before is not None and at > 0:
            one = raw.notes[before]
            raw.notes[before] = _held(one, one.length + length, 'start' in ties)
            return
        loud = element.get('dynamics')
        velocity = round(float(loud) * LOUD) if loud and loud.replace('.', '', 1).isdigit() else 80
        touch = articulation_of(element)
        note = Note(at, length, pitch, hand, max(1, min(127, velocity)), 'start' in ties, fingering_of(element), touch)
        raw.notes.append(note)

    def _hand(self, element: Element, pitch: Pitch) -> Hand:
        if self._staves > 1:
            return Hand.RIGHT if (element.findtext('staff') or '1').strip() == '1' else Hand.LEFT
        return Hand.LEFT if self._low_clef else Hand.RIGHT

    def _pitch(self, element: Element | None) -> Pitch | None:
        if element is None:
            return None
        step = (element.findtext('step') or '').strip()
        alter, octave = round(number(element.find('alter'))), round(number(element.find('octave'), 4))
        if step not in NATURAL or abs(alter) > 2 or not 0 <= octave <= 9:
            return None
        written = Pitch(step, alter, octave)
        return _moved(written, *self._shift) if any(self._shift) else written

    def _sounding(self, chord: Chord) -> Chord:
        if chord.root is None or not any(self._shift):
            return chord
        bass = chord.bass and moved(chord.bass, *self._shift)
        return replace(chord, root=moved(chord.root, *self._shift), bass=bass)

    def _direction(self, element: Element) -> None:
        sound = element if element.tag == 'sound' else element.find('sound')
        self.words += [(one.text or '')[:80] for one in element.iterfind('direction-type/words')][:4]
        self.words = self.words[:40]
        if sound is not None and sound.find('swing') is not None and self.swings is None:
            self.swings = sound.find('swing/straight') is None
        if not self.tempo:
            said = sound.get('tempo', '') if sound is not None else ''
            metronome = element.find('direction-type/metronome')
            if said.replace('.', '', 1).isdigit():
                self.tempo = float(said)
            elif metronome is not None:
                unit = BEAT_UNITS.get((metronome.findtext('beat-unit') or '').strip(), 1.0)
                dotted = 1.5 if metronome.find('beat-unit-dot') is not None else 1.0
                self.tempo = number(metronome.find('per-minute')) * unit * dotted

    def _around(self, measure: Element) -> Bar:
        begun, ended, starts, ends = repeats_of(measure)
        self._open = begun or self._open
        endings, self._open = self._open, () if ended else self._open
        section = (measure.findtext('direction/direction-type/rehearsal') or '').strip()[:20]
        return Bar(
            length=Fraction(0),
            section=section,
            repeat_from=starts,
            repeat_to=ends,
            endings=endings,
            jump=jump_of(measure) or Jump.NONE,
        )


def _held(note: Note, length: Fraction, tied: bool) -> Note:
    return Note(note.at, length, note.pitch, note.hand, note.velocity, tied, note.finger, note.articulation)


def _sounding_fifths(written: int, halves: int) -> int:
    """The signs of the key that sounds, where a part is written for an instrument that sounds elsewhere."""
    fifths = written + (7 * halves + 6) % 12 - 6
    return fifths - 12 if fifths > 7 else fifths + 12 if fifths < -7 else fifths


def _moved(pitch: Pitch, steps: int, halves: int) -> Pitch:
    """As it sounds, where it is written for an instrument that sounds elsewhere."""
    place = STEPS.index(pitch.step) + 7 * pitch.octave + steps
    step, octave = STEPS[place % 7], place // 7
    alter = pitch.midi + halves - Pitch(step, 0, octave).midi
    return (
        Pitch(step, alter, octave)
        if abs(alter) <= 2
        else Pitch(pitch.step, pitch.alter, pitch.octave + round(halves / 12))
    )
