"""What a job stores, in a folder and in a bucket alike, where something comes between."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa

from app import storage
from app.db import transaction
from app.errors import Cancelled, StorageFailed
from app.files import removal
from app.jobs.stored_results import JobFiles
from app.ops import retention
from app.storage import s3
from app.storage.folder import Folder
from app.storage.s3 import Bucket
from models import ProcessingJob, StoredObject
from models.types import utc_now
from tests.app.jobs_support import KIND, Area, installed
from tests.app.ledger_support import ledger
from tests.meanwhile import meanwhile
from tests.s3_servers import Service

PREVIEW = 'test/preview/x.aac'


@pytest.fixture
def job(owner: str, monkeypatch: pytest.MonkeyPatch) -> ProcessingJob:
    """A job of the owner that is being done."""
    installed(Area(), monkeypatch)
    job = ProcessingJob(user_id=owner, kind=KIND, status='processing', target_lufs=-14, original_file_path='k')
    with transaction() as session:
        session.add(job)
    return job


def sound(folder: Path) -> Path:
    path = folder / 'out.wav'
    path.write_bytes(b'sound')
    return path


@pytest.mark.nightly('moto')
def test_a_job_that_is_cancelled_with_the_last_byte_of_its_result_leaves_none(
    job: ProcessingJob, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a bucket one hears how far a file is until it is there; a folder is not waited for."""

    def moved(_: int) -> None:
        if list(storage.each('test')):
            raise Cancelled('The job was cancelled.')

    if store == 'folder':
        meanwhile(monkeypatch, Folder, 'put', lambda: moved(1))
    stored = JobFiles(job)
    with pytest.raises(Cancelled):
        stored.put(sound(tmp_path), moved=moved)
    assert list(storage.each('test')) != []
    stored.take_back()
    assert list(storage.each('')) == []


@pytest.mark.parametrize('at', ['put', 'is removed'])
def test_what_is_made_anew_while_an_older_one_goes_is_there(
    job: ProcessingJob, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    def make() -> None:
        JobFiles(job).beside(sound(tmp_path), PREVIEW, 'preview', kept=timedelta(days=3))

    make()
    with transaction() as session:
        session.execute(sa.update(StoredObject).values(expires_at=utc_now() - timedelta(seconds=1)))
    remove_bytes = removal.remove_bytes

    def made_first(keys: list[str]) -> None:
        make()
        remove_bytes(keys)

    if at == 'put':
        meanwhile(monkeypatch, storage, 'put', lambda: retention.upkeep(compare=False))
        make()
    else:
        monkeypatch.setattr(removal, 'remove_bytes', made_first)
        retention.upkeep(compare=False)
    assert (set(ledger()), b''.join(storage.read(PREVIEW))) == ({PREVIEW}, b'sound')
    assert list(tmp_path.glob('out.wav*')) == [], 'and no second name of it is left behind'


def test_a_file_that_cannot_be_deleted_keeps_no_other(data_dir: Path, tmp_path: Path) -> None:
    for key in ('results/a', 'results/b'):
        storage.put(key, sound(tmp_path))
    (data_dir / 'files/results/stuck').mkdir()
    with pytest.raises(StorageFailed, match='did not delete everything'):
        storage.delete('results/a', 'results/stuck', 'results/b')
    assert list(storage.each('')) == []


def test_a_file_that_a_bucket_does_not_delete_keeps_no_other(
    data_dir: Path, use: Callable[[str], Service], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use('moto')
    for key in ('results/a', 'results/b', 'results/stuck'):
        storage.put(key, sound(tmp_path))
    client = cast(Bucket, storage._store())._client
    original = client.delete_objects

    def refuse(**wanted: Any) -> Any:
        if any(one['Key'].endswith('/stuck') for one in wanted['Delete']['Objects']):
            return {'Errors': [{'Key': 'stuck', 'Code': 'AccessDenied'}]}
        return original(**wanted)

    monkeypatch.setattr(client, 'delete_objects', refuse)
    monkeypatch.setattr(s3, 'BATCH', 1)
    with pytest.raises(StorageFailed, match='did not delete everything'):
        storage.delete('results/a', 'results/stuck', 'results/b')
    assert [file.key for file in storage.each('')] == ['results/stuck']


def test_a_file_that_is_deleted_while_it_is_looked_at_is_not_there(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.put('results/a', sound(tmp_path))
    original: Callable[[Path], bool] = Path.is_file

    def is_file(path: Path) -> bool:
        found = original(path)
        path.unlink()
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Path, 'is_file', is_file)
        assert storage.stat('results/a') is None
