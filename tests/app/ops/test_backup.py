"""A backup that is made while somebody writes, and an installation that rises from it."""

import json
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app import db, leveling
from app.config import settings
from app.db import transaction
from app.errors import NotAllowed, NotFound
from app.jobs import queue
from app.leveling import LevelingOptions
from app.ops.backup import backup, restore
from models import User
from tests.app.leveling_support import downloaded, upload
from tests.databases import is_remote
from tests.sounds import write_mix

pytestmark = pytest.mark.skipif(is_remote(), reason='about an installation with a database file')
Change = Callable[[str, object], None]


@pytest.fixture
def job_id(owner: str, worker: Callable[[], int], tmp_path: Path) -> str:
    """A mix that was levelled."""
    made = leveling.submit(owner, upload(owner, write_mix(tmp_path / 'mix.wav', 3)), LevelingOptions(-14.0))
    worker()
    return made


@pytest.mark.slow
def test_a_restored_installation_has_everything(
    owner: str, job_id: str, tmp_path: Path, change_setting: Change, worker: Callable[[], int]
) -> None:
    before = downloaded(owner, job_id, tmp_path).read_bytes()
    secret = settings().secret
    place = tmp_path / 'disk' / 'backup'
    made = backup(place)
    assert made.files == made.copied == 2 + 2, 'original, result, and what was measured of them'
    assert place.stat().st_mode & 0o777 == 0o700
    assert (place / 'secret.key').stat().st_mode & 0o777 == 0o600

    db.dispose()
    change_setting('data_dir', tmp_path / 'new')
    restore(place)
    assert settings().secret == secret, 'what was sealed can be opened'
    assert downloaded(owner, job_id, tmp_path).read_bytes() == before
    again = leveling.rerun(owner, job_id, LevelingOptions(-9.0))
    worker()
    assert leveling.get(owner, again).status == 'completed'
    with pytest.raises(NotAllowed, match='an installation in'):
        restore(place)
    queue.close()
    db.dispose()


def test_a_backup_is_whole_while_others_write_and_the_next_one_copies_only_what_is_new(
    owner: str, data_dir: Path, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with transaction() as session:  # a pair, or nothing
                session.add_all([User(email=f'{side}{number}@example.org') for side in 'ab'])
                session.flush()

    files = data_dir / 'files' / 'originals'
    files.mkdir(parents=True)
    (files / 'one.wav').write_bytes(b'1')
    (files / '.two.wav.77.arriving').write_bytes(b'half')
    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(4):
            made = backup(tmp_path / 'backup')
            assert (made.files, made.copied) == (1, 1 if number == 0 else 0)
            copy = sqlite3.connect(tmp_path / 'backup' / 'levelmix.db')
            (a, b) = (
                copy.execute('SELECT count(*) FROM users WHERE email LIKE ?', (f'{side}%@example.org',)).fetchone()[0]
                for side in 'ab'
            )
            copy.close()
            assert a == b
    finally:
        stop.set()
        writer.join()
    (files / 'one.wav').write_bytes(b'another')
    assert backup(tmp_path / 'backup').copied == 1
    assert json.loads((tmp_path / 'backup' / 'backup.json').read_text())['files'] == 1


def test_a_backup_is_written_only_where_nothing_else_is(owner: str, data_dir: Path, tmp_path: Path) -> None:
    other = tmp_path / 'photos'
    other.mkdir()
    (other / 'cat.jpg').touch()
    with pytest.raises(NotAllowed, match='something other than a backup'):
        backup(other)
    with pytest.raises(NotAllowed, match='another disk'):
        backup(data_dir / 'backup')
    assert [path.name for path in other.iterdir()] == ['cat.jpg']


def test_what_was_broken_off_or_is_no_backup_is_not_restored(
    owner: str, data_dir: Path, tmp_path: Path, change_setting: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr('app.ops.backup._copy_database', break_off)
        with pytest.raises(KeyboardInterrupt):
            backup(tmp_path / 'broken')
    db.dispose()
    change_setting('data_dir', tmp_path / 'new')
    for place in (tmp_path / 'broken', tmp_path / 'nothing'):
        with pytest.raises(NotFound, match='no finished backup'):
            restore(place)
    assert not (tmp_path / 'new' / 'levelmix.db').exists()
    with pytest.raises(NotFound, match='There is no database'):
        backup(tmp_path / 'backup')
