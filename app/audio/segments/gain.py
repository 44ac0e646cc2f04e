"""From one gain per track to one gain per 10 ms: still inside a track, a ramp where two tracks meet."""

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.audio.compiled import compiled
from app.audio.kernels import ROWS_PER_S
from app.audio.segment_types import Transition
from app.audio.types import Samples

STEEPEST_DB_PER_S = 0.95
"""No ramp is steeper than this anywhere, so a transition that was found wrongly does little harm."""
_PASSES = 200


def towards_each_other(
    loudness: Sequence[float | None], seconds: Sequence[float], strength: float, most_db: float
) -> list[float]:
    """Gain of each track (dB): `strength` (0..1) of the way to the mix's own level; `most_db` at most, silence none.

    The mix's own level is the mean of its tracks in dB, each weighted by its length in `seconds`.
    """
    heard = [(value, s) for value, s in zip(loudness, seconds, strict=True) if value is not None]
    level = sum(value * s for value, s in heard) / max(sum(s for _, s in heard), 1e-9)
    return [0.0 if value is None else strength * min(max(level - value, -most_db), most_db) for value in loudness]


def ramps(
    gains: Sequence[float], transitions: Sequence[Transition], duration_s: float
) -> tuple[list[float], list[Transition]]:
    """Where each ramp runs, and the gains that leave room for it.

    A ramp is its transition, made longer about its middle where it would be too steep. Tracks too short for that are
    drawn towards their neighbours, and never away from them: no gain leaves the range of those that were given.
    """
    middles = [0.0, *(t.middle_s for t in transitions), duration_s]
    gaps = np.diff(middles)
    gaps[0], gaps[-1] = 2 * gaps[0], 2 * gaps[-1]
    room = np.maximum(np.minimum(gaps[:-1], gaps[1:]), 0.0)
    most = [STEEPEST_DB_PER_S * float(space) for space in room]
    fitted = list(gains)
    for _ in range(_PASSES):
        worst = 0.0
        for k, limit in enumerate(most):
            excess = abs(fitted[k + 1] - fitted[k]) - limit
            if excess > 0.0:
                pull = math.copysign(excess / 2, fitted[k + 1] - fitted[k])
                fitted[k] += pull
                fitted[k + 1] -= pull
                worst = max(worst, excess)
        if worst < 1e-3:
            break
    placed = []
    for k, transition in enumerate(transitions):
        needed = abs(fitted[k + 1] - fitted[k]) / STEEPEST_DB_PER_S
        length = min(max(transition.end_s - transition.start_s, needed), float(room[k]))
        middle = transition.middle_s
        placed.append(Transition(middle - length / 2, middle + length / 2))
    return fitted, placed


def gain_curve(gains: Sequence[float], placed: Sequence[Transition], rows: int) -> NDArray[np.float32]:
    """Factor at the start of each 10 ms, one more than `rows`; between two of them it is a straight line.

    In a ramp the power follows an equal-power crossfade, each track's gain weighted by the power it should have there;
    where that would be too steep, it is a straight line in dB.
    """
    curve = np.full(rows + 1, 10.0 ** (gains[-1] / 20.0), np.float32)
    begin = 0
    for gain, after, ramp in zip(gains, gains[1:], placed, strict=False):
        first = min(max(begin, round(ramp.start_s * ROWS_PER_S)), rows + 1)
        last = min(max(first, round(ramp.end_s * ROWS_PER_S)), rows + 1)
        curve[begin:first] = 10.0 ** (gain / 20.0)
        place = (np.arange(first, last) / ROWS_PER_S - ramp.start_s) / max(ramp.end_s - ramp.start_s, 1e-9)
        gentle = _steepness(after - gain) <= STEEPEST_DB_PER_S * (ramp.end_s - ramp.start_s)
        decibels = _blend(gain, after, place) if gentle else gain + (after - gain) * np.clip(place, 0.0, 1.0)
        curve[first:last] = 10.0 ** (decibels / 20.0)
        begin = last
    return curve


def along(curve: NDArray[np.float32], blocks: Iterable[Samples], rate: int) -> Iterator[Samples]:
    """Blocks of a programme (frames, channels), each frame times the curve's value there."""
    start = 0
    for block in blocks:
        out = np.empty_like(block)
        _follow(curve, block, start, ROWS_PER_S / rate, out)
        start += len(block)
        yield out


@compiled
def _follow(
    curve: NDArray[np.float32], block: NDArray[np.float32], start: int, rows_per_frame: float, out: NDArray[np.float32]
) -> None:
    last = len(curve) - 2
    for i in range(len(block)):
        place = (start + i) * rows_per_frame
        row = min(int(place), last)
        share = np.float32(min(place - row, 1.0))
        factor = curve[row] + share * (curve[row + 1] - curve[row])
        for channel in range(block.shape[1]):
            out[i, channel] = block[i, channel] * factor


def _blend(gain: float, after: float, place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gain in dB at places 0..1 of a ramp."""
    new = np.sin(0.5 * np.pi * np.clip(place, 0.0, 1.0)) ** 2
    return np.asarray(10.0 * np.log10((1.0 - new) * 10.0 ** (gain / 10.0) + new * 10.0 ** (after / 10.0)))


def _steepness(step_db: float) -> float:
    """Steepest slope of a ramp of this step over one second, dB/s."""
    shape = _blend(0.0, step_db, np.linspace(0.0, 1.0, 401))
    return float(np.abs(np.diff(shape)).max() * 400)
