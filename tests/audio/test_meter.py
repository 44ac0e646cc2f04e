"""The meter against the standards, against pyloudnorm, and against itself."""

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audio.analysis import Meter
from app.audio.loudness import k_weighting
from app.audio.types import Info
from tests.audio.cases import SHARED, Case, shared, synthesised
from tests.audio.conformance import PAGE, lines
from tests.audio.signals import meter, mix, tone, track

RATE = 44_100
quick = settings(max_examples=12, deadline=None)


@pytest.mark.parametrize('case', synthesised(), ids=lambda case: case.name)
def test_reads_the_standards_signals_within_their_tolerances(case: Case) -> None:
    for field, expected, got, passed in case.rows():
        assert passed, f'{field}: expected {expected}, got {got}'


@pytest.mark.nightly(all_but_one_in=8)
@pytest.mark.slow
@pytest.mark.skipif(not shared(), reason=f'no test files in {SHARED}: set LEVELMIX_SHARED')
@pytest.mark.parametrize('case', shared(), ids=lambda case: case.name)
def test_reads_the_standards_files_within_their_tolerances(case: Case) -> None:
    for field, expected, got, passed in case.rows():
        assert passed, f'{field}: expected {expected}, got {got}'


@pytest.mark.nightly
@pytest.mark.slow
def test_the_conformance_page_holds_what_is_measured_today() -> None:
    page = PAGE.read_text(encoding='utf-8').splitlines()
    for line in lines(synthesised()):
        assert line in page, 'out of date: run python -m tests.audio.conformance'
    assert 'fail' not in PAGE.read_text(encoding='utf-8')


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.skipif(not shared(), reason=f'no test files in {SHARED}: set LEVELMIX_SHARED')
def test_the_conformance_page_holds_what_is_measured_of_the_files() -> None:
    page = PAGE.read_text(encoding='utf-8').splitlines()
    for line in lines(shared()):
        assert line in page, 'out of date: run python -m tests.audio.conformance'


@pytest.mark.parametrize('rate', [8_000, 22_050, 44_100, 48_000, 96_000])
def test_weighs_like_pyloudnorms_compliant_filters(rate: int) -> None:
    shelf, high_pass = pyloudnorm.Meter(rate, filter_class='DeMan')._filters.values()
    expected = [*(shelf.b / shelf.a[0]), *(shelf.a[1:] / shelf.a[0]), *(high_pass.a[1:] / high_pass.a[0])]
    assert k_weighting(rate) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize('rate', [22_050, 44_100, 48_000])
def test_agrees_with_pyloudnorm_on_a_mix(rate: int) -> None:
    samples = mix(15, rate)
    expected = pyloudnorm.Meter(rate, filter_class='DeMan').integrated_loudness(samples.astype(np.float64))
    assert meter(samples, rate).integrated_lufs == pytest.approx(expected, abs=0.01)


@pytest.mark.slow
@quick
@given(gain=st.floats(-30.0, 20.0))
def test_a_gain_moves_every_number_by_itself(gain: float) -> None:
    samples = mix(6)
    before, after = meter(samples, RATE), meter((samples * 10 ** (gain / 20)).astype(np.float32), RATE)
    for field in ('integrated_lufs', 'short_term_max_lufs', 'momentary_max_lufs', 'true_peak_dbtp', 'sample_peak_dbfs'):
        assert getattr(after, field) - getattr(before, field) == pytest.approx(gain, abs=0.001), field
    assert before.range_lu is not None
    assert after.range_lu == pytest.approx(before.range_lu, abs=0.001)


@pytest.mark.slow
@quick
@given(chunk=st.integers(1_000, 100_000))
def test_chunking_does_not_change_a_bit(chunk: int) -> None:
    samples = mix(4)
    assert meter(samples, RATE, chunk) == meter(samples, RATE)


def test_mono_played_on_two_channels_is_three_db_louder() -> None:
    mono = track(8)[:, :1]
    one, two = meter(mono, RATE).integrated_lufs, meter(np.repeat(mono, 2, axis=1), RATE).integrated_lufs
    assert one is not None
    assert two == pytest.approx(one + 3.0103, abs=0.001)


@pytest.mark.slow
@quick
@given(before=st.integers(1, 20), after=st.integers(1, 20))
def test_more_silence_around_it_does_not_move_the_loudness(before: int, after: int) -> None:
    def padded(first: int, last: int) -> float | None:
        parts = (np.zeros((first * RATE, 2), np.float32), tone(5, -20, RATE), np.zeros((last * RATE, 2), np.float32))
        return meter(np.concatenate(parts), RATE).integrated_lufs

    assert padded(before, after) == pytest.approx(padded(1, 1), abs=0.001)


def test_silence_has_no_loudness() -> None:
    measurement = meter(np.zeros((RATE * 4, 2), np.float32), RATE)
    assert measurement.integrated_lufs is None
    assert measurement.momentary_max_lufs is None
    assert measurement.true_peak_dbtp is None
    assert measurement.range_lu is None


def test_what_is_no_number_is_counted_and_read_as_silence() -> None:
    samples = tone(5, -20, RATE)
    samples[RATE : RATE + 10, 0] = np.nan
    meters = Meter(Info(Path('-'), 'wav', 'pcm_f32', RATE, 2, len(samples), ('L', 'R')))
    meters.energy(meters.peaks(samples))
    found = meters.finish([])
    assert any('10 samples were not numbers' in warning and '0:01' in warning for warning in found.warnings)
    assert found.measurement.integrated_lufs == pytest.approx(-20, abs=0.05)


def test_three_milliseconds_have_a_peak_but_no_loudness() -> None:
    measurement = meter(tone(0.003, -6, RATE), RATE)
    assert measurement.integrated_lufs is None
    assert measurement.true_peak_dbtp == pytest.approx(-6, abs=0.1)
