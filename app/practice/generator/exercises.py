"""Harmony exercises: one way to voice chords, carried through cadences in one key after the other."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.practice.generator.charts import Chart
from app.practice.generator.cycles import cycled
from app.practice.generator.ground import Event, Ground
from app.practice.generator.hands import Accompanist, Register
from app.practice.generator.layouts import Layout
from app.practice.generator.planning import Plan
from app.practice.generator.writing import written
from app.practice.options import Difficulty, Hands, Style
from app.practice.score import Bar
from app.practice.tones import Quality


@dataclass(frozen=True, slots=True)
class Way:
    """A way of voicing: its name, what it is in words, and by mode the cadences that have what the words say."""

    name: str
    words: str
    cadences: Mapping[bool, tuple[str, ...]]


EASY = {
    False: ('Imaj7 | IVmaj7 | V7 | Imaj7', 'IIm7 | V7 | Imaj7 | %'),
    True: ('Im7 | IVm7 | V7 | Im7',),
}
USUAL = {False: ('IIm7 | V7 | Imaj7 | VI7', 'IIm7 | V7 | Imaj7 | %'), True: ('IIm7b5 | V7b9 | Im6 | %',)}
RICH = {False: ('IIm9 V13 | Imaj9', 'IIm9 | V13 | Imaj9 | I6/9'), True: ('IIm7b5 V7b9 | Im6',)}
ALTERED = {
    False: ('IIm9 V7alt | Imaj9', 'IIm9 | V7alt | Imaj9 | I6/9'),
    True: ('IIm7b5 V7alt | Im6/9', 'IIm7b5 | V7alt | Im6/9 | %'),
}
TRITONE = {
    False: ('IIm9 bII13 | Imaj9', 'IIm9 | bII13 | Imaj9 | I6/9'),
    True: ('IIm7b5 bII9 | Im6', 'IIm7b5 | bII9 | Im6 | %'),
}
FOURTHS = {False: ('Imaj7 | IIm11 | Imaj7 | bVIImaj7',), True: ('Im11 | bIIm11 | Im11 | bVIIm11',)}
BLUES = {False: 'I7 | IV7 | I7 | V7', True: 'Im7 | IVm7 | Im7 | V7'}
BY_LEVEL: dict[Difficulty, tuple[Way, ...]] = {
    Difficulty.BEGINNER: (
        Way('guide', 'thirds and sevenths', EASY),
        Way('triad', 'triads and their inversions', EASY),
    ),
    Difficulty.INTERMEDIATE: (
        Way('guide', 'guide tones', USUAL),
        Way('close', 'four-note chords in inversions', USUAL),
    ),
    Difficulty.ADVANCED: (Way('rootless', 'rootless voicings', RICH), Way('drop-2', 'drop-2 voicings', RICH)),
    Difficulty.EXPERT: (
        Way('rootless', 'altered dominants in rootless voicings', ALTERED),
        Way('drop-2', 'drop-2 voicings with tritone substitutes', TRITONE),
        Way('fourths', 'voicings in fourths', FOURTHS),
    ),
}
ONE_CHORD = {'guide': 'guide tones', 'triad': 'a triad', 'close': 'a four-note chord', 'rootless': 'a rootless voicing',
             'drop-2': 'a drop-2 voicing', 'fourths': 'a voicing in fourths'}  # fmt: skip
RHYTHMS = {2: ('V -', 'V V'), 3: ('V - -', 'V - V'), 4: ('V - - -', 'V - V -', 'V - . V')}


def exercise(plan: Plan, attempt: int) -> tuple[tuple[Bar, ...], str]:
    """The bars, and what is practised in words."""
    rng = plan.rng('exercise', attempt)
    minor = plan.key.minor
    way = rng.choice(BY_LEVEL[plan.level])
    text = rng.choice(way.cadences[minor])
    if plan.style == Style.BLUES and plan.level != Difficulty.EXPERT:
        text = BLUES[minor]
    circle = (
        'home'
        if plan.level == Difficulty.BEGINNER
        else rng.choice(('fourths', 'whole steps', 'half steps', 'minor thirds'))
    )
    chart, keys = cycled(text, plan.key, circle, plan.bars, plan.time)
    ground = Ground(chart, plan.key, plan.time, plan.style, plan.level)
    right, left = _hands(plan, ground, way.name, attempt)
    return written(Layout(chart, []), ground, right, left, None), f'{_words_of(way, chart, plan.hands)}, {keys}'


def _words_of(way: Way, chart: Chart, hands: Hands) -> str:
    """What is practised, as this chart and these hands have it."""
    if len(chart) == 1:  # one chord comes home from nowhere
        return ONE_CHORD[way.name]
    if hands == Hands.BOTH and way.name in ('guide', 'triad', 'close'):
        return f'{way.words} over the root'
    half = any(chord.quality == Quality.HALF_DIMINISHED for bar in chart for chord, _ in bar)
    if way.words == 'rootless voicings' and half:  # which keeps its root: a flat ninth would stand in its place
        return f'{way.words} and half-diminished inversions'
    return way.words


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
