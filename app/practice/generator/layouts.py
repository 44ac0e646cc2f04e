"""Forms on the page: which bars there are, how they are folded, and in which stretches a melody is written over
them.
"""

import random
from dataclasses import dataclass, field
from fractions import Fraction

from app.practice.generator import forms
from app.practice.generator.charts import Chart, chart
from app.practice.generator.phrases import Stretch
from app.practice.options import Difficulty, Form, Kind, Style
from app.practice.score import Bar, Jump, Key, Time


@dataclass(slots=True)
class Layout:
    """A page: its chart, the signs of its bars (by index), and its stretches. `after` has what follows a bar in playing
    where that is not the next one on the page."""

    chart: Chart
    stretches: list[Stretch]
    signs: dict[int, Bar] = field(default_factory=dict)
    after: dict[int, int] = field(default_factory=dict)

    def following(self, bar: int) -> int | None:
        found = self.after.get(bar, bar + 1)
        return found if found < len(self.chart) else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a layout is made for."""

    kind: Kind
    style: Style
    level: Difficulty
    form: Form
    key: Key
    time: Time
    bars: int


def laid_out(wanted: Wanted, rng: random.Random) -> Layout:
    """The page of a form."""
    if wanted.form in (Form.BLUES, Form.MINOR_BLUES):
        return _blues(wanted)
    if wanted.form in (Form.AABA, Form.RHYTHM_CHANGES, Form.MODAL_AABA):
        return _aaba(wanted, rng)
    if wanted.form in (Form.ABAC, Form.WALTZ):
        return _abac(wanted, rng)
    return _free(wanted, rng)


def _bodies(wanted: Wanted) -> tuple[str, ...]:
    return (forms.MINOR_BODIES if wanted.key.minor else forms.MAJOR_BODIES)[wanted.style]


def _turns(wanted: Wanted) -> tuple[str, str]:
    minor = wanted.key.minor
    if wanted.style == Style.FUNK:
        return forms.FUNK_TURNS[minor]
    if wanted.style == Style.MODAL:
        return forms.MODAL_ENDS[minor]
    return forms.PLAIN_TURNS[minor] if wanted.level == Difficulty.BEGINNER else forms.TURNS[minor]


def _sign(
    mark: str = '',
    *,
    repeat_from: bool = False,
    repeat_to: int = 0,
    endings: tuple[int, ...] = (),
    jump: Jump = Jump.NONE,
) -> Bar:
    """A bar that has its signs alone; length, chords and notes come later."""
    return Bar(
        length=Fraction(0), section=mark, repeat_from=repeat_from, repeat_to=repeat_to, endings=endings, jump=jump
    )


def _aaba(wanted: Wanted, rng: random.Random) -> Layout:
    minor = wanted.key.minor
    body, bridge = rng.choice(_bodies(wanted)), rng.choice(forms.BRIDGES[minor])
    first, second = _turns(wanted)
    if wanted.form == Form.RHYTHM_CHANGES and not minor:
        (body, first, second), bridge = forms.RHYTHM, forms.RHYTHM_BRIDGE
    if wanted.form == Form.MODAL_AABA:
        body = forms.MINOR_BODIES[Style.MODAL][0] if minor else forms.MAJOR_BODIES[Style.MODAL][0]
        bridge, (first, second) = forms.MODAL_BRIDGES[minor], forms.MODAL_ENDS[minor]
    coda = second.rpartition('|')[2].strip()
    whole = f'{body} | {first} | {second} | {bridge} | {second.rpartition("|")[0]} | {coda}'
    signs = {
        0: _sign('A', repeat_from=True), 5: _sign(jump=Jump.TO_CODA), 6: _sign(endings=(1,)),
        7: _sign(endings=(1,), repeat_to=2), 8: _sign(endings=(2,)), 9: _sign(endings=(2,)), 10: _sign('B'),
        17: _sign(jump=Jump.DA_CAPO_AL_CODA), 18: _sign('Coda', jump=Jump.CODA),
    }  # fmt: skip
    line = _uses(wanted)
    stretches = [
        Stretch(0, 6, line[0], 'open'), Stretch(6, 2, line[0], 'open', True), Stretch(8, 2, line[0], 'close', True),
        Stretch(10, 8, line[1], 'open'), Stretch(18, 2, line[0], 'last', True),
    ]  # fmt: skip
    return Layout(chart(whole, wanted.key, wanted.time), stretches, signs, {7: 0, 17: 0})


def _abac(wanted: Wanted, rng: random.Random) -> Layout:
    minor = wanted.key.minor
    first, second = _turns(wanted)
    body, middle = rng.sample(_bodies(wanted), 2) if len(_bodies(wanted)) > 1 else _bodies(wanted) * 2
    c_part = rng.choice(forms.C_PARTS[minor])
    whole = f'{body} | {first} | {middle} | {first} | {c_part} | {second}'
    signs = {0: _sign('A', repeat_from=True), 15: _sign(endings=(1,), repeat_to=2)}
    signs |= {i: _sign('B' if i == 8 else '', endings=(1,)) for i in range(8, 15)}
    signs |= {i: _sign('C' if i == 16 else '', endings=(2,)) for i in range(16, 24)}
    line = _uses(wanted)
    stretches = [
        Stretch(0, 8, line[0], 'open'),
        Stretch(8, 8, line[1], 'open', True),
        Stretch(16, 8, line[0], 'last', True),
    ]
    return Layout(chart(whole, wanted.key, wanted.time), stretches, signs, {15: 0})


def _uses(wanted: Wanted) -> tuple[str, str]:
    """How the sections talk: a melody sings, a study runs; the second talks differently."""
    if wanted.kind == Kind.JAZZ_LICK:
        return 'line', 'line'
    if wanted.level == Difficulty.BEGINNER:
        return 'head', 'head'
    if wanted.kind == Kind.COMPLETE_PIECE and wanted.level != Difficulty.INTERMEDIATE:
        return 'head', 'line'
    return 'head', 'head'


def _blues(wanted: Wanted) -> Layout:
    texts = forms.MINOR_BLUES if wanted.form == Form.MINOR_BLUES else forms.BLUES
    one = texts.get(wanted.level, texts[Difficulty.ADVANCED])
    choruses = max(1, wanted.bars // 12)
    tonic = 'Im7' if wanted.form == Form.MINOR_BLUES else 'Imaj7' if wanted.level == Difficulty.EXPERT else 'I7'
    closing = one.rsplit('|', 2)[0] + f'| {tonic} | %'
    whole = ' | '.join([one] * (choruses - 1) + [closing])
    uses = _uses(wanted)
    stretches, signs = [], {}
    for number in range(choruses):
        use = uses[0] if number % 2 == 0 else uses[1]
        stretches.append(Stretch(12 * number, 12, use, 'last' if number == choruses - 1 else 'open'))
        signs[12 * number] = _sign(chr(ord('A') + number % 26))
    return Layout(chart(whole, wanted.key, wanted.time), stretches, signs)


def _free(wanted: Wanted, rng: random.Random) -> Layout:
    minor, bars = wanted.key.minor, wanted.bars
    closing = _closing(wanted)
    if bars <= 4:
        own = forms.OWN_CADENCES.get(wanted.style, {}).get(minor) or forms.CADENCES[minor]
        texts = rng.choice(own).split('|')
        texts = texts if bars == 4 else [*texts[:1], *closing][-bars:] if bars < 4 else texts
    else:
        texts = []
        sources = list(forms.SIMPLE[minor] if wanted.level == Difficulty.BEGINNER and wanted.style in SIMPLE_HARMONY
                       else _bodies(wanted))  # fmt: skip
        rng.shuffle(sources)
        while len(texts) < bars:
            for source in sources:
                part = source.split('|')
                texts += part if len(part) in (4, 8) else [*part, *_turns(wanted)[0].split('|')]
        texts = [*texts[: bars - len(closing)], *closing]
        for place in (0, bars - len(closing)):  # a sign for “as before” needs something before
            if texts[place].strip() == '%':
                texts[place] = texts[place - 1] if place else texts[1]
    made = chart(' | '.join(text.strip() for text in texts), wanted.key, wanted.time)
    use = _uses(wanted)
    stretches, signs = [], {}
    for number, first in enumerate(range(0, bars, 8)):
        length = min(8, bars - first)
        last = first + length >= bars
        end = rng.choice(('last', 'close')) if wanted.kind == Kind.JAZZ_LICK else 'last'
        stretches.append(Stretch(first, length, use[number % 2], end if last else 'open', again=number == 2))
        if bars > 8:
            signs[first] = _sign('ABCDEFGH'[number])
    return Layout(made, stretches, signs)


SIMPLE_HARMONY = (Style.SWING, Style.BEBOP, Style.BOSSA, Style.BALLAD, Style.WALTZ, Style.LATIN)


def _closing(wanted: Wanted) -> list[str]:
    """The last bars of harmony without a form of its own."""
    minor = wanted.key.minor
    if wanted.style == Style.FUNK:
        return forms.FUNK_TURNS[minor][1].split('|')
    if wanted.style == Style.MODAL:
        return forms.MODAL_ENDS[minor][1].replace('%', 'Im7' if minor else 'I7sus4').split('|')
    if wanted.style == Style.BLUES:
        return ['V7', 'Im7'] if minor else ['IIm7 V7', 'I7']
    if wanted.level == Difficulty.BEGINNER:
        return ['V7', 'Im6' if minor else 'I6']
    return forms.CLOSES[minor].split('|')
