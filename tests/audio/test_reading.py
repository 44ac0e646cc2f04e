"""Recordings that are read otherwise than they are: with an offset taken out, or with mono counting as two speakers."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.audio import Goal, Reading, level, measure
from app.audio.analysis import analyse

RATE = 44_100


def written(path: Path, channels: int = 2, offset: float = 0.0, seconds: int = 4) -> Path:
    time = np.arange(seconds * RATE) / RATE
    tone = 0.2 * np.sin(2 * np.pi * 440 * time) * (0.6 + 0.4 * np.sin(2 * np.pi * 2 * time))
    soundfile.write(path, np.repeat(tone[:, None], channels, axis=1) + offset, RATE, subtype='PCM_24')
    return path


def mean(path: Path) -> float:
    return float(np.abs(soundfile.read(path, always_2d=True)[0].mean(axis=0)).max())


def test_an_offset_is_named(tmp_path: Path) -> None:
    (warning,) = analyse(written(tmp_path / 'off.wav', offset=0.4)).warnings
    assert 'DC offset of +40.0%' in warning
    assert '--remove-dc' in warning
    assert analyse(written(tmp_path / 'fine.wav', offset=0.0005)).warnings == ()
    told = level(tmp_path / 'off.wav', tmp_path / 'out.wav', Goal(-20.0)).warnings
    assert warning in told


@pytest.mark.parametrize('frames', [1, 20, 4410])
def test_a_wave_that_was_cut_off_is_no_offset(tmp_path: Path, frames: int) -> None:
    soundfile.write(tmp_path / 'click.wav', 0.3 * np.sin(np.arange(frames) / 1e4 + 1), RATE)
    outcome = level(tmp_path / 'click.wav', tmp_path / 'out.wav', Goal(-20.0), reading=Reading(remove_dc=True))
    assert (outcome.verdict, outcome.warnings, outcome.input.warnings) == ('too_short', (), ())
    assert (tmp_path / 'out.wav').read_bytes() == (tmp_path / 'click.wav').read_bytes()


def test_an_offset_that_is_taken_out_leaves_room_for_the_loudness_that_was_asked_for(tmp_path: Path) -> None:
    source = written(tmp_path / 'off.wav', offset=-0.4)
    kept = level(source, tmp_path / 'kept.wav', Goal(-8.0))
    made = level(source, tmp_path / 'out.wav', Goal(-8.0), reading=Reading(remove_dc=True))
    assert (kept.verdict, made.verdict) == ('unreachable', 'on_target')
    assert 'a DC offset of -40.0% of full scale was taken out' in made.explanation
    assert made.warnings == ()
    assert mean(tmp_path / 'out.wav') < 1e-3 < mean(tmp_path / 'kept.wav')
    assert measure(tmp_path / 'out.wav').integrated_lufs == pytest.approx(-8.0, abs=0.1)


def test_an_offset_is_taken_out_also_where_nothing_else_is_to_be_done(tmp_path: Path) -> None:
    source = written(tmp_path / 'off.wav', offset=0.05)
    loudness = measure(source).integrated_lufs
    assert loudness is not None
    level(source, tmp_path / 'out.wav', Goal(loudness), reading=Reading(remove_dc=True))
    assert mean(tmp_path / 'out.wav') < 1e-4


def test_where_there_is_no_offset_the_result_is_the_same_bit_for_bit(tmp_path: Path) -> None:
    source = written(tmp_path / 'fine.wav')
    for name, reading in (('plain', Reading()), ('asked', Reading(remove_dc=True))):
        level(source, tmp_path / f'{name}.wav', Goal(-20.0), reading=reading)
    assert (tmp_path / 'plain.wav').read_bytes() == (tmp_path / 'asked.wav').read_bytes()


@pytest.mark.parametrize('suffix', ['wav', 'mp3'])
def test_mono_that_counts_twice_is_as_loud_as_its_stereo_twin(tmp_path: Path, suffix: str) -> None:
    mono, stereo = written(tmp_path / 'mono.wav', channels=1), written(tmp_path / 'stereo.wav')
    twice = Reading(dual_mono=True)
    assert measure(mono, reading=twice).integrated_lufs == pytest.approx(measure(stereo).integrated_lufs, abs=0.01)
    out = tmp_path / f'out.{suffix}'
    made = level(mono, out, Goal(-18.0), reading=twice, to=None if suffix == 'wav' else suffix)
    assert made.output.integrated_lufs == pytest.approx(-18.0, abs=0.1)
    assert made.output.channels == 1
    assert measure(out).integrated_lufs == pytest.approx(-18.0 - 3.01, abs=0.1)
    assert measure(stereo, reading=twice) == measure(stereo), 'two channels are two speakers already'
