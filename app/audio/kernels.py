"""The meter's loops: interpolated peaks. Blocks are planar: (channels, frames)."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled, compiled_fast

Planar = NDArray[np.float32]
"""A block of audio by channel: shape (channels, frames), C-contiguous, finite."""

COARSE_TAPS = 32
FINE_TAPS = 128
FINE_STEPS = 16
CONTEXT = FINE_TAPS
"""Frames of past a peak reader keeps before its block; it reads up to `DELAY` frames behind the newest one."""
DELAY = FINE_TAPS // 2
TILE = 2048
STEP = 256
BETWEEN = np.float32(1.6)
"""How far the signal may rise between samples over the highest sample near it (4 dB) before one must look."""
ROWS_PER_S = 100
NEVER = np.float32(np.inf)
ROWS_FLOOR = np.float32(10.0 ** (-1.5 / 20.0))
"""Peaks above this (-1.5 dBTP) are always read between the samples."""


def _interpolator(taps: int, steps: int, beta: float) -> NDArray[np.float32]:
    """Rows of a Kaiser-windowed sinc: row p reads the signal p/steps after tap (taps/2 - 1). Row 0 is that sample."""
    half = taps // 2
    distance = np.arange(taps)[None, :] - (half - 1) - np.arange(steps)[:, None] / steps
    window = np.i0(beta * np.sqrt(np.maximum(0.0, 1.0 - (distance / half) ** 2))) / np.i0(beta)
    rows = np.sinc(distance) * window
    return np.ascontiguousarray(rows / rows.sum(axis=1, keepdims=True), dtype=np.float32)


_COARSE = _interpolator(COARSE_TAPS, 4, 5.0)
ONE, TWO, THREE = (_COARSE[row, : COARSE_TAPS // 2].copy() for row in (1, 2, 3))
"""First halves of the filters for 1/4, 2/4 and 3/4; the second of ONE is THREE backwards, TWO is its own mirror."""
_EVEN, _ODD = (ONE + THREE) / np.float32(2.0), (ONE - THREE) / np.float32(2.0)
_FINE = _interpolator(FINE_TAPS, FINE_STEPS, 6.0)


@compiled_fast
def interpolate(
    x: NDArray[np.float32],
    frames: int,
    one: NDArray[np.float32],
    two: NDArray[np.float32],
    three: NDArray[np.float32],
) -> None:
    """Read the signal 1/4, 2/4 and 3/4 after x[i + COARSE_TAPS/2 - 1].

    The filters mirror each other: half of each is enough, on sums and differences of the mirrored samples.
    """
    for i in range(frames):
        even, odd, middle = np.float32(0.0), np.float32(0.0), np.float32(0.0)
        for t in range(COARSE_TAPS // 2):
            a, b = x[i + t], x[i + COARSE_TAPS - 1 - t]
            even += _EVEN[t] * (a + b)
            odd += _ODD[t] * (a - b)
            middle += TWO[t] * (a + b)
        one[i] = even + odd
        two[i] = middle
        three[i] = even - odd


@compiled_fast
def fold(
    x: NDArray[np.float32],
    one: NDArray[np.float32],
    two: NDArray[np.float32],
    three: NDArray[np.float32],
    envelope: NDArray[np.float32],
) -> None:
    """envelope[i] = the highest of |x[i]| and the three values between it and x[i + 1]."""
    for i in range(len(envelope)):
        envelope[i] = max(max(abs(x[i]), abs(one[i])), max(abs(two[i]), abs(three[i])))


@compiled_fast
def magnitude(x: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """out = |x|."""
    for i in range(len(out)):
        out[i] = abs(x[i])


@compiled_fast
def loudest(x: NDArray[np.float32]) -> np.float32:
    """Highest magnitude of a sample."""
    best = np.float32(0.0)
    for i in range(len(x)):
        best = max(best, abs(x[i]))
    return best


@compiled
def envelope_of(
    x: NDArray[np.float32],
    base: int,
    frames: int,
    floor: np.float32,
    between: NDArray[np.float32],
    envelope: NDArray[np.float32],
) -> np.float32:
    """Fill envelope[:frames] with the 4x peak of each frame from x[base] on, and `between` with the values it is from.

    Where the samples say that nothing reaches `floor`, the samples are the envelope. Returns the highest sample.
    """
    reach = COARSE_TAPS // 2
    highest = np.float32(0.0)
    for lo in range(0, frames, STEP):
        hi = min(frames, lo + STEP)
        here = loudest(x[base + lo - reach : base + hi + reach])
        highest = max(highest, here)
        one, two, three = between[0, lo:hi], between[1, lo:hi], between[2, lo:hi]
        if here * BETWEEN >= floor:
            interpolate(x[base + lo - reach + 1 :], hi - lo, one, two, three)
            fold(x[base + lo :], one, two, three, envelope[lo:hi])
        else:
            one[:], two[:], three[:] = np.float32(0.0), np.float32(0.0), np.float32(0.0)
            magnitude(x[base + lo :], envelope[lo:hi])
    return highest


@compiled_fast
def fine_peak(x: NDArray[np.float32], centre: int, quarter: int) -> np.float32:
    """Highest magnitude at 16x within 3/16 of a sample around x[centre + quarter/4]."""
    best = np.float32(0.0)
    for step in range(4 * quarter - 3, 4 * quarter + 4):
        base = centre + (step >> 4) - (FINE_TAPS // 2 - 1)
        # Over slices no place can be one from the end, which the compiler must look for else: nine times as fast.
        near, weights = x[base : base + FINE_TAPS], _FINE[step & 15]
        value = np.float32(0.0)
        for t in range(FINE_TAPS):
            value += weights[t] * near[t]
        best = max(best, abs(value))
    return best


@compiled
def parabola(x: NDArray[np.float32], i: int, offset: int, between: NDArray[np.float32]) -> tuple[np.float32, int]:
    """Top of the curve through the highest of the four 4x values of frame i and its two neighbours, and which it is.

    `between` belongs to x[offset:]. At 0.45 of the sample rate the parabola still reads within 0.03 dB.
    """
    values = (
        abs(between[2, i - 1]),
        abs(x[i + offset]),
        abs(between[0, i]),
        abs(between[1, i]),
        abs(between[2, i]),
        abs(x[i + 1 + offset]),
    )
    top = 1
    for k in range(2, 5):
        if values[k] > values[top]:
            top = k
    left, middle, right = values[top - 1], values[top], values[top + 1]
    bend = middle + middle - left - right
    if bend > np.float32(0.0) and middle >= left and middle >= right:
        middle += (right - left) * (right - left) / (np.float32(8.0) * bend)
    return middle, top - 1


@compiled
def sharpen(
    x: NDArray[np.float32],
    offset: int,
    between: NDArray[np.float32],
    envelope: NDArray[np.float32],
    lo: int,
    hi: int,
    threshold: np.float32,
    sure: np.float32,
) -> tuple[int, int]:
    """Raise the local maxima of envelope[lo:hi] (lo >= 1) from `threshold` on to the top of their parabola, in place.

    Those that reach `sure` by that are read again at 16x.

    Returns the frame of the highest and which of its four values it is (or -1, 0).
    """
    best, where, quarter = np.float32(0.0), -1, 0
    for i in range(lo, hi):
        value = envelope[i]
        if value < threshold or envelope[i - 1] > value:
            continue
        if i + 1 < len(envelope) and envelope[i + 1] > value:
            continue
        value, part = parabola(x, i, offset, between)
        if value >= sure:
            value = max(value, fine_peak(x, i + offset, part))
        envelope[i] = value
        if value > best:
            best, where, quarter = value, i, part
    return where, quarter


@compiled
def peak_rows(
    buffer: Planar,
    frames: int,
    start: int,
    rate: int,
    first_row: int,
    rows: NDArray[np.float32],
    scratch: Planar,
    floor: np.float32,
) -> np.float32:
    """Raise `rows` to the true peak of each 10 ms, channels linked.

    `buffer` is (channels, CONTEXT + frames); what is read lies DELAY behind: frames start-DELAY .. start+frames-DELAY.
    `scratch` is (4, TILE + 1). `floor` is the highest peak so far: what stays below it and ROWS_FLOOR is read from the
    samples alone. Returns the highest peak now.
    """
    between, envelope_all = scratch[:3], scratch[3]
    offset = CONTEXT - DELAY
    for tile in range(0, frames, TILE):
        for channel in range(buffer.shape[0]):
            x = buffer[channel]
            n = min(TILE, frames - tile) + 1  # one frame before the tile, as a neighbour
            base = tile + offset - 1
            envelope = envelope_all[:n]
            matters = min(floor, ROWS_FLOOR)
            envelope_of(x, base, n, matters, between, envelope)
            i, at = 1, start - DELAY + tile - 1
            while i < n:
                row = max(0, at + i) * ROWS_PER_S // rate
                while (row + 1) * rate // ROWS_PER_S <= at + i:
                    row += 1
                end = min(n, (row + 1) * rate // ROWS_PER_S - at)
                highest = loudest(envelope[i:end])
                if highest > np.float32(0.0) and highest >= np.float32(0.94) * matters:
                    # any of them may be the highest of all: read every one again; else one is enough
                    sure = np.float32(0.94) * highest if highest >= np.float32(0.94) * floor else NEVER
                    where, quarter = sharpen(x, base, between, envelope, i, end, np.float32(0.92) * highest, sure)
                    highest = max(highest, loudest(envelope[i:end]))
                    if where >= 0:  # else the peak lies in the next row
                        highest = max(highest, fine_peak(x, where + base, quarter))
                floor = max(floor, highest)
                rows[row - first_row] = max(rows[row - first_row], highest)
                i = end
    return floor
