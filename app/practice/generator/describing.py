"""Titles, descriptions and tags: what a piece trains and what to watch, in a teacher's words."""

from collections.abc import Sequence

from app.practice.generator.aims import chord_aim, line_aim, listed
from app.practice.generator.planning import LEVEL_ORDER, Plan
from app.practice.options import Form, Hands, Kind, Style
from app.practice.score import Bar, Feel, Substitution

K, S = Kind, Style
NAMES = {
    K.JAZZ_LICK: 'lick',
    K.CHORD_PROGRESSION: 'changes',
    K.SCALE_PATTERN: 'pattern',
    K.HARMONY_EXERCISE: 'voicings',
    K.MELODY: 'melody',
    K.COMPLETE_PIECE: 'piece',
}
FIRST = (
    'Late',
    'Early',
    'Quiet',
    'Blue',
    'Amber',
    'Slow',
    'Silver',
    'Corner',
    'Window',
    'Paper',
    'Copper',
    'Harbour',
    'Lantern',
    'Velvet',
    'Sunday',
    'Winter',
    'River',
    'Borrowed',
    'Crooked',
    'Second',
    'Open',
    'Half-Lit',
    'Distant',
    'Northern',
)
LAST = {
    S.SWING: ('Corner', 'Walk', 'Street', 'Company', 'Errand', 'Hat'),
    S.BEBOP: ('Errand', 'Sparrow', 'Angles', 'Stairs', 'Ticket'),
    S.BOSSA: ('Shore', 'Balcony', 'Tide', 'Terrace', 'Rain'),
    S.MODAL: ('Plain', 'Horizon', 'Field', 'Water', 'Stone'),
    S.BLUES: ('Blues',),
    S.BALLAD: ('Letter', 'Lamp', 'Rain', 'Promise', 'Snow'),
    S.STRIDE: ('Strut', 'Stroll', 'Parade', 'Step'),
    S.WALTZ: ('Waltz',),
    S.LATIN: ('Market', 'Fiesta', 'Heat', 'Plaza'),
    S.FUNK: ('Grease', 'Pocket', 'Engine', 'Strut'),
}
WATCH = {
    S.SWING: 'Think in long lines and let the off-beats lean into the beats',
    S.BEBOP: 'Keep the eighths even and light; the accents sit on the off-beats where the line turns',
    S.BOSSA: 'Straight eighths: the right hand floats, the left one keeps its pulse without hurry',
    S.MODAL: 'There is time: let a note ring, and make the space between phrases part of them',
    S.BLUES: 'Say each phrase as a call, and wait for its answer',
    S.BALLAD: 'Play softer than you think, and sing every long note to its end',
    S.STRIDE: 'Practise the left hand alone until its leaps are blind, then add the right',
    S.WALTZ: 'Feel one in a bar: the second and third beat are lighter than the first',
    S.LATIN: 'Clap the rhythm before you play it; nothing waits for the downbeat',
    S.FUNK: 'Short notes stay short: the silences are what makes it groove',
}
TRAINS = {
    K.JAZZ_LICK: 'A line of {bars} over {changes}: {aim}.',
    K.CHORD_PROGRESSION: '{bars} of changes to comp and to know by heart: {aim}.',
    K.SCALE_PATTERN: 'Fingers and ears: {subject}.',
    K.HARMONY_EXERCISE: 'For the hands that take chords: {subject}.',
    K.MELODY: 'A tune of {bars} that grows out of its first idea: {aim}.',
    K.COMPLETE_PIECE: 'A whole piece, {form}, with {hands}: {aim}.',
}
CARE = {
    K.JAZZ_LICK: 'Learn it slowly, then take it through other keys',
    K.CHORD_PROGRESSION: 'Move as little as you can, and keep the top voice a melody',
    K.SCALE_PATTERN: 'Use a metronome; do not speed up before it is even',
    K.HARMONY_EXERCISE: 'Say the name of each chord as you play it, and watch the top voice',
    K.MELODY: 'Sing it once before you play it',
    K.COMPLETE_PIECE: 'Hands alone first, then together by four bars',
}
ALONE = {
    # instead, where one hand plays
    K.COMPLETE_PIECE: 'Four bars at a time, and then in one go',
    S.BOSSA: 'Straight eighths: float over the pulse, without hurry',
    S.STRIDE: 'Keep the beat light and even, as if a left hand strode below',
}
MOST_CHANGES = 8
FORMS = {
    Form.FREE: 'in free form',
    Form.BLUES: 'a blues',
    Form.MINOR_BLUES: 'a minor blues',
    Form.RHYTHM_CHANGES: 'on rhythm changes',
    Form.AABA: 'AABA',
    Form.ABAC: 'ABAC',
    Form.MODAL_AABA: 'a modal AABA',
    Form.WALTZ: 'a waltz',
}
HANDS = {Hands.RIGHT: 'the right hand', Hands.LEFT: 'the left hand', Hands.BOTH: 'both hands'}


def described(
    plan: Plan, subject: str, log: Sequence[Substitution], bars: Sequence[Bar]
) -> tuple[str, str, tuple[str, ...]]:
    """Title, description, tags."""
    return _title(plan, subject), _description(plan, subject, log, bars), _tags(plan, log)


def _title(plan: Plan, subject: str) -> str:
    key = f'{plan.key.tonic} minor' if plan.key.minor else f'{plan.key.tonic} major'
    if plan.kind in (K.SCALE_PATTERN, K.HARMONY_EXERCISE):
        first = subject.split(',')[0]
        return f'{first[0].upper()}{first[1:]} from {plan.key}'
    rng = plan.rng('title')
    if plan.kind in (K.MELODY, K.COMPLETE_PIECE):
        return f'{rng.choice(FIRST)} {rng.choice(LAST[plan.style])}'
    return f'{plan.style.capitalize()} {NAMES[plan.kind]} in {key}'


def _description(plan: Plan, subject: str, log: Sequence[Substitution], bars: Sequence[Bar]) -> str:
    count = '1 bar' if plan.bars == 1 else f'{plan.bars} bars'
    sentence = TRAINS[plan.kind].format(
        bars=count,
        changes=_changes(bars),
        aim=_aim(plan, bars, log),
        subject=subject,
        form=FORMS[plan.form],
        hands=HANDS[plan.hands],
    )
    more = [sentence, *(f'{one}.' for one in _care(plan))]
    if log:
        more.append(_substituted(log))
    return ' '.join(more)


def _aim(plan: Plan, bars: Sequence[Bar], log: Sequence[Substitution]) -> str:
    if plan.kind in (K.SCALE_PATTERN, K.HARMONY_EXERCISE):
        return ''
    return chord_aim(plan, log) if plan.kind == K.CHORD_PROGRESSION else line_aim(plan, bars, log)


def _changes(bars: Sequence[Bar]) -> str:
    """The chords, each once."""
    names = list(dict.fromkeys(str(one.chord) for bar in bars for one in bar.chords))
    return ' '.join(names[:MOST_CHANGES]) + (' and others' if len(names) > MOST_CHANGES else '')


def _care(plan: Plan) -> list[str]:
    """How to work at it; exercises have no phrases and no second hand of which a style could say something."""
    alone = plan.hands != Hands.BOTH
    care = ALONE.get(plan.kind, CARE[plan.kind]) if alone else CARE[plan.kind]
    if plan.kind == K.HARMONY_EXERCISE:
        return [care]
    if plan.kind == K.SCALE_PATTERN:
        return [care, 'Swing the eighths' if plan.feel == Feel.SWING else 'The eighths are straight']
    if plan.style == S.WALTZ and plan.time.unit == 8:
        return [care, 'Feel two in a bar, each of them in three']
    leaping = plan.style != S.STRIDE or plan.kind == K.COMPLETE_PIECE
    return [care, ALONE.get(plan.style, WATCH[plan.style]) if alone or not leaping else WATCH[plan.style]]


def _substituted(log: Sequence[Substitution]) -> str:
    return f'Substitutions to hear: {listed(sorted({one.rule for one in log}))}; each can be undone.'


def _tags(plan: Plan, log: Sequence[Substitution]) -> tuple[str, ...]:
    tags = [
        NAMES[plan.kind],
        str(plan.style),
        str(plan.level).lower(),
        str(plan.key),
        str(plan.time),
        f'{plan.hands} hands' if plan.hands == Hands.BOTH else f'{plan.hands} hand',
    ]
    if plan.form != Form.FREE:
        tags.append(str(plan.form))
    tags += sorted({one.rule for one in log})
    if LEVEL_ORDER.index(plan.level) >= 2 and plan.kind in (K.JAZZ_LICK, K.MELODY, K.COMPLETE_PIECE):
        tags.append('bebop vocabulary' if plan.style in (S.SWING, S.BEBOP) else 'line')
    return tuple(dict.fromkeys(tags))
