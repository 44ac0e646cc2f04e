"""The trial of the encoder tells what the plan must leave it."""

import numpy as np
import pytest

from app.audio import Goal, LimiterWork
from app.audio.chain import Route
from app.audio.codec_trial import FOR_SPEED_DB, margins_db, over_db
from app.audio.planning import Plan

PLAN = Plan(Goal(-7.0, -1.0), Route(10.0, -1.5), -7.0, LimiterWork(), 'on_target')


def test_one_stray_peak_does_not_make_all_the_rest_softer_where_the_encoder_holds_it() -> None:
    peaks = np.full(5000, 0.8, np.float16)
    peaks[:10] = 1.2  # 0.2 % of the time
    assert over_db(peaks, PLAN, rare=0.005) == pytest.approx(-0.94, abs=0.01)
    assert over_db(peaks, PLAN, rare=0.0) == pytest.approx(2.58, abs=0.01)


def test_what_is_often_over_asks_for_more_room_in_any_case() -> None:
    peaks = np.full(5000, 0.8, np.float16)
    peaks[::100] = 1.2
    assert over_db(peaks, PLAN, rare=0.005) == pytest.approx(2.58, abs=0.01)


@pytest.mark.parametrize(
    ('usual', 'rare', 'room'),
    [
        (0.8, 0.82, 0.05),  # both are far below
        (0.8, 1.2, 0.05 + FOR_SPEED_DB),  # for the rare ones alone it would be 3 dB
        (0.8, 0.865, 0.05 + FOR_SPEED_DB),  # what was tried would do, but has half a decibel
        (0.88, 0.9, 0.635),  # no more than what they need
    ],
)
def test_room_is_given_for_speed_but_not_more_than_a_quarter_of_a_decibel(
    usual: float, rare: float, room: float
) -> None:
    peaks = np.full(5000, usual, np.float16)
    peaks[:15] = rare  # 0.3 % of the time
    assert margins_db(peaks, PLAN, held=True)[0] == pytest.approx(room, abs=0.01)


def test_what_holds_nothing_has_room_for_every_peak_or_leaves_the_rare_ones_to_another_render() -> None:
    peaks = np.full(5000, 0.9, np.float16)
    peaks[:4] = 1.2
    every, common = margins_db(peaks, PLAN, held=False)
    assert every == pytest.approx(0.5 + 2.58 + 0.2, abs=0.01)
    assert common == pytest.approx(0.5 + 0.085 + 0.05, abs=0.01)


def test_a_silent_trial_is_far_below() -> None:
    assert over_db(np.zeros(0, np.float16), PLAN, rare=0.005) < -100.0
