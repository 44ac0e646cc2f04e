"""How late a device is, by the clicks that its browser has recorded; and what that says about playing with a band."""

import io
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from fastapi.testclient import TestClient

from app import api
from app.errors import NotAllowed
from app.practice import area, delays
from app.practice.own_takes import TakeOptions
from app.practice.takes.clicks import click_track
from app.practice.takes.net import RATE
from app.practice.takes.scoring import score_sound
from tests.app.practice.takes.sounds import as_written, moved, sounding
from tests.app.practice.takes.test_awkward_takes import LINE


def recording(late_s: float, rate: int = 48_000) -> bytes:
    """The clicks as a browser has them: in one channel of 16 bits, at its own rate."""
    track = click_track()
    moments = np.arange(int(len(track) / RATE * rate)) / rate
    sound = np.concatenate([np.zeros(round(late_s * rate)), np.interp(moments, np.arange(len(track)) / RATE, track)])
    made = io.BytesIO()
    soundfile.write(made, sound, rate, format='WAV', subtype='PCM_16')
    return made.getvalue()


@pytest.mark.parametrize('rate', [44_100, 48_000, 96_000])
def test_the_delay_is_told_at_any_rate_that_a_browser_records_at(owner: str, rate: int) -> None:
    assert owner
    assert area, 'routes are open to whom the area is'
    told = TestClient(api.create()).post('/files/practice/delay', content=recording(0.123, rate)).json()
    assert told['latency_ms'] == pytest.approx(123, abs=4)
    assert '6 of 6 clicks' in told['words']


def test_silence_is_told_in_a_sentence_and_what_is_no_recording_too(owner: str) -> None:
    browser = TestClient(api.create())
    quiet = io.BytesIO()
    soundfile.write(quiet, np.zeros(48_000 * 5), 48_000, format='WAV', subtype='PCM_16')
    told = browser.post('/files/practice/delay', content=quiet.getvalue()).json()
    assert told['latency_ms'] is None
    assert 'Only 0 of 6 clicks' in told['words']
    for wrong in (b'', b'no sound', recording(0.1)[:44], recording(0.1, 8_000).replace(b'\x40\x1f', b'\x01\x00', 1)):
        answer = browser.post('/files/practice/delay', content=wrong)
        assert (answer.status_code, 'Try again' in answer.json()['error']) == (400, True)


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize(('late_ms', 'told'), [(0, 'right with the band'), (90, 'behind'), (-80, 'ahead')])
def test_whoever_plays_before_or_behind_the_band_is_told_so_beside_the_delay_of_the_device(
    late_ms: int, told: str
) -> None:
    began, delay = 2100, 180
    sound = sounding(moved(as_written(LINE, 0.0), (began + delay + late_ms) / 1000))
    options = TakeOptions(band=True, began_ms=began, delay_ms=delay)
    options.check()
    result = score_sound(sound, LINE, begins_s=options.begins_s)
    assert told in result.hints[0]
    assert result.score == score_sound(sound, LINE).score
    assert result.latency_ms == pytest.approx(late_ms, abs=20)


def test_a_delay_that_no_device_has_is_refused() -> None:
    for wrong in (replace(TakeOptions(), delay_ms=5000), replace(TakeOptions(), began_ms=-1)):
        with pytest.raises(NotAllowed):
            wrong.check()
    assert replace(TakeOptions(), began_ms=400).begins_s is None, 'without the delay nothing can be said'
    with pytest.raises(NotAllowed):
        delays.measured(b'RIFF')
