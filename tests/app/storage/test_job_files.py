"""What a job stores, in a folder and in a bucket alike, where something comes between."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import files, storage
from app.db import transaction
from app.errors import Cancelled
from app.jobs.stored_results import JobFiles
from app.ops import retention
from app.storage.folder import Folder
from models import ProcessingJob, StoredObject
from models.types import utc_now
from tests.app.jobs_support import KIND, Area, installed
from tests.app.ledger_support import ledger
from tests.meanwhile import meanwhile

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
    remove_bytes = files.remove_bytes

    def made_first(keys: list[str]) -> None:
        make()
        remove_bytes(keys)

    if at == 'put':
        meanwhile(monkeypatch, storage, 'put', lambda: retention.upkeep(compare=False))
        make()
    else:
        monkeypatch.setattr(files, 'remove_bytes', made_first)
        retention.upkeep(compare=False)
    assert (set(ledger()), b''.join(storage.read(PREVIEW))) == ({PREVIEW}, b'sound')
    assert list(tmp_path.glob('out.wav*')) == [], 'and no second name of it is left behind'
