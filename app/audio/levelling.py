"""The whole run: analyse -> plan -> render -> verify. Nothing is delivered that was not measured as delivered."""

import math
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from .analysis import Analysis, read_through
from .audition import Audition
from .delivery import Delivery
from .errors import WriteFailed
from .planning import PEAK_TOLERANCE_DB, TOLERANCE_LU, Plan, is_lossy, plan
from .progress import Ticker
from .render import render
from .segments.chapters import new_chapters
from .segments.evening import NOTHING, Evening, evened
from .segments.placing import even_out
from .segments.types import Evenness
from .trial import NEAR_DB, encoder_effect
from .true_peak import from_db
from .types import Goal, LimiterWork, Limits, Measurement, Outcome, Report, Room, Stage
from .watch import Watch

MOST_RENDERS = 3
OFTEN = 0.02
"""Share of the time from which on delivered overs are met by a lower ceiling, not one by one."""
_SHARES: dict[Stage, tuple[float, float]] = {
    'analyse': (0.0, 0.3),
    'plan': (0.3, 0.35),
    'render': (0.35, 0.77),
    'verify': (0.77, 0.96),
}
_SHARES_LATER = {stage: ((lo - 0.3) / 0.7, (hi - 0.3) / 0.7) for stage, (lo, hi) in _SHARES.items() if lo}
"""The same where the analysis was made before."""


def level(
    source: Path,
    target: Path,
    goal: Goal,
    report: Report | None = None,
    analysis: Analysis | None = None,
    limits: Limits | None = None,
    to: str | None = None,
    watch: Watch | None = None,
    even: Evenness | None = None,
    room: Room | None = None,
) -> Outcome:
    """Level a file to a goal and write it to `target`, in the same format unless told otherwise.

    Parameters
    ----------
    source : the original; it is only read.
    target : the result; replaced in one step at the very end, so it is either complete and measured or untouched.
    goal : loudness and true-peak ceiling.
    report : called a few times a second from this thread; what it raises ends the run and leaves nothing behind.
    analysis : of this very file, if it was made before: saves the first pass.
    limits : what is accepted at the door; None takes the engine's own.
    to : container to convert to, one of `files.CODECS`; None keeps the original's format.
    watch : hears of the curves as they grow.
    even : how far the tracks inside the mix are brought together first; None leaves them as they are.
    room : asked before anything of the result is written.

    Raises
    ------
    UnreadableAudio, UnsupportedAudio, WriteFailed
    """
    ticker = Ticker(report, _SHARES if analysis is None else _SHARES_LATER)
    passes = 0
    if analysis is None:
        analysis = _analysed(source, ticker, limits or Limits(), even, watch)
        passes = 1
    ticker.start('plan', 1)
    delivery = Delivery(analysis.info, to, room=room)
    evening = even_out(analysis, even) if even else Evening()
    delivery = replace(delivery, chapters=new_chapters(source, even, evening.segments))
    heard = analysis if evening.curve is None else evened(analysis, evening.curve)
    audition = Audition(heard)
    always = delivery.converts or evening.curve is not None
    made = plan(heard, goal, audition=audition, always=always, delivered=delivery.info)
    try:
        with TemporaryDirectory(prefix='.levelmix-', dir=target.parent) as folder:
            run = _Run(source, Path(folder) / f'draft{target.suffix}', delivery, ticker, watch)
            if made.verdict in ('unchanged', 'silent', 'too_short'):
                outcome = _handed_back(run, analysis, made, passes, evening)
            else:
                aim = _Aim(goal, audition, delivery, Path(folder), evening.curve)
                result = _render_until_right(run, heard, made, aim)
                passes += result.renders
                outcome = _outcome(analysis, result.plan, result.output, result.work, passes, result.warnings, evening)
            run.draft.replace(target)
        ticker.complete()
    except OSError as error:
        raise WriteFailed(f'The result could not be written: {error.strerror or error}.') from error
    return outcome


def _analysed(source: Path, ticker: Ticker, limits: Limits, even: Evenness | None, watch: Watch | None) -> Analysis:
    analysis = read_through(source, ticker, 'analyse', limits, 'all' if even or watch else 'plan', watch)
    if watch:
        watch.analysed(analysis)
    return analysis


@dataclass(frozen=True, slots=True)
class _Run:
    """What stays the same through one run: where from, where to for now, in what format, and who hears of it."""

    source: Path
    draft: Path
    delivery: Delivery
    ticker: Ticker
    watch: Watch | None


def _handed_back(run: _Run, analysis: Analysis, made: Plan, passes: int, evening: Evening) -> Outcome:
    """The original byte for byte; what is to be converted comes in the format asked for, as loud as it was."""
    run.ticker.finish()
    output, measured = analysis, analysis.measurement
    if run.delivery.converts:
        render(run.source, run.draft, made, run.delivery, run.ticker)
        output = read_through(run.draft, run.ticker, 'verify', watch=run.watch)
        measured, passes = output.measurement, passes + 1
    else:
        if run.delivery.room is not None:
            run.delivery.room(run.source.stat().st_size)
        shutil.copyfile(run.source, run.draft)
    if run.watch:
        run.watch.rendered(output)
    return _outcome(analysis, made, measured, LimiterWork(), passes, evening=evening)


@dataclass(frozen=True, slots=True)
class _Result:
    plan: Plan
    output: Measurement
    work: LimiterWork
    renders: int
    warnings: tuple[str, ...] = ()


class _Aim:
    """Where to aim so that the delivered file, not the signal before the encoder, lands on the goal."""

    def __init__(
        self, goal: Goal, audition: Audition, delivery: Delivery, folder: Path, curve: NDArray[np.float32] | None = None
    ) -> None:
        self.goal, self.delivery, self._audition, self._folder = goal, delivery, audition, folder
        self.curve = curve
        self._bias = 0.0
        self._margin: float | None = None
        self.lifts: NDArray[np.float32] | None = None

    def after_trial(self, made: Plan, analysis: Analysis) -> Plan:
        """Plan again if the encoder, tried on the excerpts, raises the peaks more (or much less) than expected."""
        if made.route.ceiling_dbtp is None or not is_lossy(self.delivery.info):
            return made
        effect = encoder_effect(self._audition, made, self.delivery, self._folder)
        self._margin, self._bias = effect.margin_db, effect.bias_lu
        made = self._again(analysis) if effect.matters else made
        if self.delivery.holds_peaks and made.route.clip_db is not None:
            # Dense programme is held often enough to be heard in the loudness.
            held = encoder_effect(self._audition, made, self.delivery, self._folder, held=True)
            self._bias = held.bias_lu
            made = self._again(analysis)
        return made

    def after_render(self, made: Plan, analysis: Analysis, output: Analysis) -> Plan:
        """Plan again from what was measured, and ask for more reduction where the delivered peaks were over."""
        self._bias = 0.0
        self._audition.learn(made.route, output.energy)
        ceiling = self.goal.ceiling_dbtp
        often = float(np.quantile(output.peaks, 1.0 - OFTEN)) if len(output.peaks) else 0.0
        if often > from_db(ceiling + PEAK_TOLERANCE_DB) and made.route.ceiling_dbtp is not None:
            self._margin = 20.0 * math.log10(often) - made.route.ceiling_dbtp + 0.05
        elif (output.peaks > from_db(ceiling)).any():
            near, more = (NEAR_DB, 0.5 * NEAR_DB) if is_lossy(self.delivery.info) else (0.0, 0.1)
            self._lift(output.peaks, ceiling - near, more)
        return self._again(analysis)

    def _lift(self, peaks: NDArray[np.float16], level_dbtp: float, more_db: float) -> None:
        """Lift the rows above a level, by what they are above it and `more_db`.

        Two on each side are lifted as much: an encoder's noise spreads that far.
        """
        level = np.float32(from_db(level_dbtp))
        rows = np.flatnonzero(peaks > level)
        wanted = peaks[rows].astype(np.float32) * np.float32(from_db(more_db) / level)
        wide = np.ones(len(peaks) + 4, np.float32)
        for away in range(5):
            np.maximum.at(wide, rows + away, wanted)
        self.lifts = wide[2:-2] if self.lifts is None else self.lifts * wide[2:-2]

    def _again(self, analysis: Analysis) -> Plan:
        moved = replace(self.goal, target_lufs=self.goal.target_lufs - self._bias)
        made = plan(analysis, moved, self._margin, self._audition, always=True, delivered=self.delivery.info)
        return replace(made, goal=self.goal)


def _render_until_right(run: _Run, analysis: Analysis, made: Plan, aim: _Aim) -> _Result:
    """Try the encoder, render and measure; correct by what was measured and render again, at most twice."""
    made = aim.after_trial(made, analysis)
    run.ticker.finish()
    for renders in range(1, MOST_RENDERS + 1):
        run.draft.unlink(missing_ok=True)  # two of them side by side would need twice the room
        work = render(run.source, run.draft, made, run.delivery, run.ticker, aim.lifts, run.watch, aim.curve)
        output = read_through(run.draft, run.ticker, 'verify', watch=run.watch)
        if run.watch:
            run.watch.rendered(output)
        measured = output.measurement
        wanted = made.predicted_lufs if made.verdict == 'unreachable' else made.goal.target_lufs
        miss = (measured.integrated_lufs or -70.0) - (wanted or 0.0)
        over = (measured.true_peak_dbtp or -200.0) - made.goal.ceiling_dbtp
        result = _Result(made, measured, work, renders)
        if over <= PEAK_TOLERANCE_DB and (abs(miss) <= TOLERANCE_LU or made.verdict == 'unreachable'):
            return result
        if renders < MOST_RENDERS:
            made = aim.after_render(made, analysis, output)
    missed = replace(result.plan, verdict='unreachable', cost=_missed(renders, miss, over))
    return replace(result, plan=missed, warnings=(missed.cost,))


def _missed(renders: int, miss: float, over: float) -> str:
    return (
        f'After {renders} renders the result is {miss:+.2f} LU from what was planned, '
        f'and its true peak {over:+.2f} dB from the ceiling.'
    )


def _outcome(
    analysis: Analysis,
    made: Plan,
    output: Measurement,
    work: LimiterWork,
    passes: int,
    warnings: tuple[str, ...] = (),
    evening: Evening = NOTHING,
) -> Outcome:
    return Outcome(
        input=analysis.measurement,
        output=output,
        goal=made.goal,
        gain_db=made.route.gain_db,
        limiter=work,
        verdict=made.verdict,
        explanation=_explain(analysis, made, output, work) + evening.told,
        passes=passes,
        loudest_clean_lufs=made.loudest_clean_lufs if made.verdict == 'unreachable' else None,
        warnings=(*analysis.warnings, *warnings),
        segments=evening.segments,
        ramps=evening.ramps,
    )


def _explain(analysis: Analysis, made: Plan, output: Measurement, work: LimiterWork) -> str:
    if made.verdict == 'silent':
        return 'There is nothing to level by: the file is silent, so you get the original back.'
    if made.verdict == 'too_short':
        return 'Shorter than 0.4 seconds, it has no loudness to level by, so you get the original back.'
    if made.verdict == 'unchanged':
        return f'Already at {output.integrated_lufs:.1f} LUFS and below the ceiling: you get the original, untouched.'
    if made.verdict == 'unreachable':
        what = 'the loudest clean level' if made.loudest_clean_lufs is not None else 'the nearest that was measured'
        return (
            f'{made.goal.target_lufs:g} LUFS within {made.goal.ceiling_dbtp:g} dBTP is out of reach for this programme '
            f'in this format; this is {what}, {output.integrated_lufs:.1f} LUFS. {made.cost}'
        )
    done = f'{made.route.gain_db:+.1f} dB brought it to {output.integrated_lufs:.1f} LUFS'
    if made.route.ceiling_dbtp is None:
        return f'{done}, without touching a single peak.'
    return (
        f'{done}; the peaks were held below {made.goal.ceiling_dbtp:g} dBTP ({work.max_reduction_db:.1f} dB at most).'
    )
