"""What bleeds into the microphone of the takes that are measured is what the product itself plays along."""

import numpy as np

from app.practice.sound.instruments import RATE, drums, instrument
from bench import soundfont
from bench.takes_material import bleeding
from bench.takes_music import piece
from bench.takes_pianos import bass, drum


def test_bass_and_drums_are_the_recordings_that_a_play_along_has() -> None:
    assert soundfont.RATE == RATE
    assert np.allclose(bass(40, 80, 0.4), instrument('bass').note(40, 80, 0.4).mean(axis=1))
    assert np.allclose(drum('ride', 80, 1), drums().stroke('ride', 80, 1).mean(axis=1))


def test_the_play_along_is_so_much_quieter_than_what_is_played() -> None:
    beside = np.full(RATE * 4, 0.1, np.float32)
    made = bleeding(piece(7, False), 4.0, beside, -9)
    assert len(made) == len(beside)
    assert abs(20 * np.log10(np.sqrt(np.mean(made**2)) / 0.1) + 9) < 0.01
    assert not np.any(made[: RATE // 2]), 'it begins with the piece'
