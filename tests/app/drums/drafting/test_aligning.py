"""Beats are where the strokes on them are: what nobody strikes says little about time."""

import numpy as np
import pytest

from app.drums.beats import Beats
from app.drums.drafting.aligning import aligned
from app.drums.drafting.drafting import written
from app.drums.drum_map import DrumMap, Hit, Lane, TimingPoint

CHANCE = np.random.default_rng(8)
TRUTH = 400 + 500.0 * np.arange(600)


def tracked(late_ms: float = 0.0) -> np.ndarray:
    """Beats as a tracker tells them: all a little late, and each off by something else."""
    return TRUTH + late_ms + CHANCE.normal(0, 12, len(TRUTH))


def drafted(beats_ms: np.ndarray, hits: list[Hit]) -> DrumMap:
    beats = Beats(beats_ms / 1000, np.arange(len(beats_ms)) % 4, np.full(len(beats_ms), 4), 0.9)
    return written(hits, beats, 300_400)


def test_beats_that_are_told_late_are_put_where_they_are_struck() -> None:
    moved, _ = aligned(tracked(18), TRUTH + CHANCE.normal(0, 3, len(TRUTH)), np.full(len(TRUTH), 0.9))
    assert np.abs(moved - TRUTH).mean() < 6
    assert np.median(moved - TRUTH) == pytest.approx(0, abs=2)


def test_the_click_of_a_draft_does_not_drift_from_its_song_in_five_minutes() -> None:
    hits = [Hit(round(ms + CHANCE.normal(0, 6)), Lane.KICK, confidence=0.9) for ms in TRUTH[::2]]
    made = drafted(tracked(10), hits)
    assert made.timing == (TimingPoint(pytest.approx(400, abs=3), 120.0),)  # type: ignore[arg-type]
    click = np.array([beat.ms for beat in made.beats()])
    assert max(float(np.abs(click - ms).min()) for ms in TRUTH) < 10


def test_beats_after_the_last_stroke_do_not_bend_the_tempo() -> None:
    hits = [Hit(round(ms), Lane.SNARE, confidence=0.9) for ms in TRUTH[:-8]]
    wandering = tracked()
    wandering[-8:] += np.linspace(0, 40, 8)
    assert [point.bpm for point in drafted(wandering, hits).timing] == [120.0]


def test_a_song_without_beats_still_has_a_timing_to_begin_with() -> None:
    nothing = Beats(np.zeros(0), np.zeros(0, int), np.zeros(0, int), 0.0)
    assert written([Hit(500, Lane.KICK)], nothing, 9_000).timing == (TimingPoint(0.0, 120.0),)
