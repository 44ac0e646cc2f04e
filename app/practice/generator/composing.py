"""The kinds whose music has a chart: licks, progressions, melodies and pieces."""

from app.practice.generator.bass import walking
from app.practice.generator.fingering import with_fingers
from app.practice.generator.ground import Event, Ground
from app.practice.generator.hands import Accompanist, Register
from app.practice.generator.harmony import Substituter, coloured
from app.practice.generator.layouts import Layout, Wanted, laid_out
from app.practice.generator.phrases import Melody, shortened
from app.practice.generator.planning import Plan
from app.practice.generator.writing import written
from app.practice.options import Difficulty, Form, Hands, Kind, Style
from app.practice.score import Bar, Hand, Substitution
from app.practice.validator.gates import moves_well

BASS_WORDS = {
    # the left hand below chords that the right one plays: two, three and four beats
    Style.BOSSA: ('R -5', 'R -5 -', 'R -5 5 -R'), Style.STRIDE: ('R 5', 'R - 5', 'R 5 R 5'),
    Style.WALTZ: ('R -', 'R - 5', 'R - 5 -'), Style.LATIN: ('R -5', 'R -5 8', 'R -5 - 8'),
    Style.FUNK: ('R. 8R', 'R. .R 8.', 'R. .R 8. 7R'), Style.MODAL: ('R -', 'R - -', 'R - 5 -'),
}  # fmt: skip
USUAL_BASS = ('R -', 'R - 5', 'R - 5 -')


def composed(
    plan: Plan, attempt: int, only_good: bool = False
) -> tuple[tuple[Bar, ...] | None, tuple[Substitution, ...]]:
    """The bars of the page, and what was put in place of plainer chords. With `only_good` there are no bars where the
    melody alone fails a gate, which is known long before they are written."""
    layout, log = harmonised(plan, attempt)
    ground = Ground(layout.chart, plan.key, plan.time, plan.style, plan.level)
    if plan.kind == Kind.CHORD_PROGRESSION:
        return _progression(plan, layout, ground, attempt), log
    return _melodic(plan, layout, ground, attempt, only_good), log


def harmonised(plan: Plan, attempt: int) -> tuple[Layout, tuple[Substitution, ...]]:
    """The layout with its colours and substitutions; the same for every attempt but these."""
    wanted = Wanted(plan.kind, plan.style, plan.level, plan.form, plan.key, plan.time, plan.bars)
    layout = laid_out(wanted, plan.rng('layout'))
    layout.chart = coloured(layout.chart, plan.level, plan.style, plan.rng('colour'))
    substituter = Substituter(layout, plan.key, plan.time, plan.level, plan.style, plan.rng('substitutions', attempt))
    many = plan.kind in (Kind.CHORD_PROGRESSION, Kind.COMPLETE_PIECE) and plan.level in (
        Difficulty.ADVANCED,
        Difficulty.EXPERT,
    )
    plain = plan.form == Form.MODAL_AABA or plan.style in (Style.MODAL, Style.FUNK)
    if plan.kind != Kind.JAZZ_LICK or plan.level != Difficulty.BEGINNER:
        substituter.apply(at_least=1 if many and not plain else 0)
    return layout, tuple(substituter.log)


def _melodic(plan: Plan, layout: Layout, ground: Ground, attempt: int, only_good: bool) -> tuple[Bar, ...] | None:
    melody = Melody(ground, plan.rng('rhythm', attempt), plan.rng('pitch', attempt), plan.low, plan.high)
    for stretch in layout.stretches:
        melody.write(stretch)
    events = shortened(melody.events)
    line = [one.midi for one in events if one.length > 0 and one.at < ground.end]
    if only_good and not moves_well(line, plan.kind, plan.level, len(layout.chart)):
        return None
    if plan.hands == Hands.LEFT:
        return written(layout, ground, [], events, Hand.LEFT)
    if plan.level == Difficulty.BEGINNER and plan.hands == Hands.RIGHT:
        return with_fingers(written(layout, ground, events, [], Hand.RIGHT))
    left: list[Event] = []
    if plan.hands == Hands.BOTH:
        register = Register()
        left = Accompanist(ground, plan.rng('left', attempt), register).play(events)
    return written(layout, ground, events, left, Hand.RIGHT)


def _progression(plan: Plan, layout: Layout, ground: Ground, attempt: int) -> tuple[Bar, ...]:
    right: list[Event] = []
    left: list[Event] = []
    if plan.hands != Hands.LEFT:
        lift = 57 + attempt % 4 if plan.hands == Hands.BOTH else 50 + attempt % 4
        register = Register(low=lift, high=lift + 20)
        right = Accompanist(ground, plan.rng('comping', attempt), register, comping=True).play([])
    if plan.hands == Hands.LEFT:
        left = Accompanist(ground, plan.rng('left', attempt), Register(), comping=True).play([])
    elif plan.hands == Hands.BOTH:
        left = bass_line(plan, ground, attempt)
    return written(layout, ground, right, left, None)


def bass_line(plan: Plan, ground: Ground, attempt: int) -> list[Event]:
    """Walking where the style walks and the level can; else in the way of the style."""
    if plan.walks:
        return walking(ground, plan.rng('bass', attempt), 33, 51)
    hand = Accompanist(ground, plan.rng('bass', attempt), Register(bass_low=31))
    two, three, four = BASS_WORDS.get(plan.style, USUAL_BASS)
    if plan.level == Difficulty.BEGINNER:
        two, three, four = ('R -', 'R - -', 'R - - -')
    beats = plan.time.beats // 3 if plan.time.unit == 8 else plan.time.beats
    hand.words = [{2: two, 3: three, 4: four, 5: f'{three} {two}', 7: f'{four} {three}'}[beats]]
    return hand.play([])
