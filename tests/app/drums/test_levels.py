"""Easier maps of a full one: what a drummer would leave out, and nothing that was not there."""

from itertools import pairwise

import pytest
from hypothesis import given, settings

from app.drums.drum_map import DrumMap, Hit, Lane, Section, TimingPoint
from app.drums.levels import FEET, LEVELS, TOGETHER_MS, label_of, rating, thinned, within
from tests.app.drums.maps import beat, maps


def lanes(drum_map: DrumMap, lane: Lane) -> list[int]:
    return [hit.ms for hit in drum_map.hits if hit.lane == lane]


@pytest.mark.nightly
@settings(deadline=None)
@given(full=maps())
def test_an_easier_map_has_only_hits_of_the_harder_one_and_is_not_harder(full: DrumMap) -> None:
    made = [thinned(full, level) for level in LEVELS]
    for easier, harder in pairwise(made):
        assert set(easier.hits) <= set(harder.hits) <= set(full.hits)
        assert rating(easier) <= rating(harder)
    assert [one.difficulty for one in made] == list(LEVELS)


def test_a_beginner_keeps_kick_and_backbeat_with_hats_on_the_beat_and_two_limbs_to_move() -> None:
    easy = thinned(beat(4, sixteenths=True), 'Beginner')
    bar = [2_000 * n for n in range(4)]
    assert lanes(easy, Lane.KICK) == sorted([*bar, *(start + 1_000 for start in bar)])
    assert lanes(easy, Lane.SNARE) == sorted([*(start + 500 for start in bar), *(start + 1_500 for start in bar)])
    assert set(lanes(easy, Lane.HIHAT_CLOSED)) <= set(range(0, 8_000, 500))
    at_once = [sum(abs(other.ms - hit.ms) <= TOGETHER_MS for other in easy.hits) for hit in easy.hits]
    assert max(at_once) == 2


def test_fast_hats_become_eighths_and_then_quarters() -> None:
    full = beat(2, bpm=100, sixteenths=True)
    steps = [len(lanes(thinned(full, level), Lane.HIHAT_CLOSED)) for level in ('Expert', 'Normal', 'Easy')]
    assert steps == [32, 16, 8]


def test_ghost_notes_go_first_and_the_backbeat_stays_to_the_end() -> None:
    full = beat()
    assert not [hit for hit in thinned(full, 'Hard').hits if hit.velocity < 45]
    backbeats = {hit.ms for hit in full.hits if hit.lane == Lane.SNARE and hit.velocity > 45}
    for level in LEVELS:
        assert backbeats <= set(lanes(thinned(full, level), Lane.SNARE)), level


@pytest.mark.parametrize(('level', 'gap_ms'), [('Hard', 95), ('Normal', 140), ('Easy', 240), ('Beginner', 330)])
def test_no_hand_is_faster_than_somebody_of_that_level_plays(level: str, gap_ms: int) -> None:
    roll = [Hit(45 * n, Lane.TOM_HIGH if n % 2 else Lane.SNARE, 100) for n in range(400)]
    blast = DrumMap(length_ms=20_000, timing=(TimingPoint(0.0, 160.0),)).with_hits(roll)
    times = [hit.ms for hit in thinned(blast, level).hits if hit.lane not in FEET]
    assert times, 'something is left to play'
    assert min(b - a for a, b in pairwise(times) if b - a > TOGETHER_MS) >= gap_ms


def test_swung_eighths_are_eighths() -> None:
    swung = [Hit(beat * 500 + off, Lane.RIDE, 90) for beat in range(16) for off in (0, 333)]
    shuffle = DrumMap(length_ms=8_000, timing=(TimingPoint(0.0, 120.0),), sections=(Section(0, '', 3, 0.667),))
    assert len(lanes(thinned(shuffle.with_hits(swung), 'Normal'), Lane.RIDE)) == 32


def test_in_three_four_the_first_beat_is_the_one_that_is_kept() -> None:
    waltz = [Hit(1_500 * bar + 500 * n, Lane.SNARE if n else Lane.KICK, 90) for bar in range(8) for n in range(3)]
    full = DrumMap(length_ms=12_000, timing=(TimingPoint(0.0, 120.0, 3),)).with_hits(waltz)
    assert lanes(thinned(full, 'Beginner'), Lane.KICK) == [1_500 * bar for bar in range(8)]


def test_a_hard_map_that_is_to_be_harder_stays_as_it_is() -> None:
    full = thinned(beat(), 'Normal')
    assert thinned(full, 'Extreme').hits == full.hits


def test_ratings_order_beats_as_drummers_would_and_mean_their_labels() -> None:
    double = [Hit(75 * n, Lane.KICK, 100) for n in range(200)] + [Hit(150 * n, Lane.SNARE, 100) for n in range(100)]
    metal = DrumMap(length_ms=15_000, timing=(TimingPoint(0.0, 200.0),)).with_hits(
        [*double, *(Hit(150 * n, Lane.RIDE, 100) for n in range(100))]
    )
    easy, rock = thinned(beat(8), 'Beginner'), beat(8)
    found = [rating(one) for one in (easy, rock, beat(8, bpm=140, sixteenths=True), metal)]
    assert found == sorted(found)
    assert [label_of(one) for one in (found[0], found[1])] == ['Beginner', 'Easy']
    assert label_of(found[-1]) in ('Expert', 'Extreme')
    assert rating(DrumMap(length_ms=1, timing=(TimingPoint(0.0, 120.0),))) == 0


def test_a_number_and_a_label_are_brought_to_agree() -> None:
    assert [label_of(low) for low in LEVELS.values()] == list(LEVELS)
    assert [within('Hard', number) for number in (1.0, 6.5, 9.9)] == [6.0, 6.5, 7.9]
    assert within('Brutal', 3.3) == 3.3


@pytest.mark.nightly
def test_a_long_map_is_thinned_with_work_that_grows_as_the_map_does() -> None:
    long = beat(1_250, sixteenths=True)
    assert len(long.hits) > 25_000
    assert len(thinned(long, 'Beginner').hits) > 5_000
