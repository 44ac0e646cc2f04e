"""Found beats become the fewest timing points from which nothing is off that could be heard."""

import numpy as np
import pytest

from app.drums.beats import timing_points
from app.drums.drum_map import DrumMap, TimingPoint

FIVE_MINUTES = 600


def found(truth: np.ndarray, shake_ms: float = 5.0, meter: int = 4) -> tuple[TimingPoint, ...]:
    """The timing of beats that were found as a tracker finds them: all a little off."""
    shaken = truth + np.random.default_rng(7).normal(0, shake_ms, len(truth))
    return timing_points(shaken, np.arange(len(truth)) % meter, np.full(len(truth), meter))


def farthest_off(timing: tuple[TimingPoint, ...], truth: np.ndarray) -> float:
    """How far the click of a map is from the beat where it is farthest."""
    click = np.array([beat.ms for beat in DrumMap(length_ms=int(truth[-1]) + 400, timing=timing).beats()])
    return max(float(np.abs(click - beat).min()) for beat in truth)


@pytest.mark.parametrize('bpm', [62.0, 97.5, 120.0, 137.0, 141.3, 221.0])
def test_a_constant_tempo_is_one_point_whose_click_does_not_drift_in_five_minutes(bpm: float) -> None:
    truth = 333 + 60_000 / bpm * np.arange(round(5 * bpm))
    timing = found(truth)
    assert [point.bpm for point in timing] == [pytest.approx(bpm, abs=0.002)]
    assert farthest_off(timing, truth) < 3


def test_a_tempo_that_drifts_is_followed_to_ten_milliseconds_with_far_fewer_points_than_bars() -> None:
    wandering = np.cumsum(np.random.default_rng(1).normal(0, 0.002, FIVE_MINUTES))
    truth = 200 + np.cumsum(500 * np.exp(wandering))
    timing = found(truth, 3.0)
    assert farthest_off(timing, truth) < 10
    assert 2 < len(timing) < FIVE_MINUTES / 4 / 2


def test_a_new_tempo_in_the_middle_is_a_second_point_where_it_begins() -> None:
    truth = np.concatenate([200 + 500 * np.arange(64), 32_200 + 650 * np.arange(64)])
    first, second = found(truth)
    assert first.bpm == pytest.approx(120, abs=0.02)
    assert second.bpm == pytest.approx(60_000 / 650, abs=0.02)
    assert second.ms == pytest.approx(32_200, abs=3)


def test_three_parts_in_other_tempi_and_meters_with_breaks_between_are_three_points() -> None:
    parts = [(200, 500, 64, 4), (36_000, 400, 60, 5), (62_345, 350, 70, 7)]
    truth = np.concatenate([begin + step * np.arange(count) for begin, step, count, _ in parts])
    places = np.concatenate([np.arange(count) % meter for _, _, count, meter in parts])
    meters = np.concatenate([np.full(count, meter) for _, _, count, meter in parts])
    shaken = truth + np.random.default_rng(7).normal(0, 4, len(truth))
    timing = timing_points(shaken, places, meters)
    assert [(round(point.bpm), point.beats_per_bar) for point in timing] == [(120, 4), (150, 5), (171, 7)]
    assert farthest_off(timing, truth) < 5


def test_a_single_beat_that_was_found_in_the_wrong_place_moves_nothing() -> None:
    truth = 333 + 500.0 * np.arange(200)
    wrong = truth.copy()
    wrong[[41, 97]] += [90, -120]
    timing = timing_points(wrong, np.arange(200) % 4, np.full(200, 4))
    assert timing == (TimingPoint(333, 120),)


def test_a_song_that_begins_with_an_upbeat_has_its_point_on_the_first_whole_bar() -> None:
    truth = 100 + 500.0 * np.arange(101)
    timing = timing_points(truth, (np.arange(101) - 1) % 4, np.full(101, 4))
    assert timing == (TimingPoint(600, 120),)


def test_a_bar_with_two_beats_less_is_cut_and_the_next_one_begins_in_time() -> None:
    places = np.concatenate([np.arange(40) % 4, [0, 1], np.arange(40) % 4])
    truth = 100 + 500.0 * np.arange(82)
    timing = timing_points(truth, places, np.full(82, 4))
    click = {round(beat.ms): beat.in_bar for beat in DrumMap(length_ms=41_000, timing=timing).beats()}
    assert [click[round(beat)] for beat in truth] == places.tolist()
