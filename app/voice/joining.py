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


def voiced(sound: Sound, rate: int) -> tuple[int, int]:
    """Where the voice begins and ends, in samples; the whole if it is as quiet everywhere."""
    frame = max(1, int(FRAME_S * rate))
    count = len(sound) // frame
    if count < 3:
        return 0, len(sound)
    power = np.sqrt(np.mean(np.square(sound[: count * frame].reshape(count, frame)), axis=1))
    loud = np.flatnonzero(power > power.max() * 10 ** (QUIET_DB / 20))
    if not len(loud) or power.max() < 1e-5:
        return 0, len(sound)
    end = len(sound) if loud[-1] == count - 1 else int(loud[-1] + 1) * frame
    return int(loud[0]) * frame, end


def trimmed(sound: Sound, rate: int, before_s: float = MARGIN_S, behind_s: float = MARGIN_S) -> Trimmed:
    """Speech with just so much silence before and behind it, faded in and out there, so that no join clicks."""
    begin, end = voiced(sound, rate)
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
    frame = max(1, int(FRAME_S * rate))
    begin, end = max(0, begin), min(len(sound), end)
    count = (end - begin) // frame
    if count < 1:
        return max(0, min(len(sound), (begin + end) // 2))
    power = np.sqrt(np.mean(np.square(sound[begin : begin + count * frame].reshape(count, frame)), axis=1))
    still = power <= max(float(power.min()) * 2.0, float(np.abs(sound).max()) * 10 ** ((QUIET_DB - 10) / 20))
    best, run, at = 0, 0, int(power.argmin())
    for place, is_still in enumerate([*still, False]):
        run, length = (run + 1, 0) if is_still else (0, run)
        if length > best:
            best, at = length, place - length + length // 2
    return begin + at * frame + frame // 2
