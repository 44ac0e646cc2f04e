"""One gain per track, and ramps between them that nobody hears as a step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audio.segments import Transition
from app.audio.segments.gain import along, gain_curve, ramps, towards_each_other


def test_full_strength_brings_all_tracks_to_one_level_and_none_leaves_them() -> None:
    loudness, seconds = [-12.0, -18.0, None, -9.0], [100.0, 200.0, 30.0, 100.0]
    full = towards_each_other(loudness, seconds, 1.0, 12.0)
    after = [value + gain for value, gain in zip(loudness, full, strict=True) if value is not None]
    assert after == pytest.approx([-14.25] * 3)
    assert full[2] == 0.0
    assert towards_each_other(loudness, seconds, 0.5, 12.0) == pytest.approx([gain / 2 for gain in full])
    assert towards_each_other(loudness, seconds, 0.0, 12.0) == [0.0] * 4


def test_no_track_is_turned_further_than_allowed() -> None:
    gains = towards_each_other([-14.0, -14.0, -45.0], [300.0, 300.0, 300.0], 1.0, 6.0)
    assert max(map(abs, gains)) == 6.0


def test_boundaries_in_any_order_push_no_track_further_than_was_planned() -> None:
    transitions = [Transition(at - 2.0, at + 2.0) for at in (-350.0, -180.0, 60.0, 20.0)]
    gains, _ = ramps([6.0, -6.0, 2.0, -3.0, 5.0], transitions, 100.0)
    assert max(gains) <= 6.0
    assert min(gains) >= -6.0


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.floats(2.0, 300.0), st.floats(-12.0, 12.0)), min_size=2, max_size=12),
    st.floats(0.5, 20.0),
)
def test_no_gain_moves_faster_than_one_decibel_a_second(tracks: list[tuple[float, float]], fade: float) -> None:
    """Whatever the tracks, also very short ones, and however short the crossfade that was found."""
    ends = np.cumsum([seconds for seconds, _ in tracks])
    transitions = [Transition(float(end) - fade / 2, float(end) + fade / 2) for end in ends[:-1]]
    gains, placed = ramps([gain for _, gain in tracks], transitions, float(ends[-1]))
    curve = gain_curve(gains, placed, int(ends[-1] * 100))
    decibels = 20.0 * np.log10(curve.astype(np.float64))
    assert np.abs(decibels[100:] - decibels[:-100]).max(initial=0.0) <= 1.0


def test_the_gain_stands_still_inside_a_track_and_moves_inside_the_transition() -> None:
    gains, placed = ramps([2.0, -1.0], [Transition(94.0, 106.0)], 200.0)
    assert gains == [2.0, -1.0]
    assert placed == [Transition(94.0, 106.0)]
    decibels = 20.0 * np.log10(gain_curve(gains, placed, 20_000))
    assert decibels[:9_400] == pytest.approx(2.0, abs=1e-5)
    assert decibels[10_600:] == pytest.approx(-1.0, abs=1e-5)
    halfway = 10.0 * np.log10((10**0.2 + 10**-0.1) / 2)
    assert decibels[10_000] == pytest.approx(halfway, abs=0.01)


@pytest.mark.parametrize('chunk', [1, 777, 44_100])
def test_the_curve_is_followed_sample_by_sample_however_the_blocks_come(chunk: int) -> None:
    rate, curve = 44_100, np.linspace(1.0, 2.0, 52, dtype=np.float32)
    samples = np.ones((rate // 2, 2), np.float32)
    blocks = [samples[start : start + chunk] for start in range(0, len(samples), chunk)]
    out = np.concatenate(list(along(curve, blocks, rate)))
    expected = np.interp(np.arange(len(samples)) * 100 / rate, np.arange(52), curve)
    assert out == pytest.approx(np.stack([expected] * 2, axis=1), abs=1e-6)
