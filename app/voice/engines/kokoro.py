"""Kokoro-82M: the voices that sound best, at about 0.7 seconds of a processor for a second of speech."""

from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from app.voice.engines import sessions, styles, weights
from app.voice.engines.port import Health, Voice
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

    def __init__(self, models: Path) -> None:
        self._models = models
        self._lock = Lock()

    def health(self) -> Health:
        """Whether the weights are there; they are not looked into."""
        if weights.there(self._models, weights.KOKORO):
            return Health('ready')
        return Health('missing', f'The weights are not in {self._models}.', weights.HOW)

    def voices(self) -> list[Voice]:
        """Everybody who can be heard by it."""
        return list(styles.voices())

    def render(self, piece: Piece, speed: float) -> Rendered:
        """The sound of one piece."""
        ids, places = known(piece.sounds)
        with self._lock:
            sound, steps = self._session.run(
                ['audio', '/encoder/Clip_output_0'],
                {
                    'tokens': np.array([[0, *ids, 0]], np.int64),
                    'style': styles.style(piece.manner.voice, len(ids)),
                    'speed': np.array([speed], np.float32),
                },
            )
        sound = np.asarray(sound, np.float32).ravel()
        return Rendered(sound, times(np.asarray(steps).ravel() * STEP, places, len(piece.sounds)))

    @cached_property
    def _session(self) -> Any:
        if not weights.there(self._models, weights.KOKORO):
            raise EngineMissing(f'{self.health().what} {weights.HOW}')
        return sessions.opened(weights.checked(self._models, weights.KOKORO), sessions.threads())
