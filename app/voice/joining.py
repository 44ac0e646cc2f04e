"""Puts pieces of speech together: no click at a join, and pauses just as long as they are asked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]

FRAME_S, FADE_S, MARGIN_S = 0.005, 0.005, 0.06
QUIET_DB = -45.0


@dataclass(frozen=True, slots=True)
class Trimmed:
    """Speech with just so much silence at its edges.

    Attributes
    ----------
    begin : where it begins in what it was cut from, in samples; below 0 where silence was put before it.
    """

    sound: Sound
    begin: int


def loudest(sound: Sound, rate: int) -> float:
    """The level of its loudest moment: what is far below it is silence."""
    power = _powers(sound, rate)
    return float(power.max()) if len(power) else 0.0


def voiced(sound: Sound, rate: int, level: float | None = None) -> tuple[int, int]:
    """Where the voice begins and ends, in samples; the whole if it is as quiet everywhere.

    Parameters
    ----------
    level : of the loudest moment of what the sound is a part of, if it is.
    """
    power = _powers(sound, rate)
    if len(power) < 3:
        return 0, len(sound)
    level = float(power.max()) if level is None else level
    loud = np.flatnonzero(power > level * 10 ** (QUIET_DB / 20))
    if not len(loud) or level < 1e-5:
        return 0, len(sound)
    frame = _frame(rate)
    end = len(sound) if loud[-1] == len(power) - 1 else int(loud[-1] + 1) * frame
    return int(loud[0]) * frame, end


def _frame(rate: int) -> int:
    return max(1, int(FRAME_S * rate))


def _powers(sound: Sound, rate: int) -> NDArray[np.float32]:
    """The level of each short moment."""
    frame = _frame(rate)
    count = len(sound) // frame
    found: NDArray[np.float32] = np.sqrt(np.mean(np.square(sound[: count * frame].reshape(count, frame)), axis=1))
    return found


def trimmed(sound: Sound, rate: int, before_s: float, behind_s: float, level: float | None = None) -> Trimmed:
    """Speech with just so much silence before and behind it, faded in and out there, so that no join clicks."""
    begin, end = voiced(sound, rate, level)
    low, high = begin - round(before_s * rate), end + round(behind_s * rate)
    kept = sound[max(0, low) : high].astype(np.float32, copy=True)
    fade = min(round(FADE_S * rate), len(kept) // 2)
    if fade:
        slope = np.linspace(0.0, 1.0, fade, dtype=np.float32)
        kept[:fade] *= slope
        kept[-fade:] *= slope[::-1]
    return Trimmed(np.pad(kept, (max(0, -low), max(0, high - len(sound)))), low)


def margin_for(pause_s: float) -> float:
    """How much silence stays at the edges of a pause of this length."""
    return min(MARGIN_S, pause_s / 2)


def gap(pause_s: float, rate: int) -> Sound:
    """What is missing between two edges for a pause of this length."""
    return np.zeros(max(0, round((pause_s - 2 * margin_for(pause_s)) * rate)), np.float32)


def quietest(sound: Sound, rate: int, begin: int, end: int) -> int:
    """The middle of the longest stillness, or the stillest moment, between two places."""
    frame = _frame(rate)
    begin, end = max(0, begin), min(len(sound), end)
    power = _powers(sound[begin:end], rate)
    if not len(power):
        return max(0, min(len(sound), (begin + end) // 2))
    still = power <= max(float(power.min()) * 2.0, float(np.abs(sound).max()) * 10 ** ((QUIET_DB - 10) / 20))
    best, run, at = 0, 0, int(power.argmin())
    for place, is_still in enumerate([*still, False]):
        run, length = (run + 1, 0) if is_still else (0, run)
        if length > best:
            best, at = length, place - length + length // 2
    return begin + at * frame + frame // 2
