"""Browsers that read no Ogg Vorbis get the same notes as WAV."""

import io

import numpy as np
import soundfile
from fastapi.testclient import TestClient

from app import api
from app.practice import area
from app.practice.sound.instruments import SAMPLES


def test_a_note_as_wav_begins_at_the_same_moment_and_sounds_the_same(owner: str) -> None:
    assert owner
    assert area, 'routes are open to whom the area is'
    answer = TestClient(api.create()).get('/files/practice/samples/piano.60?form=wav')
    assert answer.headers['content-type'] == 'audio/wav'
    plain, half = soundfile.read(io.BytesIO(answer.content))
    sound, rate = soundfile.read(SAMPLES / 'piano.60.ogg', always_2d=True)
    assert half * 2 == rate
    second = sound[:rate].mean(axis=1)[::2]
    assert np.corrcoef(plain[:half], second)[0, 1] > 0.99
    assert len(plain) <= 5 * half
    assert abs(plain[-10:]).max() < 0.01, 'what is cut is faded'
