"""Pitch, colour and mixtures: the numbers that a voice is learnt by, on sounds whose numbers are known."""

import numpy as np
import pytest

from app.voice.engines import colour, pitch, styles
from app.voice.engines.mixing import Mixtures, nearest
from app.voice.engines.port import Sound
from app.voice.engines.sounds import known
from app.voice.engines.speakers import unit
from app.voice.engines.trial_texts import texts
from app.voice.rates import at_rate

RATE = 16_000


def buzz(frequency: float, seconds: float = 1.0, rate: int = RATE) -> Sound:
    """Something like a throat: all multiples of a frequency, the higher the softer."""
    at = np.arange(round(seconds * rate)) / rate
    many = range(1, int(rate / 2 / frequency))
    return np.asarray(0.2 * sum(np.sin(2 * np.pi * frequency * n * at) / n for n in many), np.float32)


@pytest.mark.parametrize('frequency', [75, 110, 196, 320, 400])
def test_the_pitch_of_a_buzz(frequency: float) -> None:
    assert pitch.usual(buzz(frequency), RATE) == pytest.approx(frequency, rel=0.02)


def test_noise_and_silence_have_no_pitch() -> None:
    assert pitch.usual(np.zeros(RATE, np.float32), RATE) == 0.0
    assert pitch.usual(np.zeros(10, np.float32), RATE) == 0.0
    noise = np.random.default_rng(1).normal(size=RATE).astype(np.float32)
    assert len(pitch.pitches(noise, RATE)) < 10


def test_one_sound_gets_the_colour_of_another() -> None:
    chance = np.random.default_rng(1)
    plain = chance.normal(size=3 * RATE).astype(np.float32)
    wanted = np.linspace(6, -6, colour.BANDS, dtype=np.float32)
    model = colour.coloured(plain, RATE, wanted)
    gains = colour.towards(colour.colour(model, RATE), colour.colour(plain, RATE))
    other = chance.normal(size=2 * RATE).astype(np.float32)
    turned = colour.coloured(other, RATE, gains)
    apart = np.abs(colour.colour(turned, RATE) - colour.colour(model, RATE))
    assert apart.mean() < 0.6
    assert len(turned) == len(other)


def test_a_colour_is_the_same_at_any_loudness_and_moves_nothing() -> None:
    sound = buzz(120)
    assert colour.colour(np.float32(0.1) * sound, RATE) == pytest.approx(colour.colour(sound, RATE), abs=0.01)
    click = np.zeros(4_000, np.float32)
    click[2_000] = 1
    turned = colour.coloured(click, RATE, np.linspace(4, -4, colour.BANDS, dtype=np.float32))
    assert int(np.abs(turned).argmax()) == 2_000


def test_gains_have_a_limit() -> None:
    far = np.zeros(colour.BANDS, np.float32)
    far[10] = 80
    assert np.abs(colour.towards(far, np.zeros(colour.BANDS, np.float32))).max() <= colour.MOST_DB


def a_world() -> tuple[np.ndarray, np.ndarray]:
    """Twenty voices, and somebody who is a mixture of three of them."""
    chance = np.random.default_rng(3)
    voices = unit(np.abs(chance.normal(size=(20, 64))).astype(np.float32))
    return voices, unit(0.5 * voices[2] + 0.3 * voices[7] + 0.2 * voices[11])


def test_the_parts_of_a_mixture_are_found() -> None:
    voices, somebody = a_world()
    shares = nearest(voices, somebody)
    assert shares.sum() == pytest.approx(1, abs=1e-5)
    assert set(np.argsort(-shares)[:3]) == {2, 7, 11}
    assert float(unit(shares @ voices) @ somebody) > 0.99


def test_the_first_trial_is_the_mixture_that_its_parts_promise() -> None:
    voices, somebody = a_world()
    mixtures = Mixtures(somebody)
    for place in (0, 2, 7, 11):
        mixtures.add(np.eye(20, dtype=np.float32)[place], voices[place])
    promised = mixtures.next(np.random.default_rng(1))
    assert float(unit(promised @ voices) @ somebody) > 0.99


def test_trials_come_nearer_where_a_mixture_is_not_quite_what_its_parts_promise() -> None:
    voices, somebody = a_world()
    bent = np.random.default_rng(4).normal(size=(20, 64)).astype(np.float32)

    def heard(shares: np.ndarray) -> np.ndarray:
        crooked = 0.1 * np.sin(3 * shares @ bent)
        return unit(shares @ voices + crooked)

    mixtures, chance = Mixtures(somebody), np.random.default_rng(1)
    for place in (2, 7, 11, 0, 1):
        mixtures.add(np.eye(20, dtype=np.float32)[place], heard(np.eye(20)[place]))
    alone = float(mixtures.likeness.max())
    for _ in range(15):
        shares = mixtures.next(chance)
        assert shares.sum() == pytest.approx(1, abs=1e-4)
        mixtures.add(shares, heard(shares))
    assert float(mixtures.likeness.max()) > alone + 0.03
    assert heard(mixtures.best) @ somebody == pytest.approx(float(mixtures.likeness.max()))
    assert heard(mixtures.middle) @ somebody > alone + 0.03


@pytest.mark.parametrize(('rate', 'wanted'), [(44_100, 16_000), (16_000, 24_000), (8_000, 16_000)])
def test_at_another_rate_a_sound_is_as_long_and_as_high(rate: int, wanted: int) -> None:
    moved = at_rate(buzz(200, 1.0, rate), rate, wanted)
    assert len(moved) == wanted
    assert pitch.usual(moved, wanted) == pytest.approx(200, rel=0.01)


@pytest.mark.parametrize('language', sorted(styles.SPOKEN))
def test_there_are_texts_to_try_a_voice_with_in_every_language(language: str) -> None:
    said = texts(language)
    for sounds in (said.trial, *said.last):
        numbers, places = known(sounds)
        assert 40 < len(numbers) < 200
        assert len(places) > 0.9 * len(sounds), 'hardly a sound is left out'
    assert (said is texts('en-us')) == language.startswith('en')
