"""One run from end to end, judged by measuring what was delivered."""

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest

from app.audio import (
    Analysis,
    AudioError,
    Goal,
    Outcome,
    Progress,
    UnreadableAudio,
    UnsupportedAudio,
    analyse,
    level,
    measure,
    plan,
)
from tests.audio.cases import SHARED
from tests.audio.signals import mix, read, tone, track, write
from tests.audio.test_peaks import true_peak_16x

RATE = 44_100
REAL_MIX = SHARED / 'audio/mix/mix-dev-5min.mp3'


def delivered(path: Path) -> tuple[float, float]:
    """Loudness by pyloudnorm's compliant filters and true peak at 16x of a file."""
    samples = read(path)
    loudness = pyloudnorm.Meter(RATE, filter_class='DeMan').integrated_loudness(samples)
    return float(loudness), true_peak_16x(samples)


@pytest.fixture(scope='module')
def uneven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mix of 12 s, 16 bit WAV."""
    return write(tmp_path_factory.mktemp('mix') / 'mix.wav', mix(12), RATE, 'PCM_16')


@pytest.fixture(scope='module')
def analysis(uneven: Path) -> Analysis:
    """What is known of it."""
    return analyse(uneven)


SLOW = [pytest.param(target, marks=pytest.mark.slow) for target in (-23.0, -14.0, -9.0, -7.0, -5.0)]


@pytest.mark.nightly(all_but={'-14.0'})
@pytest.mark.parametrize('target', [-16.0, *SLOW])
def test_hits_the_target_and_stays_below_the_ceiling(
    uneven: Path, analysis: Analysis, target: float, tmp_path: Path
) -> None:
    outcome = level(uneven, tmp_path / 'out.wav', Goal(target), analysis=analysis)
    loudness, peak = delivered(tmp_path / 'out.wav')
    assert outcome.verdict == 'on_target'
    assert loudness == pytest.approx(target, abs=0.1)
    assert peak <= -1.0 + 0.05
    assert outcome.output.integrated_lufs == pytest.approx(loudness, abs=0.02)
    assert len(read(tmp_path / 'out.wav')) == len(read(uneven))
    assert outcome.passes == 1  # the analysis was there; one render did it


@pytest.mark.nightly('mix.ogg', 'mix.flac')
@pytest.mark.slow
@pytest.mark.parametrize('name', ['mix.mp3', 'mix.ogg', 'mix.flac'])
def test_what_a_codec_does_to_the_peaks_is_met(name: str, tmp_path: Path) -> None:
    source = write(tmp_path / name, mix(10), RATE)
    outcome = level(source, tmp_path / f'out-{name}', Goal(-12.0))
    loudness, peak = delivered(tmp_path / f'out-{name}')
    assert outcome.verdict == 'on_target'
    assert loudness == pytest.approx(-12.0, abs=0.1)
    assert peak <= -1.0 + 0.05


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.skipif(not REAL_MIX.exists(), reason=f'no real mix in {SHARED}: set LEVELMIX_SHARED')
@pytest.mark.parametrize('target', [-14.0, -9.0])
def test_a_real_mp3_mix_lands_on_the_target(target: float, tmp_path: Path) -> None:
    outcome = level(REAL_MIX, tmp_path / 'out.mp3', Goal(target))
    assert outcome.verdict == 'on_target'
    assert outcome.output.integrated_lufs == pytest.approx(target, abs=0.1)
    assert outcome.output.true_peak_dbtp is not None
    assert outcome.output.true_peak_dbtp <= -0.95


def test_a_file_already_there_comes_back_byte_for_byte(tmp_path: Path) -> None:
    source = write(tmp_path / 'in.wav', mix(6) * np.float32(0.4), RATE, 'PCM_16')
    target = round(measure(source).integrated_lufs or 0.0, 2)
    outcome = level(source, tmp_path / 'out.wav', Goal(target))
    assert outcome.verdict == 'unchanged'
    assert (tmp_path / 'out.wav').read_bytes() == source.read_bytes()


@pytest.mark.parametrize(('seconds', 'level_db', 'verdict'), [(3.0, -200.0, 'silent'), (0.003, -6.0, 'too_short')])
def test_nothing_to_level_by_gives_the_original_back(
    seconds: float, level_db: float, verdict: str, tmp_path: Path
) -> None:
    source = write(tmp_path / 'in.wav', tone(seconds, level_db, RATE), RATE, 'PCM_16')
    outcome = level(source, tmp_path / 'out.wav', Goal(-14.0))
    assert outcome.verdict == verdict
    assert outcome.explanation.endswith('.')
    assert (tmp_path / 'out.wav').read_bytes() == source.read_bytes()


@pytest.mark.slow
def test_a_goal_out_of_reach_is_named_and_the_loudest_clean_level_delivered(tmp_path: Path) -> None:
    sparse = np.zeros((RATE * 12, 2), np.float32)
    sparse[:: RATE // 2] = 0.9  # clicks: all peak, no body
    sparse += track(12, level_db=-60.0)
    source = write(tmp_path / 'in.wav', sparse, RATE, 'FLOAT')
    outcome = level(source, tmp_path / 'out.wav', Goal(-5.0))
    assert outcome.verdict == 'unreachable'
    assert outcome.loudest_clean_lufs == pytest.approx(outcome.output.integrated_lufs, abs=0.2)
    assert outcome.limiter.max_reduction_db <= 6.1
    assert 'out of reach' in outcome.explanation
    assert delivered(tmp_path / 'out.wav')[1] <= -0.95


def test_samples_that_are_no_numbers_become_silence_with_a_warning_that_says_where(tmp_path: Path) -> None:
    samples = mix(6) * np.float32(0.5)
    samples[RATE * 2 : RATE * 2 + 10, 0] = np.nan
    samples[RATE * 3, 1] = np.inf
    source = write(tmp_path / 'in.wav', samples, RATE, 'FLOAT')
    outcome = level(source, tmp_path / 'out.wav', Goal(-16.0))
    assert any('not numbers' in warning and '0:02' in warning for warning in outcome.warnings)
    result = read(tmp_path / 'out.wav')
    assert np.isfinite(result).all()
    assert (result[RATE * 2 : RATE * 2 + 10, 0] == 0).all()


def test_without_limiting_the_result_is_the_input_times_one_number(tmp_path: Path) -> None:
    source = write(tmp_path / 'in.wav', mix(6) * np.float32(0.2), RATE, 'FLOAT')
    outcome = level(source, tmp_path / 'out.wav', Goal(-20.0))
    null = read(tmp_path / 'out.wav') - read(source) * 10 ** (outcome.gain_db / 20)
    assert 20 * np.log10(np.abs(null).max() + 1e-30) < -120


def test_dither_comes_with_sixteen_bits_and_leaves_digital_silence_alone(tmp_path: Path) -> None:
    samples = np.concatenate([mix(6) * np.float32(0.2), np.zeros((RATE, 2), np.float32)])
    for subtype, dithered in (('PCM_16', True), ('PCM_24', False)):
        source = write(tmp_path / f'{subtype}.wav', samples, RATE, subtype)
        made = plan(analyse(source), Goal(-20.0))
        assert ('dither' in made.stages) == dithered
        outcome = level(source, tmp_path / 'out.wav', Goal(-20.0))
        result = read(tmp_path / 'out.wav')
        error = (result - read(source) * 10 ** (outcome.gain_db / 20))[: 6 * RATE] * 32768
        assert np.std(error) == pytest.approx(0.5 if dithered else 0.5 / 256, rel=0.5)
        assert (result[6 * RATE :] == 0).all()


@pytest.mark.slow
def test_a_stored_analysis_gives_the_same_plan(analysis: Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path / 'analysis.npz')
    loaded = Analysis.load(tmp_path / 'analysis.npz')
    assert loaded.measurement == analysis.measurement
    assert plan(loaded, Goal(-8.0)) == plan(analysis, Goal(-8.0))
    (tmp_path / 'other.npz').write_bytes(b'no analysis')
    with pytest.raises(UnreadableAudio):
        Analysis.load(tmp_path / 'other.npz')


@pytest.mark.slow
def test_louder_goals_never_take_less_from_the_peaks(analysis: Analysis) -> None:
    plans = [plan(analysis, Goal(target)) for target in (-20.0, -14.0, -10.0, -8.0, -6.0)]
    assert plans[0].stages == ('gain', 'dither')
    assert 'clipper' in plans[-1].stages
    gains = [made.route.gain_db for made in plans]
    assert gains == sorted(gains)
    clipped = [made.work.clipped_share for made in plans]
    assert clipped == sorted(clipped)


def test_a_goal_outside_reason_is_refused(analysis: Analysis) -> None:
    for goal in (Goal(3.0), Goal(-14.0, 2.0), Goal(float('nan'))):
        with pytest.raises(UnsupportedAudio):
            plan(analysis, goal)


def test_progress_counts_up_through_every_stage(uneven: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    level(uneven, tmp_path / 'out.wav', Goal(-14.0), seen.append)
    assert [p.overall for p in seen] == sorted(p.overall for p in seen)
    assert seen[-1].overall == 1.0
    stages = [p.stage for p in seen]
    assert list(dict.fromkeys(stages)) == ['analyse', 'plan', 'render', 'verify']
    assert all(0 <= p.done <= p.total for p in seen)


class _Cancelled(Exception):
    pass


@pytest.mark.parametrize('stage', ['analyse', 'render', 'verify'])
def test_a_cancelled_run_leaves_nothing_behind(uneven: Path, stage: str, tmp_path: Path) -> None:
    target = tmp_path / 'out.wav'
    target.write_bytes(b'what was there before')

    def report(progress: Progress) -> None:
        if progress.stage == stage:
            raise _Cancelled

    with pytest.raises(_Cancelled):
        level(uneven, target, Goal(-14.0), report)
    assert [path.name for path in tmp_path.iterdir()] == ['out.wav']
    assert target.read_bytes() == b'what was there before'


def test_what_is_no_audio_is_refused_in_one_sentence(tmp_path: Path) -> None:
    source = tmp_path / 'in.mp3'
    source.write_text('this is no music')
    with pytest.raises(AudioError) as refused:
        level(source, tmp_path / 'out.mp3', Goal(-14.0))
    assert str(refused.value).endswith('.')
    assert [path.name for path in tmp_path.iterdir()] == ['in.mp3']


def test_the_same_file_gives_the_same_bytes(uneven: Path, tmp_path: Path) -> None:
    outcomes: list[Outcome] = [level(uneven, tmp_path / f'{k}.wav', Goal(-9.0)) for k in range(2)]
    assert outcomes[0] == outcomes[1]
    assert (tmp_path / '0.wav').read_bytes() == (tmp_path / '1.wav').read_bytes()
