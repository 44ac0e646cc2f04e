"""From how likely something is struck to the strokes themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.drums.drum_map import LOUDEST, Hit, Lane
from app.drums.transcriber.hearing import FRAMES_A_SECOND, Activations, Kind, Sound
from app.drums.transcriber.net import Values, stored
from app.drums.transcriber.toms import lanes_of_toms

_NEAR = 3
"""Two strokes of one kind are 30 ms apart at least."""


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds that are looked for together, because no drummer strikes two of them at once; and their lanes."""

    name: str
    kinds: tuple[Kind, ...]
    lanes: tuple[Lane, ...]


GROUPS = (
    Group('kick', (Kind.KICK,), (Lane.KICK,)),
    Group('snare', (Kind.SNARE,), (Lane.SNARE,)),
    Group('hihat', (Kind.HIHAT_CLOSED, Kind.HIHAT_OPEN), (Lane.HIHAT_CLOSED, Lane.HIHAT_OPEN)),
    Group('tom', (Kind.TOM,), (Lane.TOM_MID,)),
    Group('cymbal', (Kind.RIDE, Kind.CRASH), (Lane.RIDE, Lane.CRASH)),
    Group('percussion', (Kind.PERCUSSION,), (Lane.PERCUSSION,)),
)


@dataclass(frozen=True, slots=True)
class Peaks:
    """Where a curve is highest: the frames, and the moments between frames, in seconds."""

    frames: NDArray[np.intp]
    seconds: NDArray[np.float64]


def hits(activations: Activations, samples: Sound) -> list[Hit]:
    """Every stroke that is more likely than not, by time. A hi-hat's pedal is not told from a closed hi-hat."""
    made = list[Hit]()
    for group in GROUPS:
        curve = activations.of(*group.kinds)
        found = peaks(curve, thresholds()[group.name])
        if len(found.frames):
            lanes = _lanes(group, activations, found, samples)
            made += _strokes(found, lanes, _velocities(group, activations, found), curve[found.frames])
    return sorted(made, key=lambda hit: hit.place)


@cache
def thresholds() -> dict[str, float]:
    """From which likelihood on something is taken for a stroke, by the name of its group."""
    return {name: float(value) for name, value in stored('from_').items()}


def peaks(curve: Values, threshold: float) -> Peaks:
    """The highest frames among their neighbours, each moved to the top of the parabola through it and those beside."""
    around = np.pad(curve, _NEAR)
    highest = curve >= threshold
    for by in range(1, _NEAR + 1):
        highest &= curve > around[_NEAR - by : len(curve) + _NEAR - by]
        highest &= curve >= around[_NEAR + by : len(curve) + _NEAR + by]
    frames = np.flatnonzero(highest)
    before, at, after = (around[_NEAR + by + frames].astype(np.float64) for by in (-1, 0, 1))
    bend = before - 2 * at + after
    moved = np.where(bend < -1e-6, 0.5 * (before - after) / np.minimum(bend, -1e-6), 0.0)
    return Peaks(frames, np.clip(frames + moved, 0, None) / FRAMES_A_SECOND)


def _lanes(group: Group, activations: Activations, found: Peaks, samples: Sound) -> list[Lane]:
    if group.kinds == (Kind.TOM,):
        return lanes_of_toms(samples, found.seconds)
    which = activations.values[found.frames][:, list(group.kinds)].argmax(axis=1)
    return [group.lanes[place] for place in which]


def _velocities(group: Group, activations: Activations, found: Peaks) -> NDArray[np.intp]:
    """How hard each was struck, as the nets say of the kind that they take it for."""
    kinds = list(group.kinds)
    which = activations.values[found.frames][:, kinds].argmax(axis=1)
    hard = activations.hard[found.frames][:, kinds][np.arange(len(which)), which]
    return np.asarray(np.clip(np.round(LOUDEST * hard), 1, LOUDEST), np.intp)


def _strokes(found: Peaks, lanes: Iterable[Lane], velocities: NDArray[np.intp], confidences: Values) -> Iterable[Hit]:
    for at, lane, velocity, confidence in zip(found.seconds, lanes, velocities, confidences, strict=True):
        yield Hit(round(1000 * at), lane, int(velocity), round(float(confidence), 3))
