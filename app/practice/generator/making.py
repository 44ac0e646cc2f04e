"""Generates a piece: planned, composed, judged, and made anew from the next sub-seed until it passes."""

from dataclasses import dataclass

from app.errors import NotAllowed
from app.practice.generator.composing import composed
from app.practice.generator.describing import described
from app.practice.generator.exercises import exercise
from app.practice.generator.patterns import pattern
from app.practice.generator.planning import Plan, planned
from app.practice.options import Kind, Options
from app.practice.score import Bar, Score, Substitution
from app.practice.validator.gates import judged
from app.practice.validator.pages import read
from app.practice.validator.rules import faults

VERSION = 2
"""Of the generator: it rises whenever the same options give another piece, and is kept with each piece."""
MOST_ATTEMPTS = 40


@dataclass(frozen=True, slots=True)
class Made:
    """A piece, how many attempts it took, and which gates even the best one fails (none, but for odd options)."""

    score: Score
    attempts: int
    failed: tuple[str, ...] = ()


def generate(options: Options) -> Score:
    """The piece for these options: the same options and version, the same piece to the last note.

    Raises
    ------
    NotAllowed
        The options cannot be met; an `Invalid` has a sentence for each that is wrong.
    """
    return made(options).score


def made(options: Options) -> Made:
    """The same, with how it came about.

    Where no attempt passes every gate, which narrow ranges and single bars may cause, the one that fails fewest is
    taken. What breaks a rule is never handed out.
    """
    plan = planned(options)
    found = chosen(plan, only_good=True) or chosen(plan, only_good=False)
    if found is None:
        raise NotAllowed('Nothing that can be played came of these options: choose a wider range, another key or seed.')
    return found


def chosen(plan: Plan, only_good: bool) -> Made | None:
    """The first attempt that passes every gate. Where none does, the one that fails fewest; nothing if `only_good` ones
    are wanted, which are found sooner."""
    best: Made | None = None
    for attempt in range(MOST_ATTEMPTS):
        score = _attempt(plan, attempt, only_good)
        if score is None:
            continue
        page = read(score)
        failed = tuple(verdict.gate.name for verdict in judged(score, page) if not verdict.passed)
        if (failed and only_good) or (best is not None and len(failed) >= len(best.failed)):
            continue
        if faults(score, 1, page):
            continue
        best = Made(score, attempt + 1, failed)
        if not failed:
            break
    return best


def _attempt(plan: Plan, attempt: int, only_good: bool) -> Score | None:
    bars, log, subject = _music(plan, attempt, only_good)
    if bars is None:
        return None
    title, description, tags = described(plan, subject, log, bars)
    return Score(
        kind=plan.kind,
        title=title,
        description=description,
        difficulty=plan.level,
        style=plan.style,
        form=plan.form,
        key=plan.key,
        time=plan.time,
        tempo=plan.tempo,
        feel=plan.feel,
        hands=plan.hands,
        bars=bars,
        options=plan.options,
        seed=plan.options.seed,
        version=VERSION,
        tags=tags,
        substitutions=log,
    )


def _music(plan: Plan, attempt: int, only_good: bool) -> tuple[tuple[Bar, ...] | None, tuple[Substitution, ...], str]:
    """The bars (or none, as `composed` says), the log, and what an exercise is about in words."""
    if plan.kind == Kind.SCALE_PATTERN:
        bars, subject = pattern(plan, attempt)
        return bars, (), subject
    if plan.kind == Kind.HARMONY_EXERCISE:
        bars, subject = exercise(plan, attempt)
        return bars, (), subject
    composition, log = composed(plan, attempt, only_good)
    return composition, log, ''
