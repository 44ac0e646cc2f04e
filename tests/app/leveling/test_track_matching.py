"""Bringing the tracks of a mix together, as a user asks for it with a job."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app import leveling
from app.errors import NotAllowed
from app.leveling import LevelingOptions
from models import Status
from tests.app.leveling_support import downloaded, upload
from tests.sounds import RATE

Worker = Callable[[], int]
TRACKLIST = '00:00 Anna - Quiet one\n00:30 Ben - Loud one'


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    """Half a minute of noise at -30 dBFS, then half a minute 12 dB louder."""
    noise = np.random.default_rng(5).normal(size=(60 * RATE, 2)) * 10 ** (-30 / 20)
    noise[30 * RATE :] *= 10 ** (12 / 20)
    soundfile.write(tmp_path / 'mix.wav', noise, RATE, subtype='PCM_16')
    return tmp_path / 'mix.wav'


def step(path: Path) -> float:
    """How much louder the end is than the beginning, dB."""
    samples, _ = soundfile.read(path)
    parts = samples[5 * RATE : 15 * RATE], samples[-15 * RATE : -5 * RATE]
    quiet, loud = (10 * np.log10(float(np.mean(part**2))) for part in parts)
    return float(loud - quiet)


def test_a_job_evens_out_as_its_tracklist_says_and_a_re_run_can_leave_it(
    owner: str, worker: Worker, mix: Path, tmp_path: Path
) -> None:
    even = LevelingOptions(-20.0, even_percent=100.0, tracklist=TRACKLIST)
    first = leveling.submit(owner, upload(owner, mix), even)
    worker()
    view = leveling.get(owner, first)
    assert (view.status, view.even_percent, view.tracklist) == (Status.COMPLETED, 100.0, TRACKLIST)
    assert view.result is not None
    assert [track['title'] for track in view.result['segments']] == ['Anna - Quiet one', 'Ben - Loud one']
    assert step(downloaded(owner, first, tmp_path)) == pytest.approx(0.0, abs=1.0)
    second = leveling.rerun(owner, first, LevelingOptions(-20.0))
    worker()
    assert leveling.get(owner, second).result is not None
    assert step(downloaded(owner, second, tmp_path)) == pytest.approx(12.0, abs=0.3)


@pytest.mark.parametrize(
    ('choice', 'reason'),
    [
        (LevelingOptions(-14.0, even_percent=130.0), 'from 0 to 100'),
        (LevelingOptions(-14.0, even_percent=float('nan')), 'from 0 to 100'),
        (LevelingOptions(-14.0, even_percent=50.0, tracklist='Anna - First'), 'No times were found'),
        (LevelingOptions(-14.0, tracklist='05:00 One\n04:00 Two'), 'goes back in time'),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_counted(
    owner: str, mix: Path, choice: LevelingOptions, reason: str
) -> None:
    upload_id = upload(owner, mix)
    with pytest.raises(NotAllowed, match=reason):
        leveling.submit(owner, upload_id, choice)
    assert leveling.submit(owner, upload_id, LevelingOptions(-14.0)) == upload_id
