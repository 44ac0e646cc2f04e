"""When written eighths sound: by tempo and by role, and what a click, a loop and a cursor make of it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.practice.options import Kind
from app.practice.score import Hand
from app.practice.sound.swing import Role, Timing, ride_ratio
from app.practice.sound.tempo import role_of, timing
from tests.app.practice.pieces import blues

TEMPI = (40, 60, 80, 120, 160, 200, 260, 300)


def long_and_short(timing: Timing, role: Role) -> tuple[float, float]:
    first, second, third = (timing.seconds(Fraction(n, 2), role) for n in (0, 1, 2))
    return second - first, third - second


@pytest.mark.parametrize(('bpm', 'ratio'), [(60, 3.5), (120, 3.5), (200, 1.73), (300, 1.0)])
def test_the_ride_swings_less_the_faster_it_goes(bpm: int, ratio: float) -> None:
    long, short = long_and_short(Timing(bpm), 'ride')
    assert long / short == pytest.approx(ratio, abs=0.06)


def test_the_short_note_stays_near_a_tenth_of_a_second() -> None:
    assert [round(long_and_short(Timing(bpm), 'ride')[1], 2) for bpm in (140, 180, 220, 260)] == [0.11] * 4


def test_a_soloist_swings_less_and_comes_late_on_the_beat_alone() -> None:
    timing = Timing(150)
    long, short = long_and_short(timing, 'soloist')
    assert 1.5 < long / short < ride_ratio(150)
    assert timing.seconds(4, 'soloist') - timing.seconds(4, 'ride') == pytest.approx(0.03, abs=0.001)
    assert timing.seconds(4.5, 'soloist') - timing.seconds(4.5, 'ride') == pytest.approx(0, abs=0.012)
    assert Timing(300).seconds(4, 'soloist') == Timing(300).seconds(4, 'ride')


@pytest.mark.parametrize('role', ['comping', 'walking'])
def test_comping_and_bass_meet_the_cymbal_on_the_off_beat(role: Role) -> None:
    timing = Timing(140)
    assert timing.seconds(Fraction(7, 2), role) == timing.seconds(Fraction(7, 2), 'ride')


def test_triplets_are_triplets_at_every_tempo() -> None:
    for bpm in TEMPI:
        timing = Timing(bpm)
        third = timing.beat_s / 3
        for n in range(4):
            assert timing.seconds(Fraction(n, 3), 'ride') == pytest.approx(n * third)


@pytest.mark.parametrize('bpm', TEMPI)
def test_the_way_back_is_the_way_there(bpm: int) -> None:
    for role in ('ride', 'soloist'):
        for n in range(33):
            at = Fraction(n, 8)
            if at.denominator != 3:
                timing = Timing(bpm)
                assert timing.quarters(timing.seconds(at, role), role) == pytest.approx(float(at), abs=1e-6)


def test_straight_is_straight_for_everybody() -> None:
    timing = Timing(120, swung=False)
    assert [timing.seconds(Fraction(n, 2), 'soloist') for n in range(5)] == [0, 0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize('bpm', TEMPI)
def test_time_never_runs_backwards(bpm: int) -> None:
    for role in ('ride', 'soloist'):
        moments = [Timing(bpm).seconds(Fraction(n, 4), role) for n in range(64)]
        assert moments == sorted(moments)


def test_lines_are_played_like_a_soloist_and_chords_on_the_beat() -> None:
    line = blues()
    assert role_of(line, Hand.RIGHT) == 'soloist'
    assert role_of(line, Hand.LEFT) == 'comping'
    assert role_of(replace(line, kind=Kind.HARMONY_EXERCISE), Hand.RIGHT) == 'comping'


def test_compound_time_counts_dotted_beats_and_does_not_swing() -> None:
    six = timing(blues(time='6/8', tempo=80))
    assert (six.bpm, six.swung) == (120, False)
    assert timing(blues(), 20).bpm == 40, 'as slow as it goes'
    assert timing(blues(), 999).bpm == 300
