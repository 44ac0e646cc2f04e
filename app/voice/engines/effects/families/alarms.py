"""Sirens, alarms, telephones, bells: what wants to be heard."""

import numpy as np

from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    Line,
    Stereo,
    frames,
    place,
    rich,
    rise_and_fall,
    room,
    round_tone,
    steps,
    stereo,
    struck,
    times,
    tone,
    warm,
)

CHURCH = (
    (0.5, 0.5, 1.3),
    (1.0, 1.0, 1.0),
    (1.19, 0.7, 0.75),
    (1.5, 0.35, 0.6),
    (2.0, 0.9, 0.5),
    (2.52, 0.3, 0.3),
    (3.0, 0.25, 0.25),
    (4.1, 0.15, 0.15),
)
"""Partials of a bell: their place over the strike note, strength, and how long they ring beside each other."""
BAR = ((1.0, 1.0, 1.0), (2.76, 0.45, 0.45), (5.4, 0.25, 0.22), (8.9, 0.12, 0.12))
"""Partials of a bar or a small bell."""


def rung(hertz: float, seconds: float, partials: tuple[tuple[float, float, float], ...] = BAR) -> Line:
    """One stroke on a bell that rings for so long."""
    return struck([(hertz * place_, gain, seconds * ring) for place_, gain, ring in partials], seconds, 0.002)


def siren(make: Making) -> Stereo:
    """Wails, yelps or two tones: one of the three by chance."""
    count = make.count
    kind = make.rng.integers(3) if make.free > 0.2 else 0
    turns = max(1, round(make.seconds / (make.paced(4.2), make.paced(0.32), make.paced(1.2))[kind]))
    phase = np.arange(count) * (turns / count)
    if kind == 2:
        smooth = np.clip(np.sin(2 * np.pi * phase) * 40, -1, 1)
        hertz = make.pitched(500) * (1 + 0.165 * smooth)
    else:
        hertz = make.pitched(640) * 2 ** (1.15 * (0.5 - 0.5 * np.cos(2 * np.pi * phase)))
    hertz = hertz.astype(np.float32)
    line = sum(round_tone(hertz * n) / np.float32(n**1.3) for n in (1, 2, 3, 4, 5))
    street = stereo(warm(np.asarray(line, np.float32), 0.9))
    return _around(street, make)


def _around(street: Stereo, make: Making) -> Stereo:
    """The echo of a street, in a circle."""
    circle = np.zeros_like(street)
    place(circle, 0, room(street, 0.9, make.rng, 0.22))
    return circle


def alarm(make: Making) -> Stereo:
    """Four beeps and a rest."""
    rng = make.rng
    room_ = np.zeros((make.count, 2), np.float32)
    hertz = make.pitched(2_050)
    for at in steps(rng, make.count, make.paced(1.0), 0.0):
        for number in range(4):
            place(room_, int(at) + frames(number * make.paced(0.13)), _beep(hertz, 0.075), 0.8)
    return room_


def _beep(hertz: float, seconds: float, odd: float = 0.25) -> Line:
    count = frames(seconds)
    edge = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / frames(0.004)).astype(np.float32)
    return np.asarray((tone(hertz, count) + odd * tone(hertz * 3, count)) * edge, np.float32)


def beep(make: Making) -> Stereo:
    """One beep after the other."""
    circle = np.zeros((make.count, 2), np.float32)
    hertz, long = make.pitched(990), 0.16
    for at in steps(make.rng, make.count, make.paced(0.95), 0.0):
        place(circle, int(at), _beep(hertz, long, 0.1), 0.8)
    return circle


def phone(make: Making) -> Stereo:
    """An old telephone: two bells and a clapper between them, twice, and a rest."""
    rng = make.rng
    circle = np.zeros((make.count, 2), np.float32)
    high, low = make.pitched(1_480), make.pitched(1_250)
    strokes = [rung(high, 0.5), rung(low, 0.5)]
    for at in steps(rng, make.count, max(2.0, make.paced(2.9)), 0.0):
        for ring in (0.0, 0.72):
            for number in range(11):
                place(
                    circle,
                    int(at) + frames(ring + number / 21),
                    strokes[number % 2],
                    float(rng.uniform(0.45, 0.6)),
                    0.15 * (-1) ** number,
                )
    return circle


def doorbell(make: Making) -> Stereo:
    """A high bar, then a low one."""
    line = np.zeros(frames(2.6), np.float32)
    for at, hertz in ((0.0, 659.3), (0.55, 523.3)):
        bar = rung(make.pitched(hertz), 1.9)
        line[frames(at) : frames(at) + len(bar)] += bar
    return room(line, 0.8, make.rng, 0.2)


def bell(make: Making) -> Stereo:
    """A church bell, struck again before it is still."""
    circle = np.zeros((make.count, 2), np.float32)
    hertz = make.pitched(220)
    stroke = room(rung(hertz, 6.0, CHURCH), 2.5, make.rng, 0.25, 4_000)
    for at in steps(make.rng, make.count, make.paced(2.6), 0.01):
        place(circle, int(at), stroke, float(make.rng.uniform(0.5, 0.6)))
    return circle


def small_bell(make: Making) -> Stereo:
    """A hand bell that is shaken."""
    circle = np.zeros((make.count, 2), np.float32)
    strokes = [rung(make.pitched(hertz), 0.9) for hertz in (2_350, 2_420, 2_790)]
    for at in steps(make.rng, make.count, make.paced(0.24), 0.08):
        place(
            circle,
            int(at),
            strokes[make.rng.integers(3)],
            float(make.rng.uniform(0.3, 0.6)),
            float(make.rng.uniform(-0.3, 0.3)),
        )
    return circle


def chimes(make: Making) -> Stereo:
    """Tubes in the wind: five notes, some close together."""
    rng = make.rng
    circle = np.zeros((make.count, 2), np.float32)
    notes = [make.pitched(880) * 2 ** (step / 12) for step in (0, 2, 4, 7, 9, 12, 14)]
    for at in steps(rng, make.count, make.paced(0.8), 0.3):
        for offset in np.cumsum(rng.exponential(0.13, 1 + rng.integers(3))):
            place(
                circle,
                int(at) + frames(float(offset)),
                rung(notes[rng.integers(len(notes))], 2.8),
                float(rng.uniform(0.1, 0.4)),
                float(rng.uniform(-0.8, 0.8)),
            )
    return circle


def gong(make: Making) -> Stereo:
    """Low partials at once, high ones a moment later."""
    rng = make.rng
    count = frames(6.5)
    line = np.zeros(count, np.float32)
    for _ in range(38):
        hertz = make.pitched(float(np.exp(rng.uniform(np.log(62), np.log(2_600)))))
        late = 0.05 + 0.35 * min(1.0, hertz / 1_500)
        line += (
            tone(hertz, count, float(rng.random()))
            * rise_and_fall(count, late, 6.0 / (1 + hertz / 600))
            / np.float32(1 + hertz / 300)
        )
    line *= np.float32(1) - np.exp(-times(count) * 200)
    return room(line, 2.0, rng, 0.25, 3_500)


def horn_call(make: Making) -> Stereo:
    """Brass: three short notes and a long one, all together."""
    line = np.zeros(frames(2.6), np.float32)
    for at, long, step in ((0.0, 0.16, 0), (0.2, 0.16, 0), (0.4, 0.16, 0), (0.6, 1.3, 5)):
        count = frames(long)
        edge = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / frames(0.03)).astype(np.float32)
        for part in (0, 4, 7):
            start = frames(at)
            line[start : start + count] += rich(make.pitched(233) * 2 ** ((step + part) / 12), count, 1.1, 12) * edge
    return room(warm(line, 0.4), 1.6, make.rng, 0.3)


FAMILIES: dict[str, Family] = {
    'siren': siren,
    'alarm': alarm,
    'beep': beep,
    'phone': phone,
    'doorbell': doorbell,
    'bell': bell,
    'small-bell': small_bell,
    'chimes': chimes,
    'gong': gong,
    'fanfare': horn_call,
}
