"""The same piece harder or easier, and another one like it.

What sings is kept and embellished or thinned: who knows the piece knows it again. What is an exercise or a set of
changes is made anew at the other level from the same seed.
"""

import random
from dataclasses import replace

from app.errors import NotAllowed
from app.practice.generator.charts import Chart, cells
from app.practice.generator.describing import described
from app.practice.generator.ground import Event, Ground
from app.practice.generator.hands import Accompanist, Register
from app.practice.generator.harmony import coloured
from app.practice.generator.layouts import Layout
from app.practice.generator.levels import LEVELS
from app.practice.generator.lines import Line
from app.practice.generator.making import generate
from app.practice.generator.planning import LEVEL_ORDER, Plan, planned
from app.practice.generator.writing import written
from app.practice.options import Difficulty, Form, Hands, Kind
from app.practice.playing import turns
from app.practice.score import Bar, Hand, Score
from app.practice.validator.gates import judged
from app.practice.validator.measures import lead, line
from app.practice.validator.pages import read
from app.practice.validator.rules import faults

SINGING = (Kind.JAZZ_LICK, Kind.MELODY, Kind.COMPLETE_PIECE)
TRIES = 16


def again(score: Score) -> Score:
    """Another piece with the same settings: the next seed."""
    return generate(replace(score.options, seed=score.options.seed + 1))


def harder(score: Score) -> Score:
    """The piece one level up.

    Raises
    ------
    NotAllowed
        It is the highest level already.
    """
    if score.difficulty == Difficulty.EXPERT:
        raise NotAllowed('This is the highest level already: try it in another key, or faster.')
    return _at(score, LEVEL_ORDER[LEVEL_ORDER.index(score.difficulty) + 1], up=True)


def easier(score: Score) -> Score:
    """The piece one level down.

    Raises
    ------
    NotAllowed
        It is the lowest level already.
    """
    if score.difficulty == Difficulty.BEGINNER:
        raise NotAllowed('This is the easiest level already: try it slower, or one hand alone.')
    return _at(score, LEVEL_ORDER[LEVEL_ORDER.index(score.difficulty) - 1], up=False)


def _at(score: Score, level: Difficulty, up: bool) -> Score:
    options = replace(score.options, difficulty=level, tempo=score.tempo)
    if score.kind not in SINGING:
        form = None if score.form == Form.FREE and score.options.form is None else score.form
        return generate(replace(options, form=form, bars=len(turns(score))))
    plan = planned(options)
    chart = _chart(score, plan)
    best: tuple[int, Score] | None = None
    for attempt in range(TRIES):
        made = _rewritten(score, plan, chart, random.Random(f'{score.seed}:{attempt}:{level}'), up)
        if faults(made, 1):
            continue
        failed = sum(not verdict.passed for verdict in judged(made))
        if best is None or failed < best[0]:
            best = failed, made
        if not failed:
            break
    if best is None:
        raise NotAllowed('This piece cannot be written at another level; it stays as it was.')
    return best[1]


def _chart(score: Score, plan: Plan) -> Chart:
    """The chords as the other level reads them; a beginner has them without their colours."""
    chart = [cells(bar.chords) for bar in score.bars]
    if LEVEL_ORDER.index(plan.level) >= LEVEL_ORDER.index(score.difficulty) or plan.level == Difficulty.BEGINNER:
        return coloured(chart, plan.level, plan.style, random.Random(f'{score.seed}:colour:{plan.level}'))
    return chart


def _rewritten(score: Score, plan: Plan, chart: Chart, rng: random.Random, up: bool) -> Score:
    signs: dict[int, Bar] = dict(enumerate(score.bars))
    layout = Layout(chart, [], signs)
    ground = Ground(chart, score.key, score.time, score.style, plan.level)
    melody = _melody(score, ground.bar)
    events = _embellished(melody, ground, plan, rng) if up else _thinned(melody, ground, plan, rng)
    left: list[Event] = []
    if score.hands == Hands.BOTH:
        left = Accompanist(ground, rng, Register()).play(events)
    upper, lower = (events, left) if lead(score) == Hand.RIGHT else ([], events)
    bars = written(layout, ground, upper, lower, lead(score))
    title, description, tags = described(plan, '', score.substitutions, bars)
    return replace(
        score,
        difficulty=plan.level,
        bars=bars,
        options=plan.options,
        title=score.title or title,
        description=description,
        tags=tags,
    )


def _melody(score: Score, bar: int) -> list[Event]:
    """The melody as it stands on the page, ties joined."""
    notes = line(read(score), lead(score) == Hand.LEFT)
    return [Event(one.bar * bar + one.at, one.length, one.midi) for one in notes]


def _embellished(melody: list[Event], ground: Ground, plan: Plan, rng: random.Random) -> list[Event]:
    """Notes put between those that are there, where there is time for them: the old ones stay where they are."""
    low = min(one.midi for one in melody)
    high = max(max(one.midi for one in melody), min(low + LEVELS[plan.level].span, plan.high))
    writer = Line(ground, rng, min(low, plan.low) if high - plan.low <= LEVELS[plan.level].span else low, high)
    made: list[Event] = []
    half = 6 if ground.beat == 12 else 12
    for place, one in enumerate(melody):
        after = melody[place + 1] if place + 1 < len(melody) else None
        room = one.length - half if after and after.at == one.end else 0
        count = min(3, room // 6 + (1 if room >= half else 0)) if one.length >= ground.beat else 0
        if after is None or count < 1 or one.length % 6 or rng.random() < 0.35:
            made.append(replace(one))
            continue
        count = min(count, (one.length - 6) // 6)
        start = one.end - 6 * count
        extra = [Event(start + 6 * i, 6) for i in range(count)]
        kept = replace(one, length=start - one.at)
        for event, midi in zip(extra, writer.way([kept, *extra, after], 0, count + 1), strict=True):
            event.midi = midi
        made += [kept, *extra]
    return made


def _thinned(melody: list[Event], ground: Ground, plan: Plan, rng: random.Random) -> list[Event]:
    """The notes that carry the melody; those that stay last a little longer, and lie in the range of the level."""
    beginner = plan.level == Difficulty.BEGINNER
    kept: list[Event] = []
    for place, one in enumerate(melody):
        tick = ground.meant(one.at, one.length)
        sounds = ground.sounds(tick)
        outside = one.midi % 12 not in sounds.scale
        passing = one.length <= 6 and one.at % ground.beat != 0
        fine = one.at % 6 == 0
        tail = (
            place + 1 < len(melody) and melody[place + 1].at % ground.beat == 0 and melody[place + 1].at - one.at <= 6
        )
        if not fine or (beginner and outside) or (passing and outside) or (passing and not tail and rng.random() < 0.6):
            continue
        kept.append(replace(one))
    if not kept:
        kept = [replace(melody[0])]
    floor = 60 if plan.hands == Hands.BOTH else 0
    window = _window(kept, LEVELS[plan.level].span, floor)
    before: int | None = None
    for one, after in zip(kept, [*kept[1:], None], strict=True):
        limit = after.at if after else ground.end
        one.length = min(max(one.length, 6), limit - one.at)
        if limit - one.at <= ground.beat:
            one.length = limit - one.at
        if beginner and one.at // ground.bar != (one.end - 1) // ground.bar:
            one.length = (one.at // ground.bar + 1) * ground.bar - one.at
        one.midi = before = _fitted(one, ground, window, before)
    return kept


def _window(kept: list[Event], span: int, floor: int) -> tuple[int, int]:
    """The range of the level, laid where most of the melody lies."""
    lows = range(max(floor, min(one.midi for one in kept)), max(one.midi for one in kept) + 1)
    best = max(
        lows, key=lambda low: (sum(one.length for one in kept if low <= one.midi <= low + span), -low), default=floor
    )
    return best, best + span


def _fitted(one: Event, ground: Ground, window: tuple[int, int], before: int | None) -> int:
    """In the range, at its edge if it was outside; a strong note is one of the chord, and none is struck twice."""
    low, high = window
    inside = min(high, max(low, one.midi))
    sounds = ground.sounds(
        max(ground.meant(one.at, one.length), one.at + one.length // 2)
    )  # what most of it sounds over
    strong = one.at in ground.strong or one.length >= ground.beat * 1.5
    pool = sounds.named if strong and sounds.named else frozenset(sounds.scale)
    if inside == one.midi and inside % 12 in pool:
        return inside
    near = [m for m in range(max(low, inside - 6), min(high, inside + 6) + 1) if m % 12 in pool]
    return min(near, key=lambda m: (abs(m - inside) + (3 if m == before else 0), m)) if near else inside
