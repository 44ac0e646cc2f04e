"""The whole run: analyse -> plan -> render -> verify. Nothing is delivered that was not measured as delivered."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from .analysis import Analysis
from .dc_offset import taken_out_told
from .delivery import Delivery
from .encoder_aim import Aim
from .errors import WriteFailed
from .explanation import explain, missed, told_of
from .files.write_errors import sentence
from .observer import Observer, Trace
from .passes import read_again, read_first, written_as
from .planning import PEAK_TOLERANCE_DB, TOLERANCE_LU, Plan
from .predictor import Predictor
from .progress import Ticker
from .render import render
from .segment_types import MatchOptions
from .segments.chapters import new_chapters
from .segments.placed_tracks import match_tracks
from .segments.track_matching import NOTHING, TrackMatching, matched
from .types import AS_IT_IS, Goal, LimiterWork, Limits, Measurement, Outcome, Reading, Report, Room, Stage
from .video import pictured

MOST_RENDERS = 3
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
    observer: Observer | None = None,
    match: MatchOptions | None = None,
    room: Room | None = None,
    mp3_quality: int | None = None,
    stream: int | None = None,
    keep_video: bool = False,
    reading: Reading = AS_IT_IS,
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
    observer : hears of the curves as they grow.
    match : how far the tracks inside the mix are brought together first; None leaves them as they are.
    room : asked before anything of the result is written.
    mp3_quality : how carefully LAME works, 0 (slowest) to 9; None takes the usual.
    stream : which of several sounds of the file is meant, from 0.
    keep_video : put the sound of a video back beside its picture, instead of handing it out alone.
    reading : how it is read, where that is not as the standard and the file say.

    Raises
    ------
    UnreadableAudio, UnsupportedAudio, WriteFailed
    """
    ticker = Ticker(report, _SHARES if analysis is None else _SHARES_LATER)
    passes = 0
    if analysis is None:
        analysis, reading = read_first(source, ticker, limits or Limits(), match, observer, reading, stream)
        passes = 2 if reading.offsets else 1
    ticker.start('plan', 1)
    delivery = Delivery(written_as(analysis.info), to, room=room, mp3_quality=mp3_quality, keep_video=keep_video)
    matching = match_tracks(analysis, match) if match else TrackMatching()
    delivery = replace(delivery, chapters=new_chapters(source, match, matching.segments))
    try:
        with TemporaryDirectory(prefix='.levelmix-', dir=target.parent) as folder:
            draft = Path(folder) / f'draft{target.suffix}'
            run = _Run(source, draft, delivery, ticker, observer, matching, reading)
            outcome = _levelled(run, analysis, goal, passes)
            draft.replace(target)
        ticker.complete()
    except OSError as error:
        raise WriteFailed(sentence(error)) from error
    return replace(outcome, explanation=outcome.explanation + taken_out_told(reading.offsets) + delivery.told)


@dataclass(frozen=True, slots=True)
class _Run:
    """What stays the same through one run: where from, where to for now, in what format, and who hears of it."""

    source: Path
    draft: Path
    delivery: Delivery
    ticker: Ticker
    observer: Observer | None
    matching: TrackMatching
    reading: Reading


def _levelled(run: _Run, analysis: Analysis, goal: Goal, passes: int) -> Outcome:
    """Plan, render and verify; what is to be handed out is the draft then."""
    delivery, matching, offsets = run.delivery, run.matching, run.reading.offsets
    heard = analysis if matching.curve is None else matched(analysis, matching.curve)
    # What is damaged or was put together is written anew, because others would read only a part of it.
    always = delivery.converts or matching.curve is not None or analysis.is_damaged or bool(offsets)
    aim = Aim(heard, goal, Predictor(heard), delivery, run.draft.parent)
    made = aim.first(always)
    run.ticker.finish()
    if made.verdict in ('unchanged', 'silent', 'too_short'):
        return _handed_back(run, analysis, made, passes)
    result = _render_until_right(run, made, aim)
    passes, told = passes + result.renders, (*result.warnings, *delivery.notes)
    outcome = _outcome(analysis, result.plan, result.measured, result.work, passes, told, matching)
    return pictured(run.source, run.draft, delivery, run.ticker, outcome, run.reading)


def _handed_back(run: _Run, analysis: Analysis, made: Plan, passes: int) -> Outcome:
    """The original byte for byte; what is to be converted comes in the format asked for, as loud as it was."""
    output, measured, told = analysis, analysis.measurement, tuple[str, ...]()
    if run.delivery.converts:
        render(run.source, run.draft, made, run.delivery, run.ticker, offsets=run.reading.offsets)
        output = read_again(run.draft, run.ticker, run.observer, run.reading)
        measured, passes, told = output.measurement, passes + 1, run.delivery.notes
    else:
        if run.delivery.room is not None:
            run.delivery.room(run.source.stat().st_size)
        shutil.copyfile(run.source, run.draft)
    if run.observer:
        run.observer.rendered(output)
    return _outcome(analysis, made, measured, LimiterWork(), passes, told, run.matching)


@dataclass(frozen=True, slots=True)
class _Result:
    """One render as it was measured.

    Attributes
    ----------
    plan : what was to come of it.
    output : what came of it.
    trace : what the peak stages did, where somebody watches.
    renders : how many there were up to this one.
    """

    plan: Plan
    output: Analysis
    work: LimiterWork
    trace: Trace | None
    renders: int
    warnings: tuple[str, ...] = ()

    @property
    def measured(self) -> Measurement:
        return self.output.measurement

    @property
    def miss_lu(self) -> float:
        """How much louder it is than it was to be."""
        wanted = self.plan.predicted_lufs if self.plan.verdict == 'unreachable' else self.plan.goal.target_lufs
        return (self.measured.integrated_lufs or -70.0) - (wanted or 0.0)

    @property
    def over_db(self) -> float:
        """How far its highest peak is above the ceiling."""
        return (self.measured.true_peak_dbtp or -200.0) - self.plan.goal.ceiling_dbtp

    @property
    def right(self) -> bool:
        """Whether it may be delivered as planned."""
        near = abs(self.miss_lu) <= TOLERANCE_LU or self.plan.verdict == 'unreachable'
        return near and self.over_db <= PEAK_TOLERANCE_DB

    @property
    def fault(self) -> tuple[float, float]:
        """What is wrong with it, to be compared: the peaks come first, then the loudness."""
        return max(0.0, self.over_db - PEAK_TOLERANCE_DB), abs(self.miss_lu)


def _render_until_right(run: _Run, made: Plan, aim: Aim) -> _Result:
    """Render and measure; correct by what was measured and render again, at most twice; the best is kept.

    If that is still over the ceiling, a last one has its peaks lower, whatever that takes of the loudness.
    """
    best: _Result | None = None
    kept = run.draft.with_name(f'best{run.draft.suffix}')
    for renders in range(1, MOST_RENDERS + 2):
        run.draft.unlink(missing_ok=True)  # what is left of a worse one would only take room
        result = _rendered(run, made, aim, renders)
        if result.right:
            return result
        if best is None or result.fault < best.fault:
            best = result
            run.draft.replace(kept)
        again = _corrected(result, best, aim)
        if again is None:
            break
        made = again
        if not _fits_beside(run, kept):  # then the next one counts, whatever becomes of it
            best = None
    assert best is not None
    kept.replace(run.draft)
    if run.observer and best is not result:  # what is seen is what is delivered
        if best.trace:
            run.observer.rendering(best.trace)
        run.observer.rendered(best.output)
    cost = missed(renders, best.miss_lu, best.over_db)
    return replace(best, plan=replace(best.plan, verdict='unreachable', cost=cost), renders=renders, warnings=(cost,))


def _corrected(last: _Result, best: _Result, aim: Aim) -> Plan | None:
    """What to render after the last one; None if nothing would come nearer than the best."""
    below = best.over_db <= PEAK_TOLERANCE_DB
    if last.renders >= MOST_RENDERS:
        return None if below or last.renders > MOST_RENDERS else aim.below(last.plan, last.over_db)
    made = aim.after_render(last.plan, last.output)
    louder_lu = (made.predicted_lufs or 0.0) - (best.measured.integrated_lufs or 0.0)
    if below and made.verdict == 'unreachable' and louder_lu <= TOLERANCE_LU:
        return None
    return made


def _fits_beside(run: _Run, kept: Path) -> bool:
    """Whether another render as large finds room beside the best one; else that one makes room."""
    if run.delivery.room is None:
        return True
    try:
        run.delivery.room(kept.stat().st_size)
    except Exception:  # the caller's word for a full disk
        kept.unlink()
        return False
    return True


def _rendered(run: _Run, made: Plan, aim: Aim, renders: int) -> _Result:
    trace = Trace(run.delivery.like.sample_rate) if run.observer else None
    if run.observer and trace:
        run.observer.rendering(trace)
    work = render(
        run.source, run.draft, made, run.delivery, run.ticker, aim.lifts, trace, run.matching.curve, run.reading.offsets
    )
    output = read_again(run.draft, run.ticker, run.observer, run.reading)
    if run.observer:
        run.observer.rendered(output)
    return _Result(made, output, work, trace, renders)


def _outcome(
    analysis: Analysis,
    made: Plan,
    output: Measurement,
    work: LimiterWork,
    passes: int,
    warnings: tuple[str, ...] = (),
    matching: TrackMatching = NOTHING,
) -> Outcome:
    return Outcome(
        input=analysis.measurement,
        output=output,
        goal=made.goal,
        gain_db=made.route.gain_db,
        limiter=work,
        verdict=made.verdict,
        explanation=explain(analysis, made, output, work) + matching.told + told_of(analysis),
        passes=passes,
        loudest_clean_lufs=made.loudest_clean_lufs if made.verdict == 'unreachable' else None,
        warnings=(*analysis.warnings, *matching.warnings, *warnings),
        segments=matching.segments,
        ramps=matching.ramps,
    )
