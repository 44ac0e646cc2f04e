"""Files that are none, or not as they should be: a sentence, a named outcome or a warning, never a stuck job."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app import leveling
from app.errors import Refused
from app.jobs import feed
from components.vocabulary import wording
from models import Status
from tests.app.leveling_support import Worker, counted, downloaded, job, submit
from tests.sounds import RATE, write_mix

pytestmark = pytest.mark.slow


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    return write_mix(tmp_path / 'My Mix.wav', 8, subtype='PCM_24')


def broken(kind: str, path: Path) -> Path:
    if kind == 'empty':
        path.write_bytes(b'')
    elif kind == 'text':
        path.write_text('This is not music. ' * 100)
    elif kind == 'random':
        path.write_bytes(random.Random(1).randbytes(50_000))
    elif kind == 'zero channels':
        write_mix(path, 1)
        whole = bytearray(path.read_bytes())
        whole[22:24] = b'\0\0'
        path.write_bytes(whole)
    return path


@pytest.mark.parametrize(
    ('kind', 'name'),
    [('empty', 'a.wav'), ('text', 'a.mp3'), ('random', 'a.flac'), ('random', 'a.m4a'), ('zero channels', 'a.wav')],
)
def test_what_is_no_audio_is_refused_in_one_sentence(owner: str, tmp_path: Path, kind: str, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        submit(owner, broken(kind, tmp_path / name))
    sentence = str(refusal.value)
    assert sentence.endswith('.')
    assert len(sentence) < 250
    assert not any(word in sentence for word in ('Traceback', 'Error', str(tmp_path), 'data/files'))
    assert feed.feed(owner).total == 0
    assert counted(owner) == 0


@pytest.mark.parametrize(
    ('frames', 'verdict'),
    [(np.zeros((RATE * 3, 2)), 'silent'), (np.full((int(RATE * 0.003), 2), 0.5), 'too_short')],
    ids=['silence', '3 ms'],
)
def test_what_cannot_be_levelled_is_a_named_outcome(
    owner: str, worker: Worker, tmp_path: Path, frames: np.ndarray, verdict: str
) -> None:
    soundfile.write(tmp_path / 'a.wav', frames, RATE)
    job_id = submit(owner, tmp_path / 'a.wav')
    worker()
    done = job(owner, job_id)
    assert (done.status, done.verdict) == (Status.COMPLETED, verdict)
    assert done.result is not None
    assert done.result['explanation'].endswith('.')


def test_nan_samples_are_named_and_the_rest_is_levelled(owner: str, worker: Worker, tmp_path: Path) -> None:
    write_mix(tmp_path / 'a.wav', 5, subtype='FLOAT')
    samples, rate = soundfile.read(tmp_path / 'a.wav', dtype='float32')
    samples[RATE : RATE + 100] = np.nan
    soundfile.write(tmp_path / 'a.wav', samples, rate, subtype='FLOAT')
    job_id = submit(owner, tmp_path / 'a.wav')
    worker()
    done = job(owner, job_id)
    assert (done.status, done.verdict) == (Status.COMPLETED, 'on_target')
    assert done.result is not None
    assert len(done.result['warnings']) == 1
    result = downloaded(owner, job_id, tmp_path)
    assert np.isfinite(soundfile.read(result)[0]).all()


def test_a_truncated_file_is_levelled_as_far_as_it_goes_with_a_warning(
    owner: str, worker: Worker, tmp_path: Path
) -> None:
    whole = write_mix(tmp_path / 'whole.wav', 10).read_bytes()
    (tmp_path / 'a.wav').write_bytes(whole[: len(whole) // 2])
    job_id = submit(owner, tmp_path / 'a.wav')
    worker()
    done = job(owner, job_id)
    assert done.status == Status.COMPLETED
    assert done.result is not None
    assert any('0:05' in warning or '0:04' in warning for warning in done.result['warnings'])
    assert done.result['warnings'] == done.result['input']['warnings']
    assert done.result['explanation'].endswith('This is with warnings about the original.')
    assert wording.verdict(done.verdict, done.result) == 'On target, with warnings'
    page = leveling.report_page(owner, job_id)
    assert '<strong>On target, with warnings</strong>' in page
    assert done.result['warnings'][0] in page


def test_a_file_that_was_put_together_gives_all_of_its_parts_with_a_warning(
    owner: str, worker: Worker, tmp_path: Path
) -> None:
    data = write_mix(tmp_path / 'whole.wav', 6).read_bytes()
    (tmp_path / 'a.wav').write_bytes(data * 2)
    job_id = submit(owner, tmp_path / 'a.wav')
    worker()
    done = job(owner, job_id)
    assert done.result is not None
    assert done.result['warnings'] == ['This file was put together from several: another one begins at 0:06.']
    assert soundfile.info(downloaded(owner, job_id, tmp_path)).duration == 12


@pytest.mark.parametrize(
    'name', ['a "b" \'c\'.wav', '../../etc/x.wav', '🎧 ünï.wav', 'x' * 300 + '.wav', '.wav', 'a;b%0a.wav']
)
def test_an_awkward_name_is_only_a_name(owner: str, worker: Worker, mix: Path, name: str) -> None:
    job_id = submit(owner, mix, name=name)
    worker()
    assert job(owner, job_id).status == Status.COMPLETED
    _, result_name = leveling.result(owner, job_id)
    assert '/' not in result_name
    assert result_name.endswith('LUFS).wav') or name == '.wav'
    assert len(result_name.encode()) <= 255


def test_a_longer_file_than_allowed_is_refused(
    owner: str, mix: Path, change_setting: Callable[[str, object], None], tmp_path: Path
) -> None:
    change_setting('max_duration_minutes', 1)
    with pytest.raises(Refused, match='1:10 long; at most 1:00'):
        submit(owner, write_mix(tmp_path / 'long.flac', 70))
