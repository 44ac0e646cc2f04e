"""What no map can be made of is refused, in a sentence that says why, what was kept, and what to do."""

import numpy as np
import pytest

from app.drums.drafting import NoDraft, NoDrums, NotUsable, draft
from tests.app.drums.drafting.sounds import RATE, Sound, chords

CHANCE = np.random.default_rng(5)


def refusal(sound: Sound) -> NoDraft:
    with pytest.raises(NoDraft) as refused:
        draft(sound)
    sentence = str(refused.value)
    assert 'kept' in sentence
    assert sentence.endswith('.')
    return refused.value


def test_silence_a_click_and_a_whole_evening_are_refused_before_anything_is_heard() -> None:
    assert 'silent' in str(refusal(np.zeros(20 * RATE, np.float32)))
    assert 'shorter' in str(refusal(np.ones(RATE, np.float32)))
    endless = np.broadcast_to(np.float32(0.1), 3 * 3600 * RATE)
    assert 'longer' in str(refusal(endless))
    assert isinstance(refusal(endless), NotUsable)


def test_noise_is_no_song() -> None:
    assert isinstance(refusal(CHANCE.normal(0, 0.1, 40 * RATE).astype(np.float32)), NoDrums)


def test_strings_without_drums_are_told_so() -> None:
    assert isinstance(refusal(chords([0, 5, 10, 15, 20], 6.0, 30)), NoDrums)


def test_talking_is_no_drumming() -> None:
    assert isinstance(refusal(talk(40)), NoDrums)


def test_a_recording_of_numbers_that_are_none_is_refused() -> None:
    assert isinstance(refusal(np.full(20 * RATE, np.nan, np.float32)), NotUsable)


def talk(seconds: float) -> Sound:
    """Something like speech: syllables of buzz and hiss, as they come."""
    sound = np.zeros(round(seconds * RATE), np.float32)
    at = 0.3
    while at < seconds - 0.5:
        length = float(CHANCE.uniform(0.08, 0.3))
        time = np.arange(round(length * RATE)) / RATE
        pitch = float(CHANCE.uniform(100, 160))
        buzz = sum(np.sin(2 * np.pi * pitch * n * time) / n for n in range(1, 20))
        hiss = np.diff(CHANCE.normal(0, 1, len(time)), prepend=0) * (CHANCE.random() < 0.35)
        rounded = np.hanning(len(time))
        begin = round(at * RATE)
        sound[begin : begin + len(time)] += np.asarray(0.15 * rounded * (buzz + 0.5 * hiss), np.float32)
        at += length + float(CHANCE.exponential(0.06)) + (CHANCE.random() < 0.1) * float(CHANCE.uniform(0.2, 0.8))
    return sound
