"""Sounds that are made: whole, still at their ends, the same for one seed, and in a circle where they go on."""

import numpy as np
import pytest

from app.voice.engines.effects import recordings
from app.voice.engines.effects.families import FAMILIES
from app.voice.engines.effects.library import sounds
from app.voice.engines.effects.making import Making, Manner
from app.voice.engines.effects.signals import RATE, Stereo, stereo
from tests.app.voice.effect_support import alike, joint, largest_step, power_db

GOING_ON = sorted(name for name in FAMILIES if sounds()[name].kind == 'on')
ENDING = sorted(name for name in FAMILIES if sounds()[name].kind == 'once')


def made(name: str, seconds: float = 1.2, seed: int = 1, manner: Manner = Manner()) -> Stereo:  # noqa: B008 - frozen
    return stereo(FAMILIES[name](Making(np.random.default_rng(seed), round(seconds * RATE), manner)))


def test_every_family_has_words_and_every_word_for_one_a_family() -> None:
    with_words = {name for name, sound in sounds().items() if sound.family is not None}
    assert with_words == set(FAMILIES)


@pytest.mark.nightly
@pytest.mark.parametrize('name', sorted(FAMILIES))
def test_a_family_makes_a_sound_the_same_one_for_one_seed_and_another_for_another(name: str) -> None:
    sound = made(name)
    assert np.isfinite(sound).all()
    assert power_db(sound) > -60
    assert np.array_equal(sound, made(name))
    other = made(name, seed=2)
    assert sound.shape != other.shape or not np.allclose(sound, other)


@pytest.mark.nightly(all_but_one_in=6)
@pytest.mark.parametrize('name', GOING_ON)
def test_what_goes_on_leads_from_its_end_into_its_beginning(name: str) -> None:
    sound = made(name, 3.0)
    assert joint(sound) < 1.2
    assert len(sound) == 3 * RATE


@pytest.mark.nightly(all_but_one_in=6)
@pytest.mark.parametrize('name', ENDING)
def test_what_happens_once_comes_out_of_nothing_and_goes_there(name: str) -> None:
    sound = made(name, 4.0)
    highest = float(np.abs(sound).max())
    assert float(np.abs(sound[-8:]).max()) < 0.02 * highest
    assert float(np.abs(sound[0]).max()) < 0.1 * highest


def test_rain_comes_from_all_around_and_a_click_from_one_place() -> None:
    rain, click = made('rain', 3.0), made('click')
    assert abs(np.corrcoef(rain[:, 0], rain[:, 1]).min()) < 0.7
    assert np.corrcoef(click[:, 0], click[:, 1]).min() > 0.99


def test_words_of_how_a_sound_is_change_it() -> None:
    def brightness(sound: Stereo) -> float:
        bins = np.abs(np.fft.rfft(sound.mean(1))) ** 2
        return float((bins * np.arange(len(bins))).sum() / bins.sum() / len(bins))

    assert brightness(made('laser', manner=Manner(height=-1))) < 0.8 * brightness(
        made('laser', manner=Manner(height=1))
    )
    slow, fast = (made('clock', 6.0, manner=Manner(pace=pace)) for pace in (-1, 1))
    loud = [np.abs(sound).max(1) > 0.3 * np.abs(sound).max() for sound in (slow, fast)]
    slow_ticks, fast_ticks = (int((np.diff(np.flatnonzero(one)) > 2_400).sum()) for one in loud)
    assert fast_ticks > 1.5 * slow_ticks


def test_a_circle_of_a_recording_has_no_seam_and_stays_as_loud() -> None:
    sound = recordings.read(sounds()['sauna'].takes[0])
    for seconds in (1.0, 5.0, 19.0):
        circle = recordings.around(sound, round(seconds * RATE))
        assert len(circle) == round(seconds * RATE)
        assert joint(circle) < 1.2
        assert float(np.abs(np.diff(circle, axis=0)).max()) < 3 * float(np.abs(np.diff(sound, axis=0)).max())
        assert power_db(circle) == pytest.approx(power_db(sound[: len(circle)]), abs=2.0)


def test_a_tone_comes_around_in_step_and_is_as_loud_in_its_seam_as_outside() -> None:
    tone = np.sin(2 * np.pi * 220 * np.arange(4 * RATE) / RATE).astype(np.float32)
    for count in (3 * RATE, 3 * RATE + 55):  # whole periods, and a quarter of one more
        circle = recordings.around(stereo(tone), count)
        assert len(circle) == count
        assert joint(circle) < 1.2
        levels = [power_db(part) for part in np.array_split(circle[: round(0.8 * RATE)], 8)]
        assert max(levels) - min(levels) < 0.5


def test_a_recording_played_higher_is_shorter_and_stays_a_recording_of_the_same() -> None:
    sound = recordings.read(sounds()['dog'].takes[0])
    higher = recordings.higher(sound, 2.0)
    assert len(higher) == pytest.approx(len(sound) * 2 ** (-2 / 12), abs=2)
    assert largest_step(higher) < 2 * largest_step(sound)
    assert 0.5 < alike(sound, higher) < 0.999
