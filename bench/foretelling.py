"""What the forecast tells and what the run then reports: `python -m bench.foretelling`.

Prints the table that docs/engine.md holds: ten mixes of `make_mix.py`, four minutes each, in turn in every format.
"""

import argparse
from pathlib import Path

from app.audio import Forecast, Goal, Outcome, analyse, forecast, level
from bench import material

FORMATS = (('.mp3', 320_000), ('.m4a', 256_000), ('.ogg', 192_000), ('.opus', 160_000), ('.flac', None), ('.wav', None))
GOALS = tuple(Goal(lufs) for lufs in (-14.0, -16.0, -9.0, -7.0, -5.0))
MOST_APART_DB = 0.5
HEAD = """| mix | format | target | gain told | gain | clipped told | clipped | deepest told | deepest | renders |
|---|---|---|---|---|---|---|---|---|---|"""


def main() -> None:
    """Print one row per mix, format and target, and the largest difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--minutes', type=int, default=4, help='length of each mix')
    parser.add_argument('--mixes', type=int, default=10, help='how many mixes')
    parser.add_argument('--formats', type=int, default=1, help='how many formats each mix is tried in')
    parser.add_argument('--targets', type=float, nargs='+', default=[-7.0], help='LUFS')
    asked = parser.parse_args()
    print(HEAD, flush=True)
    apart: list[float] = []
    for number in range(asked.mixes):
        mix = material.mix(asked.minutes, 101 + number)
        for turn in range(asked.formats):
            suffix, bit_rate = FORMATS[(number + turn) % len(FORMATS)]
            source = mix if suffix == '.wav' else material.coded(mix, suffix, bit_rate)
            apart += told_and_come(source, asked.targets)
    print(f'\nlargest difference of the gain: {max(apart):.2f} dB (at most {MOST_APART_DB:g}), of {len(apart)}')


def told_and_come(source: Path, targets: list[float]) -> list[float]:
    """How far apart the gains are, dB, for each target."""
    analysis, out = analyse(source), source.with_name(f'foretold{source.suffix}')
    apart = []
    for told in forecast(analysis, [goal for goal in GOALS if goal.target_lufs in targets]):
        came = level(source, out, Goal(told.target_lufs), analysis=analysis)
        print(row(source, told, came), flush=True)
        apart.append(abs(told.gain_db - came.gain_db))
    return apart


def row(source: Path, told: Forecast, came: Outcome) -> str:
    """One line of the table."""
    cells = (
        source.stem.split('-')[2],
        source.suffix[1:],
        f'{told.target_lufs:g}',
        f'{told.gain_db:+.1f} dB',
        f'{came.gain_db:+.1f} dB',
        f'{told.clipped_share:.0%}',
        f'{came.limiter.clipped_share:.0%}',
        f'{told.deepest_db:.1f} dB',
        f'{came.limiter.max_reduction_db:.1f} dB',
        f'{came.passes}',
    )
    return '| ' + ' | '.join(cells) + ' |'


if __name__ == '__main__':
    main()
