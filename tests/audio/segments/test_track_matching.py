"""Tracks of different loudness in one mix: found, brought together, and otherwise left alone."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.audio import Analysis, Goal, analyse, level
from app.audio.segments import Cue, MatchOptions, placed_tracks
from app.audio.segments.track_matching import match_tracks, matched
from app.audio.spectrum import Spectrum
from tests.audio.signals import read, track, write

pytestmark = pytest.mark.slow

RATE = 44_100
PART_S, FADE_S = 40, 8
STARTS = (0.0, 32.0, 64.0)
LEVELS = (-4.0, -13.0, -7.0)
CUES = tuple(Cue(start, f'Track {k}') for k, start in enumerate(STARTS))


@pytest.fixture(scope='module')
def mix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three tracks of 40 s with equal-power crossfades of 8 s, 9 dB apart at most."""
    out = np.zeros((round((STARTS[-1] + PART_S) * RATE), 2), np.float32)
    fade = np.sin(np.linspace(0.0, np.pi / 2, FADE_S * RATE, dtype=np.float32))[:, None]
    for k, (start, gain) in enumerate(zip(STARTS, LEVELS, strict=True)):
        part = track(PART_S, seed=11 + k, level_db=gain)
        if k:
            part[: len(fade)] *= fade
        if k < len(STARTS) - 1:
            part[-len(fade) :] *= fade[::-1]
        first = round(start * RATE)
        out[first : first + len(part)] += part
    return write(tmp_path_factory.mktemp('mix') / 'mix.wav', np.clip(out, -1, 1), RATE, 'PCM_16')


@pytest.fixture(scope='module')
def analysis(mix: Path) -> Analysis:
    return analyse(mix)


def loudness(samples: NDArray[np.float64]) -> list[float]:
    """Level of each track where it plays alone, dB (mean square; the tracks are of one kind)."""
    parts = [samples[round((start + FADE_S + 1) * RATE) : round((start + 31) * RATE)] for start in STARTS]
    return [10.0 * np.log10(float(np.mean(part**2))) for part in parts]


@pytest.mark.nightly
def test_full_strength_removes_the_jumps_from_track_to_track(mix: Path, analysis: Analysis, tmp_path: Path) -> None:
    target = tmp_path / 'out.wav'
    outcome = level(mix, target, Goal(-16.0), analysis=analysis, match=MatchOptions(1.0, cues=CUES))
    assert outcome.verdict == 'on_target'
    assert outcome.output.integrated_lufs == pytest.approx(-16.0, abs=0.1)
    assert outcome.input == analysis.measurement
    assert [segment.title for segment in outcome.segments] == ['Track 0', 'Track 1', 'Track 2']
    assert '3 tracks inside the mix were brought closer together' in outcome.explanation
    before, after = loudness(read(mix)), loudness(read(target))
    assert np.std(after) < 0.3 * np.std(before)


@pytest.mark.nightly
def test_half_strength_goes_half_the_way(analysis: Analysis) -> None:
    full, half = (match_tracks(analysis, MatchOptions(strength, cues=CUES)).segments for strength in (1.0, 0.5))
    assert [segment.gain_db for segment in half] == pytest.approx([segment.gain_db / 2 for segment in full])


@pytest.mark.nightly
def test_inside_a_track_nothing_moves(mix: Path, analysis: Analysis, tmp_path: Path) -> None:
    level(mix, tmp_path / 'out.wav', Goal(-23.0), analysis=analysis, match=MatchOptions(1.0, cues=CUES))
    before, after = read(mix), read(tmp_path / 'out.wav')
    for start in STARTS[1:]:
        alone = slice(round((start + 15) * RATE), round((start + 25) * RATE))
        gain = float((after[alone] * before[alone]).sum() / (before[alone] ** 2).sum())
        assert np.abs(after[alone] - gain * before[alone]).max() < 3 / 32768


def test_off_is_the_same_result_bit_for_bit(mix: Path, analysis: Analysis, tmp_path: Path) -> None:
    level(mix, tmp_path / 'without.wav', Goal(-14.0), analysis=analysis)
    level(mix, tmp_path / 'off.wav', Goal(-14.0), analysis=analysis, match=MatchOptions(0.0, cues=CUES))
    assert (tmp_path / 'off.wav').read_bytes() == (tmp_path / 'without.wav').read_bytes()


def test_what_is_foreseen_of_the_evened_mix_is_what_is_measured(mix: Path, analysis: Analysis, tmp_path: Path) -> None:
    matching = match_tracks(analysis, MatchOptions(1.0, cues=CUES))
    assert matching.curve is not None
    foreseen = matched(analysis, matching.curve)
    goal = Goal((foreseen.measurement.integrated_lufs or 0.0) - 3.0)
    outcome = level(mix, tmp_path / 'out.wav', goal, analysis=analysis, match=MatchOptions(1.0, cues=CUES))
    assert outcome.output.range_lu == pytest.approx(foreseen.measurement.range_lu, abs=0.1)
    assert outcome.gain_db == pytest.approx(-3.0, abs=0.05)
    assert outcome.passes == 1


def test_an_analysis_that_was_stored_can_still_be_evened(analysis: Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path / 'kept.npz')
    kept = Analysis.load(tmp_path / 'kept.npz')
    assert match_tracks(kept, MatchOptions(1.0)).segments == match_tracks(analysis, MatchOptions(1.0)).segments


def test_cues_beyond_the_end_are_left_out(analysis: Analysis) -> None:
    found = match_tracks(analysis, MatchOptions(1.0, cues=(*CUES, Cue(4000.0, 'Encore'))))
    assert [segment.title for segment in found.segments] == ['Track 0', 'Track 1', 'Track 2']
    assert found.segments[-1].end_s == pytest.approx(analysis.info.duration_s)


def test_cues_before_the_mix_begin_with_it_and_one_that_goes_back_is_passed_over(analysis: Analysis) -> None:
    cues = (Cue(-350.0, 'Sound check'), Cue(-180.0, 'Doors'), Cue(32.0, 'One'), Cue(30.0, 'Nonsense'))
    found = match_tracks(analysis, MatchOptions(1.0, cues=cues)).segments
    assert [(round(segment.start_s), segment.title) for segment in found] == [(0, 'Sound check'), (32, 'One')]
    assert max(abs(segment.gain_db) for segment in found) <= 12.0


def test_what_plays_long_before_the_first_cue_is_a_track_without_a_name(analysis: Analysis) -> None:
    found = match_tracks(analysis, MatchOptions(1.0, cues=CUES[1:]))
    assert [segment.title for segment in found.segments] == [None, 'Track 1', 'Track 2']
    whole = match_tracks(analysis, MatchOptions(1.0, cues=CUES))
    assert [one.gain_db for one in found.segments] == [one.gain_db for one in whole.segments]
    late = match_tracks(analysis, MatchOptions(1.0, cues=(Cue(5.0, 'Track 0'), *CUES[1:])))
    assert late.segments[0].title == 'Track 0'


def test_a_cue_in_the_last_second_is_told_as_that(analysis: Analysis) -> None:
    end = analysis.info.duration_s

    def told(*starts: float) -> str:
        cues = (*CUES, *(Cue(start, 'Encore') for start in starts))
        (warning,) = match_tracks(analysis, MatchOptions(1.0, cues=cues)).warnings
        return warning

    assert '“Encore” in the tracklist begins at' in told(end - 0.5)
    assert 'within the last second of the mix, which ends at' in told(end - 0.5)
    assert '2 of 5' in told(end - 0.5, end + 60.0)
    assert 'within the last second of the mix or beyond its end at' in told(end - 0.5, end + 60.0)
    assert 'beyond the end of the mix at' in told(end + 60.0)


def test_tracks_set_beyond_the_end_are_told_too(analysis: Analysis) -> None:
    placed = (*CUES, Cue(4000.0, 'Encore'))
    found = placed_tracks.match_tracks(analysis, MatchOptions(1.0, placed=placed))
    assert [segment.title for segment in found.segments] == ['Track 0', 'Track 1', 'Track 2']
    (warning,) = found.warnings
    assert '“Encore” on the timeline' in warning


def test_the_tracks_are_found_without_help(analysis: Analysis) -> None:
    segments = match_tracks(analysis, MatchOptions(1.0)).segments
    assert len(segments) == 3
    for segment, start in zip(segments[1:], STARTS[1:], strict=True):
        assert segment.start_s == pytest.approx(start + FADE_S / 2, abs=4.0)


@pytest.mark.parametrize('seconds', [0.05, 0.5, 3.0, 20.0])
def test_a_short_file_is_one_track(seconds: float, tmp_path: Path) -> None:
    short = analyse(write(tmp_path / 'short.wav', track(seconds), RATE))
    (only,) = match_tracks(short, MatchOptions(1.0)).segments
    assert [only.start_s, only.end_s, only.gain_db] == pytest.approx([0.0, seconds, 0.0], abs=0.01)


def test_silence_is_one_track_without_a_level(tmp_path: Path) -> None:
    silent = analyse(write(tmp_path / 'silent.wav', np.zeros((60 * RATE, 2), np.float32), RATE))
    (only,) = match_tracks(silent, MatchOptions(1.0)).segments
    assert (only.loudness_lufs, only.gain_db) == (None, 0.0)


@pytest.mark.parametrize('rate', [8_000, 22_050, 48_000, 96_000])
def test_hearing_does_not_depend_on_how_the_blocks_come(rate: int) -> None:
    samples = np.ascontiguousarray(track(5.0, rate=rate).T)
    whole = Spectrum(rate, 2)
    whole.push(samples)
    pieces = Spectrum(rate, 2)
    for start in range(0, samples.shape[1], 4_099):
        pieces.push(np.ascontiguousarray(samples[:, start : start + 4_099]))
    rows = whole.finish()
    assert len(rows) == 10
    assert (rows == pieces.finish()).all()
