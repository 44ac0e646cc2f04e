"""Levelling as a user has it, with the real engine: submit, download, run again, delete; and every bad file."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile
from sqlmodel import select

from app import leveling, retention, storage, uploads
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, Refused
from app.leveling import Choice, JobView
from app.leveling.probing import Facts, probe
from models import AudioFile, Status, User, UserUploadStats
from tests.sounds import RATE, write_mix

pytestmark = pytest.mark.slow

Worker = Callable[[], int]


def upload(owner: str, path: Path, name: str | None = None) -> str:
    receiver = uploads.begin(owner, name or path.name, path.stat().st_size)
    receiver.write(path.read_bytes())
    return receiver.finish().id


def submit(owner: str, path: Path, lufs: float = -14.0, name: str | None = None) -> str:
    return leveling.submit(owner, upload(owner, path, name), Choice(lufs, preset_name='Spotify'))


def downloaded(owner: str, job_id: str, folder: Path) -> Path:
    key, name = leveling.result(owner, job_id)
    path = folder / f'downloaded{Path(name).suffix}'
    path.write_bytes(b''.join(storage.read(key)))
    return path


def loudness(path: Path) -> float:
    samples, rate = soundfile.read(path)
    return float(pyloudnorm.Meter(rate, filter_class='DeMan').integrated_loudness(samples))


def counted(owner: str) -> int:
    with reading() as session:
        stats = session.get(UserUploadStats, owner)
        return stats.uploads_this_month if stats else 0


def job(owner: str, job_id: str) -> JobView:
    return leveling.get(owner, job_id)


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    return write_mix(tmp_path / 'My Mix.wav', 8, subtype='PCM_24')


def test_a_mix_comes_back_at_its_target_under_a_telling_name(
    owner: str, worker: Worker, mix: Path, tmp_path: Path
) -> None:
    job_id = submit(owner, mix)
    waiting = job(owner, job_id)
    assert (waiting.status, waiting.filename, waiting.file_format) == (Status.QUEUED, 'My Mix.wav', 'wav')
    worker()
    done = job(owner, job_id)
    assert (done.status, done.verdict, done.percent) == (Status.COMPLETED, 'on_target', 100)
    assert leveling.result(owner, job_id)[1] == 'My Mix (LevelMix -14 LUFS).wav'
    result = downloaded(owner, job_id, tmp_path)
    assert loudness(result) == pytest.approx(-14.0, abs=0.1)
    assert soundfile.info(result).subtype == 'PCM_24'
    assert done.result is not None
    assert done.result['output']['integrated_lufs'] == pytest.approx(-14.0, abs=0.1)
    with reading() as session:
        file = session.exec(select(AudioFile)).one()
    assert file.original_lufs == pytest.approx(loudness(mix), abs=0.1)
    assert counted(owner) == 1


def test_running_again_needs_no_upload_and_costs_none(owner: str, worker: Worker, mix: Path, tmp_path: Path) -> None:
    first = submit(owner, mix)
    worker()
    second = leveling.rerun(owner, first, Choice(-20.0))
    worker()
    assert loudness(downloaded(owner, second, tmp_path)) == pytest.approx(-20.0, abs=0.1)
    assert counted(owner) == 1

    leveling.delete(owner, first)
    with pytest.raises(NotFound):
        job(owner, first)
    third = leveling.rerun(owner, second, Choice(-16.0))
    worker()
    assert job(owner, third).status == Status.COMPLETED, 'the original stays while a job needs it'
    for job_id in (second, third):
        leveling.delete(owner, job_id)
    assert [p for p in (settings().data_dir / 'files').rglob('*') if p.is_file()] == []


def test_a_cancelled_job_gives_its_upload_back_and_can_be_tried_again(owner: str, worker: Worker, mix: Path) -> None:
    job_id = submit(owner, mix)
    leveling.cancel(owner, job_id)
    assert job(owner, job_id).status == Status.CANCELLED
    assert counted(owner) == 0
    leveling.retry(owner, job_id)
    assert counted(owner) == 1
    worker()
    assert job(owner, job_id).status == Status.COMPLETED


def test_trying_a_run_again_that_cost_no_upload_still_costs_none(owner: str, worker: Worker, mix: Path) -> None:
    first = submit(owner, mix)
    worker()
    second = leveling.rerun(owner, first, Choice(-20.0))
    leveling.cancel(owner, second)
    leveling.retry(owner, second)
    assert counted(owner) == 1


def test_an_upload_makes_one_job_also_for_a_page_that_was_loaded_anew_and_asks_again(owner: str, mix: Path) -> None:
    upload_id = upload(owner, mix)
    first = leveling.submit(owner, upload_id, Choice(-14.0))
    assert leveling.submit(owner, upload_id, Choice(-14.0)) == first

    both = upload(owner, mix)

    def meanwhile(path: Path) -> Facts:
        patch.undo()
        assert leveling.submit(owner, both, Choice(-14.0)) == both
        return probe(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr('app.leveling.service.probe', meanwhile)
        assert leveling.submit(owner, both, Choice(-14.0)) == both
    assert (leveling.history(owner).total, counted(owner)) == (2, 2)

    leveling.cancel(owner, first)
    leveling.delete(owner, first)
    with pytest.raises(NotFound, match='drop the file again'):
        leveling.submit(owner, upload_id, Choice(-14.0))


def test_a_result_that_a_killed_worker_left_is_removed_and_what_is_used_stays(
    owner: str, worker: Worker, mix: Path
) -> None:
    kept = submit(owner, mix)
    worker()
    unused = upload(owner, mix)
    files = settings().data_dir / 'files'
    orphans = [files / 'results' / 'dead-1.wav', files / 'results' / '.x.1.arriving']
    for orphan in orphans:
        orphan.write_bytes(b'x')
    retention.upkeep()
    assert all(orphan.exists() for orphan in orphans), 'they may be on their way'
    for path in files.rglob('*'):
        os.utime(path, (0, 0))
    retention.upkeep()
    assert not any(orphan.exists() for orphan in orphans)
    assert storage.exists(leveling.result(owner, kept)[0])
    assert leveling.rerun(owner, kept, Choice(-20.0))
    assert leveling.submit(owner, unused, Choice(-14.0))


def test_a_vanished_original_fails_with_a_sentence(owner: str, worker: Worker, mix: Path) -> None:
    job_id = submit(owner, mix)
    for path in (settings().data_dir / 'files' / 'originals').iterdir():
        path.unlink()
    worker()
    assert job(owner, job_id).status == Status.FAILED
    assert job(owner, job_id).error == 'The file is no longer there. Upload it again.'
    assert counted(owner) == 0
    with pytest.raises(NotFound, match='Upload it again'):
        leveling.rerun(owner, job_id, Choice(-14))


def test_a_running_job_is_not_deleted(owner: str, mix: Path) -> None:
    job_id = submit(owner, mix)
    with pytest.raises(NotAllowed, match='Cancel it first'):
        leveling.delete(owner, job_id)


def test_nobody_elses_job_can_be_seen_or_touched(owner: str, worker: Worker, mix: Path) -> None:
    with transaction() as session:
        session.add(User(id='other', email='other@example.org'))
    job_id = submit(owner, mix)
    worker()
    for act in (leveling.get, leveling.cancel, leveling.retry, leveling.delete, leveling.result):
        with pytest.raises(NotFound):
            act('other', job_id)
    with pytest.raises(NotFound):
        leveling.rerun('other', job_id, Choice(-14))
    assert leveling.history('other').jobs == []
    assert leveling.history(owner).total == 1


@pytest.mark.parametrize('lufs', [0.0, -2.9, -41.0, float('nan')])
def test_a_loudness_that_makes_no_sense_is_refused_and_the_upload_kept(owner: str, mix: Path, lufs: float) -> None:
    upload_id = upload(owner, mix)
    with pytest.raises(NotAllowed, match='between -40 and -3 LUFS'):
        leveling.submit(owner, upload_id, Choice(lufs))
    assert leveling.submit(owner, upload_id, Choice(-14.0))


def test_history_is_newest_first_filtered_and_paged(owner: str, mix: Path) -> None:
    first = submit(owner, mix, name='first 100%.wav')
    rest = [leveling.rerun(owner, first, Choice(-10.0 - n % 20)) for n in range(22)]
    leveling.cancel(owner, rest[3])
    page = leveling.history(owner)
    assert (page.total, page.pages, len(page.jobs)) == (23, 2, 20)
    assert [view.id for view in page.jobs] == rest[:1:-1]
    assert [view.id for view in leveling.history(owner, page=9).jobs] == [rest[1], rest[0], first]
    assert [view.id for view in leveling.history(owner, status=Status.CANCELLED).jobs] == [rest[3]]
    assert leveling.history(owner, search='100%').total == 23
    assert leveling.history(owner, search='1%0').total == 0


# -- bad input: one clear sentence each, and the rest goes on


def broken(kind: str, path: Path) -> Path:
    if kind == 'empty':
        path.write_bytes(b'')
    elif kind == 'text':
        path.write_text('This is not music. ' * 100)
    elif kind == 'random':
        path.write_bytes(os.urandom(50_000))
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
    assert len(sentence) < 200
    assert not any(word in sentence for word in ('Traceback', 'Error', str(tmp_path), 'data/files'))
    assert leveling.history(owner).total == 0
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
