"""The instruments: recordings of single notes, and how one becomes a note of any pitch, length and strength.

Every recording has one strength. Softer notes are softer and darker, as they are on the instrument; repeated strokes of
a drum differ a little, so that they do not sound like a machine. Numbers are arrays of floats at 44.1 kHz, two
channels.
"""

import math
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float32]
RATE = 44_100
SAMPLES = Path(__file__).parent / 'samples'
LONGEST_S = 6.0
LOUD = 100
"""The strength that recordings are at."""
STEPS_OF_STRENGTH = 5
"""Strengths are rounded to so many parts of 127, so that a note that comes again need not be made again."""
AT_LEAST_S = 1.2
MOST_READY = 128
"""So many notes of an instrument are kept for when they come again."""
ONSET = 0.03
"""What part of its highest peak a note has where it begins; recordings have some milliseconds before."""
BEFORE_FRAMES = 40
RELEASE_S = {'piano': 0.16, 'bass': 0.09}
DAMPED_FROM = 90
"""Above this a piano has no dampers: notes ring."""


class Instrument:
    """A pitched instrument: the piano, or the bass."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._files = {int(path.stem.split('.')[1]): path for path in SAMPLES.glob(f'{name}.*.ogg')}
        self._ready: dict[tuple[int, int], Wave] = {}
        self._whole: dict[tuple[int, int], bool] = {}

    def note(self, midi: int, velocity: int, length_s: float) -> Wave:
        """A note that is held for `length_s`, with what sounds on after it."""
        strength = max(1, min(STEPS_OF_STRENGTH, math.ceil(velocity * STEPS_OF_STRENGTH / 127)))
        release = round(self._release_s(midi) * RATE)
        frames = round(length_s * RATE) + release
        whole = self._ringing(midi, strength, frames)[:frames] * np.float32(gain(velocity))
        fall = min(release, len(whole))
        whole[-fall:] *= (np.linspace(1, 0, fall, dtype=np.float32) ** 2)[:, None]
        return whole

    def _ringing(self, midi: int, strength: int, frames: int) -> Wave:
        """The string for at least so long, if it rings that long; kept, and made anew where a note is longer."""
        ready = self._ready.get((midi, strength))
        if ready is None or (len(ready) < frames and not self._whole[midi, strength]):
            nearest = min(self._files, key=lambda one: (abs(one - midi), one))
            wave, rate = decoded(self._files[nearest])
            speed = 2 ** ((midi - nearest) / 12) * rate / RATE
            needed = round(max(frames, AT_LEAST_S * RATE) * speed) + 8
            ready = darkened(resampled(wave[:needed], speed), strength / STEPS_OF_STRENGTH)
            self._ready[midi, strength], self._whole[midi, strength] = ready, needed >= len(wave)
            if len(self._ready) > MOST_READY:
                self._ready.pop(next(iter(self._ready)))
        return ready

    def _release_s(self, midi: int) -> float:
        return 0.6 if self.name == 'piano' and midi >= DAMPED_FROM else RELEASE_S[self.name]

    def damper(self, midi: int, velocity: int) -> Wave:
        """The soft noise of a key that is let go; nothing on the bass."""
        if self.name != 'piano' or midi >= DAMPED_FROM:
            return np.zeros((0, 2), np.float32)
        nearest = min(self._files, key=lambda one: (abs(one - midi), one))
        return _damper(nearest) * np.float32(0.35 * gain(velocity))


class Drums:
    """The kit. `stroke` counts how often a drum was struck before, so that no two strokes are the same."""

    def __init__(self) -> None:
        self._ready: dict[tuple[str, int, int], Wave] = {}

    def stroke(self, drum: str, velocity: int, stroke: int) -> Wave:
        """One stroke, as long as it rings."""
        strength = max(1, min(STEPS_OF_STRENGTH, math.ceil(velocity * STEPS_OF_STRENGTH / 127)))
        variant = stroke * 5 % 4
        if (drum, strength, variant) not in self._ready:
            wave, rate = decoded(SAMPLES / f'drum.{drum}.ogg')
            detuned = resampled(wave, rate / RATE * (1 + (variant - 1.5) * 0.004))
            self._ready[drum, strength, variant] = darkened(detuned, strength / STEPS_OF_STRENGTH)
        return self._ready[drum, strength, variant] * np.float32(gain(velocity))


@cache
def instrument(name: str) -> Instrument:
    """`piano` or `bass`, made once in a process."""
    return Instrument(name)


@cache
def drums() -> Drums:
    """The kit, made once in a process."""
    return Drums()


@cache
def _damper(midi: int) -> Wave:
    wave, rate = decoded(SAMPLES / f'damper.{midi}.ogg')
    return resampled(wave, rate / RATE)


def warm_up() -> None:
    """Read all recordings, and load what filters them, so that the first piece of a process is as quick as the
    others.
    """
    import scipy.signal  # noqa: F401

    for path in sorted(SAMPLES.glob('*.ogg')):
        decoded(path)


def gain(velocity: int) -> float:
    """How loud a strength is, against that of the recordings."""
    return float((max(1, velocity) / LOUD) ** 1.7)


@cache
def decoded(path: Path) -> tuple[Wave, int]:
    """A recording with two channels, and its rate; as much as is ever played."""
    import soundfile

    with soundfile.SoundFile(path) as file:
        wave = file.read(round(LONGEST_S * file.samplerate), dtype='float32', always_2d=True)
        rate = int(file.samplerate)
    wave = np.repeat(wave, 2, axis=1) if wave.shape[1] == 1 else wave[:, :2]
    size = np.abs(wave[:rate]).max(1)
    begins = int(np.argmax(size > ONSET * size.max()))
    return wave[max(0, begins - BEFORE_FRAMES) :], rate


def resampled(wave: Wave, speed: float) -> Wave:
    """The same played `speed` times as fast, by curves of the third degree through four neighbours."""
    if abs(speed - 1) < 1e-9:
        return wave
    places = np.arange(int((len(wave) - 4) / speed), dtype=np.float64) * speed + 1
    whole = places.astype(np.int32)
    part = (places - whole).astype(np.float32)[:, None]
    a, b, c, d = (wave[whole + n] for n in (-1, 0, 1, 2))
    slope = (c - a) * np.float32(0.5)
    bend = a - np.float32(2.5) * b + 2 * c - np.float32(0.5) * d
    twist = np.float32(0.5) * (d - a) + np.float32(1.5) * (b - c)
    made = ((twist * part + bend) * part + slope) * part + b
    return np.asarray(made, np.float32)


def darkened(wave: Wave, strength: float) -> Wave:
    """Without part of its highs where it is soft: by one pole, as low as the stroke is weak."""
    if strength >= 0.78:
        return wave
    from scipy.signal import lfilter

    pole = min(0.72, (0.78 - strength) * 1.1)
    return np.asarray(lfilter([1 - pole], [1, -pole], wave, axis=0), np.float32)
