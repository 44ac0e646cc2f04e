"""Kokoro in three: from words to durations, from durations to melody, from melody to sound.

Whoever stands between them decides how long each sound is and how high; this is what changes the voice of a recording.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.voice.engines import sessions, weights
from app.voice.engines.onnx_parts import FLOATS, WHOLE_NUMBERS, Takes, part
from app.voice.engines.port import Sound

RATE = 24_000
STEP = 600
"""Samples that one step of a duration takes: 25 ms; a melody has two values in it."""
VOICED_HZ = 20.0
"""Below this, the model means that there is no pitch."""

Floats = NDArray[np.float32]

_STYLE = Takes(FLOATS, [1, 256])
_LENGTHS, _SPOKEN, _SHAPES = (
    '/encoder/Clip_output_0',
    '/encoder/predictor/text_encoder/Concat_4_output_0',
    '/encoder/text_encoder/Transpose_2_output_0',
)
_SPOKEN_IN_TIME, _SHAPES_IN_TIME = '/encoder/MatMul_output_0', '/encoder/MatMul_1_output_0'
_PITCH, _ENERGY = '/encoder/Reshape_output_0', '/encoder/Reshape_1_output_0'


@dataclass(frozen=True, slots=True)
class Words:
    """What the first part makes of sounds: how many steps each takes, and what the others need of them."""

    steps: NDArray[np.int64]
    spoken: Floats
    shapes: Floats


@dataclass(frozen=True, slots=True)
class Melody:
    """The pitch in Hz, below `VOICED_HZ` where there is none, and the energy; two values a step."""

    pitch: Floats
    energy: Floats


class KokoroParts:
    """Three sessions for the process, opened at the first sound; they make one piece at a time."""

    def __init__(self, models: Path) -> None:
        self._models = models
        self._lock = Lock()

    def words(self, numbers: list[int], style: Floats) -> Words:
        """How long each sound takes in this voice, the silence before and behind them among them."""
        asked = {
            'tokens': np.array([[0, *numbers, 0]], np.int64),
            'style': style,
            'speed': np.ones(1, np.float32),
        }
        with self._lock:
            lengths, spoken, shapes = self._sessions[0].run([_LENGTHS, _SPOKEN, _SHAPES], asked)
        steps = np.asarray(np.round(lengths), np.int64).ravel()
        return Words(np.maximum(steps, 1), np.asarray(spoken, np.float32), np.asarray(shapes, np.float32))

    def melody(self, words: Words, steps: NDArray[np.int64], style: Floats) -> Melody:
        """How high and how loud this voice says it, when each sound takes so many steps."""
        in_time = np.ascontiguousarray(np.repeat(words.spoken, steps, axis=1).transpose(0, 2, 1))
        with self._lock:
            pitch, energy = self._sessions[1].run([_PITCH, _ENERGY], {_SPOKEN_IN_TIME: in_time, 'style': style})
        return Melody(np.asarray(pitch, np.float32).ravel(), np.asarray(energy, np.float32).ravel())

    def sound(self, words: Words, steps: NDArray[np.int64], melody: Melody, style: Floats) -> Sound:
        """The sound of it, `STEP` samples for a step."""
        asked = {
            _SHAPES_IN_TIME: np.ascontiguousarray(np.repeat(words.shapes, steps, axis=2)),
            _PITCH: melody.pitch[None],
            _ENERGY: melody.energy[None],
            'style': style,
        }
        with self._lock:
            (sound,) = self._sessions[2].run(['audio'], asked)
        return np.asarray(sound, np.float32).ravel()

    @cached_property
    def _sessions(self) -> tuple[Any, Any, Any]:
        path = weights.checked(self._models, weights.KOKORO)
        model, threads = path.read_bytes(), sessions.threads()
        text = {
            'tokens': Takes(WHOLE_NUMBERS, [1, 'sounds']),
            'style': _STYLE,
            'speed': Takes(FLOATS, [1]),
        }
        melody = {_SPOKEN_IN_TIME: Takes(FLOATS, [1, 640, 'steps']), 'style': _STYLE}
        sound = {
            _SHAPES_IN_TIME: Takes(FLOATS, [1, 512, 'steps']),
            _PITCH: Takes(FLOATS, [1, 'halves']),
            _ENERGY: Takes(FLOATS, [1, 'halves']),
            'style': _STYLE,
        }
        return (
            sessions.opened(part(model, text, [_LENGTHS, _SPOKEN, _SHAPES]), threads),
            sessions.opened(part(model, melody, [_PITCH, _ENERGY]), threads),
            sessions.opened(part(model, sound, ['audio']), threads),
        )


@cache
def in_parts(models: Path) -> KokoroParts:
    """The one of this process."""
    return KokoroParts(models)
