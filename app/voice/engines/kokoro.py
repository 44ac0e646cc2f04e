"""Kokoro-82M: the voices that sound best, at about 0.7 seconds of a processor for a second of speech."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.voice.engines import learnt, sessions, styles, weights
from app.voice.engines.port import Health, Sound, Speech, Voice
from app.voice.engines.sounds import known, times
from app.voice.engines.speaking import Rendered, Speaking
from app.voice.errors import EngineMissing
from app.voice.pieces import Piece

STEP = 600
"""Samples that one step of a duration takes: 25 ms."""


class Kokoro(Speaking):
    """One session for the process, opened at the first sentence; it says one piece at a time."""

    name = 'kokoro'
    licence = 'Apache-2.0'
    work_s = 0.65

    def __init__(self, models: Path) -> None:
        self._models = models
        self._lock = Lock()

    def health(self) -> Health:
        """Whether the weights are there; they are not looked into."""
        if weights.there(self._models, weights.KOKORO):
            return Health('ready', version='82M, int8', memory='530 MB')
        return Health('missing', f'The weights are not in {self._models}.', weights.HOW)

    def voices(self) -> list[Voice]:
        """Everybody who can be heard by it."""
        return list(styles.voices())

    def heard_in(self, speech: Speech) -> list[Voice]:
        """Everybody in the list, and those that were learnt, whom it names by where their files are.

        Raises
        ------
        NoVoice : such a file is not there, or damaged.
        """
        asked = dict.fromkeys((speech.voice, *speech.speakers.values()))
        return [*self.voices(), *(styles.described(name) for name in asked if learnt.is_one(name))]

    def render(self, piece: Piece, speed: float) -> Rendered:
        """The sound of one piece."""
        ids, places = known(piece.sounds)
        voice = piece.manner.voice
        sound, steps = self.said(ids, styles.style(voice, len(ids)), speed, styles.pitch(voice))
        return Rendered(styles.finished(voice, sound, self.rate), times(steps * STEP, places, len(piece.sounds)))

    def said(
        self, ids: Sequence[int], style: NDArray[np.float32], speed: float = 1.0, pitch: float = 1.0
    ) -> tuple[Sound, NDArray[np.float32]]:
        """The sound of these phonemes in this style, and how many steps each of them takes."""
        asked = {
            'tokens': np.array([[0, *ids, 0]], np.int64),
            'style': style,
            'speed': np.array([speed], np.float32),
            weights.PITCH: np.array([pitch], np.float32),
        }
        with self._lock:
            sound, steps = self._session.run(['audio', '/encoder/Clip_output_0'], asked)
        return np.asarray(sound, np.float32).ravel(), np.asarray(steps, np.float32).ravel()

    @cached_property
    def _session(self) -> Any:
        if not weights.there(self._models, weights.KOKORO):
            raise EngineMissing(f'{self.health().what} {weights.HOW}')
        content = weights.checked(self._models, weights.KOKORO).read_bytes()
        return sessions.opened(weights.with_pitch(content), sessions.threads())
