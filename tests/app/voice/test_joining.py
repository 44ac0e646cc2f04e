"""Joins of speech: no click, no hole, and silences that are just as long as they are asked to be."""

import numpy as np
import pytest

from app.voice import joining
from app.voice.joining import Sound

RATE = 24_000


def tone(seconds: float, before: float = 0.2, behind: float = 0.3) -> Sound:
    wave = 0.3 * np.sin(2 * np.pi * 150 / RATE * np.arange(round(seconds * RATE)))
    silence = [np.zeros(round(length * RATE)) for length in (before, behind)]
    return np.concatenate([silence[0], wave, silence[1]]).astype(np.float32)


@pytest.mark.parametrize(('before', 'behind'), [(0.2, 0.3), (0.0, 0.0), (0.01, 1.0)])
def test_silence_at_edges_is_just_what_is_asked(before: float, behind: float) -> None:
    cut = joining.trimmed(tone(1.0, before, behind), RATE, 0.06, 0.02)
    begin, end = joining.voiced(cut.sound, RATE)
    assert begin / RATE == pytest.approx(0.06, abs=0.006)
    assert (len(cut.sound) - end) / RATE == pytest.approx(0.02, abs=0.006)
    assert cut.begin == pytest.approx((before - 0.06) * RATE, abs=0.006 * RATE)


@pytest.mark.parametrize('pause', [0.0, 0.05, 0.3, 1.0])
def test_a_pause_between_two_pieces_is_as_long_as_asked(pause: float) -> None:
    margin = joining.margin_for(pause)
    first = joining.trimmed(tone(0.5), RATE, joining.MARGIN_S, margin).sound
    second = joining.trimmed(tone(0.5), RATE, margin, joining.MARGIN_S).sound
    whole = np.concatenate([first, joining.gap(pause, RATE), second])
    begin, end = joining.voiced(whole, RATE)
    assert (end - begin) / RATE == pytest.approx(1.0 + pause, abs=0.011)


def test_no_join_makes_a_step() -> None:
    loud = np.full(RATE, 0.5, np.float32)  # never silent: whatever is cut is cut in the midst of it
    first, second = (joining.trimmed(loud, RATE, 0.0, 0.0).sound for _ in range(2))
    steps = np.abs(np.diff(np.concatenate([first, second])))
    assert steps.max() < 0.01


def test_silence_and_next_to_nothing_are_left_alone() -> None:
    assert joining.voiced(np.zeros(1000, np.float32), RATE) == (0, 1000)
    assert joining.voiced(np.zeros(0, np.float32), RATE) == (0, 0)
    assert len(joining.trimmed(np.zeros(0, np.float32), RATE, 0.0, 0.0).sound) == 0


def test_a_cut_falls_where_it_is_still() -> None:
    sound = np.concatenate([tone(0.5, 0.0, 0.1), tone(0.5, 0.1, 0.0)])
    assert joining.quietest(sound, RATE, 0, len(sound)) / RATE == pytest.approx(0.6, abs=0.02)
    assert joining.quietest(sound, RATE, 100, 100) == 100
