"""A song goes in, and its map says when what was struck, over a grid that a person can work with."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app.drums.beats import doubled, halved
from app.drums.drafting import STAGES, draft
from app.drums.drum_map import DrumMap, Lane
from tests.app.drums.drafting.sounds import EIGHTHS, ROCK, Sound, chords, drums, pattern, steady


def tempo_of(drum_map: DrumMap) -> float:
    """The tempo that most of the song is in."""
    ends = [*(point.ms for point in drum_map.timing[1:]), float(drum_map.length_ms)]
    longest = max(zip(drum_map.timing, ends, strict=True), key=lambda one: one[1] - one[0].ms)
    return longest[0].bpm


def click_off(drum_map: DrumMap, beats_s: np.ndarray) -> float:
    """How far the farthest beat of the song is from the click of its map, in ms."""
    click = np.array([beat.ms for beat in drum_map.beats()])
    return max(float(np.abs(click - 1000 * beat).min()) for beat in beats_s)


def found(drum_map: DrumMap, lane: Lane, times_s: list[float]) -> float:
    """The share of strokes that the map has within 30 ms."""
    at = np.array([hit.ms for hit in drum_map.hits if hit.lane is lane] or [-9_999_999])
    return float(np.mean([np.abs(at - 1000 * time).min() <= 30 for time in times_s]))


@pytest.fixture(scope='module')
def rock() -> DrumMap:
    beats = steady(112, 60)
    return draft(drums(pattern(ROCK, beats, 4), 33), title='Rock', artist='Nobody')


def test_a_steady_song_has_one_timing_point_and_its_strokes_on_the_grid(rock: DrumMap) -> None:
    assert (rock.title, rock.artist, rock.length_ms) == ('Rock', 'Nobody', 33_000)
    assert len(rock.timing) == 1
    assert tempo_of(rock) == pytest.approx(112, abs=0.05)
    assert click_off(rock, steady(112, 56)) < 10
    kicks = [at for at, what in pattern(ROCK, steady(112, 60), 4) if what == 'k']
    assert found(rock, Lane.KICK, kicks) > 0.95


def test_strokes_that_the_grid_explains_stand_exactly_on_it(rock: DrumMap) -> None:
    eighths = {round(a.ms + half * (b.ms - a.ms)) for a, b in pairwise(rock.beats()) for half in (0, 0.5)}
    kicks = [hit.ms for hit in rock.hits if hit.lane is Lane.KICK]
    assert np.mean([ms in eighths for ms in kicks]) > 0.95


@pytest.mark.parametrize('bpm', [62.0, 74.0, 88.0])
def test_a_slow_ballad_is_right_or_one_click_away(bpm: float) -> None:
    beats = steady(bpm, 26)
    rows = {'k': (0, 2), 's': (1, 3), 'h': EIGHTHS}
    made = draft(drums(pattern(rows, beats, 4), 26 * 60 / bpm) + chords(beats[::4], 3.0, 26 * 60 / bpm))
    offered = [tempo_of(one) for one in (made, halved(made), doubled(made))]
    assert any(abs(one / bpm - 1) < 0.01 for one in offered)


def test_a_guitar_off_the_beat_does_not_double_the_tempo() -> None:
    beats = steady(76 * 2, 56)
    rows = {'k': (2,), 's': (2,), 'h': EIGHTHS}
    guitar = chords(beats + 30 / 152, 0.12, 23)
    made = draft(drums(pattern(rows, beats, 4), 23) + guitar)
    assert tempo_of(made) in (pytest.approx(152, rel=0.01), pytest.approx(76, rel=0.01))


def test_a_new_tempo_in_the_middle_is_followed() -> None:
    first = steady(120, 41)
    second = first[-1] + 60 / 96 * np.arange(1, 41)
    beats = np.concatenate([first, second])
    made = draft(drums(pattern(ROCK, beats, 4), float(beats[-1]) + 0.5))
    assert [round(made.point_at(ms).bpm) for ms in (8_000, 38_000)] == [120, 96]
    assert len(made.timing) <= 4


def test_a_waltz_and_a_song_in_five_have_bars_of_three_and_five() -> None:
    waltz = draft(drums(pattern({'k': (0,), 's': (1, 2), 'h': (0, 1, 2)}, steady(130, 70), 3), 32))
    five = draft(drums(pattern({'k': (0, 1.5, 3), 's': (2, 4), 'c': (0,), 'h': EIGHTHS}, steady(140, 80), 5), 34))
    assert waltz.timing[0].beats_per_bar in (3, 6)
    assert five.timing[0].beats_per_bar == 5


def test_swing_and_straight_in_one_song_are_two_sections_each_with_its_own_grid() -> None:
    beats = steady(104, 65)
    straight = {'k': (0, 2), 's': (1, 3), 'h': (0, 0.5, 0.75, 1, 1.5, 1.75, 2, 2.5, 2.75, 3, 3.5, 3.75)}
    swung = {'k': (0, 2), 's': (1, 3), 'r': (0, 0.667, 1, 1.667, 2, 2.667, 3, 3.667), 'h': (1.667, 3.667)}
    strokes = [*pattern(straight, beats[:33], 4), *pattern(swung, beats[32:], 4)]
    made = draft(drums(strokes, 38))
    early, late = made.section_at(8_000), made.section_at(30_000)
    assert (early.divisor, early.swing) == (4, 0.5)
    assert (late.divisor, late.swing) in ((3, 0.5), (2, 0.667))


def amen() -> tuple[Sound, float]:
    """Eight bars of the most played break there is, in sixteenths at 137."""
    beats = steady(137, 33)
    sixteenths = {'k': (0, 2, 10, 11), 's': (4, 7, 9, 12, 15), 'r': (0, 2, 4, 6, 8, 10, 12, 14)}
    rows = {what: [place / 4 for place in places] for what, places in sixteenths.items()}
    return drums(pattern(rows, beats, 4), 15), 60 / 137


def test_the_amen_break_is_stable_and_its_kicks_and_snares_are_where_they_are() -> None:
    sound, beat = amen()
    made = draft(sound)
    assert tempo_of(made) in (pytest.approx(137, rel=0.005), pytest.approx(68.5, rel=0.005))
    for lane, places in ((Lane.KICK, {0, 2, 10, 11}), (Lane.SNARE, {4, 7, 9, 12, 15})):
        heard = [round((hit.ms / 1000 - 0.4) / beat * 4) % 16 for hit in made.hits if hit.lane is lane]
        often = {place for place in range(16) if heard.count(place) >= 4}
        assert often >= places
        assert len(often - places) <= 1


def test_progress_goes_through_the_stages_and_never_back() -> None:
    told = list[tuple[str, float]]()
    draft(drums(pattern(ROCK, steady(120, 24), 4), 12), progress=lambda stage, share: told.append((stage, share)))
    assert list(dict.fromkeys(stage for stage, _ in told)) == list(STAGES)
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1


@pytest.mark.nightly
def test_the_preview_begins_with_a_bar_where_most_is_played() -> None:
    beats = steady(120, 140)
    rows = {'k': (0,), 's': (2,)}
    made = draft(drums([*pattern(rows, beats[:69], 4), *pattern(ROCK, beats[68:], 4)], 70))
    assert 30_000 <= made.preview_ms <= 40_000
    assert any(beat.in_bar == 0 and abs(beat.ms - made.preview_ms) < 1 for beat in made.beats())


def test_a_song_on_the_disk_is_drafted_from_there(tmp_path: Path) -> None:
    file = f'{tmp_path}/song.f32'
    drums(pattern(ROCK, steady(112, 30), 4), 16).tofile(file)
    made = draft(np.memmap(file, np.float32, 'r'))
    assert made.length_ms == 16_000
