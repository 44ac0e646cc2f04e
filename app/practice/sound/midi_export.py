"""A performance as a MIDI file: a track a part, with the swing written out or straight."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from app.practice.score import Score
from app.practice.sound.events import PARTS, Arrangement, Part
from app.practice.sound.midi_file import DRUM_CHANNEL, TICKS, MidiFile, MidiNote, MidiTrack, write
from app.practice.sound.swing import Role, Timing

GENERAL_MIDI = {
    'kick': 36, 'snare': 38, 'snare-2': 40, 'cross-stick': 37, 'sticks': 37, 'brush-tap': 38, 'brush-slap': 39,
    'brush-swirl': 40, 'hat-closed': 42, 'hat-foot': 44, 'hat-open': 46, 'ride': 51, 'ride-2': 59, 'bell': 53,
    'splash': 55,
    'cowbell': 56, 'shaker': 70, 'clave': 75, 'conga': 63, 'bongo': 61,
}  # fmt: skip
NAMES: dict[Part, str] = {'melody': 'Melody', 'piano': 'Piano', 'bass': 'Bass', 'drums': 'Drums'}
PROGRAMS: dict[Part, int] = {'melody': 0, 'piano': 0, 'bass': 32, 'drums': 0}
CHANNELS: dict[Part, int] = {'melody': 0, 'piano': 1, 'bass': 2, 'drums': DRUM_CHANNEL}

Tick = Callable[[Fraction, Role], int]


def to_midi(
    arrangement: Arrangement, score: Score, timing: Timing, parts: Sequence[Part] = PARTS, swing: bool = True
) -> bytes:
    """The notes of these parts. `swing` has eighths as they are played; otherwise they are straight, as on the page."""

    def tick(at: Fraction, role: Role) -> int:
        return round((timing.seconds(at, role) / timing.beat_s if swing else float(at)) * TICKS)

    tracks = [MidiTrack(NAMES[part], _notes(arrangement, part, tick), PROGRAMS[part]) for part in parts]
    signature = (0, score.time.beats, score.time.unit)
    return write(MidiFile(tracks, timing.bpm, (signature,), TICKS, score.title, score.key.fifths))


def _notes(arrangement: Arrangement, part: Part, tick: Tick) -> list[MidiNote]:
    if part == 'drums':
        length = TICKS // 8
        return [
            MidiNote(tick(one.at, one.role), GENERAL_MIDI[one.drum], length, one.velocity, DRUM_CHANNEL)
            for one in arrangement.drums
        ]
    made = []
    for one in arrangement.tones(part):
        start = tick(one.at, one.role)
        made.append(
            MidiNote(start, one.midi, tick(one.at + one.length, one.role) - start, one.velocity, CHANNELS[part])
        )
    return made
