"""How high somebody speaks."""

import numpy as np
from numpy.typing import NDArray

from app.voice.engines.port import Sound

LOWEST_HZ, HIGHEST_HZ = 60.0, 420.0
FRAME_S, STEP_S = 0.04, 0.01
SURE, LOUD = 0.6, 0.05
"""A frame has a pitch if it is so much like itself one period later, and if it is not far softer than the others."""
_EARLIER = 0.0005
"""Of two periods that fit alike the shorter one is meant."""


def pitches(sound: Sound, rate: int) -> NDArray[np.float64]:
    """The pitch of each voiced moment of a sound, in Hz."""
    length = round(FRAME_S * rate)
    if len(sound) < length:
        return np.zeros(0)
    frames = np.lib.stride_tricks.sliding_window_view(sound, length)[:: round(STEP_S * rate)]
    frames = frames - frames.mean(1, keepdims=True)
    likeness = _likeness(frames)
    first, last = int(rate / HIGHEST_HZ), int(rate / LOWEST_HZ)
    at = first + (likeness[:, first : last + 1] - _EARLIER * np.arange(last + 1 - first)).argmax(1)
    levels = np.sqrt(np.mean(np.square(frames), axis=1))
    voiced = (likeness[np.arange(len(at)), at] > SURE) & (levels > LOUD * levels.max())
    at, likeness = at[voiced], likeness[voiced]
    before, here, behind = (likeness[np.arange(len(at)), at + step] for step in (-1, 0, 1))
    bend = before - 2 * here + behind
    aside = np.where(bend < 0, (before - behind) / np.where(bend < 0, 2 * bend, 1), 0)
    return np.asarray(rate / (at + np.clip(aside, -1, 1)), np.float64)


def usual(sound: Sound, rate: int) -> float:
    """The pitch that is in the middle of all, in Hz; 0 where nothing is voiced."""
    found = pitches(sound, rate)
    return float(np.median(found)) if len(found) else 0.0


def _likeness(frames: NDArray[np.floating]) -> NDArray[np.float64]:
    """How much each frame is like itself, so many samples later; 1 is just like it."""
    length = frames.shape[1]
    size = 1 << (2 * length - 1).bit_length()
    window = np.hanning(length)
    found = np.fft.irfft(np.abs(np.fft.rfft(frames * window, size, axis=1)) ** 2, axis=1)[:, :length]
    of_window = np.fft.irfft(np.abs(np.fft.rfft(window, size)) ** 2)[:length]
    likeness: NDArray[np.float64] = found / (found[:, :1] + 1e-12) / (of_window / of_window[0] + 1e-9)
    return likeness
