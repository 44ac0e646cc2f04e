"""A database file that is full, held, closed or damaged is told like a server that is away, and never as a fault."""

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from app import accounts, api, database_errors, db, libsql, uploads
from app.config.doctor import findings
from app.errors import DatabaseAway, UnsafeSettings
from app.jobs.reaper import reap
from models import Status
from tests.app.jobs_support import Area, row
from tests.app.uploads_support import send
from tests.databases import is_remote, lose
from tests.places import ROOT

pytestmark = pytest.mark.skipif(is_remote(), reason='about an installation with a database file')


@pytest.fixture(autouse=True)
def quiet_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was ever amiss in this process."""
    for outage in (database_errors._AWAY, database_errors._NOT_WRITTEN, database_errors._SPOILT):
        monkeypatch.setattr(outage, '_began', None)


@contextmanager
def each_connection(statement: str) -> Iterator[None]:
    """Every connection of this process says this first."""

    def say(connection: Any, _: Any) -> None:
        connection.execute(statement)

    db.dispose()
    sa.event.listen(sa.pool.Pool, 'connect', say)
    try:
        yield
    finally:
        sa.event.remove(sa.pool.Pool, 'connect', say)
        db.dispose()


@contextmanager
def full(data_dir: Path) -> Iterator[None]:
    db.dispose()
    with closing(sqlite3.connect(data_dir / 'levelmix.db', isolation_level=None)) as other:
        other.execute('VACUUM')  # no page is left that could be used again
    with each_connection('PRAGMA max_page_count = 1'):
        yield


@contextmanager
def closed(data_dir: Path) -> Iterator[None]:
    with each_connection('PRAGMA query_only = ON'):
        yield


@contextmanager
def held(data_dir: Path) -> Iterator[None]:
    with (
        each_connection('PRAGMA busy_timeout = 1'),
        closing(sqlite3.connect(data_dir / 'levelmix.db', isolation_level=None)) as other,
    ):
        other.execute('BEGIN IMMEDIATE')
        yield


@pytest.fixture(params=[full, closed, held])
def takes_nothing(request: pytest.FixtureRequest, data_dir: Path) -> Callable[[], Any]:
    """Brings the database into a state in which it can be read and not written."""
    return lambda: request.param(data_dir)


def spoil(data_dir: Path, first: int = 4096) -> None:
    """Leave of the database its first bytes alone."""
    db.dispose()
    file = data_dir / 'levelmix.db'
    with closing(sqlite3.connect(file)) as last:
        last.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    whole = file.read_bytes()
    file.write_bytes(whole[:first] + b'\x55' * (len(whole) - first))


LONG = f'note {"a" * 4080}'
"""What a client wants to be told again: more than fits into the pages that there are."""


def told(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.message.partition(' (')[0] for record in log.records if record.name == 'app.outages']


def test_a_database_that_takes_nothing_is_a_sentence_for_all_and_two_lines_in_the_log(
    owner: str, takes_nothing: Callable[[], Any], caplog: pytest.LogCaptureFixture
) -> None:
    """What can be read is read all the while, which is no end of it."""
    with takes_nothing():
        for _ in range(3):
            with pytest.raises(DatabaseAway, match='Nothing was changed'):
                uploads.begin(owner, 'a.wav', 5, LONG)
            assert accounts.current_user().id == owner
        answer = TestClient(api.create(), raise_server_exceptions=False).post(
            '/files/uploads', headers={'Tus-Resumable': '1.0.0', 'Upload-Length': '5', 'Upload-Metadata': LONG}
        )
        assert (answer.status_code, answer.headers['content-type']) == (503, 'text/plain; charset=utf-8')
        assert answer.text.endswith(('try again later.', 'try again in a minute.'))
    assert send(owner, 'a.wav', b'music')
    assert [line[:50] for line in told(caplog)] == [
        'The database, for writing, is out of reach',
        'The database, for writing, is in reach again after',
    ]


@pytest.mark.parametrize('takes_nothing', [closed, held], indirect=True)
def test_a_job_waits_for_a_database_that_takes_nothing(
    area: Area,
    submit: Callable[..., str],
    worker: Callable[[], int],
    takes_nothing: Callable[[], Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    job_id = submit(waiting=timedelta(minutes=1))
    with takes_nothing():
        assert worker() == 1
    assert row(job_id).status == Status.QUEUED
    assert not [record for record in caplog.records if record.exc_info], 'no trace in the log'
    reap()
    worker()
    assert (row(job_id).status, row(job_id).attempts) == (Status.COMPLETED, 1)


@pytest.mark.parametrize('first', [0, 4096])
def test_a_damaged_database_is_a_sentence_for_all_and_one_line_in_the_log(
    owner: str, data_dir: Path, caplog: pytest.LogCaptureFixture, first: int
) -> None:
    spoil(data_dir, first)
    for _ in range(3):
        with pytest.raises(DatabaseAway, match='is damaged'):
            uploads.begin(owner, 'a.wav', 5)
    answer = TestClient(api.create(), raise_server_exceptions=False).get('/shared/any')
    assert (answer.status_code, answer.text) == (503, database_errors.DAMAGED.told)
    assert told(caplog) == ['A part of the database is out of reach']


def test_a_file_that_cannot_be_opened_is_away_like_a_server(owner: str, data_dir: Path) -> None:
    db.dispose()
    lose(data_dir)
    with pytest.raises(DatabaseAway, match='does not answer right now'):
        uploads.begin(owner, 'a.wav', 5)


def test_whoever_waits_too_long_for_a_connection_hears_that_it_is_busy(owner: str) -> None:
    with pytest.raises(DatabaseAway, match='busy'), db.reading():
        raise sa.exc.TimeoutError('QueuePool limit of size 5 overflow 10 reached')


def test_our_own_mistakes_stay_ours(owner: str) -> None:
    with pytest.raises(sa.exc.OperationalError, match='no such table'), db.reading() as session:
        session.execute(sa.text('SELECT * FROM nowhere'))


@pytest.mark.nightly
def test_who_starts_it_is_told_what_to_do(owner: str, takes_nothing: Callable[[], Any], data_dir: Path) -> None:
    db.downgrade('0007')
    with takes_nothing(), pytest.raises(UnsafeSettings, match=r'cannot be used \(') as refused:
        db.upgrade()
    assert str(data_dir / 'levelmix.db') in str(refused.value)
    assert 'Background on this error' not in str(refused.value)


def test_a_folder_that_takes_no_file_is_told_at_the_start(owner: str, data_dir: Path) -> None:
    (data_dir / 'migrating.lock').unlink(missing_ok=True)
    (data_dir / 'migrating.lock').mkdir()
    with pytest.raises(UnsafeSettings, match='may not write to'):
        db.upgrade()


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.slow
@pytest.mark.parametrize('command', ['serve', 'worker', 'doctor'])
def test_a_damaged_database_ends_every_start_with_a_sentence(owner: str, data_dir: Path, command: str) -> None:
    spoil(data_dir, 0)
    done = subprocess.run(
        [sys.executable, str(ROOT / 'main.py'), command],
        env={**os.environ, 'LEVELMIX_OPEN_BROWSER': 'false'},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == (1 if command == 'doctor' else 2)
    said = done.stdout + done.stderr
    assert 'levelmix.db is damaged' in said
    assert 'fault of LevelMix' not in said
    assert 'Traceback' not in said


def test_the_doctor_finds_damage_and_a_file_that_cannot_be_written(owner: str, data_dir: Path) -> None:
    assert findings() == []
    (data_dir / 'levelmix.db').chmod(0o400)
    (finding,) = findings()
    assert 'cannot be written to' in finding
    (data_dir / 'levelmix.db').chmod(0o600)
    spoil(data_dir)
    (finding,) = findings()
    assert f'{data_dir / "levelmix.db"} is damaged' in finding


def test_the_doctor_looks_only_for_so_long(owner: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('app.config.doctor.CHECK_S', -1.0)
    assert findings() == []


def test_a_disk_that_refuses_is_a_sentence_wherever_it_is_met(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = TestClient(api.create(), raise_server_exceptions=False)
    for number, status in ((errno.ENOSPC, 503), (errno.EROFS, 503), (errno.EBADF, 500)):

        def refuse(*_: object, number: int = number) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(uploads, 'begin', refuse)
        answer = client.post('/files/uploads', headers={'Tus-Resumable': '1.0.0', 'Upload-Length': '5'})
        assert answer.status_code == status
        assert answer.text.startswith('The server could not store this' if status == 503 else 'Internal')


def test_a_transaction_that_its_server_has_ended_is_told_as_busy_and_to_be_tried_again() -> None:
    ended = libsql.OperationalError('The stream has expired', code='STREAM_EXPIRED', disconnected=True)
    with pytest.raises(DatabaseAway, match='Nothing was changed; try again'), database_errors.in_reach(writing=True):
        raise sa.exc.OperationalError('SELECT 1', {}, ended)
