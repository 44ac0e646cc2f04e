"""Beats and hits of a map stand where its timing says."""

from app.drums.drum_map import DrumMap, Hit, Lane, TimingPoint


def test_beats_before_the_first_point_are_counted_back_from_it() -> None:
    beats = list(DrumMap(length_ms=2_000, timing=(TimingPoint(1_100, 120),)).beats())
    assert [(beat.ms, beat.in_bar) for beat in beats] == [(100, 2), (600, 3), (1_100, 0), (1_600, 1)]


def test_a_new_tempo_starts_a_bar_and_leaves_the_beats_before_it_alone() -> None:
    points = (TimingPoint(0, 120), TimingPoint(1_500, 60, 3))
    beats = list(DrumMap(length_ms=6_000, timing=points).beats())
    assert [(beat.ms, beat.in_bar) for beat in beats] == [
        *((0, 0), (500, 1), (1_000, 2)),
        *((1_500, 0), (2_500, 1), (3_500, 2), (4_500, 0), (5_500, 1)),
    ]


def test_a_beat_that_rounding_puts_just_before_a_new_point_is_that_point() -> None:
    points = (TimingPoint(0, 119.99), TimingPoint(2_001, 120))
    assert [beat.ms for beat in DrumMap(length_ms=2_400, timing=points).beats()][-2:] == [3 * 60_000 / 119.99, 2_001]


def test_a_lane_has_one_hit_at_a_millisecond_and_the_loudest_stays() -> None:
    empty = DrumMap(length_ms=1_000, timing=(TimingPoint(0, 120),))
    hits = [Hit(500, Lane.SNARE, 30), Hit(500, Lane.KICK), Hit(20, Lane.RIDE), Hit(500, Lane.SNARE, 90)]
    assert empty.with_hits(hits).hits == (Hit(20, Lane.RIDE), Hit(500, Lane.SNARE, 90), Hit(500, Lane.KICK))


def test_the_point_that_holds_is_the_last_one_that_has_begun() -> None:
    drum_map = DrumMap(length_ms=9_000, timing=(TimingPoint(100, 120), TimingPoint(5_000, 90)))
    assert [drum_map.point_at(ms).bpm for ms in (0, 100, 4_999, 5_000)] == [120, 120, 120, 90]
