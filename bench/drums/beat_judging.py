"""How well beats are found: F, continuity, downbeats, tempo on clips of unseen kits and styles, and on charted songs.

`make bench-drums` calls it after what hears drums was judged; `python -m bench.drums.beat_judging --clips 15` does it
alone. The conditions are those of `conditions.py`, the songs those of two packages of Debian, whose tempo their
authors have charted.
"""

import os

os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from app.drums.beats.tracking import Beats, track
from app.drums.transcriber import hear
from bench.drums.beat_measures import continuity, f_measure, tempo
from bench.drums.clips import Clip
from bench.drums.conditions import conditions, judged
from bench.drums.packages import unpacked

BARS = {'F': 0.85, 'CMLt': 0.0, 'AMLt': 0.90, 'downbeat F': 0.65, 'tempo': 0.0, 'or octave': 0.95}
CHARTED = {
    'armygeddon': 170, 'chaos_god': 170, 'internal_degeneration': 190, 'mutilated_mime': 180,
    'Escape from chaosland': 135, 'Feelings': 95, 'Metal madness': 150, 'War of freedom': 140,
}  # fmt: skip
"""The songs of the packages fretsonfire-songs-muldjord and -sectoid, and their tempi."""
NEAR = 0.02
CLIPS = 15
_FROM_S, _LONG_S = 30, 60


def main() -> None:
    """Measure, and say what is not good enough."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--clips', type=int, default=CLIPS, help='of each condition')
    sys.exit(0 if report(parser.parse_args().clips) else 'Some bars of beats are not met.')


def report(each: int) -> bool:
    """Print both tables; whether all bars are met."""
    print(f'{"beats":24}' + ''.join(f'{name:>12}' for name in BARS))
    rows, heard_s, worked_s = list[list[float]](), 0.0, 0.0
    for name in conditions():
        figures = list[list[float]]()
        for one in judged(name, each):
            began = time.process_time()
            figures.append(judge(one))
            worked_s += time.process_time() - began
            heard_s += len(one.sound) / 44_100
        _print(name, np.mean(figures, axis=0))
        rows += figures
    mean = np.mean(rows, axis=0)
    _print('all', mean)
    print(f'{heard_s / worked_s:.0f} x real time, drums and beats together')
    good = all(value >= bar for value, bar in zip(mean, BARS.values(), strict=True))
    return charted() and good


def _print(name: str, values: NDArray[np.float64]) -> None:
    print(f'{name:24}' + ''.join(f'{value:12.3f}' for value in values), flush=True)


def judge(one: Clip) -> list[float]:
    """The figures of a clip, in the order of the bars."""
    found = track(one.sound, hear(one.sound).values)
    truth = np.array([at for at, _ in one.beats])
    begins = np.array([at for at, place in one.beats if place == 0])
    whole = f_measure(truth, found.at_s), *continuity(truth, found.at_s)
    return [*whole, f_measure(begins, found.at_s[found.in_bar == 0]), *map(float, tempo(truth, found.at_s))]


def charted() -> bool:
    """The tempo of recordings, against what is charted."""
    right = 0
    for name, bpm, sound in songs():
        found: Beats = track(sound, hear(sound).values)
        near = abs(found.bpm / bpm - 1) <= NEAR
        right += near
        print(f'{name:24}{bpm:8}{found.bpm:8.1f}{"" if near else "  off"}', flush=True)
    print(f'{right} of {len(CHARTED)} within {100 * NEAR:.0f} %')
    return right == len(CHARTED)


def songs() -> Iterator[tuple[str, int, NDArray[np.float32]]]:
    """A minute of each, with its guitar, as mono."""
    for package in ('fretsonfire-songs-muldjord', 'fretsonfire-songs-sectoid'):
        for file in sorted(unpacked(package).rglob('song.ogg')):
            if file.parent.name in CHARTED:
                parts = [_read(file), _read(file.with_name('guitar.ogg'))]
                both = sum(part[: min(map(len, parts))] for part in parts)
                yield (
                    file.parent.name,
                    CHARTED[file.parent.name],
                    np.asarray(both / np.abs(both).max() * 0.9, np.float32),
                )


def _read(file: Path) -> NDArray[np.float32]:
    sound, rate = soundfile.read(file, dtype='float32', always_2d=True, start=_FROM_S * 44_100, frames=_LONG_S * 44_100)
    if rate != 44_100:
        raise ValueError(f'{file} has {rate} Hz.')
    return np.asarray(sound.mean(axis=1), np.float32)


if __name__ == '__main__':
    main()
