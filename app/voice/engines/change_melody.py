"""The melody of a recording: how high its voice is at each moment, and how that is said by another voice."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.voice.engines.kokoro_parts import VOICED_HZ, Floats
from app.voice.engines.port import Sound
from app.voice.engines.world import world

RATE = 16_000
HALF_STEP_MS = 12.5
LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0
_FEWEST = 6
"""Of fewer moments with a pitch, nothing is known."""
_LIVELIER = 1.3
"""A voice may be so much livelier than it was."""
_STEADIEST = 0.05

Track = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Range:
    """Where a voice usually is, and how far it goes from there; both as logarithms of Hz."""

    middle: float
    spread: float


def pitch(sound: Sound) -> Track:
    """The pitch in Hz of a sound at 16 kHz, a value each 12.5 ms; 0 where there is none."""
    library, samples = world(), sound.astype(np.float64)
    raw, times = library.dio(samples, RATE, f0_floor=LOWEST_HZ, f0_ceil=HIGHEST_HZ, frame_period=HALF_STEP_MS)
    found: Track = library.stonemask(samples, raw, times, RATE)
    return found


def range_of(tracks: Sequence[Track]) -> Range | None:
    """The range of a voice, by all that is known of its pitch; None where that is too little."""
    values = np.concatenate([track[track > 0] for track in tracks]) if tracks else np.zeros(0)
    if len(values) < _FEWEST:
        return None
    logs = np.log(values)
    return Range(float(np.median(logs)), max(_STEADIEST, float(logs.std())))


def range_of_model(melody: Floats) -> Range | None:
    """The range of a voice, by a melody that the model gave it."""
    return range_of([np.where(melody > VOICED_HZ, melody, 0.0).astype(np.float64)])


def moved(track: Track, model: Floats, of: Range, to: Range) -> Floats:
    """The melody of a recording in the range of another voice, where the model says that there is one.

    Parameters
    ----------
    track : of the recording, in the same half steps as the model's own melody.
    """
    fitted = np.zeros(len(model))
    fitted[: min(len(model), len(track))] = track[: len(model)]
    voiced = np.flatnonzero(fitted > 0)
    if len(voiced) < _FEWEST:
        return model
    line = np.interp(np.arange(len(model)), voiced, np.log(fitted[voiced]))
    spread = min(to.spread, of.spread * _LIVELIER)
    there = np.exp((line - of.middle) / of.spread * spread + to.middle)
    return np.where(model > VOICED_HZ, there, model).astype(np.float32)
