"""Stems levelled together: one plain gain for the mix and all of its stems, so that they still add up to it."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from .analysis import Analysis, blocks, read_through
from .errors import WriteFailed
from .files import open_sink, open_source
from .files.ffmpeg.stem_file import SOUNDS, check, put_together
from .files.write_errors import sentence
from .planning import PEAK_TOLERANCE_DB, TOLERANCE_LU
from .progress import Ticker
from .types import Goal, Info, LimiterWork, Limits, Measurement, Outcome, Report, Room, Stage, Verdict

MOST_RENDERS = 4
BELOW_DB = 0.02
"""How far below the ceiling a mix is taken that came out above it, because an encoder does not repeat itself."""
_SHARES: dict[Stage, tuple[float, float]] = {'analyse': (0.0, 0.3), 'render': (0.3, 0.8), 'verify': (0.8, 1.0)}
_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Run:
    source: Path
    folder: Path
    infos: tuple[Info, ...]
    ticker: Ticker
    room: Room | None

    def render(self, number: int, gain_db: float) -> Path:
        """One sound of the file, as loud as that, in its own codec and rate."""
        info, made = self.infos[number], self.folder / f'{number}.m4a'
        gain = np.float32(10.0 ** (gain_db / 20.0))
        self.ticker.start('render', info.frames)
        sink = open_sink(made, info, dither=(info.bits or 24) <= 16, chapters=(), room=self.room)
        with open_source(self.source, stream=number) as reader, sink:
            for block in blocks(reader):
                sink.write(block * gain)
                self.ticker.advance(len(block))
            sink.commit()
        self.ticker.finish()
        return made


def level_stems(
    source: Path,
    target: Path,
    goal: Goal,
    report: Report | None = None,
    limits: Limits = _LIMITS,
    room: Room | None = None,
) -> Outcome:
    """Level a stem file by its mix: as near to the goal as gain alone comes below the ceiling.

    `room` is asked before anything is written; `target` is replaced in one step at the end, as by `level`.

    Raises
    ------
    UnreadableAudio, UnsupportedAudio, WriteFailed
    """
    check(source, target)
    ticker = Ticker(report, _SHARES)
    heard = [read_through(source, ticker, 'analyse', limits, stream=number) for number in range(SOUNDS)]
    before = heard[0].measurement
    told = tuple(dict.fromkeys(warning for one in heard for warning in one.measurement.warnings))
    before = replace(before, warnings=told)
    verdict, most = _beforehand(before, goal), _most_gain(heard, goal)
    try:
        with TemporaryDirectory(prefix='.levelmix-', dir=target.parent) as folder:
            draft = Path(folder) / f'whole{target.suffix}'
            run = _Run(source, Path(folder), tuple(one.info for one in heard), ticker, room)
            if verdict is not None:
                if room is not None:
                    room(source.stat().st_size)
                shutil.copyfile(source, draft)
                outcome = Outcome(before, before, goal, 0.0, LimiterWork(), verdict, _HANDED_BACK[verdict], SOUNDS)
            else:
                outcome = _levelled(run, draft, before, goal, most)
            draft.replace(target)
    except OSError as error:
        raise WriteFailed(sentence(error)) from error
    ticker.complete()
    return replace(outcome, warnings=(*told, *outcome.warnings))


_HANDED_BACK: dict[Verdict, str] = {
    'silent': 'There is nothing to level by: the mix is silent, so you get the original back.',
    'too_short': 'Shorter than 0.4 seconds, the mix has no loudness to level by, so you get the original back.',
    'unchanged': 'The mix is at its loudness already and below the ceiling: you get the original, untouched.',
}


def _beforehand(mix: Measurement, goal: Goal) -> Verdict | None:
    """Why the original is handed back, if it is."""
    if mix.integrated_lufs is None or mix.true_peak_dbtp is None:
        return 'too_short' if mix.duration_s < 0.4 and mix.true_peak_dbtp else 'silent'
    near = abs(mix.integrated_lufs - goal.target_lufs) <= TOLERANCE_LU
    return 'unchanged' if near and mix.true_peak_dbtp <= goal.ceiling_dbtp and not mix.warnings else None


def _most_gain(heard: list[Analysis], goal: Goal) -> float:
    """The gain at which the mix meets the ceiling, or a stem full scale in a codec that ends there."""
    whole = [
        one.measurement.sample_peak_dbfs or 0.0 for one in heard if one.info.bits and one.measurement.sample_peak_dbfs
    ]
    return min([goal.ceiling_dbtp - (heard[0].measurement.true_peak_dbtp or 0.0), *(-peak for peak in whole)])


def _levelled(run: _Run, draft: Path, before: Measurement, goal: Goal, most: float) -> Outcome:
    loudness = before.integrated_lufs or 0.0
    wanted = goal.target_lufs - loudness
    gain, over, renders = min(wanted, most), 0.0, 0
    while renders < MOST_RENDERS:
        mix = run.render(0, gain)
        made = read_through(mix, run.ticker, 'verify').measurement
        renders, over = renders + 1, (made.true_peak_dbtp or -200.0) - goal.ceiling_dbtp
        if over <= PEAK_TOLERANCE_DB or renders == MOST_RENDERS:
            break
        gain -= over + BELOW_DB
    sounds = [mix, *(run.render(number, gain) for number in range(1, SOUNDS))]
    if run.room is not None:
        run.room(sum(path.stat().st_size for path in sounds))
    put_together(run.source, sounds, draft, run.infos[0])
    output = read_through(draft, run.ticker, 'verify', stream=0).measurement
    passes = SOUNDS + renders + 1
    reached = abs((output.integrated_lufs or -70.0) - goal.target_lufs) <= TOLERANCE_LU and over <= PEAK_TOLERANCE_DB
    peak = (before.true_peak_dbtp or 0.0) + wanted
    by_ceiling = goal.ceiling_dbtp - (before.true_peak_dbtp or 0.0) <= most
    needed = f'peaks of {peak:+.1f} dBTP' if by_ceiling else 'a stem louder than its format can hold'
    told = (
        f'{gain:+.2f} dB for the mix and each of its stems brought it to {output.integrated_lufs:.1f} LUFS, '
        'without touching a single peak: they still add up.'
        if reached
        else f'{goal.target_lufs:g} LUFS would need {needed}; by gain alone '
        f'{output.integrated_lufs:.1f} LUFS is reached, {gain:+.2f} dB for the mix and each of its stems.'
    )
    high = f'The true peak is {over:+.2f} dB from the ceiling after {renders} renders.'
    return Outcome(
        before, output, goal, gain, LimiterWork(), 'on_target' if reached else 'unreachable', told, passes,
        None if reached else output.integrated_lufs, (high,) if over > PEAK_TOLERANCE_DB else (),
    )  # fmt: skip
