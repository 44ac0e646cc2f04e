"""What one click mends: tempi taken for half or twice what they are, and bars that begin a beat too early."""

import pytest

from app.drums.beats import doubled, halved, shifted_by_a_beat, tapped
from app.drums.drum_map import Beat, DrumMap, Hit, Lane, Section, TimingPoint

STEADY = DrumMap(length_ms=20_000, timing=(TimingPoint(500, 120),), hits=(Hit(1_000, Lane.SNARE),))
CHANGING = DrumMap(length_ms=60_000, timing=(TimingPoint(200, 120), TimingPoint(32_200, 90), TimingPoint(45_533, 90.4)))
DRIFTING = DrumMap(
    length_ms=60_000, timing=(TimingPoint(200, 120), TimingPoint(6_200, 120.4), TimingPoint(14_173, 119.9))
)


def beats(drum_map: DrumMap) -> list[Beat]:
    return list(drum_map.beats())


def test_a_song_that_was_heard_twice_as_slow_gets_all_its_beats_and_back() -> None:
    assert {round(beat.ms) for beat in beats(doubled(STEADY))} >= {round(beat.ms) for beat in beats(STEADY)}
    assert doubled(STEADY).timing == (TimingPoint(500, 240),)
    assert doubled(STEADY).hits == STEADY.hits
    assert halved(doubled(STEADY)) == STEADY


def test_half_as_many_beats_are_every_other_one_through_drift_and_changes() -> None:
    for song in (STEADY, CHANGING, DRIFTING):
        old = [beat.ms for beat in beats(song)]
        for beat in beats(halved(song)):
            assert min(abs(beat.ms - ms) for ms in old) < 11
        assert len(beats(halved(song))) == pytest.approx(len(old) / 2, abs=2)


def test_halving_a_tempo_that_drifts_leaves_every_bar_whole() -> None:
    places = [beat.in_bar for beat in beats(halved(DRIFTING))]
    start = places.index(0)
    assert places[start:] == [n % 4 for n in range(len(places) - start)]


def test_a_tempo_that_would_be_none_any_more_stays() -> None:
    fast = DrumMap(length_ms=9_000, timing=(TimingPoint(0, 210),))
    slow = DrumMap(length_ms=9_000, timing=(TimingPoint(0, 39),))
    assert doubled(fast) == fast
    assert halved(slow) == slow


def test_a_shuffle_keeps_its_grid_under_twice_as_many_beats() -> None:
    shuffle = DrumMap(length_ms=9_000, timing=(TimingPoint(0, 80),), sections=(Section(0, 'verse', 2, 0.667),))
    assert doubled(shuffle).sections == (Section(0, 'verse', 3, 0.5),)
    assert halved(shuffle).sections == (Section(0, 'verse', 6, 0.5),)


@pytest.mark.parametrize('song', [STEADY, CHANGING, DRIFTING])
def test_bars_begin_a_beat_later_and_no_beat_moves_where_it_could_be_heard(song: DrumMap) -> None:
    old, new = beats(song), beats(shifted_by_a_beat(song))
    assert len(new) == len(old)
    assert max(abs(a.ms - b.ms) for a, b in zip(old, new, strict=True)) < 5


def test_a_song_whose_bars_were_a_beat_early_is_right_after_one_click() -> None:
    assert [beat.in_bar for beat in beats(shifted_by_a_beat(STEADY))][:6] == [2, 3, 0, 1, 2, 3]


@pytest.mark.parametrize('song', [STEADY, CHANGING, DRIFTING])
def test_a_whole_bar_of_shifts_is_none_at_all(song: DrumMap) -> None:
    shifted = song
    for _ in range(4):
        shifted = shifted_by_a_beat(shifted)
    for a, b in zip(beats(song), beats(shifted), strict=True):
        assert a.in_bar == b.in_bar
        assert a.ms == pytest.approx(b.ms, abs=2)


def test_bars_shift_past_a_new_tempo_too() -> None:
    new = {round(beat.ms): beat.in_bar for beat in beats(shifted_by_a_beat(CHANGING))}
    assert new[32_200] == 0, 'the beat that is left over is a bar of its own'
    assert (new[32_867], new[33_533], new[35_533]) == (0, 1, 0)


def test_taps_give_the_tempo_though_one_is_missing_and_one_comes_twice() -> None:
    taps = [103.0, 598, 604, 1_110, 1_595, 2_600, 3_105, 3_590]
    assert tapped(taps) == TimingPoint(pytest.approx(100, abs=8), 120.0)  # type: ignore[arg-type]


def test_exact_taps_at_an_odd_tempo_are_taken_as_they_are() -> None:
    point = tapped([n * 60_000 / 131.4 for n in range(32)], 3)
    assert point is not None
    assert point.bpm == pytest.approx(131.4, abs=0.01)
    assert point.beats_per_bar == 3


def test_a_single_tap_is_no_tempo() -> None:
    assert tapped([500.0]) is None
