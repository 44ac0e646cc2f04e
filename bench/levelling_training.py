"""Learns what tells one track from another, from mixes whose truth is known: `python -m bench.levelling --train`.

First a view (linear discriminants: directions in which neighbouring tracks differ most for how much each varies in
itself), then the weights of the evidence (logistic regression), then how willing to be (the best F1 on these mixes).
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from app.audio.segments.evidence import NAMES, Fade
from app.audio.segments.find import Model, chosen, weigh_places
from app.audio.segments.frames import Frames, frames_of
from bench.levelling_material import Mix, Track

DIMENSIONS, SHRINKAGE, RIDGE = 24, 0.01, 5.0
TOLERANCE_S = 4.0
SURE_S, UNSURE_S = 5.0, 10.0
Weighed = list[tuple[Fade, NDArray[np.float64]]]


def train(mixes: Sequence[Mix]) -> Model:
    """A model from these mixes."""
    heard = [(frames_of(m.analysis.spectrum, m.analysis.energy, m.analysis.info.sample_rate), m.tracks) for m in mixes]
    view = _view(heard)
    places = [(weigh_places(frames, view), tracks) for frames, tracks in heard]
    weights, offset = _weights(places)
    return _willingness(Model(view, weights, offset), places)


def matched(found: Sequence[float], truth: Sequence[float], tolerance: float = TOLERANCE_S) -> int:
    """How many of the truth were found, each by one of its own."""
    hits, free = 0, list(found)
    for place in truth:
        near = [candidate for candidate in free if abs(candidate - place) <= tolerance]
        if near:
            free.remove(min(near, key=lambda candidate: abs(candidate - place)))
            hits += 1
    return hits


def f1(found: Sequence[float], truth: Sequence[float], tolerance: float = TOLERANCE_S) -> float:
    """Harmonic mean of precision and recall."""
    return 2.0 * matched(found, truth, tolerance) / max(1, len(found) + len(truth))


def _view(heard: Sequence[tuple[Frames, Sequence[Track]]]) -> NDArray[np.float32]:
    size = heard[0][0].traits.shape[1]
    within, between, seconds, pairs = np.zeros((size, size)), np.zeros((size, size)), 0, 0
    for frames, tracks in heard:
        alone = [frames.traits[int(t.alone_s) + 3 : int(t.until_s) - 3].astype(np.float64) for t in tracks]
        alone = [rows for rows in alone if len(rows) > 20]
        for rows in alone:
            apart = rows - rows.mean(axis=0)
            within += apart.T @ apart
            seconds += len(rows)
        for a, b in pairwise(alone):
            step = a.mean(axis=0) - b.mean(axis=0)
            between += np.outer(step, step)
            pairs += 1
    within /= seconds
    within += np.eye(size) * np.trace(within) / size * SHRINKAGE
    _, directions = scipy.linalg.eigh(between / pairs, within)
    return np.ascontiguousarray(directions[:, ::-1][:, :DIMENSIONS], np.float32)


def _weights(places: Sequence[tuple[Weighed, Sequence[Track]]]) -> tuple[NDArray[np.float64], float]:
    rows, labels = [], []
    for weighed, tracks in places:
        middles = np.array([track.middle_s for track in tracks[1:]])
        for fade, found in weighed:
            off = float(np.abs(middles - fade.transition.middle_s).min())
            if off <= SURE_S or off > UNSURE_S:
                rows.append(found)
                labels.append(off <= SURE_S)
    evidence, is_change = np.array(rows), np.array(labels, np.float64)
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0) + 1e-9
    inputs = np.column_stack(((evidence - mean) / spread, np.ones(len(evidence))))
    ridge = np.diag([RIDGE] * len(NAMES) + [1e-6])
    weights = np.zeros(inputs.shape[1])
    for _ in range(30):  # Newton's method
        chance = 1.0 / (1.0 + np.exp(-inputs @ weights))
        slope = inputs.T @ (chance - is_change) + ridge @ weights
        bend = (inputs * (chance * (1.0 - chance))[:, None]).T @ inputs + ridge
        weights -= np.linalg.solve(bend, slope)
    plain = weights[:-1] / spread
    return plain, float(weights[-1] - mean @ plain)


def _willingness(model: Model, places: Sequence[tuple[Weighed, Sequence[Track]]]) -> Model:
    """Shift the offset, and set what crowding costs, so that F1 is highest on average."""
    best, best_f1 = model, -1.0
    for shift, crowding, usual in product(np.arange(-1.0, 2.01, 0.25), (0.0, 1.0, 2.0, 4.0), (45.0, 60.0, 80.0)):
        tried = replace(model, offset=model.offset + float(shift), crowding=crowding, usual_s=usual)
        scores = []
        for weighed, tracks in places:
            told = [float(found @ tried.weights) + tried.offset for _, found in weighed]
            starts = [t.middle_s for t in chosen([fade.transition for fade, _ in weighed], told, tried)]
            scores.append(f1(starts, [t.middle_s for t in tracks[1:]], 6.0))
        if np.mean(scores) > best_f1:
            best, best_f1 = tried, float(np.mean(scores))
    return best
