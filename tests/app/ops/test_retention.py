"""Files go when their time is over, and rows and files that have lost each other are told apart."""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app import accounts, areas, config, leveling, storage
from app.db import reading, transaction
from app.errors import NotFound
from app.leveling import LevelingOptions
from app.ops import retention
from app.storage import Stored
from app.storage.folder import Folder
from models import FilesGone, FileUse, Lookahead, ProcessingJob, StoredObject
from models.types import utc_now
from tests.app.leveling_support import submit
from tests.sounds import write_mix

Change = Callable[[str, object], None]


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    return write_mix(tmp_path / 'mix.wav', 5)


@pytest.fixture
def limited(owner: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A user whose tier is the free one, which keeps files for seven days."""
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    monkeypatch.setenv('LEVELMIX_LIMITS', 'hard')
    config.forget_settings()
    with transaction() as session:
        session.execute(sa.text('UPDATE users SET subscription_tier = 1'))
    return owner


def done(user: str, mix: Path, worker: Callable[[], int], days_ago: int = 0) -> str:
    job_id = submit(user, mix)
    worker()
    set_end(job_id, days_ago)
    return job_id


def set_end(job_id: str, days_ago: float) -> None:
    with transaction() as session:
        then = utc_now() - timedelta(days=days_ago)
        session.get_one(ProcessingJob, job_id).completed_at = then
        mine = select(FileUse.object_id).where(col(FileUse.job_id) == job_id)
        for stored in session.exec(select(StoredObject).where(col(StoredObject.id).in_(mine))):
            stored.created_at = then


def keys(job_id: str) -> tuple[str, str]:
    with reading() as session:
        job = session.get_one(ProcessingJob, job_id)
    return job.original_file_path, job.processed_file_path or ''


def test_files_go_when_the_tier_keeps_them_no_longer_and_the_numbers_stay(
    limited: str,
    mix: Path,
    worker: Callable[[], int],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job_id = done(limited, mix, worker, days_ago=6)
    view = leveling.get(limited, job_id)
    assert view.expires_at is not None
    assert view.expires_at == view.completed_at + timedelta(days=7)  # type: ignore[operator]
    with monkeypatch.context() as patch:
        patch.setattr('app.accounts.keeping_of', None)
        retention.upkeep()  # asks for nobody whose files nobody's tier lets go
    assert all(map(storage.exists, keys(job_id)))

    set_end(job_id, 8)
    with caplog.at_level(logging.INFO):
        retention.upkeep()
    assert 'jobs whose files expired: 1' in caplog.text
    assert not any(map(storage.exists, keys(job_id)))
    assert [file.key for file in storage.each('')] == [leveling.timeline_key(job_id)]
    view = leveling.get(limited, job_id)
    assert (view.files_gone_why, view.result is not None) == (FilesGone.EXPIRED, True)
    assert view.files_gone_at is not None
    today = accounts.day(view.files_gone_at)
    for use in (
        lambda: leveling.result(limited, job_id),
        lambda: leveling.rerun(limited, job_id, LevelingOptions(-9.0)),
        lambda: leveling.ask_previews(limited, job_id),
    ):
        with pytest.raises(NotFound, match=f'expired on {today}'):
            use()
    assert leveling.report(limited, job_id)['verdict'] == view.verdict
    retention.upkeep()
    assert leveling.get(limited, job_id) == view, 'once'


def test_an_original_stays_as_long_as_one_of_its_jobs(limited: str, mix: Path, worker: Callable[[], int]) -> None:
    first = done(limited, mix, worker, days_ago=8)
    second = leveling.rerun(limited, first, LevelingOptions(-9.0))
    worker()
    original, result = keys(first)
    retention.upkeep()
    assert (storage.exists(original), storage.exists(result)) == (True, False)
    set_end(second, 8)
    retention.upkeep()
    assert not storage.exists(original)


def test_a_failed_job_that_has_expired_is_not_tried_again(limited: str, mix: Path) -> None:
    job_id = submit(limited, mix)
    leveling.cancel(limited, job_id)
    set_end(job_id, 8)
    retention.upkeep()
    with pytest.raises(NotFound, match='expired on'):
        leveling.retry(limited, job_id)
    assert leveling.get(limited, job_id).status == 'cancelled'


def test_who_was_premium_has_the_days_of_free_from_the_end_of_it(
    limited: str, mix: Path, worker: Callable[[], int]
) -> None:
    job_id = done(limited, mix, worker, days_ago=100)
    ended = utc_now() - timedelta(days=2)
    with transaction() as session:
        session.execute(
            sa.text('UPDATE users SET subscription_tier = 3, subscription_expires_at = :at'),
            {'at': ended.strftime('%Y-%m-%d %H:%M:%S')},
        )
    retention.upkeep()
    view = leveling.get(limited, job_id)
    assert (view.files_gone_at, view.expires_at) == (None, ended + timedelta(days=7))


@pytest.mark.parametrize(('setting', 'value'), [('accounts', 'off'), ('limits', 'soft')])
def test_without_limits_nothing_expires(
    limited: str, mix: Path, worker: Callable[[], int], change_setting: Change, setting: str, value: str
) -> None:
    change_setting(setting, value)
    job_id = done(limited, mix, worker, days_ago=1000)
    retention.upkeep()
    view = leveling.get(limited, job_id)
    assert (view.expires_at, view.files_gone_at) == (None, None)
    assert leveling.result(limited, job_id)


def test_a_result_that_is_missing_is_said_and_forgotten_when_it_is_back(
    owner: str, mix: Path, worker: Callable[[], int], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = done(owner, mix, worker, days_ago=1)
    _, result = keys(job_id)
    content = b''.join(storage.read(result))
    storage.delete(result)
    with caplog.at_level(logging.INFO):
        retention.upkeep()
    assert 'jobs whose result is missing: 1' in caplog.text
    assert leveling.get(owner, job_id).files_gone_why == FilesGone.MISSING
    with pytest.raises(NotFound, match=r'no longer in the storage\. Run the job again'):
        leveling.result(owner, job_id)
    again = leveling.rerun(owner, job_id, LevelingOptions(-9.0))
    worker()
    assert leveling.result(owner, again), 'the original is there'

    (tmp_path / 'back').write_bytes(content)
    storage.put(result, tmp_path / 'back')
    retention.upkeep()
    assert leveling.get(owner, job_id).files_gone_at is None
    assert leveling.result(owner, job_id)


def test_between_two_comparisons_nothing_is_listed_that_grows_with_the_files(
    limited: str, mix: Path, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = done(limited, mix, worker, days_ago=8)
    listed: list[str] = []
    each = Folder.each

    def listing(store: Folder, folder: str) -> Iterator[Stored]:
        listed.append(folder)
        return each(store, folder)

    monkeypatch.setattr(Folder, 'each', listing)
    retention.upkeep(compare=False)
    assert not any(map(storage.exists, keys(job_id))), 'what has run out goes all the same'
    assert listed == []
    retention.upkeep()
    assert set(listed) >= {'originals', 'results', 'timelines', 'leveling'}


def test_what_was_done_is_counted_over_all_areas(
    limited: str,
    mix: Path,
    worker: Callable[[], int],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done(limited, mix, worker, days_ago=8)
    monkeypatch.setattr(areas, 'tables', lambda: {ProcessingJob: [], Lookahead: []})
    with caplog.at_level(logging.INFO):
        retention.upkeep()
    assert 'jobs whose files expired: 1' in caplog.text, 'the second table, of which none did, takes nothing away'


def test_an_original_that_no_row_knows_goes(owner: str, mix: Path, worker: Callable[[], int]) -> None:
    job_id = done(owner, mix, worker)
    orphan = config.settings().data_dir / 'files' / 'originals' / 'nobodys.wav'
    orphan.write_bytes(b'x')
    for path in orphan.parent.iterdir():
        os.utime(path, (0, 0))
    retention.upkeep()
    assert not orphan.exists()
    assert storage.exists(keys(job_id)[0])
