"""The delay of a device is measured by six clicks."""

import numpy as np
import pytest

from app.practice.takes.clicks import calibrated, click_track
from app.practice.takes.net import RATE, Sound

NOISE = np.random.default_rng(5)


def recorded(late_ms: float, noise: float = 0.002, echo: float = 0.3) -> Sound:
    """The clicks as a microphone has them."""
    played = click_track()
    made = np.zeros(len(played) + RATE, np.float32)
    for late, loud in ((late_ms, 0.2), (late_ms + 31, 0.2 * echo), (late_ms + 67, 0.1 * echo)):
        begin = round(late * RATE / 1000)
        made[begin : begin + len(played)] += played * np.float32(loud)
    return np.asarray(made + NOISE.normal(0, noise, len(made)), np.float32)


@pytest.mark.parametrize('late_ms', [0, 12, 87, 180, 333, 600, 900])
def test_the_delay_is_found_in_a_room_with_noise(late_ms: int) -> None:
    found = calibrated(recorded(late_ms))
    assert found.latency_ms is not None
    assert abs(found.latency_ms - late_ms) <= 4
    assert found.found == 6
    assert found.confidence > 0.8
    assert f'{found.latency_ms} ms' in found.words


def test_clicks_that_were_talked_over_are_missed_without_harm() -> None:
    sound = recorded(150)
    sound[RATE : round(1.8 * RATE)] = NOISE.normal(0, 0.2, round(1.8 * RATE) - RATE)
    found = calibrated(sound)
    assert found.latency_ms is not None
    assert abs(found.latency_ms - 150) <= 5
    assert found.found < 6


@pytest.mark.parametrize('sound', [np.zeros(5 * RATE, np.float32), np.zeros(0, np.float32), np.zeros(100, np.float32)])
def test_without_clicks_nothing_is_claimed(sound: Sound) -> None:
    found = calibrated(sound)
    assert found.latency_ms is None
    assert 'kept' in found.words
    assert found.confidence < 0.5


def test_noise_alone_is_no_click() -> None:
    found = calibrated(np.asarray(NOISE.normal(0, 0.1, 5 * RATE), np.float32))
    assert found.latency_ms is None or found.confidence < 0.5
