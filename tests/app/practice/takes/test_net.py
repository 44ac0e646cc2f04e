"""The net that hears notes says in numpy what the model says that it was taken from."""

from pathlib import Path

import numpy as np

from app.practice.takes import net
from app.practice.takes.notes import Played
from tests.app.practice.takes.sounds import sounding

ANSWER = Path(__file__).with_name('net_answer.npz')
TWO_SECONDS = 43_844
CHORD = [Played(0.1, 0.5, 57, 80), Played(0.1, 0.5, 61, 70), Played(0.75, 0.4, 76, 90), Played(1.3, 0.3, 45, 85)]
"""What `bench/takes_pack.py` had the model itself hear, as ONNX."""


def test_it_says_what_the_model_says() -> None:
    heard = net.posteriors(sounding(CHORD, 1.0)[:TWO_SECONDS])
    with np.load(ANSWER) as answer:
        assert heard.onset.shape == answer['onset'].shape == (172, net.KEYS)
        assert np.abs(heard.onset - answer['onset']).max() < 0.002
        assert np.abs(heard.note - answer['note']).max() < 0.002
        assert answer['onset'].max() > 0.6, 'the model has heard nothing, so this says nothing'


def test_the_time_of_a_frame_holds_to_the_end_of_a_long_take() -> None:
    """Windows side by side would be 5 ms late for each second: 100 ms here."""
    late = 20.0
    heard = net.posteriors(sounding([Played(0.5, 0.3, 69, 80), Played(late, 0.3, 69, 80)]))
    begins = heard.onset[:, 69 - net.LOWEST]
    found = (900 + int(begins[900:].argmax())) / net.FRAMES_A_SECOND - int(begins[:900].argmax()) / net.FRAMES_A_SECOND
    assert abs(found - (late - 0.5)) < 0.015


def test_a_long_take_is_heard_in_parts_as_if_it_were_whole() -> None:
    notes = [Played(0.5 + 0.25 * number, 0.2, 60 + number % 12, 80) for number in range(56)]
    sound = sounding(notes)
    whole, late = net.posteriors(sound), net.posteriors(sound[4 * net.RATE // net.HOP * net.HOP :])
    same = slice(400, 900)
    by = 4 * net.RATE // net.HOP
    assert np.abs(whole.onset[same][:400] - late.onset[same.start - by : same.start - by + 400]).max() < 0.02


def test_silence_and_a_sound_of_no_length_are_heard_too() -> None:
    for samples in (0, 10, 300, 5000):
        heard = net.posteriors(np.zeros(samples, np.float32))
        assert heard.onset.shape == (samples // net.HOP + 1, net.KEYS)
        assert np.isfinite(heard.onset).all()
