"""The gain that lands on a loudness, sought by secant steps."""

from collections.abc import Callable

SOLVED_LU = 0.008
ROUGH_LU = 0.1


def solve(
    loudness: Callable[[float], float],
    target: float,
    least: float,
    guess: float,
    most: float,
    within: float = SOLVED_LU,
) -> float | None:
    """Gain in `least` .. `most` (dB) at which `loudness` (rising, LUFS) meets `target`; None if none is enough."""
    low: tuple[float, float] | None = None
    high: tuple[float, float] | None = None
    before: tuple[float, float] | None = None
    gain = min(max(guess, least), most)
    for _ in range(12):
        value = loudness(gain)
        if abs(value - target) <= within or (value > target and gain <= least):
            return gain
        if value < target:
            if gain >= most:
                return None
            low = (gain, value)
        else:
            high = (gain, value)
        pair = (low, high) if low and high else (before, (gain, value)) if before else None
        slope = 0.75
        if pair and pair[0] and pair[1] and pair[0][0] != pair[1][0]:
            slope = min(max((pair[1][1] - pair[0][1]) / (pair[1][0] - pair[0][0]), 0.15), 1.1)
        before = (gain, value)
        gain = min(max(gain + (target - value) / slope, least), most)
        if low and high and not low[0] < gain < high[0]:
            gain = (low[0] + high[0]) / 2
    return gain
