"""LevelMix against the newest FFmpeg, ffmpeg-normalize and pyloudnorm, on the same mix in one run: `make bench`.

Prints, per task and tool: wall time, CPU seconds, peak memory, how far the result is from the target (LU) and above the
ceiling (dB, true peak read at 16x by `bench.judge`, which shares no code with the engine), and the bars as ratios.
"""

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import imageio_ffmpeg

from bench import judge, material
from bench.measuring import Cost, cost, in_turn

LEVELMIX = str(Path(sys.executable).parent / 'levelmix')
NORMALIZE = str(Path(sys.executable).parent / 'ffmpeg-normalize')
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
RESULTS = Path(__file__).parent / 'results'
CEILING = -1.0


@dataclass(frozen=True, slots=True)
class Row:
    """One tool at one task."""

    task: str
    tool: str
    cost: Cost
    off_target_lu: float | None = None
    over_ceiling_db: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One promise: `ratio` must be at least (or at most) `bar`."""

    what: str
    ratio: float
    bar: float
    at_least: bool = True

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar


def main() -> None:
    """Run what is asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--minutes', type=int, default=60, help='length of the mix')
    parser.add_argument('--runs', type=int, default=1, help='runs of each command; medians are printed')
    parser.add_argument('--only', choices=['measure', 'level', 'memory'], help='one part alone')
    asked = parser.parse_args()
    wav = material.mix(asked.minutes)
    files = {'.wav': wav, **{s: material.converted(wav, s, FFMPEG) for s in ('.flac', '.mp3')}}
    print(f'{wav.name}: {asked.minutes} minutes, {asked.runs} run(s), {_ffmpeg_version()}')
    warm_up(files['.wav'])
    rows: list[Row] = []
    bars: list[Bar] = []
    for part, run in (('measure', measuring), ('level', levelling), ('memory', memory)):
        if asked.only in (None, part):
            found, promised = run(files, asked.runs)
            rows += found
            bars += promised
    _show(rows, bars)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / 'compare.json').write_text(json.dumps([*map(asdict, rows), *map(asdict, bars)], indent=1))


def warm_up(wav: Path) -> None:
    """The first run on a fresh install compiles the kernels; say what that costs, and keep it out of the rest."""
    short = material.mix(1)
    first = cost([LEVELMIX, 'level', str(short), _out('warm.wav'), '--target', '-7', '--force'])
    print(f'first run on one minute (compiling what is not yet compiled): {first.wall_s:.1f} s; {wav.name} follows')


def measuring(files: dict[str, Path], runs: int) -> tuple[list[Row], list[Bar]]:
    """Measure with true peak."""
    rows, bars = [], []
    for suffix in ('.wav', '.mp3'):
        source = str(files[suffix])
        commands = {
            'levelmix': [LEVELMIX, 'measure', source, '--json'],
            'ffmpeg ebur128': [FFMPEG, '-nostdin', '-v', 'error', '-i', source, *EBUR128],
            'decode alone': [sys.executable, '-m', 'bench.decode', source],
        }
        if suffix == '.wav':
            commands['pyloudnorm'] = [sys.executable, '-m', 'bench.pyloudnorm_file', source]
        costs = in_turn(commands, runs)
        rows += [Row(f'measure {suffix}', tool, spent) for tool, spent in costs.items()]
        ours = costs['levelmix'].wall_s
        if suffix == '.wav':
            bars.append(Bar('measure WAV: ffmpeg ebur128=peak=true / ours', costs['ffmpeg ebur128'].wall_s / ours, 1.0))
        else:
            bars.append(Bar('measure MP3: ours / decoding alone', ours / costs['decode alone'].wall_s, 1.3, False))
    return rows, bars


EBUR128 = ['-af', 'ebur128=peak=true:framelog=quiet', '-f', 'null', '-']
TASKS = (('.mp3', -14.0, 5.0), ('.mp3', -7.0, 4.0), ('.wav', -14.0, 12.0), ('.flac', -14.0, 10.0))


def levelling(files: dict[str, Path], runs: int) -> tuple[list[Row], list[Bar]]:
    """Level to a target under -1 dBTP, in the same format."""
    rows, bars = [], []
    for suffix, target, bar in TASKS:
        source = str(files[suffix])
        results = {tool: _out(f'{tool}{suffix}') for tool in ('levelmix', 'ffmpeg-normalize')}
        codec = {
            '.mp3': ['-c:a', 'libmp3lame', '-b:a', '320k'],
            '.wav': ['-c:a', 'pcm_s16le'],
            '.flac': ['-c:a', 'flac'],
        }
        commands = {
            'levelmix': [LEVELMIX, 'level', source, results['levelmix'], '--target', str(target), '--force', '--json'],
            'ffmpeg-normalize': [
                *(NORMALIZE, source, '-o', results['ffmpeg-normalize'], '-f', '-t', str(target), '-tp', str(CEILING)),
                *('-ar', '44100', '-ofmt', suffix[1:], *codec[suffix]),
            ],
        }
        costs = in_turn(commands, runs, FFMPEG_PATH=FFMPEG)
        for tool, spent in costs.items():
            lufs, peak = judge.read(Path(results[tool]))
            rows.append(Row(f'level {suffix} to {target:g}', tool, spent, lufs - target, peak - CEILING))
        ratio = costs['ffmpeg-normalize'].wall_s / costs['levelmix'].wall_s
        bars.append(Bar(f'level {suffix} to {target:g}: ffmpeg-normalize / ours', ratio, bar))
    return rows, bars


def memory(files: dict[str, Path], runs: int) -> tuple[list[Row], list[Bar]]:
    """Peak memory for 4 minutes and for 4 hours of the same music."""
    short = material.mix(4)
    costs = {}
    for name, source in (('4 minutes', short), ('4 hours', material.repeated(short, 60))):
        costs[name] = cost([LEVELMIX, 'level', str(source), _out('long.wav'), '--target', '-7', '--force'])
    rows = [Row(f'memory, level {name} of WAV to -7', 'levelmix', spent) for name, spent in costs.items()]
    ratio = costs['4 hours'].peak_mib / costs['4 minutes'].peak_mib
    return rows, [
        Bar('peak memory: 4 hours / 4 minutes', ratio, 1.1, False),
        Bar('peak memory of 4 hours, MiB', costs['4 hours'].peak_mib, 350.0, False),
    ]


def _out(name: str) -> str:
    folder = material.CACHE / 'out'
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder / name)


def _ffmpeg_version() -> str:
    return f'FFmpeg {imageio_ffmpeg.get_ffmpeg_version()}'


def _show(rows: list[Row], bars: list[Bar]) -> None:
    print(f'\n{"task":<36}{"tool":<18}{"wall s":>8}{"CPU s":>8}{"MiB":>7}{"off LU":>8}{"over dB":>9}')
    for row in rows:
        off = '' if row.off_target_lu is None else f'{row.off_target_lu:+.2f}'
        over = '' if row.over_ceiling_db is None else f'{row.over_ceiling_db:+.2f}'
        c = row.cost
        print(f'{row.task:<36}{row.tool:<18}{c.wall_s:>8.1f}{c.cpu_s:>8.1f}{c.peak_mib:>7.0f}{off:>8}{over:>9}')
    print()
    for bar in bars:
        word = 'at least' if bar.at_least else 'at most'
        print(f'{"met " if bar.met else "MISSED"}  {bar.what}: {bar.ratio:.2f} ({word} {bar.bar:g})')


if __name__ == '__main__':
    main()
