"""Effects from words to sound: as long as asked, looped without a seam, varied by the seed, with their licence."""

import json
from pathlib import Path

import numpy as np
import pytest

from app import audio
from app.config import settings
from app.voice import effect_clips as clip
from app.voice import engines
from app.voice.engines import weights
from app.voice.engines.port import Effect, EffectWish
from app.voice.errors import NothingToSay, TooLong, VoiceError
from tests.app.conftest import Run
from tests.app.voice.effect_support import alike, joint, power_db

MODELS = settings().models_dir
pytestmark = pytest.mark.skipif(
    not weights.there(MODELS, *weights.MEANINGS), reason='make setup without SLIM=1 brings what knows meanings'
)


def effect(prompt: str, seconds: float | None = None, **how: object) -> Effect:
    return engines.that_makes_effects('', MODELS).effect(EffectWish(prompt, seconds, **how))  # type: ignore[arg-type]


@pytest.mark.nightly(all_but_one_in=5)
@pytest.mark.parametrize('prompt', ['rain', 'dog barking', 'door slam', 'church bell', 'drum loop', 'vinyl crackle'])
@pytest.mark.parametrize('seconds', [0.5, 3.0, 17.0])
def test_an_effect_is_as_long_as_asked_looped_or_not(prompt: str, seconds: float) -> None:
    for loop in (False, True):
        made = effect(prompt, seconds, loop=loop)
        assert len(made.sound) == round(seconds * made.rate)
        assert power_db(made.sound) > -60
        assert np.abs(made.sound).max() <= 0.9
        if loop:
            assert joint(made.sound) < 1.5


def test_an_effect_without_a_length_is_as_long_as_it_is_by_nature() -> None:
    assert 1 < len(effect('door slam').sound) / 48_000 < 4
    assert 0.5 <= len(effect('button click').sound) / 48_000 < 1
    assert len(effect('rain').sound) / 48_000 == pytest.approx(8, abs=0.2)


def test_an_effect_that_is_not_looped_ends_in_silence() -> None:
    for prompt in ('rain', 'siren', 'explosion', 'clock ticking'):
        sound = effect(prompt, 2.0).sound
        assert np.abs(sound[-4:]).max() < 0.01


def test_a_loop_goes_on_as_loud_as_it_was_over_its_joint() -> None:
    for prompt in ('rain', 'wind', 'engine', 'vinyl crackle', 'rain and wind'):
        sound = effect(prompt, 6.0, loop=True).sound
        around = np.roll(sound, len(sound) // 2, axis=0)
        levels = [power_db(part) for part in np.array_split(around, 12)]
        middle = power_db(around[len(around) // 2 - 12_000 : len(around) // 2 + 12_000])
        assert min(levels) - 1.5 < middle < max(levels) + 1.5


def test_one_seed_gives_one_sound_and_another_a_variation_of_it() -> None:
    first, again, other = (effect('rain', 3.0, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.sound, again.sound)
    assert not np.allclose(first.sound, other.sound)
    assert alike(first.sound, other.sound) > 0.8


def test_the_closer_it_keeps_to_the_prompt_the_less_variations_differ() -> None:
    close = [effect('explosion', 2.0, seed=seed, influence=1.0) for seed in (0, 1, 2)]
    assert len({one.how for one in close}) == 1
    assert min(alike(close[0].sound, one.sound) for one in close) > 0.98
    free = [effect('explosion', 2.0, seed=seed, influence=0.0) for seed in range(3)]
    assert min(alike(free[0].sound, one.sound) for one in free) < 0.98


def test_what_is_after_something_is_heard_after_it_and_what_is_beside_it_with_it() -> None:
    then = effect('explosion then church bell', 8.0).sound
    bell = effect('church bell', 4.0).sound
    assert alike(then[len(then) * 2 // 3 :], bell) > alike(then[: len(then) // 8], bell)
    both = effect('rain and church bell', 8.0)
    assert len(both.credit) == 2
    assert power_db(both.sound[:48_000]) > -50


def test_every_effect_names_its_licence_and_its_makers() -> None:
    assert effect('rain', 1.0).licence == 'CC0'
    lion = effect('lion roaring and rain', 2.0)
    assert lion.licence == 'GPL-2.0-or-later'
    assert lion.credit == (
        'lion: Bill Kendrick and others (Tux Paint), GPL-2.0-or-later',
        'rain: made by LevelMix, CC0',
    )
    assert 'lion' in lion.how
    assert {effect('fire', 1.0, seed=seed).licence for seed in range(4)} == {'CC0'}
    assert {effect('fire', 1.0, seed=seed, influence=0.0).licence for seed in range(4)} == {'CC0', 'GPL-2.0-or-later'}
    for seed in range(4):
        assert effect('fire', 1.0, seed=seed, influence=0.0, only_free=True).licence == 'CC0'


def test_far_away_is_duller() -> None:
    def high(sound: np.ndarray) -> float:
        bins = np.abs(np.fft.rfft(sound.mean(1))) ** 2
        edge = round(5_000 * len(sound) / 48_000)
        return float(bins[edge:].sum() / bins.sum())

    assert high(effect('dog barking far away', 3.0).sound) < 0.5 * high(effect('dog barking', 3.0).sound)


def test_what_cannot_be_asked_for_is_said_in_a_sentence() -> None:
    with pytest.raises(NothingToSay):
        effect('!?')
    with pytest.raises(TooLong):
        effect('rain ' * 200)
    for seconds in (0.1, 31.0):
        with pytest.raises(VoiceError, match=r'0\.5 to 30 seconds'):
            effect('rain', seconds)


@pytest.mark.slow
def test_a_file_of_a_loop_is_a_loop_at_its_loudness(tmp_path: Path) -> None:
    import soundfile

    for prompt in ('rain', 'clock ticking', 'engine'):
        target = tmp_path / 'loop.wav'
        told = clip.make(effect(prompt, 4.0, loop=True), target, loop=True)
        sound, rate = soundfile.read(target, dtype='float32')
        assert len(sound) == 4 * rate
        assert joint(sound) < 1.5
        measured = audio.measure(target)
        assert measured.true_peak_dbtp is not None
        assert measured.true_peak_dbtp <= -0.95
        if prompt != 'clock ticking':  # ticks and silence cannot be as loud as the rest
            assert told.loudness.integrated_lufs == pytest.approx(-16.0, abs=0.4)


@pytest.mark.slow
def test_an_effect_from_the_command_line_is_levelled_and_told_whole(run: Run, tmp_path: Path) -> None:
    target = tmp_path / 'lion.flac'
    code, out, _ = run('voice', 'effect', 'lion roaring', target, '--seconds', '2', '--json')
    facts = json.loads(out)
    assert code == 0
    assert facts['loudness_lufs'] == pytest.approx(-16.0, abs=0.3)
    assert (facts['seconds'], facts['licence']) == (2.0, 'GPL-2.0-or-later')
    assert 'Tux Paint' in facts['credit'][0]
    import mutagen

    tags = mutagen.File(target).tags
    assert 'GPL-2.0-or-later' in str(tags), 'the file itself says under which licence it is'
    code, _, told = run('voice', 'effect', 'quarterly tax return', tmp_path / 'no.wav')
    assert code == 2
    assert 'Nearest: “' in told
    assert not (tmp_path / 'no.wav').exists()
    code, _, told = run('voice', 'effect', 'lion roaring', tmp_path / 'no.wav', '--only-free')
    assert (code, (tmp_path / 'no.wav').exists()) == (2, False)


@pytest.mark.slow
def test_levelling_a_loop_whose_peaks_are_at_its_end_leaves_no_step_behind_them(tmp_path: Path) -> None:
    import soundfile

    now = np.arange(2 * 48_000) / 48_000
    hum = 0.1 * np.cos(2 * np.pi * 100 * now)
    bursts = np.zeros_like(hum)
    for at in range(5):
        begin = len(now) - 700 - at * 19_000
        bursts[begin : begin + 600] = np.sin(2 * np.pi * 1_000 * now[:600]) * np.hanning(600)
    sound = np.stack([hum + bursts, hum + bursts], 1).astype(np.float32) * 0.8
    clip.make(Effect(sound, 48_000, '', 'CC0'), tmp_path / 'loop.wav', loop=True)
    made, _ = soundfile.read(tmp_path / 'loop.wav', dtype='float32')
    before, after = np.abs(made[-96:]).max(), np.abs(made[:96]).max()
    assert 20 * np.log10(before / after) == pytest.approx(0.0, abs=0.3)
