"""How long each sound takes in the other voice: what the recording says, in a way that the model says well."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PAD = 18
"""Steps of silence that the model is given on both sides: as much as it makes itself before a sentence. With less it
begins late, and swallows the first word."""
LEAD, TAIL = 3, 10
"""So many steps are kept before and behind where somebody speaks: what some voices breathe there is heard as a word."""
AS_IT_WAS = 0.25
"""How much of the lengths inside a word comes from the recording; the rest is how the voice itself says it."""


def evened(bounds: NDArray[np.float64], natural: NDArray[np.int64], sounds: Sequence[str]) -> NDArray[np.float64]:
    """Bounds where a word keeps its time, and its sounds share it mostly as the voice itself would say them.

    What is said unclearly in the recording is laid over worst; a voice that says it its own way is understood.
    """
    lengths, at = np.diff(bounds), 1
    while at <= len(sounds):
        end = at
        while end <= len(sounds) and _is_said(sounds[end - 1]):
            end += 1
        if end > at:
            own = lengths[at:end].sum() * natural[at:end] / natural[at:end].sum()
            lengths[at:end] = AS_IT_WAS * lengths[at:end] + (1 - AS_IT_WAS) * own
        at = max(end, at + 1)
    return np.concatenate([bounds[:1], bounds[0] + np.cumsum(lengths)])


def _is_said(sign: str) -> bool:
    return sign.isalpha() or sign in 'ˈˌː'


def padded(steps: NDArray[np.int64], natural: NDArray[np.int64], last: str) -> NDArray[np.int64]:
    """Lengths with `PAD` steps more on both sides; behind, the sign at the end has its share."""
    steps = steps.copy()
    steps[0] += PAD
    share = 0 if _is_said(last) else round(PAD * natural[-2] / (natural[-2] + natural[-1]))
    steps[-2] += share
    steps[-1] += PAD - share
    return steps


def whole_steps(bounds: NDArray[np.float64], total: int) -> NDArray[np.int64] | None:
    """Lengths in whole steps between bounds, one at least each, and `total` together; None if there are too many."""
    count = len(bounds) - 1
    if count > total:
        return None
    least = np.arange(count + 1)
    placed = np.round(bounds).astype(np.int64) - least
    placed = np.maximum.accumulate(placed)
    placed = np.clip(placed, 0, total - count) + least
    placed[0], placed[-1] = 0, total
    steps: NDArray[np.int64] = np.diff(placed)
    return steps
