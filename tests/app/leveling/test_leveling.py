"""Levelling as a user has it, with the real engine: submit, download, run again, delete."""

import os
from pathlib import Path

import pytest
import soundfile
from sqlmodel import select

from app import leveling, storage
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.jobs import feed
from app.leveling import LevelingOptions
from app.leveling.probing import Facts, probe
from app.ops import retention
from models import AudioFile, Status, User
from tests.app.leveling_support import Worker, counted, downloaded, job, loudness, submit, upload
from tests.sounds import write_mix

pytestmark = pytest.mark.slow


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
    second = leveling.rerun(owner, first, LevelingOptions(-20.0))
    worker()
    assert loudness(downloaded(owner, second, tmp_path)) == pytest.approx(-20.0, abs=0.1)
    assert counted(owner) == 1

    leveling.delete(owner, first)
    with pytest.raises(NotFound):
        job(owner, first)
    third = leveling.rerun(owner, second, LevelingOptions(-16.0))
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
    second = leveling.rerun(owner, first, LevelingOptions(-20.0))
    leveling.cancel(owner, second)
    leveling.retry(owner, second)
    assert counted(owner) == 1


def test_an_upload_makes_one_job_also_for_a_page_that_was_loaded_anew_and_asks_again(owner: str, mix: Path) -> None:
    upload_id = upload(owner, mix)
    first = leveling.submit(owner, upload_id, LevelingOptions(-14.0))
    assert leveling.submit(owner, upload_id, LevelingOptions(-14.0)) == first

    both = upload(owner, mix)

    def meanwhile(path: Path) -> Facts:
        patch.undo()
        assert leveling.submit(owner, both, LevelingOptions(-14.0)) == both
        return probe(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr('app.leveling.service.probe', meanwhile)
        assert leveling.submit(owner, both, LevelingOptions(-14.0)) == both
    assert (feed.feed(owner).total, counted(owner)) == (2, 2)

    leveling.cancel(owner, first)
    leveling.delete(owner, first)
    with pytest.raises(NotFound, match='drop the file again'):
        leveling.submit(owner, upload_id, LevelingOptions(-14.0))


def test_a_result_that_a_killed_worker_left_is_removed_and_what_is_used_stays(
    owner: str, worker: Worker, mix: Path
) -> None:
    kept = submit(owner, mix)
    worker()
    unused = upload(owner, mix)
    files = settings().data_dir / 'files'
    results = files / 'leveling' / 'result'
    orphans = [results / 'dead-1.wav', results / '.x.1.arriving']
    for orphan in orphans:
        orphan.write_bytes(b'x')
    retention.upkeep()
    assert all(orphan.exists() for orphan in orphans), 'they may be on their way'
    for path in files.rglob('*'):
        os.utime(path, (0, 0))
    retention.upkeep()
    assert not any(orphan.exists() for orphan in orphans)
    assert storage.exists(leveling.result(owner, kept)[0])
    assert leveling.rerun(owner, kept, LevelingOptions(-20.0))
    assert leveling.submit(owner, unused, LevelingOptions(-14.0))


def test_a_vanished_original_fails_with_a_sentence(owner: str, worker: Worker, mix: Path) -> None:
    job_id = submit(owner, mix)
    for path in (settings().data_dir / 'files' / 'originals').iterdir():
        path.unlink()
    worker()
    assert job(owner, job_id).status == Status.FAILED
    assert job(owner, job_id).error == 'The file is no longer there. Upload it again.'
    assert counted(owner) == 0
    with pytest.raises(NotFound, match='Upload it again'):
        leveling.rerun(owner, job_id, LevelingOptions(-14))


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
        leveling.rerun('other', job_id, LevelingOptions(-14))
    assert feed.feed('other').found == []
    assert feed.feed(owner).total == 1


@pytest.mark.parametrize('lufs', [0.0, -2.9, -41.0, float('nan')])
def test_a_loudness_that_makes_no_sense_is_refused_and_the_upload_kept(owner: str, mix: Path, lufs: float) -> None:
    upload_id = upload(owner, mix)
    with pytest.raises(NotAllowed, match='between -40 and -3 LUFS'):
        leveling.submit(owner, upload_id, LevelingOptions(lufs))
    assert leveling.submit(owner, upload_id, LevelingOptions(-14.0))


def test_history_is_newest_first_filtered_and_paged(owner: str, mix: Path) -> None:
    first = submit(owner, mix, name='first 100%.wav')
    rest = [leveling.rerun(owner, first, LevelingOptions(-10.0 - n % 20)) for n in range(22)]
    leveling.cancel(owner, rest[3])
    page = feed.feed(owner)
    assert (page.total, page.pages, len(page.found)) == (23, 2, 20)
    assert [view.id for view in page.found] == rest[:1:-1]
    assert [view.id for view in feed.feed(owner, page=9).found] == [rest[1], rest[0], first]
    assert [view.id for view in feed.feed(owner, status=Status.CANCELLED).found] == [rest[3]]
    assert feed.feed(owner, search='100%').total == 23
    assert feed.feed(owner, search='1%0').total == 0


# -- bad input: one clear sentence each, and the rest goes on
