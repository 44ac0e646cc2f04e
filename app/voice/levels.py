"""How loud a clip is over its length, noted while it passes by: what its waveform is drawn of."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.voice.engines.port import Chunk, Sound

STEP_S = 0.05
MOST_POINTS = 600
SILENT_DB = -70.0


class Levels:
    """Hears pieces on their way, and remembers the level of each short moment."""

    def __init__(self) -> None:
        self._found: list[NDArray[np.float64]] = []
        self._rest = np.zeros(0, np.float32)

    def heard(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """The same pieces."""
        for chunk in chunks:
            self.add(chunk.sound, chunk.rate)
            yield chunk

    def add(self, sound: Sound, rate: int) -> None:
        """Note what comes next, in one channel."""
        step = max(1, round(rate * STEP_S))
        whole = np.concatenate([self._rest, sound])
        count = len(whole) // step
        self._found.append(np.mean(np.square(whole[: count * step].reshape(count, step), dtype=np.float64), axis=1))
        self._rest = whole[count * step :]

    def curve(self, loudness_lufs: float | None) -> list[float | None]:
        """Levels at equal distances, as loud as the whole has become; None where it is silent."""
        power = np.concatenate(self._found) if self._found else np.zeros(0)
        if loudness_lufs is None or not len(power):
            return []
        parts = np.array_split(power, min(MOST_POINTS, len(power)))
        told = 10 * np.log10(np.array([part.mean() for part in parts]) + 1e-12)
        loud = told > told.max() - 30
        shift = loudness_lufs - float(10 * np.log10(np.mean(10 ** (told[loud] / 10))))
        return [round(float(level), 1) if level > SILENT_DB else None for level in told + shift]


def gain_to(chunk: Chunk, target_lufs: float, ceiling_dbtp: float) -> float | None:
    """What brings a piece to this loudness, without its peaks going above the ceiling; None where it is too short.

    Pieces of one voice are about as loud as each other, so the first tells what all of them need.
    """
    from app.audio.loudness import EnergyMeter, gated_blocks, integrated

    meter = EnergyMeter(chunk.rate, ('M',))
    meter.push(np.ascontiguousarray(chunk.sound[None], np.float32))
    loudness, peak = integrated(gated_blocks(meter.rows(), chunk.rate)), float(np.abs(chunk.sound).max(initial=0.0))
    if loudness is None or not peak:
        return None
    return float(min(10 ** ((target_lufs - loudness) / 20), 10 ** (ceiling_dbtp / 20) / peak))
