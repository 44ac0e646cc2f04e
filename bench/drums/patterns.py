"""Grooves of our own: eighteen manners of playing, with fills, ghost notes and a band beside them.

Style files of accompaniment have no blast beats, no double kick and few fills; what is written here has.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.drums.parts import HIGH, KEY_OF_TOM, LOW, Part
from bench.drums.songs import Song, Stroke, Tone, stroke, tempo

MANNERS = {
    'rock': (90, 150), 'pop': (85, 130), 'metal': (110, 200), 'funk': (85, 120), 'jungle': (160, 178),
    'house': (118, 132), 'trap': (60, 80), 'shuffle': (80, 150), 'half': (65, 90), 'tribal': (80, 140),
    'punk': (160, 210), 'waltz': (80, 170), 'six-eight': (50, 90), 'blast': (170, 220), 'disco': (108, 128),
    'reggae': (65, 95), 'hiphop': (75, 105), 'odd': (90, 140),
}  # fmt: skip
"""Between which tempi each is played."""
_HATS = (Part.HAT, Part.RIDE, Part.OPEN, Part.HALF, None)
_HAT_SHARES = (0.55, 0.22, 0.08, 0.08, 0.07)
_KEYS = {Part.HAT: 42, Part.RIDE: 51, Part.OPEN: 46, Part.HALF: 82, Part.BELL: 53}
_EXTRA_KEYS = (54, 70, 56, 62, 63, 69, 60, 39, 76)
_BASSES = (33, 34, 38, 39, 87, 35)
_CHORDS = (29, 30, 27, 25, 4, 5, 0, 48, 50, 61, 81, 88, 89, 90, 16, 18, 24)
_LEADS = (29, 30, 80, 81, 65, 56, 53, 73, 26, 11, 85)
_ROOTS = (0, 5, 7, 9, 2, 4, -3)
Steps = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """A manner, how many beats a bar has, into how many steps a beat falls, and how late every second step is."""

    manner: str
    beats: int
    parts: int
    swing: float

    @property
    def steps(self) -> int:
        """Of a bar."""
        return self.beats * self.parts

    def step(self, beat: float) -> int:
        """The step at a beat of the bar."""
        return int(beat * self.parts) % self.steps

    def beat(self, bar: int, step: int) -> float:
        """The beat of the song that a step lies at."""
        late = (2 * self.swing - 1) / self.parts if self.parts == 4 and step % 2 else 0.0
        return bar * self.beats + step / self.parts + late


@dataclass(frozen=True, slots=True)
class Groove:
    """One bar that is repeated: how hard kick, snare and hat are hit at each step, and what the hat is."""

    kick: Steps
    snare: Steps
    hat: NDArray[np.bool_]
    opened: frozenset[int]
    on: Part | None
    pedal: bool


def own_song(chance: Generator, length: float) -> Song:
    """A song of this kind."""
    manner = str(chance.choice(list(MANNERS)))
    bpm = float(chance.uniform(*MANNERS[manner]))
    beats = {'waltz': 3, 'six-eight': 2, 'odd': int(chance.choice([5, 7, 4]))}.get(manner, 4)
    parts = {'shuffle': 3, 'six-eight': 3, 'trap': 8 if chance.random() < 0.4 else 4}.get(manner, 4)
    swings = manner in ('hiphop', 'funk') and chance.random() < 0.5
    frame = Frame(manner, beats, parts, float(chance.uniform(0.52, 0.62)) if swings else 0.5)
    bars = int(length * bpm / 60) // beats + 3
    seconds = tempo(chance, (bars + 1) * beats, bpm, beats)
    first = _groove(chance, frame)
    strokes = list(_drummed(chance, frame, first, bars, seconds))
    if chance.random() < 0.35:
        strokes += _extra(chance, frame, bars, seconds)
    tones = list(_band(chance, frame, first, bars, seconds))
    programs = {place: int(chance.choice(of)) for place, of in enumerate((_BASSES, _CHORDS, _LEADS))}
    return Song(f'own-{manner}', strokes, tones, programs, beats, bpm, seconds)


def _groove(chance: Generator, frame: Frame) -> Groove:
    kick, snare = np.zeros(frame.steps), np.zeros(frame.steps)
    _feet_and_hands(chance, frame, kick, snare)
    if chance.random() < 0.35:
        for step in chance.integers(0, frame.steps, int(chance.integers(1, 4))):
            snare[step] = max(snare[step], 0.25)
    on = _HATS[int(chance.choice(len(_HATS), p=_HAT_SHARES))]
    apart = int(chance.choice({4: [1, 2, 4], 3: [1, 3]}.get(frame.parts, [1, 2, 4])))
    hat = np.zeros(frame.steps, bool)
    hat[:: int(chance.choice([1, 2])) if frame.manner == 'blast' else apart] = True
    if frame.manner == 'shuffle':
        hat = np.arange(frame.steps) % 3 != 1
    if frame.manner in ('house', 'disco') and chance.random() < 0.6:
        opened = frozenset(frame.step(beat + 0.5) for beat in range(frame.beats))
    else:
        opened = frozenset(int(step) for step in chance.integers(0, frame.steps, int(chance.integers(0, 2))))
    return Groove(kick, snare, hat, opened, on, bool(chance.random() < 0.15))


def _feet_and_hands(chance: Generator, frame: Frame, kick: Steps, snare: Steps) -> None:
    """Where kick and snare are, which is what makes a manner."""
    at = frame.step

    def anywhere(count: int) -> NDArray[np.int64]:
        return chance.integers(0, frame.steps, count)

    match frame.manner:
        case 'house' | 'disco':
            kick[:: frame.parts] = snare[[at(1), at(3)]] = 1
        case 'jungle':
            kick[[0, at(2.5)]] = snare[[at(1), at(3)]] = 1
            kick[anywhere(1)] = 0.7
        case 'half' | 'trap':
            kick[anywhere(3)] = kick[0] = snare[at(2)] = 1
        case 'reggae':
            kick[at(2)] = snare[at(2)] = 1
        case 'six-eight':
            kick[anywhere(1)] = kick[0] = snare[3] = 1
        case 'waltz':
            kick[0] = snare[[at(1), at(2)]] = 1
        case 'blast':
            kick[::2] = snare[1::2] = 1
        case 'metal':
            kick[:] = chance.random() < 0.5
            kick[anywhere(5)] = snare[[at(1), at(3)]] = 1
        case 'tribal':
            kick[anywhere(2)] = kick[0] = snare[at(frame.beats - 1)] = 1
        case 'odd':
            kick[anywhere(4)] = kick[0] = 1
            snare[[at(int(beat)) for beat in chance.integers(1, frame.beats, 2)]] = 1
        case _:
            kick[0] = snare[[at(1), at(3)]] = 1
            kick[at(2)] = chance.random() < 0.7
            kick[anywhere(int(chance.integers(0, 4)))] = 1


def _drummed(
    chance: Generator, frame: Frame, groove: Groove, bars: int, seconds: Callable[[float], float]
) -> Iterator[Stroke]:
    """All bars: phrases of two to eight, a crash at their beginnings and a fill at their ends."""
    phrase = int(chance.choice([2, 4, 8]))
    for bar in range(bars):
        if bar and bar % phrase == 0 and chance.random() < 0.3:
            groove = _groove(chance, frame)
        fills = bar % phrase == phrase - 1 and chance.random() < 0.55
        filled = frame.steps - int(chance.choice([1, 2, frame.beats])) * frame.parts if fills else frame.steps
        if bar % phrase == 0 and chance.random() < 0.65:
            key = 49 if chance.random() < 0.6 else 57
            yield stroke(seconds, bar * frame.beats, Part.CRASH, key, float(chance.integers(90, 127)))
        for step in range(frame.steps):
            for part, key, velocity in _at(chance, frame, groove, step, step < max(0, filled)):
                yield stroke(seconds, frame.beat(bar, step), part, key, velocity)
        if fills:
            yield from _fill(chance, frame, bar, max(0, filled), seconds)


def _at(
    chance: Generator, frame: Frame, groove: Groove, step: int, before_fill: bool
) -> Iterator[tuple[Part, int, float]]:
    """What is hit at a step."""
    if not before_fill:
        return
    if groove.kick[step] and chance.random() < 0.97:
        yield Part.KICK, 36, float(chance.integers(80, 125)) * (0.7 if groove.kick[step] < 1 else 1.0)
    if groove.snare[step] and chance.random() < 0.97:
        hard = groove.snare[step] >= 1
        rim = frame.manner == 'reggae' and chance.random() < 0.3
        yield (
            (Part.RIM, 37, 100.0)
            if rim
            else (Part.SNARE, 38, float(chance.integers(*((85, 127) if hard else (20, 50)))))
        )
    if step in groove.opened and groove.on in (Part.HAT, Part.OPEN, Part.HALF):
        yield Part.OPEN, 46, float(chance.integers(70, 115))
    elif groove.hat[step] and groove.on:
        part = Part.BELL if groove.on is Part.RIDE and chance.random() < 0.06 else groove.on
        accent = 1.0 if step % frame.parts == 0 else 0.75
        yield part, _KEYS[part], float(chance.integers(60, 115)) * accent
    if frame.manner == 'tribal' and chance.random() < 0.4:
        yield Part.TOM, KEY_OF_TOM[int(chance.integers(3))], float(chance.integers(60, 120))
    if groove.pedal and step % frame.parts == 0 and step // frame.parts % 2 == 1:
        yield Part.PEDAL, 44, float(chance.integers(50, 90))


def _fill(chance: Generator, frame: Frame, bar: int, begin: int, seconds: Callable[[float], float]) -> Iterator[Stroke]:
    kind = str(chance.choice(['toms', 'snare', 'both', 'toms']))
    steps = range(begin, frame.steps, int(chance.choice([1, 1, 2])))
    for step, falling in zip(steps, np.linspace(HIGH, LOW, len(steps)), strict=True):
        beat = frame.beat(bar, step)
        if chance.random() < 0.9:
            snare = kind == 'snare' or (kind == 'both' and chance.random() < 0.5)
            part, key = (Part.SNARE, 38) if snare else (Part.TOM, KEY_OF_TOM[round(float(falling))])
            yield stroke(seconds, beat, part, key, float(chance.integers(60, 125)))
        if chance.random() < 0.3:
            yield stroke(seconds, beat, Part.KICK, 36, float(chance.integers(70, 120)))
        if chance.random() < 0.08:
            yield stroke(seconds, beat, Part.CRASH, 49, float(chance.integers(80, 120)))


def _extra(chance: Generator, frame: Frame, bars: int, seconds: Callable[[float], float]) -> Iterator[Stroke]:
    """Somebody with a shaker, a tambourine, congas, or clapping."""
    key, apart = int(chance.choice(_EXTRA_KEYS)), int(chance.choice([1, 2, 4]))
    part = Part.CLAP if key == 39 else Part.PERCUSSION
    for bar in range(bars):
        for step in range(0, frame.steps, apart):
            if chance.random() < 0.6:
                yield stroke(seconds, frame.beat(bar, step), part, key, float(chance.integers(40, 110)))


def _band(
    chance: Generator, frame: Frame, groove: Groove, bars: int, seconds: Callable[[float], float]
) -> Iterator[Tone]:
    """Bass, chords and a lead, in the key of the song."""

    def tone(beat: float, long: float, channel: int, key: int, velocity: int) -> Tone:
        return Tone(seconds(beat), seconds(beat + long) - seconds(beat), channel, key, velocity)

    lowest, busy, apart = (
        int(chance.integers(28, 40)),
        int(chance.choice([1, 2, 4])),
        int(chance.choice([1, 2, frame.beats])),
    )
    root = 0
    for bar in range(bars):
        root, third = int(chance.choice(_ROOTS)) % 12, 4 if chance.random() < 0.6 else 3
        for step in range(frame.steps):
            with_kick = groove.kick[step] and chance.random() < 0.8
            if with_kick or (step % frame.parts == 0 and chance.random() < 0.5) or chance.random() < 0.05 * busy:
                key, velocity = lowest + root, int(chance.integers(70, 115))
                yield tone(frame.beat(bar, step), float(chance.uniform(0.2, 0.9)), 0, key, velocity)
        for step in range(0, frame.steps, max(1, apart * frame.parts // (2 if chance.random() < 0.3 else 1))):
            if chance.random() < 0.85:
                long, velocity = float(chance.uniform(0.3, 1.5)), int(chance.integers(50, 100))
                for above in (12, 12 + third, 19):
                    yield tone(frame.beat(bar, step), long, 1, lowest + 12 + root + above, velocity)
        if chance.random() < 0.7:
            for step in range(0, frame.steps, int(chance.choice([1, 2, frame.parts]))):
                if chance.random() < 0.45:
                    key = lowest + 36 + int(chance.choice([0, 2, 4, 7, 9, 12, 14]))
                    velocity = int(chance.integers(60, 110))
                    yield tone(frame.beat(bar, step), float(chance.uniform(0.2, 1.0)), 2, key, velocity)
