"""Into how many parts the beats of a song fall, bar by bar, and how far its off-beats swing.

Every bar is looked at through several grids: quarters of a beat, thirds, both together, eighths, and off-beats that
swing. A grid with more places explains any hit better; that it has more counts against it, as it should: each of its
places is less likely to be hit. What the song does from bar to bar is the likeliest way through all grids, in which a
change has its price: a fill in triplets is a section of its own, a single late hit is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.drums.drum_map import Beat, Section

Numbers = NDArray[np.float64]

_NEAR_MS, _ASTRAY = 13.0, 0.06
_CHANGE = 7.0
_SWINGS = (0.54, 0.56, 0.58, 0.6, 0.62, 0.64, 0.66, 0.68)
_STRAIGHT, _HARDLY, _TRIPLETS = 0.5, 0.53, 2 / 3
_USUAL = 4
_ALIKE = 0.025


@dataclass(frozen=True, slots=True)
class Grid:
    """The places in a beat that are played, as shares of it; `worse` is what it costs a bar to have a rare one."""

    divisor: int
    swing: float = 0.5
    worse: float = 0.0

    @property
    def places(self) -> Numbers:
        """From 0 to 1, both included, as the next beat is near for what comes early."""
        return np.array([bent(place / self.divisor, self.swing) for place in range(self.divisor + 1)])


GRIDS = (
    Grid(4),
    Grid(2),
    Grid(3, worse=0.5),
    Grid(6, worse=1.5),
    Grid(8, worse=1.5),
    Grid(12, worse=2.0),
    *(Grid(2, swing, 1.0) for swing in _SWINGS),
    *(Grid(4, swing, 1.5) for swing in _SWINGS),
)


def bent(share: float, swing: float) -> float:
    """Where in a beat what is written at `share` is played."""
    return share * 2 * swing if share <= 0.5 else swing + (share - 0.5) * 2 * (1 - swing)


def sections(beats: Sequence[Beat], hits_ms: Numbers, weights: Numbers) -> tuple[Section, ...]:
    """How the song is played, from these hits, each as sure as it weighs."""
    if len(beats) < 2:
        return ()
    at = np.array([beat.ms for beat in beats])
    bar = np.cumsum([beat.in_bar == 0 for beat in beats]) - (beats[0].in_bar == 0)
    beat = np.clip(np.searchsorted(at, hits_ms, side='right') - 1, 0, len(at) - 2)
    length = np.diff(at)[beat]
    share = (hits_ms - at[beat]) / length
    inside = (share >= 0) & (share < 1)
    told = np.zeros((int(bar[-1]) + 1, len(GRIDS)))
    struck = np.isin(np.arange(len(told)), bar[beat[inside]])
    for place, grid in enumerate(GRIDS):
        likely = weights * _likely(grid, share, length)
        np.add.at(told[:, place], bar[beat[inside]], likely[inside])
        told[struck, place] -= grid.worse
    chosen = _through(told)
    starts = np.concatenate([at[:1], at[np.flatnonzero(np.diff(bar)) + 1]])
    return tuple(_written(chosen, starts, bar[beat], share))


def _likely(grid: Grid, share: Numbers, length: Numbers) -> Numbers:
    """The logarithm of how likely hits are here, if this grid is what is played."""
    off = np.abs(share[:, None] - grid.places[None, :]).min(axis=1) * length
    near = np.exp(-0.5 * (off / _NEAR_MS) ** 2) / (_NEAR_MS * np.sqrt(2 * np.pi) * grid.divisor)
    return np.asarray(np.log((1 - _ASTRAY) * near + _ASTRAY / length), float)


def _through(told: Numbers) -> NDArray[np.int64]:
    """The likeliest grid of each bar, where a change costs."""
    scores, came = told[0], np.zeros(told.shape, int)
    for bar in range(1, len(told)):
        best = int(scores.argmax())
        stays = scores >= scores[best] - _CHANGE
        came[bar] = np.where(stays, np.arange(len(scores)), best)
        scores = np.where(stays, scores, scores[best] - _CHANGE) + told[bar]
    path, state = np.zeros(len(told), int), int(scores.argmax())
    for bar in range(len(told) - 1, -1, -1):
        path[bar] = state
        state = int(came[bar, state])
    return path


def _written(chosen: NDArray[np.int64], starts: Numbers, bar: NDArray[np.int64], share: Numbers) -> Iterator[Section]:
    """Bars of one grid as a section; how far it swings is what its hits say."""
    first, last = 0, None
    for end in range(1, len(chosen) + 1):
        if end < len(chosen) and _same(GRIDS[chosen[first]], GRIDS[chosen[end]]):
            continue
        grid = GRIDS[chosen[first]]
        swing = _swing(grid, share[(bar >= first) & (bar < end)])
        # Whoever plays eighths alone is given the sixteenths between them, too.
        divisor = _USUAL if swing == _STRAIGHT and grid.divisor < _USUAL and grid.divisor != 3 else grid.divisor
        written = Section(round(float(starts[first])) if first else 0, '', divisor, swing)
        if last is None or (written.divisor, written.swing) != (last.divisor, last.swing):
            yield written
            last = written
        first = end


def _same(one: Grid, other: Grid) -> bool:
    """Whether two grids are the same one, heard a little differently."""
    if one.swing == other.swing == _STRAIGHT:
        return one.divisor == other.divisor or {one.divisor, other.divisor} == {2, _USUAL}
    both = min(one.swing, other.swing) > _STRAIGHT
    return one.divisor == other.divisor and both and abs(one.swing - other.swing) < 4 * _ALIKE


def _swing(grid: Grid, share: Numbers) -> float:
    """Where the off-beats of a swinging stretch are, to two places; triplets, where they are near enough."""
    if grid.swing == _STRAIGHT:
        return _STRAIGHT
    near = share[np.abs(share - grid.swing) < 3 * _ALIKE]
    swing = float(np.median(near)) if len(near) else grid.swing
    if swing < _HARDLY:
        return _STRAIGHT
    return round(_TRIPLETS, 3) if abs(swing - _TRIPLETS) < _ALIKE else round(swing, 2)
