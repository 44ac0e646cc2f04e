"""From what the net hears to beats and bars: the likeliest walk, through noise, breaks and other tempi."""

import numpy as np
import pytest

from app.drums.beats.bars import bars
from app.drums.beats.inputs import FPS
from app.drums.beats.pointer import walk
from app.drums.beats.tracking import Beats, beats_of, filled

Times = np.ndarray


def odds_of(beats: Times, seconds: float, noise: float = 0.7) -> np.ndarray:
    """What the net says where beats are at these times: sure there, nearly sure of nothing elsewhere."""
    odds = np.random.default_rng(2).normal(-4, noise, round(seconds * FPS))
    for beat in beats:
        frame = beat * FPS
        for beside in (int(frame) - 1, int(frame), int(frame) + 1, int(frame) + 2):
            if 0 <= beside < len(odds):
                odds[beside] = max(odds[beside], 2.5 - 2.2 * abs(beside - frame))
    return odds.astype(np.float32)


def right(found: Times, truth: Times) -> float:
    """The share of beats that are found within 20 ms, where as many are found as there are."""
    assert len(found) == pytest.approx(len(truth), abs=2)
    return float(np.mean([np.abs(found - beat).min() < 0.02 for beat in truth]))


@pytest.mark.parametrize('bpm', [54, 77.7, 120, 163, 222])
def test_a_steady_tempo_is_walked_from_the_first_beat_to_the_last(bpm: float) -> None:
    truth = 0.35 + 60 / bpm * np.arange(int(40 * bpm / 60))
    assert right(walk(odds_of(truth, 41)), truth) > 0.97


def test_a_tempo_that_drifts_is_followed() -> None:
    truth = np.cumsum(0.5 * np.exp(np.cumsum(np.random.default_rng(4).normal(0, 0.01, 100))))
    assert right(walk(odds_of(truth, truth[-1] + 1)), truth) > 0.97


def test_beats_that_are_not_heard_are_walked_over_in_time() -> None:
    truth = 0.35 + 0.48 * np.arange(90)
    heard = np.delete(truth, [10, 11, 30, 50, 51, 52])
    assert right(filled(walk(odds_of(heard, 44))), truth) > 0.97


def test_a_song_in_two_tempi_with_a_break_is_walked_in_both() -> None:
    first, second = 0.3 + 0.6 * np.arange(40), 33 + 0.41 * np.arange(60)
    found = walk(odds_of(np.concatenate([first, second]), 59))
    assert right(found[found < 28], first[first < 28]) > 0.97
    assert right(found[found > 32.8], second) > 0.97


def test_a_break_is_filled_with_beats_that_nobody_plays_only_if_the_tempo_goes_on() -> None:
    steady = np.concatenate([0.5 * np.arange(20), 0.5 * np.arange(30, 50)])
    late = np.concatenate([0.5 * np.arange(20), 0.25 + 0.5 * np.arange(30, 50)])
    assert filled(steady) == pytest.approx(0.5 * np.arange(50))
    assert len(filled(late)) == 40


@pytest.mark.parametrize('meter', [3, 4, 5, 7])
def test_bars_are_counted_though_some_firsts_are_missed(meter: int) -> None:
    places = np.arange(24 * meter) % meter
    odds = np.where(places == 0, 1.5, -3.0)
    odds[[3 * meter, 9 * meter]] = -2.0
    found = bars(odds)
    assert found.in_bar.tolist() == places.tolist()
    assert set(found.meter) == {meter}


def test_a_waltz_in_the_middle_is_heard_as_one() -> None:
    places = np.concatenate([np.arange(64) % 4, np.arange(60) % 3, np.arange(64) % 4])
    assert bars(np.where(places == 0, 2.0, -3.0)).in_bar.tolist() == places.tolist()


def test_two_beats_too_many_shift_the_bars_after_them() -> None:
    places = np.concatenate([np.arange(34) % 4, np.arange(40) % 4])
    assert bars(np.where(places == 0, 2.0, -3.0)).in_bar.tolist() == places.tolist()


def test_the_tempo_is_that_of_most_of_the_time_not_of_most_beats() -> None:
    at_s = np.cumsum([0.0, *[0.3] * 60, *[0.6] * 50])
    places = np.zeros(len(at_s), int)
    assert Beats(at_s, places, places + 4, 1.0).bpm == pytest.approx(100)


def test_nothing_to_hear_gives_no_beats_and_no_error() -> None:
    for frames in (0, 1, 5, 500):
        beats = beats_of(np.full((frames, 2), -6, np.float32))
        assert beats.bpm >= 0
        assert len(beats.at_s) == len(beats.in_bar) == len(beats.meter)
