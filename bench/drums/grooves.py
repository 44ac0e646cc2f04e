"""Bars of real styles: what MMA (Musical MIDI Accompaniment) writes for each of its 276 style files.

Each file is had written once, all its grooves one after the other, a mark at each bar, and kept as MIDI in the cache.
"""

import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import mido

from bench.drums.packages import CACHE, unpacked
from bench.drums.parts import Use

TICKS = 192
"""A quarter note has so many."""
_PROGRESSIONS = tuple(
    line.split()
    for line in (
        'C Am F G7', 'Dm7 G7 CM7 CM7', 'C7 F7 C7 C7', 'Am G F E7', 'C G Am F', 'Em7 A7 Dm7 G7', 'F C G C',
        'Cm7 Fm7 Gm7 Cm7', 'CM7 Am7 Dm7 G7', 'Bb F C C', 'Am F C G', 'C F C G7', 'Gm7 C7 FM7 Bb7', 'Dm Bb F C',
    )
)  # fmt: skip
_MOST_GROOVES = 24


@dataclass(frozen=True, slots=True)
class Note:
    """As it stands in the file: ticks, channel, key, velocity."""

    at: int
    length: int
    channel: int
    key: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Style:
    """All grooves of a file: where bars begin, which notes and sounds there are, and how beats are counted."""

    name: str
    notes: tuple[Note, ...]
    bars: tuple[int, ...]
    programs: tuple[tuple[int, int, int], ...]
    signatures: tuple[tuple[int, int, int], ...]

    def program(self, channel: int, at: int) -> int:
        """Which sound plays in a channel at a tick."""
        told = [program for where, of, program in self.programs if of == channel and where <= at]
        return told[-1] if told else next((program for _, of, program in self.programs if of == channel), 0)

    def beats_of_bar(self, bar: int) -> int:
        """As people count them: two in 6/8."""
        told = [signature for signature in self.signatures if signature[0] <= self.bars[bar]]
        _, above, below = told[-1] if told else (0, 4, 4)
        if below == 8:
            return above // 3 if above % 3 == 0 else max(1, round((self.bars[bar + 1] - self.bars[bar]) / TICKS))
        return above * 4 // below if below in (2, 4) else above


def use_of(name: str) -> Use:
    """What a style file is used for: by its name, so that no groove of it is seen by two."""
    place = int.from_bytes(sha256(name.encode()).digest()[:4]) % 100
    return Use.JUDGED if place < 15 else Use.TUNED if place < 20 else Use.LEARNT


@cache
def names(use: Use) -> tuple[str, ...]:
    """The files of a use; all of them are written the first time, which takes about two minutes."""
    folder = CACHE / 'styles'
    if not (folder / 'complete').exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write_all(folder)
        (folder / 'complete').touch()
    return tuple(name for name in sorted(path.stem for path in folder.glob('*.mid')) if use_of(name) == use)


@cache
def style(name: str) -> Style:
    """The grooves of a file."""
    file = mido.MidiFile(CACHE / 'styles' / f'{name}.mid')
    notes, bars = list[Note](), set[int]()
    programs, signatures = list[tuple[int, int, int]](), list[tuple[int, int, int]]()
    for track in file.tracks:
        at, sounding = 0, dict[tuple[int, int], list[tuple[int, int]]]()
        for event in track:
            at += event.time
            if event.type == 'marker':
                bars.add(at)
            elif event.type == 'time_signature':
                signatures.append((at, event.numerator, event.denominator))
            elif event.type == 'program_change':
                programs.append((at, event.channel, event.program))
            elif event.type == 'note_on' and event.velocity:
                sounding.setdefault((event.channel, event.note), []).append((at, event.velocity))
            elif event.type in ('note_on', 'note_off') and sounding.get((event.channel, event.note)):
                begin, velocity = sounding[event.channel, event.note].pop(0)
                notes.append(Note(begin, max(1, at - begin), event.channel, event.note, velocity))
    notes.sort(key=lambda note: (note.at, note.channel, note.key))
    return Style(name, tuple(notes), tuple(sorted(bars)), tuple(sorted(programs)), tuple(sorted(signatures)))


def _write_all(folder: Path) -> None:
    program = _program()
    for path in sorted((program.parent / 'lib').glob('*/*.mma')):
        chance = random.Random(path.stem)
        text = path.read_text(errors='replace')
        grooves = list(dict.fromkeys(re.findall(r'^\s*DefGroove\s+(\S+)', text, re.MULTILINE | re.IGNORECASE)))
        if len(grooves) > _MOST_GROOVES:
            grooves = chance.sample(grooves, _MOST_GROOVES)
        if grooves:
            _write(program, grooves, chance, folder / f'{path.parent.name}__{path.stem}.mid')


def _write(program: Path, grooves: list[str], chance: random.Random, target: Path) -> None:
    lines, bar = ['RndSeed 1', 'Tempo 120', 'Seqrnd On'], 1
    for groove in grooves:
        lines.append(f'Groove {groove}')
        chords = chance.choice(_PROGRESSIONS)
        for place in range(chance.choice((4, 4, 6))):
            lines += ['MidiMark B', f'{bar} {chords[place % len(chords)]}']
            bar += 1
    source = target.with_suffix('.mma')
    source.write_text('\n'.join([*lines, 'MidiMark B', '']))
    done = subprocess.run(
        [sys.executable, program, source, '-f', target], cwd=program.parent, capture_output=True, text=True
    )
    source.unlink()
    if done.returncode:
        sys.stderr.write(f'MMA does not write {target.stem}: {done.stdout.strip()[-120:]}\n')


def _program() -> Path:
    """MMA in a folder of its own, where it keeps the list of its grooves."""
    folder = CACHE / 'mma-installed'
    program = folder / 'mma.py'
    if not program.exists():
        shutil.copytree(unpacked('mma') / 'usr/share/mma', folder, dirs_exist_ok=True)
        (folder / 'plugins').mkdir(exist_ok=True)
        shutil.copy(unpacked('mma') / 'usr/bin/mma', program)
        subprocess.run([sys.executable, program, '-G'], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return program
