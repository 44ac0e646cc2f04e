"""Mixes, uploads and accounts that end, while somebody else is quicker by a moment."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app import accounts, areas, leveling, storage, uploads
from app.accounts import admin_actions, self_service
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, SignedOut
from app.jobs import admin as jobs_admin
from app.jobs import feed
from app.leveling import LevelingOptions, lookahead, service
from app.ops import erasing, retention
from app.uploads import records
from models import ProcessingJob, Status, User
from models.types import utc_now
from tests.app.accounts_support import PASSWORD, person, session_of, user, visiting
from tests.app.leveling_support import submit, upload
from tests.app.uploads_support import age, send
from tests.meanwhile import meanwhile
from tests.sounds import write_mix

pytestmark = pytest.mark.usefixtures('with_accounts', 'cheap_passwords')


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    return write_mix(tmp_path / 'mix.wav', 4)


@pytest.fixture
def leaver(mix: Path, worker: Callable[[], int]) -> tuple[str, str]:
    """Somebody with a finished job, whose seven days are over."""
    ann = person()
    job = submit(ann, mix)
    worker()
    with transaction() as session:
        session.get_one(User, ann).delete_after = utc_now() - timedelta(seconds=1)
    return ann, job


def end_accounts() -> None:
    """What the upkeep does."""
    for user_id in self_service.due_to_end():
        if erasing.erase(user_id):
            self_service.end(user_id)


def files(job_id: str) -> list[bool]:
    with reading() as session:
        job = session.get_one(ProcessingJob, job_id)
    return [storage.exists(key) for key in (job.original_file_path, job.processed_file_path or 'results/gone')]


def test_who_keeps_the_account_at_the_last_moment_keeps_the_mixes(
    leaver: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, job = leaver
    meanwhile(monkeypatch, self_service, 'due_to_end', lambda: self_service.keep(ann))
    end_accounts()
    assert user(ann).delete_after is None
    assert files(job) == [True, True]


def test_once_the_files_go_nobody_keeps_the_account_or_adds_to_it(
    leaver: tuple[str, str], mix: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, job = leaver
    waiting = upload(ann, mix, 'another.wav')
    token = session_of(ann)
    told: list[str] = []

    def late() -> None:
        deeds: tuple[Callable[[], object], ...] = (
            lambda: self_service.keep(ann),
            lambda: leveling.submit(ann, waiting, LevelingOptions(-9.0)),
            lambda: leveling.rerun(ann, job, LevelingOptions(-9.0)),
            lambda: uploads.begin(ann, 'more.wav', 10),
            lambda: admin_actions.set_disabled('the admin', ann, False),
        )
        for deed in deeds:
            with pytest.raises(NotAllowed, match='It is too late') as refused:
                deed()
            told.append(str(refused.value))
        with pytest.raises(NotAllowed, match='do not match'):
            accounts.sign_in('ann@example.org', PASSWORD)

    meanwhile(monkeypatch, accounts, 'take_over', late)
    end_accounts()
    assert len(told) == 5
    assert accounts.recognise(accounts.Visitor(token)) is None
    with reading() as session:
        assert session.get(User, ann) is None
    assert files(job) == [False, False]


def test_an_account_whose_end_has_begun_ends_though_the_clock_was_set_back_since(leaver: tuple[str, str]) -> None:
    ann, job = leaver
    assert accounts.take_over(ann)
    with transaction() as session:
        session.get_one(User, ann).delete_after = utc_now() + timedelta(days=1)
    with pytest.raises(NotAllowed, match='It is too late'):
        self_service.keep(ann)
    end_accounts()
    with reading() as session:
        assert session.get(User, ann) is None
    assert files(job) == [False, False]


def test_an_admin_starts_nothing_again_for_an_account_whose_end_has_begun(leaver: tuple[str, str], admin: str) -> None:
    ann, job = leaver
    with transaction() as session:
        session.get_one(ProcessingJob, job).status = Status.FAILED
    accounts.take_over(ann)
    with pytest.raises(NotAllowed, match='It is too late'):
        jobs_admin.retry('leveling.level', job)
    assert leveling.get(ann, job).status == Status.FAILED


@pytest.mark.parametrize('area', [service, lookahead], ids=['start', 'look ahead'])
def test_an_upload_that_is_thrown_away_while_it_is_looked_at_becomes_nothing(
    mix: Path, monkeypatch: pytest.MonkeyPatch, area: object
) -> None:
    ann = person()
    upload_id = upload(ann, mix)
    meanwhile(monkeypatch, area, 'probe', lambda: uploads.discard(ann, upload_id))
    ask = leveling.submit if area is service else leveling.ask_lookahead
    with pytest.raises(NotFound, match='A job has taken this upload, or it was removed'):
        ask(ann, upload_id, LevelingOptions(-14.0))
    assert feed.feed(ann).total == 0


def test_nothing_is_started_for_who_is_signed_out_while_the_file_is_looked_at(
    mix: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = person()
    upload_id = upload(ann, mix)
    meanwhile(monkeypatch, service, 'probe', lambda: admin_actions.sign_out_everywhere('the admin', ann))
    with visiting(session_of(ann)), pytest.raises(SignedOut):
        leveling.submit(ann, upload_id, LevelingOptions(-14.0))
    assert uploads.get(ann, upload_id), 'it waits for who signs in again'


def test_an_upload_that_is_gone_on_with_while_old_ones_are_removed_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person()
    upload_id = send(ann, 'late.mp3', b'x')
    age()
    meanwhile(monkeypatch, records, '_is_coming', lambda: records.touch(uploads.get(ann, upload_id)))
    assert uploads.expire() == 0
    assert storage.exists(uploads.storage_key(uploads.get(ann, upload_id)))


def test_who_pays_while_old_files_are_removed_keeps_them(
    mix: Path, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch, change_setting: Callable[[str, object], None]
) -> None:
    change_setting('limits', 'hard')
    ann = person()
    job = submit(ann, mix)
    worker()
    with transaction() as session:
        session.get_one(ProcessingJob, job).completed_at = utc_now() - timedelta(days=8)
    expire = retention._expire_one

    def paid(table: type[ProcessingJob], job_id: str) -> None:
        admin_actions.set_tier('the admin', ann, 3)
        expire(table, job_id)

    monkeypatch.setattr(retention, '_expire_one', paid)
    retention.upkeep()
    assert files(job) == [True, True]
    admin_actions.set_tier('the admin', ann, 1)
    monkeypatch.setattr(retention, '_expire_one', expire)
    retention.upkeep()
    assert files(job) == [False, False]


def test_a_result_that_is_stored_while_all_files_are_listed_stays(
    mix: Path, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the clocks say of its age: with one that was a day ahead, everything is old."""
    ann, made = person(), list[str]()
    monkeypatch.setattr(storage.garbage, 'UNUSED_AFTER_S', -86_400.0)

    def levelled() -> None:
        made.append(submit(ann, mix))
        worker()

    meanwhile(monkeypatch, areas, 'each', levelled)
    retention.upkeep()
    assert files(made[0]) == [True, True]
