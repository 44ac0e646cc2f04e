"""The second opinion is pyloudnorm's own, though it never sees more than a stretch of the file."""

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile

from app.audio import measure, other_meter
from app.audio.other_meter import Stretches, second_opinion

RATE = 44_100


@pytest.mark.parametrize(
    ('rate', 'seconds', 'channels'), [(44_100, 65.0, 2), (48_000, 40.0, 1), (22_050, 21.9, 2), (11_025, 62.3, 2)]
)
def test_stretch_by_stretch_it_says_what_it_says_of_the_whole(rate: int, seconds: float, channels: int) -> None:
    sound = _uneven(rate, seconds, channels)
    stretches = Stretches(rate, channels)
    for start in range(0, len(sound), 7_000):
        stretches.push(sound[start : start + 7_000])
    whole = pyloudnorm.Meter(rate, filter_class='DeMan').integrated_loudness(sound.astype(np.float64))
    assert stretches.finish() == pytest.approx(whole, abs=1e-3)


def test_it_agrees_with_our_meter_on_a_file(tmp_path: Path) -> None:
    soundfile.write(tmp_path / 'mix.wav', _uneven(RATE, 45.0, 2), RATE, subtype='FLOAT')
    said = second_opinion(tmp_path / 'mix.wav')
    assert said == pytest.approx(measure(tmp_path / 'mix.wav').integrated_lufs, abs=0.02)
    assert other_meter.meter_name().startswith('pyloudnorm ')


def test_memory_does_not_grow_with_the_length(monkeypatch: pytest.MonkeyPatch) -> None:
    longest: list[int] = []
    said = pyloudnorm.Meter.integrated_loudness

    def listening(meter: pyloudnorm.Meter, samples: np.ndarray) -> float:
        longest.append(len(samples))
        return float(said(meter, samples))

    monkeypatch.setattr(pyloudnorm.Meter, 'integrated_loudness', listening)
    stretches = Stretches(8_000, 1)
    for _ in range(300):
        stretches.push(np.full((8_000, 1), 0.1, np.float32))
        assert stretches._frames <= 23 * 8_000
    stretches.finish()
    assert len(longest) == 15
    assert max(longest) <= 22 * 8_000


@pytest.mark.parametrize('seconds', [0.0, 0.3, 30.0])
def test_silence_and_what_is_too_short_have_no_loudness(seconds: float) -> None:
    stretches = Stretches(RATE, 2)
    stretches.push(np.zeros((int(seconds * RATE), 2), np.float32))
    assert stretches.finish() is None


def test_what_is_no_number_counts_as_silence() -> None:
    sound = _uneven(RATE, 3.0, 2)
    clean, dirty = Stretches(RATE, 2), Stretches(RATE, 2)
    sound[1000] = 0
    clean.push(sound.copy())
    sound[1000] = np.nan
    dirty.push(sound)
    assert dirty.finish() == clean.finish()


def test_it_has_no_opinion_on_more_than_two_channels(tmp_path: Path) -> None:
    soundfile.write(tmp_path / 'mix.wav', np.tile(_uneven(RATE, 2.0, 2), (1, 3)), RATE)
    assert second_opinion(tmp_path / 'mix.wav') is None


def _uneven(rate: int, seconds: float, channels: int) -> np.ndarray:
    """A mix with a quiet passage that the gate leaves out, and a silent one."""
    frames = int(rate * seconds)
    sound = np.random.default_rng(1).normal(0, 0.1, (frames, channels)).astype(np.float32)
    sound[: frames // 4] *= 0.01
    sound[frames // 2 : frames // 2 + rate] = 0
    return sound
