"""LevelMix on a libSQL server: what differs from a file. The rest of the suite runs there with TEST_DATABASE=libsql."""

import itertools
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import col, func, select

from app import accounts, api, config, db, files
from app.errors import DatabaseAway, UnsafeSettings
from app.jobs import queue, reaper
from app.ops import erasing, retention
from models import LufsPreset, ProcessingJob, Upload, User
from models.types import utc_now
from tests.databases import LibSQLServer, database_server
from tests.places import ROOT
from tests.servers import environment

pytestmark = pytest.mark.slow

NEWEST = max(path.name[:4] for path in (ROOT / 'models/migrations/versions').glob('0*.py'))


@pytest.fixture
def server(new_data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LibSQLServer]:
    """An empty server that the settings point to."""
    with database_server(tmp_path / 'server') as running:
        monkeypatch.setenv('LEVELMIX_DATA_DIR', str(new_data_dir))
        for name, value in running.settings().items():
            monkeypatch.setenv(f'LEVELMIX_{name.upper()}', value)
        config.forget_settings()
        yield running
        db.dispose()
    config.forget_settings()


def revision() -> object:
    with db.reading() as session:
        return session.execute(sa.text('SELECT version_num FROM alembic_version')).scalar_one()


def tables() -> set[str]:
    with db.engine().connect() as connection:
        return set(sa.inspect(connection).get_table_names())


def rename(preset: LufsPreset) -> None:
    preset.description = f'{preset.description}+'


@pytest.mark.nightly
def test_the_server_holds_the_database_and_the_folder_has_none(server: LibSQLServer, new_data_dir: Path) -> None:
    db.upgrade()
    assert revision() == NEWEST
    assert not (new_data_dir / 'levelmix.db').exists()
    assert db.TURN not in tables(), 'the turn is given back'


def test_read_decide_write_is_one_step_for_all_threads(server: LibSQLServer) -> None:
    """The lock is held from the first read on: without it most of these steps are lost."""
    db.upgrade()

    def step() -> None:
        for _ in range(10):
            with db.transaction() as session:
                preset = session.get_one(LufsPreset, 1)
                rename(preset)
                session.add(preset)

    threads = [threading.Thread(target=step) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.reading() as session:
        assert str(session.get_one(LufsPreset, 1).description).count('+') == 40


@pytest.mark.nightly
def test_a_reader_sees_one_state(server: LibSQLServer) -> None:
    db.upgrade()
    count = select(func.count()).select_from(LufsPreset)
    with db.reading() as session:
        before = session.exec(count).one()
        with db.transaction() as other:
            other.add(LufsPreset(name='New', lufs_value=-10.0))
        assert session.exec(count).one() == before
    with db.reading() as session:
        assert session.exec(count).one() == before + 1


@pytest.mark.nightly
def test_what_fails_leaves_nothing_behind(server: LibSQLServer) -> None:
    db.upgrade()

    def half() -> None:
        with db.transaction() as session:
            session.add(LufsPreset(name='Half', lufs_value=-10.0))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with db.reading() as session:
        assert session.exec(select(LufsPreset).where(col(LufsPreset.name) == 'Half')).first() is None


@pytest.mark.nightly
def test_what_grows_with_all_jobs_asks_for_no_more_than_the_server_answers(
    server: LibSQLServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With some 50,000 jobs both would have met the end of an answer, 10 MB; here each row is larger instead."""
    db.upgrade()
    monkeypatch.setattr(db, 'PAGE', 5)
    monkeypatch.setattr(reaper, 'PAGE', 5)
    long_ago, large = utc_now() - timedelta(days=30), 'x' * 1_000_000
    user = User(email='dj@example.org')
    with db.transaction() as session:
        session.add(user)
    for number in range(12):
        path = f'originals/{number}.wav'
        job = ProcessingJob(user_id=user.id, original_file_path=path, target_lufs=-14.0, created_at=long_ago)
        job.tracklist = large
        with db.transaction() as session:
            session.add(job)
        with db.transaction() as session:
            session.add(Upload(user_id=user.id, filename='a', size_bytes=1, sent_metadata=large, touched_at=long_ago))
    taken_along = accounts.everything(user.id)
    assert (len(taken_along['processing_jobs']), len(taken_along['uploads'])) == (12, 12)
    assert files.of_user(user.id) == []
    retention.upkeep()
    with db.reading() as session:
        assert session.exec(select(Upload.id)).all() == []
    assert reaper.reap() == 12, 'all are sent again'
    assert len(queue.waiting()) == 12
    with db.transaction() as session:
        session.get_one(User, user.id).delete_after = long_ago
    assert not erasing.erase(user.id), 'they are cancelled first'
    assert erasing.erase(user.id)


@pytest.mark.nightly
def test_a_server_that_was_restarted_is_found_again(server: LibSQLServer) -> None:
    db.upgrade()
    assert revision() == NEWEST
    server.restart()
    assert revision() == NEWEST
    with db.transaction() as session:
        session.add(LufsPreset(name='After', lufs_value=-10.0))


def test_a_server_that_is_away_is_a_sentence_for_all_and_two_lines_in_the_log(
    server: LibSQLServer, caplog: pytest.LogCaptureFixture
) -> None:
    db.upgrade()
    server.end()
    for _ in range(2):
        with pytest.raises(DatabaseAway, match='does not answer right now'), db.transaction() as session:
            session.add(LufsPreset(name='Lost', lufs_value=-10.0))
    answer = TestClient(api.create()).get('/shared/any')
    assert (answer.status_code, answer.headers['content-type']) == (503, 'text/plain; charset=utf-8')
    assert answer.text.startswith('The database of this server does not answer')
    server.restart()
    assert revision() == NEWEST
    told = [record.message for record in caplog.records]
    assert [message.partition(' (')[0][:33] for message in told] == [
        'The database is out of reach',
        'The database is in reach again af',
    ]


def test_no_server_and_no_entry_are_sentences(server: LibSQLServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('LEVELMIX_DATABASE_TOKEN', 'wrong')
    config.forget_settings()
    with pytest.raises(UnsafeSettings, match='Set LEVELMIX_DATABASE_TOKEN'):
        db.upgrade()
    server.end()
    with pytest.raises(UnsafeSettings, match=r'did not answer.*LEVELMIX_DATABASE_URL'):
        db.upgrade()


@pytest.mark.nightly
def test_servers_that_start_side_by_side_migrate_one_after_the_other(server: LibSQLServer, tmp_path: Path) -> None:
    """Each has a data folder of its own, so no lock in a file helps."""
    command = [sys.executable, str(ROOT / 'main.py'), 'db', 'upgrade']
    started = [
        subprocess.Popen(
            command, env=environment(tmp_path / f'data {n}', **server.settings()), stderr=subprocess.PIPE, text=True
        )
        for n in range(3)
    ]
    told = [process.communicate(timeout=300)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], told
    assert revision() == NEWEST


@pytest.mark.nightly
def test_a_turn_is_waited_for_and_taken_over_when_its_holder_died(
    server: LibSQLServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(server, 'somebody', 0.4)
    db.upgrade()
    assert revision() == NEWEST

    db.downgrade('0007')
    take(server, 'somebody', 50)
    minutes = itertools.count(0, 100)
    with monkeypatch.context() as patch:
        patch.setattr(db, 'time', SimpleNamespace(monotonic=lambda: next(minutes), sleep=lambda _: None))
        with pytest.raises(UnsafeSettings, match='Somebody else has been migrating'):
            db.upgrade()
    assert revision() == '0007'


@pytest.mark.nightly
def test_a_turn_that_a_clock_took_which_was_a_day_ahead_keeps_nobody_waiting(server: LibSQLServer) -> None:
    take(server, 'somebody', 86_400)
    db.upgrade()
    assert revision() == NEWEST


def test_who_lost_his_turn_finishes_no_step(server: LibSQLServer, monkeypatch: pytest.MonkeyPatch) -> None:
    db.upgrade('0003')
    keep = db._keep_turn

    def robbed(connection: sa.Connection, me: str) -> None:
        connection.exec_driver_sql(f"UPDATE {db.TURN} SET holder = 'a thief'")
        keep(connection, me)

    monkeypatch.setattr(db, '_keep_turn', robbed)
    with pytest.raises(RuntimeError, match='took the migration over'):
        db.upgrade()
    assert revision() == '0003'
    assert 'identities' not in tables()


def take(server: LibSQLServer, holder: str, seconds: float) -> None:
    with db.engine().begin() as connection:
        connection.exec_driver_sql(
            f'CREATE TABLE {db.TURN} (one INTEGER PRIMARY KEY, holder TEXT NOT NULL, until REAL NOT NULL)'
        )
        connection.exec_driver_sql(f'INSERT INTO {db.TURN} VALUES (1, ?, {db.DB_NOW} + ?)', (holder, seconds))
