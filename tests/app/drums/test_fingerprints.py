"""The same recording is recognised through encoders, at other levels and without its start; another one is not."""

from functools import cache

import numpy as np
import pytest

from app.drums import fingerprints
from app.drums.fingerprints import Fingerprint, hearing, matching
from app.drums.fingerprints.errors import NoFingerprint, NothingToHear
from tests.app.drums.songs import RATE, Sound, faster, song, through

pytestmark = pytest.mark.slow
SONGS = 3
SECONDS = 30.0


@cache
def sound(seed: int) -> Sound:
    return song(seed, SECONDS)


@cache
def known(seed: int) -> Fingerprint:
    return fingerprints.fingerprint(sound(seed), RATE)


def votes(one: Fingerprint, other: Fingerprint) -> int:
    return len(set(one.index_keys()) & set(other.index_keys()))


@pytest.mark.nightly
@pytest.mark.parametrize(('codec', 'kbps'), [('libmp3lame', 128), ('aac', 96), ('libopus', 64)])
def test_what_an_encoder_makes_of_a_song_is_that_song(codec: str, kbps: int) -> None:
    for seed in range(SONGS):
        heard = fingerprints.fingerprint(*through(sound(seed), codec, kbps))
        errors = [fingerprints.bit_error(heard, known(other)) for other in range(SONGS)]
        assert errors[seed] < 0.07 < 0.4 < min(error for other, error in enumerate(errors) if other != seed)
        assert votes(heard, known(seed)) >= 20
        assert max(votes(heard, known(other)) for other in range(SONGS) if other != seed) <= 2


@pytest.mark.nightly
@pytest.mark.parametrize('cut_s', [2.0, 2.062, 1.3])
def test_a_softer_copy_at_128_kbit_that_lost_its_start_is_that_song(cut_s: float) -> None:
    """The longest way from the original: moments are not even the same, because the cut is no whole number of them."""
    lossy, rate = through(sound(0), 'libmp3lame', 128)
    heard = fingerprints.fingerprint(lossy[int(cut_s * rate) :] * 0.35, rate)
    assert fingerprints.bit_error(heard, known(0)) < fingerprints.SAME
    assert votes(heard, known(0)) >= 8
    assert fingerprints.bit_error(heard, known(1)) > 0.4


def test_level_and_rate_change_next_to_nothing() -> None:
    louder = fingerprints.fingerprint(sound(1) * 3.0, RATE)
    assert fingerprints.bit_error(louder, known(1)) < 0.001
    # As crude as resampling can be: what is above half the rate comes back below it.
    half = fingerprints.fingerprint(sound(1)[::2], RATE / 2)
    assert fingerprints.bit_error(half, known(1)) < 0.08


def test_only_places_where_words_agree_are_tried_and_the_best_is_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(1)
    first = np.repeat(chance.integers(1, 1 << 32, 700, np.uint32), 2)
    flips = np.packbits(chance.random((len(first), 32)) < 0.06, axis=1).view('>u4').ravel().astype(np.uint32)
    one, other = Fingerprint(first), Fingerprint((first ^ flips)[16:])
    tried = list(matching._offsets(other.words, one.words))
    assert len(tried) <= 12
    quick = fingerprints.bit_error(one, other)
    monkeypatch.setattr(matching, '_offsets', lambda *_: range(-484, 485))
    assert fingerprints.bit_error(one, other) == quick < 0.08
    stranger = Fingerprint(chance.integers(1, 1 << 32, 1_400, np.uint32))
    assert fingerprints.bit_error(one, stranger) > 0.4


def test_two_percent_faster_is_another_recording() -> None:
    heard = fingerprints.fingerprint(faster(sound(0), 1.02), RATE)
    assert fingerprints.bit_error(heard, known(0)) > fingerprints.SAME
    assert votes(heard, known(0)) <= 8


def test_the_key_is_of_the_very_same_sound_alone_and_a_fingerprint_comes_back_from_where_it_is_stored() -> None:
    again = fingerprints.fingerprint(sound(0), RATE)
    assert len(again.key) == 64
    assert again.key == known(0).key == fingerprints.exact(again)
    assert known(1).key != again.key
    assert fingerprints.from_bytes(fingerprints.to_bytes(again)) == again
    for wrong in (b'', b'LMF\x02abcd', fingerprints.to_bytes(again)[:-1]):
        with pytest.raises(NoFingerprint, match='heard once more'):
            fingerprints.from_bytes(wrong)


def test_an_index_gets_no_more_keys_of_a_long_recording_than_it_can_bear() -> None:
    long = Fingerprint(np.random.default_rng(0).integers(1, 1 << 32, 20_000, np.uint32))
    assert len(long.index_keys()) == 256
    assert all(0 < key < 1 << 32 for key in long.index_keys())
    later = Fingerprint(np.concatenate([long.words[100:], long.words[:7]]))
    assert votes(long, later) > 250, 'which words are chosen does not depend on where they stand'


def test_no_more_is_heard_than_the_start_of_a_long_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, 'SECONDS', 20.0)
    assert fingerprints.fingerprint(sound(0), RATE) == fingerprints.fingerprint(sound(0)[: 20 * RATE], RATE)


def test_silence_inside_a_song_neither_votes_nor_counts() -> None:
    gap = np.concatenate([sound(0)[: 10 * RATE], np.zeros(15 * RATE, np.float32), sound(0)[10 * RATE :]])
    other = np.concatenate([sound(1)[: 10 * RATE], np.zeros(15 * RATE, np.float32), sound(1)[10 * RATE :]])
    first, second = (fingerprints.fingerprint(one, RATE) for one in (gap, other))
    assert (first.words == 0).sum() > 80
    assert 0 not in first.index_keys()
    assert fingerprints.bit_error(first, second) > 0.4, 'that both are silent for a while makes them no one song'


@pytest.mark.parametrize(
    ('samples', 'said'),
    [
        (np.zeros(0, np.float32), 'shorter than the 5 seconds'),
        (np.ones(4 * RATE, np.float32), 'shorter than the 5 seconds'),
        (np.zeros(20 * RATE, np.float32), 'nothing to hear'),
        (np.full(20 * RATE, np.nan, np.float32), 'nothing to hear'),
    ],
    ids=['empty', 'short', 'silent', 'damaged'],
)
def test_what_cannot_be_told_from_others_is_refused_in_a_sentence(samples: Sound, said: str) -> None:
    with pytest.raises(NothingToHear, match=said):
        fingerprints.fingerprint(samples, RATE)
