"""Bands of MMA, where it is installed: its grooves played to our chords, in our swing.

MMA is a program of its own (Debian's `mma`), called with a text file that holds nothing but names from tables here. It
swings by a fixed triplet at every tempo; what swings is made straight again, so that it swings by our own curve.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from app.errors import NotAllowed
from app.practice.accompaniment.mma_text import MARK, mma_text
from app.practice.accompaniment.trio import melody_of
from app.practice.options import Style
from app.practice.playing import Turn, harmony, length, turns
from app.practice.score import Score
from app.practice.sound.events import Arrangement, Stroke, Tone
from app.practice.sound.midi_file import DRUM_CHANNEL, MidiFile, MidiTrack, NoMidiFile, read
from app.practice.sound.swing import Role
from app.practice.sound.tempo import timing

PROGRAM = 'mma'
LIBRARY = Path('/usr/share/mma/lib')
"""Where Debian puts its grooves."""
PATIENCE_S = 30
LARGEST = 4_000_000
GROOVES = {
    Style.SWING: 'SwingWalk', Style.BEBOP: 'BeBop', Style.BOSSA: 'BossaNova', Style.MODAL: 'ModernJazz',
    Style.BLUES: 'Blues', Style.BALLAD: 'PianoBallad', Style.STRIDE: 'RagTime', Style.WALTZ: 'JazzWaltz',
    Style.LATIN: 'Mambo', Style.FUNK: 'BVFunk',
}  # fmt: skip
STRUCK = {
    35: 'kick', 36: 'kick', 37: 'cross-stick', 38: 'snare', 39: 'brush-slap', 40: 'snare-2', 41: 'conga',
    42: 'hat-closed', 43: 'conga', 44: 'hat-foot', 45: 'conga', 46: 'hat-open', 47: 'bongo', 48: 'bongo',
    49: 'splash', 50: 'bongo', 51: 'ride', 52: 'splash', 53: 'bell', 55: 'splash', 56: 'cowbell', 57: 'ride-2',
    59: 'ride-2', 60: 'bongo', 61: 'bongo', 62: 'conga', 63: 'conga', 64: 'conga', 69: 'shaker', 70: 'shaker',
    75: 'clave', 76: 'clave', 82: 'shaker',
}  # fmt: skip
"""Drums of General MIDI by the recordings that come nearest; others are left out."""
BASSES = ('Bass', 'Walk')
"""What names of tracks of a bass begin with."""
PIANOS = range(24)
TRIPLET = Fraction(2, 3)


class NoBand(NotAllowed):
    """MMA is not there, does not know the groove, or plays it in another time."""


def available(command: str = PROGRAM) -> bool:
    """Whether MMA can be asked."""
    return shutil.which(command) is not None


@cache
def bands(library: Path = LIBRARY) -> tuple[str, ...]:
    """The names of all grooves that are installed, in the order of the alphabet; none where MMA is not."""
    found: set[str] = set()
    for file in library.rglob('*.mma'):
        found.update(
            re.findall(
                r'(?im)^[ \t]{0,20}DefGroove[ \t]{1,20}([A-Za-z0-9_\-+.]{1,40})', file.read_text(errors='replace')
            )
        )
    return tuple(sorted(found, key=str.lower))


def perform_with(
    score: Score, groove: str = '', seed: int | None = None, command: Sequence[str] = (PROGRAM,)
) -> Arrangement:
    """The piece as a band of MMA plays it, in the groove of its style or any other.

    Raises
    ------
    NoBand
        It cannot be had; the band of the house can always.
    """
    groove = groove or GROOVES[score.style]
    if not re.fullmatch(r'[A-Za-z0-9_\-+.]{1,40}', groove):
        raise NoBand(f'There is no band called “{groove[:40]}”: choose one from the list.')
    bars = [turn for turn in turns(score) if turn.length == score.time.bar]
    bpm = timing(score).bpm
    chosen = score.seed if seed is None else seed
    text = mma_text(groove, bpm, chosen % 1_000_000, bars, harmony(score), score.time.beat)
    return _arranged(score, bars, _played(text, groove, command))


def _played(text: str, groove: str, command: Sequence[str]) -> MidiFile:
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / 'piece.mma', Path(folder) / 'piece.mid'
        source.write_text(text, encoding='ascii')
        where = Path(command[-1]).parent if len(command) > 1 else folder
        try:
            subprocess.run(
                [*command, str(source), '-f', str(target)],
                cwd=where,
                capture_output=True,
                timeout=PATIENCE_S,
                check=False,
            )
        except FileNotFoundError as error:
            raise NoBand('The bands of MMA are not installed here: the band of the house plays instead.') from error
        except subprocess.TimeoutExpired as error:
            raise NoBand('The band took too long to get ready: the band of the house plays instead.') from error
        if not target.exists() or target.stat().st_size > LARGEST:
            raise NoBand(f'There is no band called “{groove}” that can play this: choose another one.')
        try:
            return read(target.read_bytes())
        except NoMidiFile as error:
            raise NoBand('The band played nothing that can be read: choose another one.') from error


def _arranged(score: Score, bars: Sequence[Turn], file: MidiFile) -> Arrangement:
    marks = [tick for track in file.tracks for tick, words in track.marks if words.strip() == MARK]
    places = _Places(marks, bars, file.ticks, timing(score).swung or _swings(file))
    if len(marks) != len(bars) or not places.fits(score.time.bar):
        raise NoBand(f'This band does not play in {score.time}: choose another one.')
    melodic = [track for track in file.tracks if any(note.channel != DRUM_CHANNEL for note in track.notes)]
    basses = [track for track in melodic if track.name.startswith(BASSES)]
    others = [track for track in melodic if track not in basses]
    chords = [track for track in others if track.program in PIANOS] or others[:1]
    drums = [note for track in file.tracks for note in track.notes if note.channel == DRUM_CHANNEL]
    strokes = [
        Stroke(places.at(note.start), STRUCK[note.pitch], note.velocity) for note in drums if note.pitch in STRUCK
    ]
    return Arrangement(
        length(score),
        tuple(melody_of(score)),
        tuple(_tones(chords, places, 'comping')),
        tuple(_tones(basses, places, 'walking')),
        tuple(sorted(strokes, key=lambda one: (one.at, one.drum))),
    )


def _tones(tracks: Iterable[MidiTrack], places: '_Places', role: Role) -> list[Tone]:
    made = []
    for note in (note for track in tracks for note in track.notes):
        at = places.at(note.start)
        held = max(Fraction(1, 12), places.at(note.start + note.length) - at)
        made.append(Tone(at, held, note.pitch, note.velocity, role))
    return sorted(made, key=lambda one: (one.at, one.midi))


def _swings(file: MidiFile) -> bool:
    """Whether off-beats of the drums are late: on the triplet rather than in the middle."""
    parts = [
        Fraction(note.start % file.ticks, file.ticks)
        for track in file.tracks
        for note in track.notes
        if note.channel == DRUM_CHANNEL
    ]
    late = sum(abs(part - TRIPLET) < Fraction(1, 18) for part in parts)
    middle = sum(abs(part - Fraction(1, 2)) < Fraction(1, 18) for part in parts)
    return late > middle


class _Places:
    """From the ticks of a file to quarters of the performance, by the marks of its bars."""

    def __init__(self, marks: Sequence[int], bars: Sequence[Turn], ticks: int, swings: bool) -> None:
        self.marks, self.bars, self.ticks, self.swings = sorted(marks), bars, ticks, swings

    def fits(self, bar: Fraction) -> bool:
        """Whether its bars are as long as ours."""
        gaps = {b - a for a, b in pairwise(self.marks)}
        return all(Fraction(gap, self.ticks) == bar for gap in gaps)

    def at(self, tick: int) -> Fraction:
        """What is played a little before a beat is on the beat; how loose it is, is decided when it sounds."""
        place = max(0, sum(mark <= tick + self.ticks // 24 for mark in self.marks) - 1)
        inside = Fraction(max(0, tick - self.marks[place]), self.ticks)
        beat, part = inside // 1, inside % 1
        if part > 1 - Fraction(1, 24):
            beat, part = beat + 1, Fraction(0)
        elif part < Fraction(1, 24):
            part = Fraction(0)
        elif self.swings:
            part = _straight(part)
        return self.bars[place].start + beat + part


def _straight(part: Fraction) -> Fraction:
    """Where in a beat it would be written: whatever is late in a band that swings is the second eighth."""
    if abs(part - Fraction(1, 3)) < Fraction(1, 24):
        return Fraction(1, 3)
    if Fraction(9, 20) < part < Fraction(11, 20) or Fraction(29, 50) < part < Fraction(17, 20):
        return Fraction(1, 2)
    return part * Fraction(3, 4) if part <= TRIPLET else Fraction(1, 2) + (part - TRIPLET) * Fraction(3, 2)
