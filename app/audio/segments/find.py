"""Where one track gives way to the next, heard from the mix alone.

Every place where anything changes is a candidate. There the best-fitting crossfade is sought, and what speaks for a
change of track is weighed by a model learned from mixes whose truth is known (`python -m bench.levelling --train`).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.audio.analysis import Analysis
from app.audio.segment_types import Transition

from .evidence import LENGTHS_S, USUAL_S, Fade, best_fade, evidence, settled
from .frames import Frames, Rows, frames_of

MODEL = Path(__file__).with_name('model.npz')
EDGE_S = 15
"""So near to the beginning or the end no track begins, s."""
_APART_S = 5
_GAP_S = 4


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned.

    Attributes
    ----------
    view : turns the traits of a second into few numbers that tell tracks apart, (TRAITS, dimensions).
    weights, offset : evidence @ weights + offset is the score of a candidate: above 0 it is a change of track.
    closest_s, usual_s, crowding : tracks shorter than `closest_s` are not found; below `usual_s` each costs up to
        `crowding` of score.
    """

    view: Rows
    weights: NDArray[np.float64]
    offset: float
    closest_s: float = 20.0
    usual_s: float = 60.0
    crowding: float = 1.0

    def save(self, path: Path = MODEL) -> None:
        """Write it to an .npz file."""
        numbers = [self.offset, self.closest_s, self.usual_s, self.crowding]
        np.savez(path, view=self.view, weights=self.weights, numbers=np.array(numbers))

    @classmethod
    def load(cls, path: Path = MODEL) -> 'Model':
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(stored['view'], stored['weights'], *stored['numbers'].tolist())


@cache
def learned() -> Model:
    """The model that comes with the program."""
    return Model.load()


def find_transitions(analysis: Analysis, model: Model | None = None) -> list[Transition]:
    """Every place where one track gives way to the next, in order; none where the mix is too short to tell."""
    frames = frames_of(analysis.spectrum, analysis.energy, analysis.info.sample_rate)
    model = model or learned()
    places = weigh_places(frames, model.view)
    scores = [float(found @ model.weights) + model.offset for _, found in places]
    return chosen([fade.transition for fade, _ in places], scores, model)


def transitions_at(analysis: Analysis, starts: list[float]) -> list[Transition]:
    """The transitions of a tracklist: the crossfade that fits best near each time where a track is said to begin.

    Where none fits between the neighbours, it begins at that time and takes the usual time, or what there is of it.
    """
    frames = frames_of(analysis.spectrum, analysis.energy, analysis.info.sample_rate)
    edges = [0.0, *starts, analysis.info.duration_s]
    found: list[Transition] = []
    for start, after in zip(starts, edges[2:], strict=True):
        before = found[-1].middle_s if found else 0.0
        second = round(start) + INTO_FADE_S
        fade = best_fade(frames.power, second, TOLD_LENGTHS_S)
        if fade is None or not before + 1.0 < fade.transition.middle_s < after - 1.0:
            length = min(USUAL_S, 0.9 * (after - start))
            found.append(Transition(start, start + length))
        else:
            found.append(fade.transition)
    return found


TOLD_LENGTHS_S = (1.0, 4.0, *LENGTHS_S)
"""Where a change of track is certain, it may also be a cut."""
INTO_FADE_S = 5
"""People write down when a track comes in or when it has taken over: the middle of the crossfade is near this later."""


def weigh_places(frames: Frames, view: Rows) -> list[tuple[Fade, NDArray[np.float64]]]:
    """Every place where a track may change, with its best crossfade and the evidence."""
    seen = frames.traits @ view
    places = []
    for second in find_candidates(frames):
        fade = best_fade(frames.power, second)
        if fade is not None:
            fade = settled(seen, second, fade)
            places.append((fade, evidence(seen, frames.loudness, fade)))
    return places


def find_candidates(frames: Frames) -> list[int]:
    """Seconds at which more changes than around them: about one in thirty."""
    total = np.zeros(len(frames.power))
    for rows, seconds in ((frames.traits, 15), (frames.traits, 30), (frames.loudness[:, None], 10)):
        change = _change(rows, seconds)
        total += change / max(float(np.percentile(change, 95)) if len(change) else 0.0, 1e-9)
    usual = float(np.median(total)) if len(total) else 0.0
    return [
        second
        for second in range(EDGE_S, len(total) - EDGE_S)
        if total[second] > usual and total[second] == total[second - _APART_S : second + _APART_S + 1].max()
    ]


def chosen(transitions: list[Transition], scores: list[float], model: Model) -> list[Transition]:
    """The transitions whose scores add up to most, none too near to the next (dynamic programming)."""
    order = sorted(range(len(transitions)), key=lambda k: transitions[k].middle_s)
    best: list[tuple[float, int]] = []
    for place, k in enumerate(order):
        value, before = 0.0, -1
        for earlier in range(place):
            gap = transitions[k].middle_s - transitions[order[earlier]].middle_s
            if gap >= model.closest_s:
                crowded = best[earlier][0] - model.crowding * max(0.0, 1.0 - gap / model.usual_s)
                if crowded > value:
                    value, before = crowded, earlier
        best.append((value + scores[k], before))
    at = max(range(len(best)), key=lambda place: best[place][0], default=-1)
    path = []
    if at >= 0 and best[at][0] > 0.0:
        while at >= 0:
            path.append(transitions[order[at]])
            at = best[at][1]
    return path[::-1]


def _change(rows: Rows, seconds: int) -> NDArray[np.float64]:
    """Distance of the means of so many seconds before and after each second, over their spread."""
    count, at = len(rows), np.arange(len(rows))
    totals = np.concatenate((np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)))
    squares = np.concatenate(([0.0], np.cumsum((rows.astype(np.float64) ** 2).sum(axis=1))))

    def side(first: NDArray[np.int64], last: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        first, last = np.clip(first, 0, count), np.clip(last, 0, count)
        length = np.maximum(last - first, 1)
        mean = (totals[last] - totals[first]) / length[:, None]
        return mean, np.maximum((squares[last] - squares[first]) / length - (mean**2).sum(axis=1), 0.0)

    before, spread_before = side(at - _GAP_S - seconds, at - _GAP_S)
    after, spread_after = side(at + _GAP_S, at + _GAP_S + seconds)
    return np.asarray(np.linalg.norm(before - after, axis=1) / np.sqrt(spread_before + spread_after + 1e-6))
