"""One small voice that answers at once: a student of Kokoro's af_heart in 8 MB, which comes with the front end."""

from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from app.voice.engines import sessions, weights
from app.voice.engines.port import Health, Voice
from app.voice.engines.sounds import known, times
from app.voice.engines.speaking import Rendered, Speaking
from app.voice.errors import EngineMissing
from app.voice.phonemes.english import MISSING
from app.voice.pieces import Piece

_LENGTHS = '/Clip_output_0'
_SEED = 0


class Instant(Speaking):
    """A hundred times faster than it is heard, on one thread; for typing along, and until a better voice is ready."""

    name = 'instant'
    licence = 'Apache-2.0'
    work_s = 0.008
    sounds_a_second = 18.3

    def __init__(self, models: Path) -> None:
        self._lock = Lock()

    def health(self) -> Health:
        """Whether the library is there; it is not loaded."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            return Health('ready', version=f'hibari-tts {version("hibari-tts")}', memory='280 MB')
        except PackageNotFoundError:
            return Health('missing', 'hibari-tts is not installed.', weights.HOW)

    def voices(self) -> list[Voice]:
        """The one there is."""
        return [Voice('instant', 'Instant', 'en-us', 'female', 'instant', 'answers at once, in English alone')]

    def render(self, piece: Piece, speed: float) -> Rendered:
        """The sound of one piece; the same each time, although there is noise in it."""
        from hibari import dsp

        ids, places = known(piece.sounds)
        session = self._session
        with self._lock:
            asked = {'ids': np.array([[0, *ids, 0]], np.int64), 'speed': np.array([speed], np.float32)}
            *spectra, lengths = session.run(None, asked)
        sound = np.asarray(dsp.synth(*(part[0] for part in spectra), np.random.default_rng(_SEED)), np.float32)
        steps = np.asarray(lengths, np.float64).ravel()
        return Rendered(sound, times(steps * (len(sound) / steps.sum()), places, len(piece.sounds)))

    @cached_property
    def _session(self) -> Any:
        try:
            import hibari
        except ImportError:
            raise EngineMissing(MISSING) from None
        model = Path(str(hibari.__file__)).parent / 'assets' / 'hibari.onnx'
        return sessions.opened(model.read_bytes() + weights.one_more_output(_LENGTHS), 1)
