"""Samples of a voice: what is refused, and what is warned of, each in a sentence for whoever recorded them."""

import pickle
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.config import settings
from app.voice import engines, sample_files
from app.voice.engines import samples, speakers, weights
from app.voice.engines.port import Recording, SampleReport, Speech
from app.voice.errors import BadRecording, EngineMissing
from app.voice.rates import at_rate

MODELS = settings().models_dir
RATE = samples.RATE
TEXT = 'The boat left the harbor early, and a warm wind pushed us along the coast while nobody said a word. '
heard = pytest.mark.skipif(
    not weights.there(MODELS, weights.SPEAKERS), reason='make setup without SLIM=1 brings what hears'
)


@cache
def speech(seconds: float, engine: str = 'instant', voice: str = 'instant') -> np.ndarray:
    """Somebody who speaks for so long, with a quiet hiss, as every microphone has it."""
    chunks = engines.that_speaks(engine, MODELS).speak(Speech(TEXT * (1 + int(seconds / 5)), voice))
    sound = np.concatenate([at_rate(chunk.sound, chunk.rate, RATE) for chunk in chunks])[: round(seconds * RATE)]
    assert len(sound) == round(seconds * RATE)
    return np.asarray(sound + hiss(seconds, -60), np.float32)


def hiss(seconds: float, level_db: float) -> np.ndarray:
    noise = np.random.default_rng(1).normal(size=round(seconds * RATE))
    return np.asarray(noise * 10 ** (level_db / 20), np.float32)


def music(seconds: float) -> np.ndarray:
    at = np.arange(round(seconds * RATE)) / RATE
    beat = 0.5 + 0.5 * np.sign(np.sin(2 * np.pi * 2 * at))
    return (0.1 * beat * sum(np.sin(2 * np.pi * tone * at) for tone in (220, 277, 330, 440))).astype(np.float32)


def report(*sounds: np.ndarray) -> SampleReport:
    return samples.check([Recording(sound, RATE) for sound in sounds], MODELS)


@heard
def test_ten_seconds_of_one_person_are_taken() -> None:
    found = report(speech(10))
    assert (found.faults, found.warnings) == ((), ())
    assert 8 < found.seconds <= 10


@heard
def test_short_samples_are_taken_together() -> None:
    first, second = speech(10)[: 3 * RATE], speech(10)[3 * RATE : 6 * RATE]
    assert report(first).faults == (
        'There are 3 s of speech here, and 4 are needed: record some more; 30 to 60 are best.',
    )
    found = report(first, second)
    assert (found.faults, found.warnings) == ((), (samples.SHORT,))


@heard
@pytest.mark.parametrize(
    ('sound', 'sentence'),
    [
        (lambda: np.zeros(20 * RATE, np.float32), samples.SILENT),
        (lambda: np.full(48, 0.3, np.float32), samples.TINY.format(milliseconds=3)),
        (lambda: 0.003 * speech(10), samples.SILENT),
        (lambda: music(10), samples.NO_SPEECH),
        (lambda: hiss(10, -20), samples.NO_SPEECH),
    ],
)
def test_what_nobody_speaks_in_is_refused(sound: object, sentence: str) -> None:
    assert report(sound()).faults == (sentence,)  # type: ignore[operator]


@pytest.mark.nightly
@heard
@pytest.mark.skipif(shutil.which('espeak-ng') is None, reason='espeak-ng is not installed here')
def test_two_people_are_refused_in_one_recording_and_in_two() -> None:
    one, other = speech(12), speech(12, 'classic', 'classic-en-us')
    assert report(one).faults == report(other).faults == ()
    assert report(np.concatenate([one, other])).faults == (samples.TWO,)
    assert report(one, other).faults == (samples.TWO,)


@heard
def test_noise_and_clipping_are_warned_of() -> None:
    loud = float(np.sqrt(np.mean(np.square(speech(10)))))
    assert report(speech(10) + hiss(10, 20 * np.log10(loud) - 12)).warnings == (samples.NOISY,)
    assert report(np.clip(12 * speech(10), -1, 1)).warnings == (samples.DISTORTED,)


@heard
def test_more_than_ten_minutes_are_not_looked_at() -> None:
    long = np.zeros(round(samples.MOST_HANDED_IN_S * RATE) + 1, np.float32)
    assert report(long).faults == (samples.TOO_LONG.format(minutes=10),)


def test_a_minute_is_used_of_several_and_something_of_each() -> None:
    found = [samples.Sample(seconds, np.full(seconds * RATE, seconds, np.float32)) for seconds in (50, 10, 90)]
    used = samples.best(found)
    assert len(used) == 60 * RATE
    assert {int(value): int((used == value).sum() / RATE) for value in np.unique(used)} == {10: 10, 50: 25, 90: 25}


@heard
@pytest.mark.skipif(shutil.which('espeak-ng') is None, reason='espeak-ng is not installed here')
def test_one_person_is_more_like_themself_than_like_another() -> None:
    tells = speakers.that_tells(MODELS)
    one, again = tells.of(speech(10)[: 5 * RATE]), tells.of(speech(10)[5 * RATE :])
    other = tells.of(speech(12, 'classic', 'classic-en-us'))
    assert speakers.likeness(one, again) > 0.9 > 0.75 > speakers.likeness(one, other)


class Harm:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ('harm was done',)


def test_weights_that_are_something_else_run_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / weights.SPEAKERS.name
    path.write_bytes(b''.join(map(pickle.dumps, (1, 2, 3, {'model_state': Harm()}, []))))
    monkeypatch.setattr(weights, 'checked', lambda models, one: path)
    with pytest.raises(EngineMissing, match='is not what tells speakers apart'):
        speakers.Speakers(tmp_path)
    path.write_bytes(b'')
    with pytest.raises(EngineMissing, match='is not what tells speakers apart'):
        speakers.Speakers(tmp_path)
    assert capsys.readouterr().out == ''


def test_a_file_is_read_in_one_channel(tmp_path: Path) -> None:
    left = hiss(1, -20)
    soundfile.write(tmp_path / 'a.flac', np.stack([left, np.zeros_like(left)], axis=1), RATE)
    found = sample_files.read(tmp_path / 'a.flac')
    assert found.rate == RATE
    assert found.sound == pytest.approx(left / 2, abs=1e-3)


def test_a_file_of_hours_is_refused_before_it_is_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / 'a.flac', np.zeros(RATE // 2 * 601, np.float32), RATE // 2)
    with pytest.raises(BadRecording, match='more than 10 minutes'):
        sample_files.read(tmp_path / 'a.flac')
