"""The loops of the peak stages: soft clipper, gain control, gain. Blocks are planar: (channels, frames)."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled, compiled_fast
from .kernels import (
    BETWEEN,
    COARSE_TAPS,
    DELAY,
    ONE,
    THREE,
    TILE,
    TWO,
    Planar,
    envelope_of,
    interpolate,
    loudest,
    sharpen,
)

CLIP_TILE = 512
CLIP_STEP = 64
CLIP_DELAY = COARSE_TAPS
_REACH = COARSE_TAPS // 2


@compiled
def group_peaks(
    buffer: Planar,
    past: int,
    frames: int,
    group: int,
    floor: np.float32,
    exact: bool,
    peaks: NDArray[np.float32],
    scratch: Planar,
) -> None:
    """Write the true peak of every `group` frames, channels linked; below `floor` the sample peak is enough.

    The newest block starts at buffer[:, past]; what is read lies DELAY behind. `exact` sharpens peaks near the floor.
    """
    between, envelope_all = scratch[:3], scratch[3]
    offset = past - DELAY
    peaks[: frames // group] = np.float32(0.0)
    for channel in range(buffer.shape[0]):
        x = buffer[channel]
        for tile in range(0, frames, TILE):
            n = min(TILE, frames - tile) + 1  # one frame before the tile, as a neighbour
            base = tile + offset - 1
            envelope = envelope_all[:n]
            if envelope_of(x, base, n, floor, between, envelope) * BETWEEN < floor:
                continue
            if exact:
                sharpen(x, base, between, envelope, 1, n, np.float32(0.94) * floor, np.float32(0.97) * floor)
            first = tile // group
            _raise_to_highest(envelope[1:n], group, peaks[first : first + (n - 1) // group])


@compiled_fast
def _raise_to_highest(envelope: NDArray[np.float32], group: int, peaks: NDArray[np.float32]) -> None:
    for g in range(len(peaks)):
        best = peaks[g]
        for i in range(g * group, (g + 1) * group):
            best = max(best, envelope[i])
        peaks[g] = best


@compiled
def control(
    peaks: NDArray[np.float32],
    count: int,
    ceiling: float,
    release: NDArray[np.float64],
    held: NDArray[np.float64],
    smooth: NDArray[np.float64],
    state: NDArray[np.float64],
    nodes: NDArray[np.float32],
    work: NDArray[np.float64],
) -> bool:
    """Turn group peaks into gain nodes that never let a peak pass and change slowly.

    nodes[1..count] answer peaks[0..count-1]; nodes[0] is the last one of the call before. `held` and `smooth` are rings
    (len(smooth) groups of smoothing, three more of holding), `release` is (fast, slow, weight) and `state`
    (position, reduction, slow reduction, sum of the ring, age of the highest, highest).
    `work` gathers (groups limited, sum of dB, deepest reduction 0..1). Returns whether any gain is not exactly 1.
    """
    busy = nodes[count] != np.float32(1.0)
    nodes[0] = nodes[count]
    at_rest = state[1] == 0.0 and state[3] == 0.0 and state[5] == 0.0
    if not busy and at_rest and loudest(peaks[:count]) <= ceiling:
        nodes[:] = np.float32(1.0)  # all quiet: the rings hold nothing but zeros and stay so
        state[2] *= (1.0 - release[1]) ** count
        return False
    return _steer(peaks, count, ceiling, release, held, smooth, state, nodes, work) or bool(busy)


@compiled
def _steer(
    peaks: NDArray[np.float32],
    count: int,
    ceiling: float,
    release: NDArray[np.float64],
    held: NDArray[np.float64],
    smooth: NDArray[np.float64],
    state: NDArray[np.float64],
    nodes: NDArray[np.float32],
    work: NDArray[np.float64],
) -> bool:
    """`control` where there is something to do."""
    fast, slow, weight = release
    position, reduction, trend, total, age, top = state
    at, product, busy = int(position), 1.0, False
    for j in range(count):
        peak = peaks[j]
        need = 1.0 - ceiling / peak if peak > ceiling else 0.0
        held[at % len(held)] = need
        age += 1.0
        if need >= top:
            top, age = need, 0.0
        elif age >= len(held):  # the highest has left the window
            top, age = _highest_held(held, at)
        floor = weight * trend
        reduction = max(top, floor + (reduction - floor) * fast if reduction > floor else reduction * fast)
        if reduction < 1e-5:
            reduction = 0.0
        trend += (reduction - trend) * slow
        slot = at % len(smooth)
        total += reduction - smooth[slot]
        smooth[slot] = reduction
        if total < 1e-9:
            total = 0.0
        mean = total / len(smooth)
        nodes[j + 1] = np.float32(1.0 - mean)
        if mean > 0.0:
            busy = True
            product *= 1.0 - mean
            work[0] += mean > 0.0114  # 0.1 dB
            work[2] = max(work[2], mean)
        if product < 1.0 and (j & 15 == 15 or j == count - 1):  # one logarithm for many groups
            work[1] -= 20.0 * np.log10(product)
            product = 1.0
        at += 1
    state[0], state[1], state[2], state[3], state[4], state[5] = at, reduction, trend, total, age, top
    return busy


@compiled
def _highest_held(held: NDArray[np.float64], at: int) -> tuple[float, float]:
    """The highest in the ring whose newest is at `at`, and how many groups ago that was; of equals the newest."""
    top, age = 0.0, 0.0
    for k in range(len(held)):  # oldest first
        value = held[(at + 1 + k) % len(held)]
        if value >= top:
            top, age = value, float(len(held) - 1 - k)
    return top, age


@compiled_fast
def apply_gain(x: NDArray[np.float32], nodes: NDArray[np.float32], group: int, out: NDArray[np.float32]) -> None:
    """out = x times the straight lines between the nodes; a node is the gain at the first frame of its group."""
    share = np.float32(1.0) / np.float32(group)
    for g in range(len(out) // group):
        gain, step = nodes[g], (nodes[g + 1] - nodes[g]) * share
        for i in range(group):
            out[g * group + i] = x[g * group + i] * (gain + step * np.float32(i))


@compiled_fast
def _excess(
    x: NDArray[np.float32],
    knee: np.float32,
    width: np.float32,
    out: NDArray[np.float32],
    taken: NDArray[np.float32],
) -> None:
    """out = what a soft clipper takes off: nothing up to `knee`, all above `knee + 2 width`, quadratic in between.

    `taken` is raised to its magnitude.
    """
    twice, bend = np.float32(2.0) * width, np.float32(0.25) / width
    for i in range(len(out)):
        over = max(abs(x[i]) - knee, np.float32(0.0))
        soft = min(over, twice)
        part = over - soft + soft * soft * bend
        taken[i] = max(taken[i], part)
        out[i] = part if x[i] > np.float32(0.0) else -part


@compiled_fast
def _decimate(
    e0: NDArray[np.float32],
    e1: NDArray[np.float32],
    e2: NDArray[np.float32],
    e3: NDArray[np.float32],
    x: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """out = x minus the excess at 4x (its four phases) brought down to the rate: `interpolate` turned round."""
    quarter, last = np.float32(0.25), COARSE_TAPS - 1
    for i in range(len(out)):
        value = e0[i + COARSE_TAPS // 2]
        for t in range(COARSE_TAPS // 2):
            value += THREE[t] * (e1[i + t] + e3[i + last - t])
            value += ONE[t] * (e1[i + last - t] + e3[i + t])
            value += TWO[t] * (e2[i + t] + e2[i + last - t])
        out[i] = x[i] - quarter * value


@compiled
def clip(
    x: NDArray[np.float32],
    knee: np.float32,
    width: np.float32,
    out: NDArray[np.float32],
    touched: NDArray[np.uint8],
    between: Planar,
    excess: Planar,
) -> None:
    """Soft-clip one channel at 4x; out[i] answers x[i + CLIP_DELAY], and is exactly that where nothing is taken.

    x holds 2 * CLIP_DELAY frames more than out. `touched` marks the frames where something was taken off. `between` is
    scratch of 3 rows and `excess` of 5 (four phases, and the magnitude of what is taken), CLIP_TILE + COARSE_TAPS wide.
    """
    for tile in range(0, len(out), CLIP_TILE):
        n = min(CLIP_TILE, len(out) - tile)
        centre = tile + CLIP_DELAY
        wide = n + COARSE_TAPS
        lo = centre - _REACH
        if loudest(x[lo - _REACH : lo + wide + _REACH]) * BETWEEN >= knee:
            interpolate(x[lo - _REACH + 1 :], wide, between[0], between[1], between[2])
            taken = excess[4, :wide]
            taken[:] = np.float32(0.0)
            _excess(x[lo:], knee, width, excess[0, :wide], taken)
            for k in range(3):
                _excess(between[k], knee, width, excess[k + 1, :wide], taken)
            if loudest(taken) > np.float32(0.0):
                _take_off(excess, x[centre:], n, out[tile:])
                _mark(taken[_REACH:], touched[tile : tile + n])
                continue
        _copy(x[centre:], out[tile : tile + n])


@compiled
def _take_off(excess: Planar, x: NDArray[np.float32], frames: int, out: NDArray[np.float32]) -> None:
    """Copy x to out, less the excess; only the stretches around an excess pass the filters."""
    for lo in range(0, frames, CLIP_STEP):
        hi = min(frames, lo + CLIP_STEP)
        if loudest(excess[4, lo : hi + COARSE_TAPS]) > np.float32(0.0):
            _decimate(excess[0, lo:], excess[1, lo:], excess[2, lo:], excess[3, lo:], x[lo:], out[lo:hi])
        else:
            _copy(x[lo:], out[lo:hi])


@compiled_fast
def _copy(x: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    for i in range(len(out)):  # a slice assignment would compile numba's error messages too: 3 s at the first start
        out[i] = x[i]


@compiled_fast
def _mark(taken: NDArray[np.float32], touched: NDArray[np.uint8]) -> None:
    for i in range(len(touched)):
        touched[i] |= np.uint8(taken[i] > np.float32(0.0))
