"""Recordings that no map can be made of: each ends in a sentence, with the recording kept, and nothing in any list."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app import storage, uploads
from app.drums import song_lists, transcriptions
from models import Status
from tests.app.drums.drafting.sounds import RATE, Sound, chords
from tests.app.drums.drafting.test_refusals import talk
from tests.app.drums.test_transcriptions import sent

pytestmark = pytest.mark.slow
Work = Callable[[], int]


def noise() -> Sound:
    return np.random.default_rng(3).normal(0, 0.1, 30 * RATE).astype(np.float32)


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize(
    ('made', 'said'),
    [
        (lambda: chords([0, 5, 10, 15, 20], 6.0, 30), 'No drums could be heard'),
        (lambda: talk(30), 'nothing that keeps time, as in speech or noise'),
        (noise, 'No drums could be heard'),
    ],
    ids=['no drums', 'speech', 'noise'],
)
def test_it_fails_in_a_sentence_and_can_be_tried_again(
    ann: str, worker: Work, tmp_path: Path, made: Callable[[], Sound], said: str
) -> None:
    path = tmp_path / 'song.flac'
    soundfile.write(path, made(), RATE)
    upload = sent(ann, path)
    key = uploads.storage_key(uploads.get(ann, upload))
    left = transcriptions.left(ann)
    job = transcriptions.submit(ann, upload)
    worker()
    found = transcriptions.get(ann, job)
    assert found.status == Status.FAILED
    assert said in (found.error or '')
    assert 'the recording was kept' in (found.error or '')
    assert found.has_recording
    assert storage.exists(key)
    assert song_lists.listed(ann).total == 0
    assert transcriptions.left(ann) == left, 'what brings no map counts as none'
    transcriptions.retry(ann, job)
    assert transcriptions.get(ann, job).status == Status.QUEUED
