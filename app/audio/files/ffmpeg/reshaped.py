"""Frames of another rate or layout within what FFmpeg decodes: sound where they go on, damage where they do not."""

from collections.abc import Callable, Iterator
from typing import Any

import av
import numpy as np

from app.audio.files import layouts
from app.audio.files.maps.parts import described
from app.audio.files.resampling import Fitting
from app.audio.types import Role, Samples

BELIEVED = 3
"""So many in a row are no damage."""


class Reshaped:
    """Takes such frames and gives their sound as the stream began.

    Parameters
    ----------
    rate, layout : what is wanted.
    changed, damaged : called with what the sound is from now on, and for each frame that is none.
    """

    def __init__(
        self, rate: int, layout: tuple[Role, ...], changed: Callable[[str], None], damaged: Callable[[], None]
    ) -> None:
        self._rate, self._layout = rate, layout
        self._changed, self._damaged = changed, damaged
        self._shape: tuple[int, str] | None = None
        self._held: list[Any] = []
        self._fitting: Fitting | None = None
        self._packed: Any = None

    def take(self, frame: Any) -> Iterator[Samples]:
        """Take in a frame of another shape than the stream's."""
        shape = frame.sample_rate, frame.layout.name
        if shape != self._shape:
            yield from self.end()
            self._shape = shape
        self._held.append(frame)
        if self._fitting is None and len(self._held) == BELIEVED:
            names = [channel.name for channel in frame.layout.channels]
            self._fitting = Fitting(shape[0], layouts.from_names(names), self._rate, self._layout)
            self._packed = av.AudioResampler('flt')
            self._changed(described(shape[0], len(names)))
        if self._fitting is not None:
            for held in self._held:
                for ready in self._packed.resample(held):
                    block = np.asarray(ready.to_ndarray(), np.float32).reshape(ready.samples, -1)
                    yield from self._fitting.push(block)
            self._held = []

    def end(self) -> Iterator[Samples]:
        """The stream is again as it began, or another shape comes, or nothing more."""
        if self._fitting is not None:
            yield from self._fitting.finish()
        for _ in self._held:
            self._damaged()
        self._held, self._fitting, self._shape = [], None, None
