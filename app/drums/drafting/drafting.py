"""The whole way from a recording to the draft of its map."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.drums.beats import Beats, timing_points, track
from app.drums.drafting import refusals
from app.drums.drafting.aligning import aligned
from app.drums.drafting.feet import by_foot
from app.drums.drafting.grid import sections
from app.drums.drafting.snapping import snapped
from app.drums.drum_map import DrumMap, Hit, Lane, TimingPoint
from app.drums.transcriber import Activations, hear, hits

Samples = NDArray[np.float32]
Numbers = NDArray[np.float64]
Progress = Callable[[str, float], None]
"""Is told the stage, and how much of the whole is done, from 0 to 1."""

LISTENING, BEATS, WRITING = 'listening', 'beats', 'writing'
STAGES = (LISTENING, BEATS, WRITING)
_LISTENED, _COUNTED = 0.75, 0.95
_FEWEST_BEATS = 8
_PREVIEW_MS = 30_000
_DRIVING = (Lane.KICK, Lane.SNARE)
_OTHERS = 0.4


def draft(
    samples: Samples,
    *,
    title: str = '',
    artist: str = '',
    progress: Progress | None = None,
    keep: Callable[[Activations], object] | None = None,
) -> DrumMap:
    """The draft of a map of a recording: mono at 44.1 kHz, which may be an array that lies on the disk.

    `keep` is given what was heard, for who wants more of it than a map.

    Raises
    ------
    NoDraft : there is nothing in it that a map could be made of, and why.
    """
    tell = progress or _nobody
    refusals.check_sound(samples)
    heard = hear(samples, lambda share: tell(LISTENING, share * _LISTENED))
    if keep is not None:
        keep(heard)
    strokes = hits(heard, samples)
    refusals.check_hits(strokes, len(samples) / refusals.RATE)
    tell(BEATS, _LISTENED)
    beats = track(samples, heard.values)
    tell(WRITING, _COUNTED)
    made = written(strokes, beats, round(1000 * len(samples) / refusals.RATE))
    refusals.check_time(beats.confidence, _in_time(made))
    tell(WRITING, 1.0)
    return replace(made, title=title, artist=artist)


def written(strokes: Sequence[Hit], beats: Beats, length_ms: int) -> DrumMap:
    """The map of these strokes over these beats."""
    strokes = by_foot([stroke for stroke in strokes if stroke.ms < length_ms])
    at_ms, weights = _weighed(strokes)
    timing = _timing(beats, at_ms, weights)
    drum_map = DrumMap(length_ms=length_ms, timing=timing)
    parts = sections(list(drum_map.beats()), at_ms, weights)
    drum_map = snapped(replace(drum_map, sections=parts), strokes)
    return replace(drum_map, preview_ms=_preview(drum_map))


def _weighed(strokes: Sequence[Hit]) -> tuple[Numbers, Numbers]:
    """When strokes are, and how much each says about time."""
    weights = [(stroke.confidence or 0.5) * (1 if stroke.lane in _DRIVING else _OTHERS) for stroke in strokes]
    return np.array([stroke.ms for stroke in strokes], float), np.array(weights, float)


def _timing(beats: Beats, at_ms: Numbers, weights: Numbers) -> tuple[TimingPoint, ...]:
    """The timing of the song; where no beats are to be found, any will do for a person to begin with."""
    if len(beats.at_s) < _FEWEST_BEATS:
        return (TimingPoint(0.0, 120.0),)
    moved, trust = aligned(beats.at_s * 1000, at_ms, weights)
    return timing_points(moved, beats.in_bar, beats.meter, trust)


def _in_time(drum_map: DrumMap) -> float:
    """The share of what was heard for sure that lies on a beat, or halfway between two."""
    beats = np.array([beat.ms for beat in drum_map.beats()])
    sure = np.array([hit.ms for hit in drum_map.hits if hit.lane in _DRIVING], float)
    if len(beats) < 2 or not len(sure):
        return 0.0
    halves = np.sort(np.concatenate([beats, (beats[1:] + beats[:-1]) / 2]))
    near = np.clip(np.searchsorted(halves, sure), 1, len(halves) - 1)
    off = np.minimum(np.abs(sure - halves[near - 1]), np.abs(sure - halves[near]))
    return float((off < 1.5).mean())


def _preview(drum_map: DrumMap) -> int:
    """Where the half minute begins, with a bar, in which most is played."""
    bars = [beat.ms for beat in drum_map.beats() if beat.in_bar == 0]
    fits = [ms for ms in bars if ms + _PREVIEW_MS <= drum_map.length_ms]
    if not fits:
        return 0
    at = np.array([hit.ms for hit in drum_map.hits])
    counts = [int(np.searchsorted(at, ms + _PREVIEW_MS) - np.searchsorted(at, ms)) for ms in fits]
    return max(0, round(fits[int(np.argmax(counts))]))


def _nobody(stage: str, share: float) -> None:
    """Nobody wants to know."""
