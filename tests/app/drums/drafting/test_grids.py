"""Strokes find their places: on a grid that fits each stretch, within what a hand is off, and nowhere else."""

import numpy as np
import pytest

from app.drums.drafting.grid import sections
from app.drums.drafting.snapping import snapped
from app.drums.drum_map import DrumMap, Hit, Lane, Section, TimingPoint

CHANCE = np.random.default_rng(11)
STRAIGHT = Section(0)
SONG = DrumMap(length_ms=40_000, timing=(TimingPoint(500, 120),))


def played(places: list[float], bars: range, shake_ms: float = 6.0) -> list[float]:
    """Strokes on these beats of each bar, as a hand plays them."""
    return [500 + 500 * (4 * bar + place) + CHANCE.normal(0, shake_ms) for bar in bars for place in places]


def grids(hits: list[float]) -> list[tuple[int, float]]:
    found = sections(list(SONG.beats()), np.array(hits), np.full(len(hits), 0.9))
    return [(section.divisor, section.swing) for section in found]


def test_eighths_and_sixteenths_are_one_straight_section() -> None:
    eighths, sixteenths = [n / 2 for n in range(8)], [n / 4 for n in range(16)]
    assert grids([*played(eighths, range(4)), *played(sixteenths, range(4, 8))]) == [(4, 0.5)]


def test_a_shuffle_is_triplets_and_a_lighter_swing_says_how_light_it_is() -> None:
    assert grids(played([n + part for n in range(4) for part in (0, 1 / 3, 2 / 3)], range(8))) == [(3, 0.5)]
    ((divisor, swing),) = grids(played([n + part for n in range(4) for part in (0, 0.59)], range(8)))
    assert divisor == 2
    assert swing == pytest.approx(0.59, abs=0.012)


def test_a_fill_in_triplets_is_a_section_and_a_late_stroke_is_none() -> None:
    straight = [n / 4 for n in range(16)]
    fill = [n / 3 for n in range(12)]
    assert [divisor for divisor, _ in grids([*played(straight, range(6)), *played(fill, range(6, 8))])] == [4, 3]
    assert grids([*played(straight, range(8)), 500 + 500 * 9.37]) == [(4, 0.5)]


def test_no_strokes_at_all_are_straight() -> None:
    assert grids([]) == [(4, 0.5)]


def snap(ms: int, section: Section = STRAIGHT, bpm: float = 120) -> Hit:
    """Where a stroke ends up in a song at this tempo."""
    song = DrumMap(length_ms=9_000, timing=(TimingPoint(500, bpm),), sections=(section,))
    (hit,) = snapped(song, [Hit(ms, Lane.SNARE, 90, 0.8)]).hits
    return hit


@pytest.mark.parametrize(('played_at', 'written_at'), [(1_000, 1_000), (1_027, 1_000), (978, 1_000), (1_130, 1_125)])
def test_what_a_hand_is_off_is_forgiven(played_at: int, written_at: int) -> None:
    assert snap(played_at) == Hit(written_at, Lane.SNARE, 90, 0.8)


def test_what_the_grid_does_not_explain_stays_and_is_told_as_unsure() -> None:
    assert snap(1_062) == Hit(1_062, Lane.SNARE, 90, 0.4)


def test_in_a_fast_song_less_is_forgiven_so_that_no_stroke_takes_the_place_of_the_next() -> None:
    assert snap(500 + 27, bpm=240).ms == 500
    assert snap(500 + 29, bpm=240).ms == 529


def test_triplets_and_swing_are_places_of_their_own() -> None:
    assert snap(1_340, Section(0, divisor=3)).ms == 1_333
    assert snap(1_315, Section(0, divisor=2, swing=0.62)).ms == 1_310
    assert snap(1_262, Section(0, divisor=2, swing=0.62)).ms == 1_262


def test_strokes_before_the_first_beat_and_after_the_last_have_a_grid_too() -> None:
    assert snap(262).ms == 250
    assert snap(8_985).ms == 9_000


def test_of_a_flam_the_nearer_stroke_is_on_the_beat_and_the_other_stays_before_it() -> None:
    song = DrumMap(length_ms=9_000, timing=(TimingPoint(500, 120),))
    hits = snapped(song, [Hit(976, Lane.SNARE), Hit(1_004, Lane.SNARE), Hit(1_010, Lane.KICK)]).hits
    assert [(hit.ms, hit.lane) for hit in hits] == [(976, Lane.SNARE), (1_000, Lane.SNARE), (1_000, Lane.KICK)]


def test_an_anchor_that_moves_leaves_the_strokes_of_other_sections_where_they_are() -> None:
    before = DrumMap(length_ms=20_000, timing=(TimingPoint(500, 120), TimingPoint(10_500, 90)))
    after = DrumMap(length_ms=20_000, timing=(TimingPoint(500, 120), TimingPoint(10_530, 90)))
    strokes = [Hit(ms, Lane.KICK) for ms in range(500, 10_000, 500)]
    assert snapped(before, strokes).hits == snapped(after, strokes).hits
