"""Copies of a server's database, restored into a server or a file, and the disaster in between."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import accounts, config, db
from app.accounts import admin_actions
from app.errors import NotAllowed, NotFound
from app.libsql import replica
from app.ops import replication
from models import LufsPreset
from tests.databases import LibSQLServer, database_server
from tests.places import ROOT
from tests.servers import environment
from tests.waiting import until

pytestmark = pytest.mark.slow

Use = Callable[[str, str], LibSQLServer | None]


@pytest.fixture
def use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    """Points the settings to an installation of that name, with its database in a `file` or at a `server`."""
    with ExitStack() as running:

        def point(name: str, kind: str) -> LibSQLServer | None:
            server = None
            values = {'data_dir': str(tmp_path / name), 'database_url': '', 'database_token': ''}
            if kind == 'server':
                if not replica.available():
                    pytest.skip('no libsql-experimental for this Python or machine')
                server = running.enter_context(database_server(tmp_path / f'{name} server'))
                values |= server.settings()
            db.dispose()
            for key, value in values.items():
                monkeypatch.setenv(f'LEVELMIX_{key.upper()}', value)
            config.forget_settings()
            return server

        yield point
        db.dispose()
    config.forget_settings()


def fill() -> None:
    """Rows in several tables, one with signs that are lost easily."""
    db.upgrade()
    accounts.ensure_local_owner()
    admin_actions.create('test', 'ann@example.org', name="Ünï'cödé 🎧\n", tier=2)
    with db.transaction() as session:
        session.add(LufsPreset(name='Gone', lufs_value=-9.0))
        session.flush()
        session.execute(sa.text("DELETE FROM lufs_presets WHERE name = 'Gone'"))


def rows() -> dict[str, list[object]]:
    """Everything that is in the database."""
    with db.reading() as session:
        connection = session.connection()
        there = [
            name
            for name in sa.inspect(connection).get_table_names()
            if not name.startswith(('content_index', 'song_index'))
        ]
        names = sorted([*there, 'sqlite_sequence'])
        return {name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')] for name in names}


@pytest.mark.nightly
@pytest.mark.parametrize('there', ['file', 'server'])
def test_what_was_lost_comes_back_from_the_last_copy(use: Use, there: str) -> None:
    server = use('lost', 'server')
    assert server
    fill()
    before = rows()
    assert len(before) > 15
    assert len(before['users']) == 2
    copy = replication.replicate()
    db.dispose()
    server.end()
    shutil.rmtree(server.folder)

    use('found', there)
    replication.restore(copy)
    assert rows() == before
    with db.transaction() as session:
        preset = LufsPreset(name='New', lufs_value=-9.0)
        session.add(preset)
        session.flush()
        assert preset.id == 8, 'a number that was used once is not used again'
        session.execute(sa.text('DELETE FROM users'))
    with db.engine().connect() as connection:
        assert connection.exec_driver_sql('SELECT count(*) FROM user_upload_stats').scalar_one() == 0, 'keys are kept'


@pytest.mark.nightly
def test_a_copy_follows_the_server_and_holds_what_was_committed(use: Use) -> None:
    use('one', 'server')
    fill()
    first = replication.replicate()
    with db.transaction() as session:
        session.add(LufsPreset(name='Later', lufs_value=-9.0))
    first = first.rename(first.with_name('levelmix-20200101-000000.db'))
    second = replication.replicate()
    assert [names(first).count('Later'), names(second).count('Later')] == [0, 1]
    assert second.stat().st_mode & 0o777 == 0o600
    spoilt = first.parents[1] / 'levelmix.db'
    spoilt.write_bytes(os.urandom(20_000))
    again = first.rename(first.with_name('levelmix-20200102-000000.db'))
    third = replication.replicate()
    assert names(third).count('Later') == 1, 'a replica that a power cut has spoilt is made anew'
    assert sorted(path.name for path in third.parent.iterdir()) == sorted({again.name, second.name, third.name})
    with replication._alone(), pytest.raises(NotAllowed, match='being made right now'):
        replication.replicate()


def names(copy: Path) -> list[str]:
    with closing(sqlite3.connect(copy)) as base:
        return [name for (name,) in base.execute('SELECT name FROM lufs_presets')]


@pytest.mark.nightly
def test_what_is_no_good_copy_is_refused_and_nothing_happens(use: Use, tmp_path: Path) -> None:
    use('one', 'file')
    with pytest.raises(NotAllowed, match='levelmix backup'):
        replication.replicate()
    use('one', 'server')
    fill()
    copy = replication.replicate()
    with pytest.raises(NotAllowed, match='not empty'):
        replication.restore(copy)

    use('two', 'file')
    with pytest.raises(NotFound):
        replication.restore(tmp_path / 'nowhere.db')
    other = tmp_path / 'other.db'
    with closing(sqlite3.connect(other)) as base:
        base.execute('CREATE TABLE t (a)')
    torn = tmp_path / 'torn.db'
    content = bytearray(copy.read_bytes())
    content[8192:40000] = os.urandom(40000 - 8192)
    torn.write_bytes(content)
    text = tmp_path / 'text.db'
    text.write_text('no database')
    for wrong in (other, torn, text):
        with pytest.raises(NotAllowed, match=r'no copy|damaged'):
            replication.restore(wrong)
    replication.restore(copy)
    with pytest.raises(NotAllowed, match='not empty'):
        replication.restore(copy)


@pytest.mark.nightly
def test_a_server_that_is_gone_or_refuses_is_a_sentence(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    server = use('one', 'server')
    assert server
    fill()
    replication.replicate()
    monkeypatch.setenv('LEVELMIX_DATABASE_TOKEN', 'wrong')
    config.forget_settings()
    with pytest.raises(NotAllowed, match=r'could not be brought up to date.*Older copies are in') as caught:
        replication.replicate()
    assert 'INFO' not in str(caught.value), 'the sentence, without the log'
    monkeypatch.setattr(replica, 'available', lambda: False)
    with pytest.raises(NotAllowed, match='make setup installs it there'):
        replication.replicate()
    assert len(list(replication.folder().iterdir())) == 1, 'nothing half made is left'


@pytest.mark.nightly
def test_old_copies_go_and_one_of_each_day_stays(use: Use) -> None:
    use('one', 'server')
    fill()
    folder = replication.folder()
    folder.mkdir(parents=True)
    for day in range(1, 29):
        for hour in (3, 9, 21):
            (folder / f'levelmix-202101{day:02}-{hour:02}0000.db').touch()
            (folder / f'levelmix-202102{day:02}-{hour:02}0000.db').touch()
    newest = replication.replicate()
    left = sorted(path.stem for path in folder.glob('*.db'))
    assert left[-1] == newest.stem
    assert len(left) == 24 + (30 - 1 - 8), 'the last 24 are of today and of 8 days in February'
    assert {stem[-6:] for stem in left[:20]} == {'210000'}


WAITS = """
import pathlib, runpy, sys, time

while not pathlib.Path({begin!r}).exists():
    time.sleep(0.02)
sys.path.insert(0, str(pathlib.Path({program!r}).parent))
runpy.run_path({program!r}, run_name='__main__')
"""


@pytest.mark.nightly
def test_a_worker_makes_copies_of_a_server_by_itself_when_one_is_due(
    use: Use, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use('one', 'server')
    fill()
    begin, program = tmp_path / 'begin', tmp_path / 'program.py'
    program.write_text(WAITS.format(begin=str(begin), program=str(replication.PROGRAM)))
    monkeypatch.setattr(replication, 'PROGRAM', program)
    periodic = replication.Periodic()
    assert periodic.look()
    assert periodic._child is not None
    assert periodic._child.poll() is None, 'the worker does not wait for it'
    begin.touch()
    until(lambda: not periodic.look(), seconds=120, what='a copy')
    (copy,) = replication.folder().iterdir()
    assert names(copy).count('Spotify') == 1
    assert not replication.is_due()
    os.utime(copy, (0, 0))
    assert replication.is_due()
    monkeypatch.setenv('LEVELMIX_REPLICATE_MINUTES', '0')
    config.forget_settings()
    assert not replication.is_due()
    use('two', 'file')
    assert not replication.is_due()


@pytest.mark.nightly
def test_the_commands_are_there_and_a_worker_copies_unasked(use: Use, tmp_path: Path) -> None:
    server = use('one', 'server')
    assert server
    fill()
    program = [sys.executable, str(ROOT / 'main.py')]
    there = environment(tmp_path / 'one', **server.settings())
    with subprocess.Popen([*program, 'worker'], env=there, cwd=ROOT) as worker:
        until(lambda: list(replication.folder().glob('levelmix-*.db')), seconds=120, what='a copy by the worker')
        worker.terminate()

    def db_command(*words: str, env: dict[str, str]) -> str:
        done = subprocess.run([*program, 'db', *words], env=env, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    copy = db_command('replicate', env=there)
    assert 'restored' in db_command('restore', copy, env=environment(tmp_path / 'two'))
    use('two', 'file')
    assert len(rows()['users']) == 2
