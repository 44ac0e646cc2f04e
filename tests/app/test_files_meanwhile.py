"""The ledger of files while others are at the same ones: its rivals act at exactly the point that each test names."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app import files, storage, uploads
from app.db import reading, transaction
from app.files import Need, NewFile, removal
from app.jobs.runner import Finished, Heartbeat
from app.jobs.stored_results import JobFiles
from app.ops import ledger_check, retention
from models import FilesGone, FileUse, ProcessingJob, StoredObject, User
from models.types import utc_now
from tests.app.jobs_support import KIND, Area, row
from tests.app.ledger_support import ledger, long_ago
from tests.app.uploads_support import send
from tests.meanwhile import meanwhile

Worker = Callable[[], int]
PREVIEW = 'test/preview/x.aac'


@pytest.fixture
def job(area: Area, owner: str) -> ProcessingJob:
    """A finished job of the owner, who may look at what was made beside it."""
    job = ProcessingJob(user_id=owner, kind=KIND, status='completed', target_lufs=-14, original_file_path='k')
    with transaction() as session:
        session.add(job)
    return job


@pytest.fixture
def make(job: ProcessingJob, tmp_path: Path) -> Callable[[], None]:
    """A worker makes the preview of that job, perhaps once more."""

    def store() -> None:
        (tmp_path / 'preview').write_bytes(b'sound')
        JobFiles(job).beside(tmp_path / 'preview', PREVIEW, 'preview', kept=timedelta(days=3))

    return store


def lay(folder: Path, key: str) -> None:
    """Store bytes that nobody writes down."""
    (folder / 'laid').write_bytes(b'sound')
    storage.put(key, folder / 'laid')


def object_of(key: str) -> StoredObject | None:
    with reading() as session:
        return session.exec(select(StoredObject).where(col(StoredObject.key) == key)).first()


def end_time_of(key: str) -> None:
    """Let a file's time be over."""
    with transaction() as session:
        over = sa.update(StoredObject).where(col(StoredObject.key) == key)
        session.execute(over.values(expires_at=utc_now() - timedelta(seconds=1)))


def before(patch: pytest.MonkeyPatch, where: object, name: str, rival: Callable[[], object]) -> None:
    """Once, when the function of this name is called, the rival acts before it does anything."""
    original = getattr(where, name)

    def act_first(*args: object, **kwargs: object) -> object:
        patch.setattr(where, name, original)
        rival()
        return original(*args, **kwargs)

    patch.setattr(where, name, act_first)


def test_a_preview_that_is_made_anew_while_the_old_one_goes_is_there(
    make: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    make()
    end_time_of(PREVIEW)
    before(monkeypatch, removal, '_remove_bytes', make)
    retention.upkeep(compare=False)
    assert (set(ledger()), storage.exists(PREVIEW)) == ({PREVIEW}, True)


def test_a_preview_whose_old_one_goes_before_it_is_written_down_is_there(
    make: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    make()
    end_time_of(PREVIEW)
    meanwhile(monkeypatch, storage, 'put', lambda: retention.upkeep(compare=False))
    make()
    assert (set(ledger()), storage.exists(PREVIEW)) == ({PREVIEW}, True)


def test_a_preview_that_is_made_anew_at_the_last_moment_and_goes_is_not_said_to_be_there(
    make: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    make()
    end_time_of(PREVIEW)
    before(monkeypatch, storage, 'delete', make)
    retention.upkeep(compare=False)
    assert not storage.exists(PREVIEW)
    found = object_of(PREVIEW)
    assert found is not None
    assert found.gone_at is not None
    make()
    found = object_of(PREVIEW)
    assert found is not None
    assert (found.gone_at, storage.exists(PREVIEW)) == (None, True)


def test_what_is_stored_while_the_upkeep_looks_for_files_that_no_row_knows_stays(
    make: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, PREVIEW)
    long_ago()
    meanwhile(monkeypatch, ledger_check, '_look_after', make)
    retention.upkeep()
    assert (set(ledger()), storage.exists(PREVIEW)) == ({PREVIEW}, True)


def test_what_expires_while_a_worker_still_makes_more_of_it_is_not_written_down_again_at_its_end(
    area: Area, submit: Callable[..., str], worker: Worker, tmp_path: Path
) -> None:
    def work(job: ProcessingJob, heart: Heartbeat) -> Finished:
        (tmp_path / 'preview').write_bytes(b'sound')
        heart.files.beside(tmp_path / 'preview', PREVIEW, 'preview', kept=timedelta(days=3))
        with transaction() as session:
            files.release(session, job.id, lasting=False)
        return Finished()

    area.work = work
    job_id = submit()
    worker()
    assert row(job_id).status == 'completed'
    assert (ledger(), storage.exists(PREVIEW)) == ({}, False)


def test_a_file_that_is_stored_anew_while_it_is_looked_for_is_not_said_to_be_gone(
    make: Callable[[], None], job: ProcessingJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        files.note(session, NewFile(PREVIEW, 'result', 5), Need.of(job))
    long_ago()
    meanwhile(monkeypatch, storage, 'exists', make)
    retention.upkeep()
    found = object_of(PREVIEW)
    assert found is not None
    assert (found.gone_at, storage.exists(PREVIEW)) == (None, True)
    assert row(job.id).files_gone_why is None


def test_a_file_that_is_deleted_while_its_size_is_learned_stops_no_upkeep(
    owner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, other = send(owner, 'mix.wav', b'RIFF'), send(owner, 'other.wav', b'RIFF2')
    with transaction() as session:
        session.execute(sa.update(StoredObject).values(size_bytes=None))
    lay(tmp_path, 'results/nobodys.wav')
    long_ago()
    meanwhile(monkeypatch, ledger_check, '_held_against', lambda: uploads.discard(owner, sent))
    retention.upkeep()
    assert set(ledger()) == {file.key for file in storage.each('')} == {f'originals/{other}.wav'}
    found = object_of(f'originals/{other}.wav')
    assert found is not None
    assert found.size_bytes == len(b'RIFF2')


def derived(owner: str, sent: str, folder: Path) -> str:
    """What was worked out of an upload, and is looked at after it by whoever goes through files by their ids."""
    key = f'analyses/{sent}.npz'
    lay(folder, key)
    with transaction() as session:
        need = Need('leveling.level', sent, owner, 'leveling')
        files.note(session, NewFile(key, 'analysis', 5, source=f'originals/{sent}.wav'), need)
        session.execute(sa.update(StoredObject).where(col(StoredObject.key) == key).values(id='~'))
    return key


def test_whoever_leaves_leaves_no_bytes_however_many_files_go_at_a_time(
    owner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived(owner, send(owner, 'mix.wav', b'RIFF'), tmp_path)
    monkeypatch.setattr('app.files.removal.BATCH', 1)
    files.erase(owner)
    assert ledger() == {}
    assert list(storage.each('')) == []


def test_what_a_worker_stores_while_its_owner_leaves_goes_too(
    make: Callable[[], None], owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make()
    meanwhile(monkeypatch, storage, 'delete', make)
    files.erase(owner)
    assert ledger() == {}
    assert list(storage.each('')) == []


@pytest.mark.parametrize('written_down', [True, False])
def test_what_a_worker_that_was_thought_dead_stores_of_somebody_who_has_left_goes(
    job: ProcessingJob, owner: str, tmp_path: Path, written_down: bool
) -> None:
    with transaction() as session:
        session.execute(sa.delete(User).where(col(User.id) == owner))
    (tmp_path / 'curves').write_bytes(b'curves')
    key = f'timelines/{job.id}.npz'
    if written_down:
        JobFiles(job).beside(tmp_path / 'curves', key, 'timeline', lasting=True)
    else:
        storage.put(key, tmp_path / 'curves')
    long_ago()
    retention.upkeep()
    assert ledger() == {}
    assert list(storage.each('')) == []


def test_what_only_the_job_of_somebody_who_has_left_names_is_not_learned_anew(job: ProcessingJob, owner: str) -> None:
    """The files were listed before they went; the row of the job stays."""
    sent = send(owner, 'mix.wav', b'RIFF')
    key = f'originals/{sent}.wav'
    with transaction() as session:
        session.get_one(ProcessingJob, job.id).original_file_path = key
    files.erase(owner)
    with transaction() as session:
        session.execute(sa.delete(User).where(col(User.id) == owner))
    listed = {key: storage.Stored(key, 4, '', 0.0)}
    assert ledger_check._learn(listed) == 0
    assert ledger() == {}


def test_a_job_takes_an_upload_whose_file_it_needs_already(job: ProcessingJob, owner: str) -> None:
    """It was made of two uploads with the same bytes."""
    first, second = send(owner, 'mix.wav', b'same'), send(owner, 'voice.wav', b'same')
    with transaction() as session:
        for sent in (first, second):
            uploads.take(session, uploads.get(owner, sent), session.get_one(ProcessingJob, job.id))
    assert ledger() == {f'originals/{first}.wav': {job.id}}
    with reading() as session:
        assert [use.kind for use in session.exec(select(FileUse))] == [KIND]


def test_an_upload_goes_though_its_area_has_made_a_job_of_it_and_said_what_that_needs(area: Area, owner: str) -> None:
    sent = send(owner, 'mix.wav', b'RIFF')
    made = ProcessingJob(id=sent, user_id=owner, kind=KIND, target_lufs=-14, original_file_path=f'originals/{sent}.wav')
    with transaction() as session:
        session.add(made)
        session.flush()
        files.use(session, made.original_file_path, Need.of(made))
    uploads.discard(owner, sent)
    assert ledger() == {f'originals/{sent}.wav': {sent}}
    assert storage.exists(f'originals/{sent}.wav')


def test_the_analysis_of_a_mix_that_has_expired_goes_also_if_the_process_is_killed_before_its_bytes(
    job: ProcessingJob, tmp_path: Path
) -> None:
    lay(tmp_path, f'analyses/{job.id}.npz')
    lay(tmp_path, f'timelines/{job.id}.npz')
    with transaction() as session:
        expired = session.get_one(ProcessingJob, job.id)
        expired.files_gone_at, expired.files_gone_why = utc_now(), FilesGone.EXPIRED
    long_ago()
    retention.upkeep()
    assert [file.key for file in storage.each('')] == [f'timelines/{job.id}.npz'], 'which lasts as long as the job'
