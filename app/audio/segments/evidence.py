"""What speaks for a change of track at one place: a crossfade that fits, and two sides that have nothing in common."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.audio.segment_types import Transition

from .frames import Rows

SIDE_S, HALF_S, GAP_S, REACH_S, SPAN_S = 30, 18, 8, 8, 16
USUAL_S = 12.0
LENGTHS_S = (8.0, 10.0, 12.0, 14.0, 16.0)
"""Lengths of crossfades that are tried."""
_SHARES = 12
_CLIP_DB, _LEVEL_FREE = 6.0, 0.3
_NEAR_S = 4
NAMES = (
    'fit', 'contrast', 'contrast_shape', 'apart10', 'apart20', 'apart40', 'spread30', 'spread60', 'strange20',
    'strange40', 'strange70', 'loudness10', 'loudness30',
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fade:
    """The crossfade that fits best: where it is, and how much better it explains the place than either side alone."""

    transition: Transition
    gain: float
    contrast: float
    contrast_shape: float


def best_fade(power: Rows, second: int, lengths_s: tuple[float, ...] = LENGTHS_S) -> Fade | None:
    """Fit equal-power crossfades from what plays before to what plays after around a second; None near the ends.

    Every band of every second is compared with mixtures of what is typical of both sides, near by and farther off; a
    part of the level is left free, and differences count up to 6 dB. Unusual places and lengths cost a little.
    """
    olds = _typical(power, second - SIDE_S, second - HALF_S, second - GAP_S)
    news = _typical(power, second + GAP_S, second + HALF_S, second + SIDE_S)
    if not olds or not news:
        return None
    first = max(0, second - SPAN_S)
    here = power[first : second + SPAN_S]
    misfit = np.min([_misfit(here, old, new) for old in olds for new in news], axis=0)
    middles = second + 0.5 + np.arange(-REACH_S, REACH_S + 0.25, 0.5)
    lengths = np.array(lengths_s)
    place = (first + np.arange(len(here)) + 0.5 - middles[:, None, None]) / lengths[None, :, None] + 0.5
    share = np.rint(_SHARES * np.sin(0.5 * np.pi * np.clip(place, 0.0, 1.0)) ** 2).astype(np.int64)
    costs = misfit[np.arange(len(here)), share].mean(axis=2)
    unusual = 0.05 * ((middles - second - 0.5) / 4.0)[:, None] ** 2 + 0.03 * ((lengths - USUAL_S) / 4.0)[None, :] ** 2
    best = np.unravel_index(int((costs + unusual).argmin()), costs.shape)
    middle, length = float(middles[best[0]]), float(lengths[best[1]])
    alone = float(min(misfit[:, 0].mean(), misfit[:, -1].mean(), misfit[:, _SHARES // 2].mean()))
    apart = np.min([np.abs(old - new) for old in olds for new in news], axis=0)
    level = olds[0] - news[0] - np.median(olds[0] - news[0])
    return Fade(
        Transition(middle - length / 2, middle + length / 2),
        alone - float(costs[best]),
        float(np.minimum(apart, 15.0).mean()),
        float(np.minimum(np.abs(level), 15.0).mean()),
    )


def _typical(power: Rows, *edges: int) -> list[Rows]:
    """Median spectra of the stretches between these seconds, of those that are long enough to tell."""
    parts = [power[max(0, a) : max(0, b)] for a, b in pairwise(edges)]
    return [np.median(part, axis=0) for part in parts if len(part) >= _NEAR_S]


def _misfit(here: Rows, old: Rows, new: Rows) -> Rows:
    """How far each second is from each mixture, dB: (seconds, shares)."""
    shares = np.linspace(0.0, 1.0, _SHARES + 1, dtype=np.float32)[:, None]
    blends = 10.0 * np.log10((1.0 - shares) * 10.0 ** (old / 10.0) + shares * 10.0 ** (new / 10.0))
    apart = here[:, None, :] - blends[None]
    apart -= _LEVEL_FREE * np.median(apart, axis=2, keepdims=True)
    return np.asarray(np.minimum(np.abs(apart), _CLIP_DB).mean(axis=2))


def evidence(view: Rows, loudness: Rows, fade: Fade) -> NDArray[np.float64]:
    """One number for each of NAMES; `view` (n, dimensions) shows each second in terms that tell tracks apart."""
    middle = round(fade.transition.middle_s)
    return np.array(
        [
            fade.gain,
            fade.contrast,
            fade.contrast_shape,
            *(math.log(_apart(view, middle, seconds) + 0.5) for seconds in (10, 20, 40)),
            *(math.log(_spread(view, middle, seconds) + 0.1) for seconds in (30, 60)),
            *(_strangeness(view, middle, seconds) for seconds in (20, 40, 70)),
            *(_step(loudness, middle, seconds) for seconds in (10, 30)),
        ]
    )


def settled(view: Rows, second: int, fade: Fade) -> Fade:
    """The crossfade moved a little towards where the two sides differ most: three opinions are steadier than one."""
    views = 0.2 * _turning(view, second) + 0.2 * _steepest(view, second)
    shift = 0.6 * fade.transition.middle_s + views - fade.transition.middle_s
    moved = Transition(fade.transition.start_s + shift, fade.transition.end_s + shift)
    return replace(fade, transition=moved)


def _turning(view: Rows, second: int) -> int:
    """The second from which on the programme is more like what plays after than like what plays before."""
    old = np.median(view[max(0, second - 35) : max(1, second - GAP_S)], axis=0)
    way = np.median(view[min(len(view) - 1, second + GAP_S) : second + 35], axis=0) - old
    first, last = max(0, second - REACH_S - 6), min(len(view), second + REACH_S + 6)
    progress = (view[first:last] - old) @ way / (float(way @ way) + 1e-9)
    lead = np.concatenate(([0.0], np.cumsum(0.5 - np.clip(progress, -0.5, 1.5))))
    places = np.arange(first, last + 1)
    return int(places[np.where(np.abs(places - second) <= REACH_S, lead, -np.inf).argmax()])


def _steepest(view: Rows, second: int) -> int:
    """The second around which the means of 12 s before and after are farthest apart."""
    places = range(max(16, second - REACH_S), min(len(view) - 16, second + REACH_S) + 1)
    return max(places, key=lambda place: _apart(view, place, 12, 4), default=second)


def _sides(rows: Rows, middle: int, seconds: int, gap: int = 5) -> tuple[Rows, Rows]:
    return rows[max(0, middle - gap - seconds) : max(0, middle - gap)], rows[middle + gap : middle + gap + seconds]


def _strangeness(rows: Rows, middle: int, seconds: int) -> float:
    """How much farther the nearest like second is on the other side than on the own one (log of a ratio of distances).

    A break and the drop after it differ, but the drop resembles what was before the break; another track does not.
    """
    before, after = _sides(rows, middle, seconds)
    if len(before) < 2 * _NEAR_S or len(after) < 2 * _NEAR_S:
        return 0.0
    across = _distances(before, after)
    own = _nearest_own(before) + _nearest_own(after)
    return math.log((float(across.min(axis=0).mean()) + float(across.min(axis=1).mean()) + 1e-6) / (own + 1e-6))


def _nearest_own(rows: Rows) -> float:
    distances = _distances(rows, rows)
    index = np.arange(len(rows))
    distances[np.abs(index[:, None] - index[None, :]) < _NEAR_S] = np.inf
    return float(distances.min(axis=1).mean())


def _distances(a: Rows, b: Rows) -> Rows:
    squares = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)[None, :] - 2.0 * (a @ b.T)
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)))


def _apart(rows: Rows, middle: int, seconds: int, gap: int = 5) -> float:
    """Distance of the means of both sides."""
    before, after = _sides(rows, middle, seconds, gap)
    if len(before) < _NEAR_S or len(after) < _NEAR_S:
        return 0.0
    return float(np.linalg.norm(before.mean(axis=0) - after.mean(axis=0)))


def _spread(rows: Rows, middle: int, seconds: int) -> float:
    """Distance of the means of both sides in units of how much each side varies."""
    before, after = _sides(rows, middle, seconds)
    if len(before) < _NEAR_S or len(after) < _NEAR_S:
        return 0.0
    return _apart(rows, middle, seconds) / math.sqrt(float(before.var(axis=0).sum() + after.var(axis=0).sum()) + 1e-9)


def _step(loudness: Rows, middle: int, seconds: int) -> float:
    """Step of the median loudness, dB, 12 at most."""
    before, after = _sides(loudness, middle, seconds)
    if not len(before) or not len(after):
        return 0.0
    return min(12.0, abs(float(np.median(before)) - float(np.median(after))))
