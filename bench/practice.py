"""Is what the generator writes music? The table of gates over many pieces, and how long one takes.

For every kind and level so many seeds are made, in all keys, styles and time signatures in turn, and judged by the
gates that the generator itself goes by. A gate is met if no piece fails it. Seconds are those of the processor, because
other programs would count otherwise; the first pieces, which fill caches, are left out of them, and one that seems slow
is made three times, because the collector of rubbish may have come in between. No piece may take longer than 50 ms.
`make bench-practice`.
"""

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.practice.generator.making import Made, made
from app.practice.options import Difficulty, Kind, Options, Style
from app.practice.score import Score
from app.practice.validator.gates import GATES, judged
from app.practice.validator.rules import faults

LIMIT_MS = 50.0
DISTINCT = 1000
MAJOR = ('C', 'G', 'D', 'A', 'E', 'B', 'F#', 'C#', 'F', 'Bb', 'Eb', 'Ab', 'Db', 'Gb', 'Cb')
MINOR = ('Am', 'Em', 'Bm', 'F#m', 'C#m', 'G#m', 'D#m', 'A#m', 'Dm', 'Gm', 'Cm', 'Fm', 'Bbm', 'Ebm', 'Abm')
KEYS = tuple(key for pair in zip(MAJOR, MINOR, strict=True) for key in pair)
TIMES = (None, None, None, '3/4', None, None, '12/8', None, None, '5/4', None, None, '6/8', '7/4')
"""Mostly what a style has by itself."""


@dataclass
class Measured:
    """All that was found out about one kind at one level."""

    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    milliseconds: list[float] = field(default_factory=list)
    attempts: list[int] = field(default_factory=list)
    faulty: int = 0


def options(kind: Kind, level: Difficulty, seed: int) -> Options:
    """What is asked for with this seed."""
    style = tuple(Style)[seed % len(Style)]
    asked = TIMES[seed % len(TIMES)]
    fits = style != Style.WALTZ or asked in ('3/4', '6/8')
    return Options(
        kind=kind, difficulty=level, style=style, key=KEYS[seed % len(KEYS)], time=asked if fits else None, seed=seed
    )


def measure(kind: Kind, level: Difficulty, seeds: int) -> Measured:
    """Make and judge so many pieces."""
    found = Measured()
    for seed in range(seeds):
        piece, spent = _timed(options(kind, level, seed))
        if spent > LIMIT_MS:
            spent = min(spent, *(_timed(options(kind, level, seed))[1] for _ in range(2)))
        found.milliseconds.append(spent)
        _judge(piece, found)
    return found


def _timed(wanted: Options) -> tuple[Made, float]:
    begun = time.process_time()
    piece = made(wanted)
    return piece, (time.process_time() - begun) * 1000


def _judge(piece: Made, found: Measured) -> None:
    found.attempts.append(piece.attempts)
    found.faulty += bool(faults(piece.score, 1))
    for verdict in judged(piece.score):
        found.values[verdict.gate.name].append(verdict.value)
        found.failed[verdict.gate.name] += not verdict.passed


def rows(results: dict[tuple[Kind, Difficulty], Measured]) -> Iterator[str]:
    """The table: a line for each gate and level."""
    for gate in GATES:
        for level in Difficulty:
            kinds = [kind for kind in gate.kinds if results[kind, level].values[gate.name]]
            values = sorted(v for kind in kinds for v in results[kind, level].values[gate.name])
            if not values:
                continue
            bounds = {gate.bounds(level, kind) for kind in kinds}
            low, high = min(one[0] for one in bounds), max(one[1] for one in bounds)
            failed = sum(results[kind, level].failed[gate.name] for kind in kinds)
            mean, low5, high5 = statistics.fmean(values), values[len(values) // 20], values[-1 - len(values) // 20]
            yield (
                f'{gate.words:<44}{level:<14}{mean:>7.2f}{low5:>7.2f}{high5:>7.2f}   {low:>4g}..{high:<4g}'
                f'{len(values):>6}  {"met" if not failed else f"{failed} FAIL"}'
            )


def duplicates(count: int) -> int:
    """How many of so many pieces in a row are the same as one before: notes and rhythm, not only their names."""
    seen: set[int] = set()
    for seed in range(count):
        seen.add(hash(_notes(made(Options(seed=seed, key=KEYS[seed % len(KEYS)])).score)))
    return count - len(seen)


def _notes(score: Score) -> tuple[object, ...]:
    return tuple((note.at, note.length, note.midi, note.hand) for bar in score.bars for note in bar.notes)


def main() -> None:
    """Measure, print, and end with 1 where a gate is not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--seeds', type=int, default=200)
    asked = parser.parse_args()
    results = {(kind, level): measure(kind, level, asked.seeds) for kind in Kind for level in Difficulty}
    print(f'{asked.seeds} seeds x {len(Kind)} kinds x {len(Difficulty)} levels, every key, style and time signature\n')
    print(f'{"gate":<44}{"level":<14}{"mean":>7}{"5 %":>7}{"95 %":>7}   {"wanted":<10}{"n":>6}  verdict')
    for row in rows(results):
        print(row)
    print(f'\n{"kind":<20}{"level":<14}{"ms mean":>9}{"95 %":>7}{"most":>7}{"attempts":>10}{"most":>6}')
    for (kind, level), one in results.items():
        spent = sorted(one.milliseconds[len(one.milliseconds) // 10 :])
        print(
            f'{kind:<20}{level:<14}{statistics.fmean(spent):>9.1f}{spent[int(len(spent) * 0.95)]:>7.1f}'
            f'{spent[-1]:>7.1f}'
            f'{statistics.fmean(one.attempts):>10.2f}{max(one.attempts):>6}'
        )
    same = duplicates(DISTINCT)
    broken = sum(one.faulty for one in results.values())
    late = sum(
        spent > LIMIT_MS for one in results.values() for spent in one.milliseconds[len(one.milliseconds) // 10 :]
    )
    print(f'\nbreaking a rule: {broken}; the same among {DISTINCT:,} licks: {same}', end='; ')
    print(f'longer than {LIMIT_MS:g} ms: {late}')
    failing = sum(sum(one.failed.values()) for one in results.values())
    sys.exit(1 if failing or same or broken or late else 0)


if __name__ == '__main__':
    main()
