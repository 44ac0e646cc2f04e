"""Harmony exercises: one way to voice chords, carried through cadences in one key after the other."""

from app.practice.generator.cycles import WAYS, cycled
from app.practice.generator.ground import Event, Ground
from app.practice.generator.hands import Accompanist, Register
from app.practice.generator.layouts import Layout
from app.practice.generator.planning import Plan
from app.practice.generator.writing import written
from app.practice.options import Difficulty, Hands, Style
from app.practice.score import Bar

BY_LEVEL: dict[Difficulty, tuple[tuple[str, str], ...]] = {
    # the way of voicing, and in words
    Difficulty.BEGINNER: (
        ('guide', 'thirds and sevenths over the root'),
        ('triad', 'triads and their inversions over the root'),
    ),
    Difficulty.INTERMEDIATE: (
        ('guide', 'guide tones over the root'),
        ('close', 'four-note chords in inversions over the root'),
    ),
    Difficulty.ADVANCED: (('rootless', 'rootless voicings, A and B in turn'), ('drop-2', 'drop-2 voicings')),
    Difficulty.EXPERT: (
        ('rootless', 'rootless voicings with altered dominants'),
        ('drop-2', 'drop-2 voicings with tritone substitutes'),
        ('fourths', 'voicings in fourths'),
    ),
}
CADENCES: dict[Difficulty, dict[bool, tuple[str, ...]]] = {
    Difficulty.BEGINNER: {
        False: ('Imaj7 | IVmaj7 | V7 | Imaj7', 'IIm7 | V7 | Imaj7 | %'),
        True: ('Im7 | IVm7 | V7 | Im7',),
    },
    Difficulty.INTERMEDIATE: {
        False: ('IIm7 | V7 | Imaj7 | VI7', 'IIm7 | V7 | Imaj7 | %'),
        True: ('IIm7b5 | V7b9 | Im6 | %',),
    },
    Difficulty.ADVANCED: {False: ('IIm9 V13 | Imaj9', 'IIm9 | V13 | Imaj9 | I6/9'), True: ('IIm7b5 V7b9 | Im6',)},
    Difficulty.EXPERT: {
        False: ('IIm9 V7alt | Imaj9', 'IIm9 bII13 | Imaj9'),
        True: ('IIm7b5 V7alt | Im6/9', 'IIm7b5 bII9 | Im6'),
    },
}
FOURTHS = {False: 'Imaj7 | IIm11 | Imaj7 | bVIImaj7', True: 'Im11 | bIIm11 | Im11 | bVIIm11'}
RHYTHMS = {2: ('V -', 'V V'), 3: ('V - -', 'V - V'), 4: ('V - - -', 'V - V -', 'V - . V')}


def exercise(plan: Plan, attempt: int) -> tuple[tuple[Bar, ...], str]:
    """The bars, and what is practised in words."""
    rng = plan.rng('exercise', attempt)
    minor = plan.key.minor
    way, words = rng.choice(BY_LEVEL[plan.level])
    text = FOURTHS[minor] if way == 'fourths' else rng.choice(CADENCES[plan.level][minor])
    if plan.style == Style.BLUES and plan.level != Difficulty.EXPERT and way != 'fourths':
        text = 'Im7 | IVm7 | Im7 | V7' if minor else 'I7 | IV7 | I7 | V7'
    circle = (
        'home'
        if plan.level == Difficulty.BEGINNER
        else rng.choice(('fourths', 'whole steps', 'half steps', 'minor thirds'))
    )
    chart, _ = cycled(text, plan.key, circle, plan.bars, plan.time)
    ground = Ground(chart, plan.key, plan.time, plan.style, plan.level)
    right, left = _hands(plan, ground, way, attempt)
    return written(Layout(chart, []), ground, right, left, None), f'{words}, {WAYS[circle][1]}'


def _hands(plan: Plan, ground: Ground, way: str, attempt: int) -> tuple[list[Event], list[Event]]:
    rng = plan.rng('hands', attempt)
    beats = plan.time.beats // 3 if plan.time.unit == 8 else plan.time.beats
    rhythm = rng.choice(_words(beats))
    if plan.hands == Hands.LEFT:
        only = Accompanist(ground, rng, Register(low=46, high=67), comping=True, way=way)
        only.words = [rhythm]
        return [], only.play([])
    upper = Accompanist(ground, rng, Register(low=55, high=77), comping=True, way=way)
    upper.words = [rhythm]
    right = upper.play([])
    if plan.hands == Hands.RIGHT:
        return right, []
    lower = Accompanist(ground, rng, Register(bass_low=36))
    lower.words = [{2: 'R -', 3: 'R - -', 4: 'R - - -', 5: 'R - - R -', 7: 'R - - - R - -'}[beats]]
    return right, lower.play([])


def _words(beats: int) -> tuple[str, ...]:
    if beats in RHYTHMS:
        return RHYTHMS[beats]
    return tuple(f'{a} {b}' for a in RHYTHMS[3 if beats == 5 else 4] for b in RHYTHMS[2 if beats == 5 else 3])
