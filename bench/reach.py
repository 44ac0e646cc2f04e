"""Whether every lossy format lands on loud targets, from quiet sources and such of a wide range, too.

`python -m bench.reach` prints the table that docs/engine.md holds: 36 combinations, some minutes.
"""

import argparse
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import imageio_ffmpeg

from app.audio import Goal, Outcome, level
from app.audio.planning import PEAK_TOLERANCE_DB, TOLERANCE_LU
from bench import judge, material

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
FORMATS = (
    ('.mp3', 320_000),
    ('.mp3', 128_000),
    ('.m4a', 256_000),
    ('.m4a', 128_000),
    ('.ogg', 192_000),
    ('.opus', 160_000),
)
SOURCES = ((16.0, -19.0), (20.0, -30.0), (8.0, -24.0), (12.0, -14.0), (20.0, -19.0), (5.0, -30.0))
"""Loudness range (LU) and loudness (LUFS)."""
TARGETS = (-9.0, -8.0, -7.0, -6.0, -5.0)
HEAD = """| source | format | target | renders | gain | LUFS | miss | over | verdict |
|---|---|---|---|---|---|---|---|---|"""


def combinations(seed: int) -> Iterator[tuple[int, tuple[str, int], tuple[float, float], float]]:
    """Every format with every source; the targets go round, others with another seed."""
    for place, (kind, source) in enumerate(product(FORMATS, SOURCES)):
        yield place, kind, source, TARGETS[(place + place // len(SOURCES) + seed) % len(TARGETS)]


def main() -> None:
    """Print one row per combination, and how many are where they belong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--seconds', type=int, default=45, help='length of each source')
    parser.add_argument('--seed', type=int, default=0, help='another seed: other mixes and targets')
    parser.add_argument('--only', default='', help='one format alone: .mp3, .m4a, .ogg, .opus')
    asked = parser.parse_args()
    print(HEAD, flush=True)
    right = count = 0
    for place, (suffix, bit_rate), (range_lu, lufs), target in combinations(asked.seed):
        if asked.only in ('', suffix):
            seed = asked.seed * 100 + place % len(SOURCES) + 1
            source = material.coded(material.wide(asked.seconds, range_lu, lufs, seed), suffix, bit_rate)
            out = source.with_name(f'reached{suffix}')
            fits = row(source, out, f'{suffix[1:]} {bit_rate // 1000}k', target, level(source, out, Goal(target)))
            right, count = right + fits, count + 1
    print(f'\n{right} of {count} within {TOLERANCE_LU:g} LU of the target and {PEAK_TOLERANCE_DB:g} dB of the ceiling')


def row(source: Path, out: Path, name: str, target: float, outcome: Outcome) -> bool:
    """Print one line; True if the delivered file is where it belongs, as the judge hears it."""
    before, gain = outcome.input, outcome.gain_db
    lufs, peak = judge.read(material.decoded(out, FFMPEG) if out.suffix == '.m4a' else out)
    over = peak - outcome.goal.ceiling_dbtp
    cells = (
        f'{before.integrated_lufs:.1f} LUFS, {before.range_lu:.0f} LU',
        f'{name}',
        f'{target:g}',
        f'{outcome.passes - 1}',
        f'{gain:+.1f} dB',
        f'{lufs:.2f}',
        f'{lufs - target:+.2f}',
        f'{over:+.2f}',
        outcome.verdict.replace('_', ' '),
    )
    print('| ' + ' | '.join(cells) + ' |', flush=True)
    return abs(lufs - target) <= TOLERANCE_LU + 0.005 and over <= PEAK_TOLERANCE_DB


if __name__ == '__main__':
    main()
