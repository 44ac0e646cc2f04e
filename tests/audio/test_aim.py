"""Forecast and render aim alike, and what is delivered is the best of what was rendered."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.audio import Analysis, Goal, Observer, Trace, analyse, forecast, level, pipeline
from app.audio.codec_trial import Effect
from app.audio.delivery import Delivery
from app.audio.encoder_aim import Aim
from app.audio.planning import Plan
from app.audio.predictor import Predictor
from app.audio.types import Samples
from tests.audio.signals import mix, write

RATE = 44_100
GOALS = (Goal(-12.0), Goal(-7.0))
"""The first tells nothing of what an encoder does to the second, which is far denser."""


@pytest.mark.nightly(all_but={'.mp3'})
@pytest.mark.slow
@pytest.mark.parametrize('suffix', ['.mp3', '.m4a', '.ogg', '.opus', '.flac', '.wav'])
def test_what_is_told_is_what_is_done_in_every_format(suffix: str, tmp_path: Path) -> None:
    rate = 48_000 if suffix == '.opus' else RATE
    source = write(tmp_path / 'mix.wav', mix(12), rate)
    analysis = analyse(source)
    for told in forecast(analysis, GOALS, suffix[1:]):
        done = level(source, tmp_path / f'out{suffix}', Goal(told.target_lufs), analysis=analysis, to=suffix[1:])
        assert told.gain_db == pytest.approx(done.gain_db, abs=0.5)
        assert told.clipped_share == pytest.approx(done.limiter.clipped_share, abs=0.03)
        assert told.mean_db == pytest.approx(done.limiter.mean_reduction_db, abs=0.2)
        assert told.loudness_lufs == pytest.approx(done.output.integrated_lufs, abs=0.1)


def test_a_function_and_its_module_of_the_same_name_are_told_apart() -> None:
    code = 'from app.audio import Forecast, forecast; assert callable(forecast)'
    subprocess.run([sys.executable, '-c', code], check=True)


@pytest.mark.parametrize(
    ('over_db', 'often', 'trials'), [(-3.0, 0.0, 1), (3.0, 0.001, 1), (3.0, 0.01, 2), (0.05, 0.01, 1), (0.15, 0.01, 2)]
)
def test_the_encoder_is_asked_again_only_where_it_holds_enough_to_be_heard(
    over_db: float, often: float, trials: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def effect(_predictor: object, _made: Plan, _delivery: Delivery, _folder: Path, held: bool = False) -> Effect:
        asked.append(held)
        peaks_db = np.full(10_000, -3.0, np.float32)
        peaks_db[: round(often * len(peaks_db))] = over_db
        return Effect((0.6,), -0.05 if held else 0.0, peaks_db)  # a tenth of a decibel lower than MP3 is tried with

    monkeypatch.setattr('app.audio.encoder_aim.encoder_effect', effect)
    source = write(tmp_path / 'mix.wav', mix(12), RATE)
    analysis = analyse(source)
    aim = Aim(analysis, Goal(-7.0), Predictor(analysis), Delivery(analysis.info, 'mp3'), tmp_path)
    planned = aim.first(True)
    assert planned.route.clip_db is not None, 'dense enough to be clipped'
    assert asked == [False, True][:trials]
    assert planned.verdict == 'on_target'


def _wide(seconds: int) -> Samples:
    """A programme whose level moves by 30 dB up and down: quiet on the whole, and of a wide range."""
    sound = mix(seconds)
    waves = 15.0 * np.sin(np.arange(len(sound)) * 2 * np.pi / (10 * RATE))
    return np.asarray(0.25 * sound * 10 ** (waves[:, None] / 20 - 0.75), np.float32)


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize('name', ['out.m4a', 'out.mp3'])
def test_a_quiet_source_of_a_wide_range_reaches_a_loud_target(name: str, tmp_path: Path) -> None:
    source = write(tmp_path / 'mix.wav', _wide(40), RATE, 'FLOAT')
    before = analyse(source).measurement
    assert before.integrated_lufs is not None
    assert before.integrated_lufs < -19.0
    assert before.range_lu is not None
    assert before.range_lu > 15.0
    outcome = level(source, tmp_path / name, Goal(-7.0), to=name[4:])
    assert outcome.verdict == 'on_target'
    assert outcome.output.integrated_lufs == pytest.approx(-7.0, abs=0.1)
    assert outcome.output.true_peak_dbtp is not None
    assert outcome.output.true_peak_dbtp <= -0.95


class _Seen(Observer):
    """Remembers what was shown last."""

    trace: Trace | None = None
    output: Analysis | None = None

    def rendering(self, trace: Trace) -> None:
        self.trace = trace

    def rendered(self, output: Analysis) -> None:
        self.output = output


def test_of_renders_that_all_miss_the_nearest_is_delivered_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / 'mix.wav', mix(6), RATE, 'PCM_16')
    gains = iter((-0.3, 1.5, -2.0))

    def off(aim: Aim, made: Plan | None = None, *_: object) -> Plan:
        made = made if isinstance(made, Plan) else honest(aim, True)
        return replace(made, route=replace(made.route, gain_db=right + next(gains)))

    honest = Aim.first
    right = level(source, tmp_path / 'right.wav', Goal(-20.0)).gain_db
    monkeypatch.setattr(Aim, 'first', off)
    monkeypatch.setattr(Aim, 'after_render', off)
    seen = _Seen()
    outcome = level(source, tmp_path / 'out.wav', Goal(-20.0), observer=seen)
    assert outcome.verdict == 'unreachable'
    assert outcome.passes == 1 + pipeline.MOST_RENDERS
    assert outcome.gain_db == pytest.approx(right - 0.3)
    assert outcome.output.integrated_lufs == pytest.approx(-20.3, abs=0.02)
    assert analyse(tmp_path / 'out.wav').measurement.integrated_lufs == pytest.approx(-20.3, abs=0.02)
    assert seen.output is not None
    assert seen.output.measurement == outcome.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ['mix.wav', 'out.wav', 'right.wav']


@pytest.mark.nightly
def test_a_target_that_only_the_encoder_puts_out_of_reach_comes_as_near_as_its_peaks_allow(tmp_path: Path) -> None:
    source = write(tmp_path / 'mix.wav', mix(6), 48_000, 'PCM_16')
    analysis, goal = analyse(source), Goal(-2.0)
    (told,) = forecast(analysis, [goal], 'opus')
    done = level(source, tmp_path / 'out.opus', goal, analysis=analysis, to='opus')
    assert level(source, tmp_path / 'out.flac', goal, analysis=analysis, to='flac').verdict == 'on_target'
    assert (told.ease, done.verdict) == ('unreachable', 'unreachable')
    assert done.output.integrated_lufs is not None
    assert -3.0 < done.output.integrated_lufs < -2.1  # the loudest clean level is -12.4
    assert done.output.true_peak_dbtp is not None
    assert done.output.true_peak_dbtp <= goal.ceiling_dbtp + 0.05
    assert told.loudness_lufs == pytest.approx(done.output.integrated_lufs, abs=0.2)
    assert told.gain_db == pytest.approx(done.gain_db, abs=0.5)
    assert 'this is the nearest that was found' in done.explanation
    assert done.loudest_clean_lufs is None


def test_what_is_over_the_ceiling_after_all_renders_is_rendered_once_more_below_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / 'mix.wav', mix(6), RATE, 'PCM_16')
    honest = Aim.first

    def high(aim: Aim, made: Plan | None = None, *_: object) -> Plan:
        made = made if isinstance(made, Plan) else honest(aim, True)
        return replace(made, route=replace(made.route, ceiling_dbtp=-0.5))

    monkeypatch.setattr(Aim, 'first', high)
    monkeypatch.setattr(Aim, 'after_render', high)
    outcome = level(source, tmp_path / 'out.wav', Goal(-7.0))
    assert outcome.passes == 1 + pipeline.MOST_RENDERS + 1
    assert outcome.verdict == 'unreachable'
    assert outcome.output.true_peak_dbtp is not None
    assert outcome.output.true_peak_dbtp <= -0.95
    assert outcome.output.integrated_lufs is not None
    assert -8.0 < outcome.output.integrated_lufs < -7.2


@pytest.mark.nightly
def test_what_an_encoder_takes_of_the_loudest_goal_asks_for_no_plan_that_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / 'mix.wav', mix(6), 48_000, 'PCM_16')
    outcome = level(source, tmp_path / 'out.mp3', Goal(-1.0), to='mp3')
    assert outcome.output.integrated_lufs == pytest.approx(-1.0, abs=1.0)
    assert outcome.output.true_peak_dbtp is not None
    assert outcome.output.true_peak_dbtp <= -0.95
