"""Previews of a job: asked for once, private, gone with the job and after some days."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from app import areas, leveling, storage
from app.config import settings
from app.db import transaction
from app.errors import NotAllowed, NotFound
from app.leveling.preview_files import KEPT
from app.ops import retention
from models import StoredObject
from models.types import utc_now
from tests.app.leveling_support import submit
from tests.sounds import write_mix

pytestmark = pytest.mark.slow

Worker = Callable[[], int]


def stored(name: str) -> list[Path]:
    return sorted((settings().data_dir / 'files' / 'leveling' / 'preview').glob(f'{name}*'))


def test_previews_are_made_when_asked_for_and_go_with_the_job(owner: str, worker: Worker, tmp_path: Path) -> None:
    job_id = submit(owner, write_mix(tmp_path / 'mix.wav', 12))
    with pytest.raises(NotAllowed):
        leveling.ask_previews(owner, job_id)
    worker()
    assert leveling.previews(owner, job_id) is None
    with pytest.raises(NotFound):
        leveling.previews('somebody-else', job_id)
    first = leveling.ask_previews(owner, job_id)
    assert leveling.ask_previews(owner, job_id) == first, 'asked twice, it is made once'
    worker()
    index = leveling.previews(owner, job_id)
    assert index is not None
    assert index.complete
    assert {name: len(sizes) for name, sizes in index.sizes.items()} == {'original': 2, 'result': 2}
    assert index.loudness['result'] == pytest.approx(-14.0, abs=0.1)
    for stream in ('original', 'result'):
        leveling.preview_part(owner, job_id, stream, 0)
    for who, stream, part in (('somebody-else', 'result', 0), (owner, 'secret', 0), (owner, 'result', 1)):
        with pytest.raises(NotFound):
            leveling.preview_part(who, job_id, stream, part)
    assert len(stored(job_id)) == 3
    leveling.delete(owner, job_id)
    assert stored(job_id) == []


def test_previews_expire_and_can_be_made_anew(owner: str, worker: Worker, tmp_path: Path) -> None:
    job_id = submit(owner, write_mix(tmp_path / 'mix.wav', 5))
    worker()
    leveling.ask_previews(owner, job_id)
    worker()
    retention.upkeep()
    assert len(stored(job_id)) == 3
    with transaction() as session:
        for preview in session.exec(select(StoredObject).where(col(StoredObject.role) == 'preview')):
            assert utc_now() + KEPT - timedelta(minutes=5) < preview.expires_at <= utc_now() + KEPT  # type: ignore[operator]
            preview.expires_at = utc_now()
    retention.upkeep()
    assert stored(job_id) == []
    leveling.ask_previews(owner, job_id)
    worker()
    index = leveling.previews(owner, job_id)
    assert index is not None
    assert index.complete


def test_previews_of_a_version_that_kept_no_ledger_go_by_their_age(owner: str, tmp_path: Path) -> None:
    for name, days in (('young', 2), ('old', 4)):
        (tmp_path / name).write_bytes(b'sound')
        storage.put(f'previews/{name}.aac', tmp_path / name)
        then = (utc_now() - timedelta(days=days)).timestamp()
        os.utime(settings().data_dir / 'files' / 'previews' / f'{name}.aac', (then, then))
    retention.upkeep()
    for keep in areas.upkeeps():
        keep()
    assert [file.key for file in storage.each('previews')] == ['previews/young.aac']
