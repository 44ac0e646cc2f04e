"""Standard MIDI files: written for whoever takes a piece elsewhere, and read for what a band of another program
plays.
"""

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

TICKS = 480
DRUM_CHANNEL = 9
LONGEST_BYTES = 4_000_000
MOST_NOTES = 200_000


class NoMidiFile(ValueError):
    """Bytes that are no MIDI file, or more than one may have."""


@dataclass(frozen=True, slots=True, order=True)
class MidiNote:
    """One note, in ticks."""

    start: int
    pitch: int
    length: int
    velocity: int
    channel: int = 0


@dataclass(frozen=True, slots=True)
class MidiTrack:
    """One part: its notes, the program that plays them (0 to 127), and words at moments of it."""

    name: str
    notes: Sequence[MidiNote] = ()
    program: int = 0
    marks: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True, slots=True)
class MidiFile:
    """Parts, and what is true of all of them: ticks a quarter, tempo, and (tick, beats, beat type) of each
    signature.
    """

    tracks: Sequence[MidiTrack]
    bpm: float = 120.0
    signatures: Sequence[tuple[int, int, int]] = ((0, 4, 4),)
    ticks: int = TICKS
    title: str = ''
    fifths: int = 0


def write(file: MidiFile) -> bytes:
    """Format 1: a track of tempo and signatures, then one a part. The same file makes the same bytes."""
    tracks = [_conductor(file), *(_part(track) for track in file.tracks)]
    header = b'MThd' + struct.pack('>IHHH', 6, 1, len(tracks), file.ticks)
    return header + b''.join(b'MTrk' + struct.pack('>I', len(data)) + data for data in tracks)


def _conductor(file: MidiFile) -> bytes:
    events = [(0, _meta(0x03, file.title.encode())), (0, _meta(0x51, round(60e6 / file.bpm).to_bytes(3, 'big')))]
    events.append((0, _meta(0x59, struct.pack('>bB', file.fifths, 0))))
    for tick, beats, beat_type in file.signatures:
        events.append((tick, _meta(0x58, bytes((beats, beat_type.bit_length() - 1, 24, 8)))))
    return _track(events)


def _part(track: MidiTrack) -> bytes:
    channels = sorted({note.channel for note in track.notes}) or [0]
    events = [(0, _meta(0x03, track.name.encode()))]
    events += [(0, bytes((0xC0 | channel, track.program))) for channel in channels]
    events += [(tick, _meta(0x06, words.encode())) for tick, words in track.marks]
    sounding: list[tuple[int, int, bytes]] = []
    for note in sorted(track.notes):
        start, end = max(0, note.start), max(0, note.start) + max(1, note.length)
        sounding.append((end, 0, bytes((0x80 | note.channel, note.pitch, 64))))
        sounding.append((start, 1, bytes((0x90 | note.channel, note.pitch, min(127, max(1, note.velocity))))))
    # What ends at a moment ends before the next begins: a repeated note would be cut otherwise.
    return _track([*events, *((tick, data) for tick, _, data in sorted(sounding))])


def _track(events: Iterable[tuple[int, bytes]]) -> bytes:
    out, now = bytearray(), 0
    for tick, data in sorted(events, key=lambda event: event[0]):
        out += _length(tick - now) + data
        now = tick
    return bytes(out + _length(0) + _meta(0x2F, b''))


def _meta(kind: int, data: bytes) -> bytes:
    return bytes((0xFF, kind)) + _length(len(data)) + data


def _length(number: int) -> bytes:
    """A number in sevens of bits, the highest first."""
    out = [number & 0x7F]
    while number := number >> 7:
        out.append(number & 0x7F | 0x80)
    return bytes(reversed(out))


def read(data: bytes) -> MidiFile:
    """What a file says. `NoMidiFile` where it is none."""
    if len(data) > LONGEST_BYTES or data[:4] != b'MThd' or len(data) < 14:
        raise NoMidiFile('This is no MIDI file.')
    try:
        ticks = struct.unpack('>H', data[12:14])[0]
        readings = [_Reading(chunk).read() for chunk in _chunks(data)]
    except (IndexError, struct.error) as error:
        raise NoMidiFile('This MIDI file is damaged.') from error
    if not readings or not ticks or ticks & 0x8000:
        raise NoMidiFile('This MIDI file counts no beats.')
    bpm = next((one.bpm for one in readings if one.bpm), 120.0)
    signatures = tuple(signature for one in readings for signature in one.signatures) or ((0, 4, 4),)
    tracks = [MidiTrack(one.name, tuple(sorted(one.notes)), one.program, tuple(one.marks)) for one in readings]
    return MidiFile(tracks, bpm, signatures, ticks)


def _chunks(data: bytes) -> Iterator[bytes]:
    place = 8 + struct.unpack('>I', data[4:8])[0]
    while place + 8 <= len(data):
        size = struct.unpack('>I', data[place + 4 : place + 8])[0]
        if data[place : place + 4] == b'MTrk':
            yield data[place + 8 : place + 8 + size]
        place += 8 + size


@dataclass(slots=True)
class _Reading:
    """Goes through the events of one track."""

    data: bytes
    name: str = ''
    program: int = 0
    bpm: float = 0.0
    notes: list[MidiNote] = field(default_factory=list)
    marks: list[tuple[int, str]] = field(default_factory=list)
    signatures: list[tuple[int, int, int]] = field(default_factory=list)
    place: int = 0
    tick: int = 0
    status: int = 0
    sounding: dict[tuple[int, int], list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def read(self) -> '_Reading':
        while self.place < len(self.data) and len(self.notes) < MOST_NOTES:
            self.tick += self._number()
            if self.data[self.place] & 0x80:
                self.status = self.data[self.place]
                self.place += 1
            if self.status == 0xFF:
                self._meta()
            elif self.status in (0xF0, 0xF7):
                size = self._number()
                self.place += size
            else:
                self._event()
        return self

    def _number(self) -> int:
        number = 0
        for _ in range(5):
            byte = self.data[self.place]
            self.place += 1
            number = number << 7 | byte & 0x7F
            if not byte & 0x80:
                break
        return number

    def _meta(self) -> None:
        kind = self.data[self.place]
        self.place += 1
        size = self._number()
        text = self.data[self.place : self.place + size]
        self.place += size
        if kind == 0x03:
            self.name = text.decode(errors='replace')
        elif kind in (0x01, 0x06):
            self.marks.append((self.tick, text.decode(errors='replace')))
        elif kind == 0x51 and size == 3 and any(text):
            self.bpm = 60e6 / int.from_bytes(text, 'big')
        elif kind == 0x58 and size == 4:
            self.signatures.append((self.tick, text[0], 1 << min(7, text[1])))

    def _event(self) -> None:
        kind, channel = self.status & 0xF0, self.status & 0x0F
        first = self.data[self.place]
        second = self.data[self.place + 1] if kind not in (0xC0, 0xD0) else 0
        self.place += 1 if kind in (0xC0, 0xD0) else 2
        if kind == 0xC0:
            self.program = first
        elif kind == 0x90 and second:
            self.sounding[channel, first].append((self.tick, second))
        elif kind in (0x80, 0x90) and self.sounding[channel, first]:
            start, velocity = self.sounding[channel, first].pop(0)
            self.notes.append(MidiNote(start, first, max(1, self.tick - start), velocity, channel))
