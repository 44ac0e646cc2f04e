"""Songs that do not keep still: a tempo that drifts far, bars of five and seven, three parts at other tempi."""

from collections.abc import Callable

import numpy as np
import pytest

from app.drums.drafting import draft
from app.drums.drum_map import DrumMap
from tests.app.drums.drafting.sounds import EIGHTHS, ROCK, drums, pattern, steady

pytestmark = pytest.mark.slow
Tempo = Callable[[float], float]


def beats_at(tempo: Tempo, seconds: float) -> np.ndarray:
    """When beats are, of a tempo that is another one at every moment."""
    made = [0.4]
    while made[-1] < seconds:
        made.append(made[-1] + 60 / tempo(made[-1]))
    return np.array(made[:-1])


def off(drum_map: DrumMap, beats_s: np.ndarray) -> np.ndarray:
    """How far each beat of the song is from the click of its map, in ms."""
    click = np.array([beat.ms for beat in drum_map.beats()])
    return np.array([np.abs(click - 1000 * beat).min() for beat in beats_s])


@pytest.mark.nightly
@pytest.mark.parametrize(
    'tempo',
    [lambda t: 100 + t, lambda t: 130 - t, lambda t: 120 * (1 + 0.06 * np.sin(2 * np.pi * t / 20))],
    ids=['100 to 140', '130 to 90', '6 % up and down'],
)
def test_the_click_follows_a_tempo_that_drifts_far(tempo: Tempo) -> None:
    beats = beats_at(tempo, 40)
    made = draft(drums(pattern(ROCK, beats, 4), 41))
    far = off(made, beats[:-5])
    assert np.quantile(far, 0.95) < 10
    assert far.max() < 16


@pytest.mark.parametrize('beats', [5, 7])
def test_bars_of_five_and_seven_are_counted(beats: int) -> None:
    halves = [place / 2 for place in range(2 * beats)]
    rows = {'k': (0, 1.5, 3), 's': (2, 4), 'c': (0,), 'h': halves}
    at = steady(132, 8 * beats)
    made = draft(drums(pattern(rows, at, beats), float(at[-beats])))
    assert [point.beats_per_bar for point in made.timing] == [beats]


def test_seven_eighths_are_bars_of_seven_beats() -> None:
    rows = {'k': (0, 4), 's': (2, 6), 'c': (0,), 'h': tuple(range(7))}
    made = draft(drums(pattern(rows, steady(250, 140), 7), 33))
    assert {point.beats_per_bar for point in made.timing} == {7}
    assert made.timing[0].bpm in (pytest.approx(125, rel=0.01), pytest.approx(250, rel=0.01))


@pytest.mark.nightly
def test_three_parts_at_other_tempi_are_three_timing_points() -> None:
    parts, end = list[np.ndarray](), 0.4 - 60 / 92
    for bpm, count in ((92, 32), (140, 48), (116, 40)):
        parts.append(end + 60 / bpm * np.arange(1, count + 1))
        end = float(parts[-1][-1])
    beats = np.concatenate(parts)
    made = draft(drums(pattern(ROCK | {'h': EIGHTHS}, beats, 4), end + 0.5))
    assert [round(point.bpm) for point in made.timing] == [92, 140, 116]
    assert off(made, beats[:-6]).max() < 10
