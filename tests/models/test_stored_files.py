"""The ledger of stored files is filled from the rows that hold their keys, and leaves them as they are when it goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import db
from tests.databases import Cursor, opened

ROWS = (
    "INSERT INTO users (id, email) VALUES ('u', 'ann@example.org')",
    """INSERT INTO processing_jobs (id, user_id, status, original_file_path, processed_file_path, target_lufs,
        result_size, files_gone_why, files_gone_at, created_at)
    VALUES ('done', 'u', 'completed', 'originals/done.wav', 'results/done-1.flac', -14, 900, NULL, NULL, '2026-01-01'),
        ('again', 'u', 'completed', 'originals/done.wav', 'results/again-1.wav', -9.5, 800, NULL, NULL, '2026-01-02'),
        ('lost', 'u', 'completed', 'originals/lost.mp3', 'results/lost-1.mp3', -14, 700, 'missing',
            '2026-02-01 00:00:00', '2026-01-03'),
        ('over', 'u', 'completed', 'originals/over.wav', 'results/over-1.wav', -14, 600, 'expired',
            '2026-02-01 00:00:00', '2026-01-04'),
        ('waits', 'u', 'queued', 'originals/waits.wav', NULL, -14, NULL, NULL, NULL, '2026-01-05')""",
    """INSERT INTO audio_files (id, job_id, original_filename, file_format, file_size, duration_seconds, target_lufs,
        content_hash)
    VALUES ('f1', 'done', 'Live No. 5.wav', 'wav', 500, 1, -14, 'h1'),
        ('f2', 'again', 'other.wav', 'wav', 500, 1, -9.5, 'h1'), ('f3', 'lost', 'No. 5', 'mp3', 400, 1, -14, 'h3'),
        ('f4', 'over', 'a.wav', 'wav', 300, 1, -14, 'h4'), ('f5', 'waits', 'b.wav', 'wav', 200, 1, -14, 'h5')""",
    """INSERT INTO uploads (id, user_id, filename, size_bytes, content_hash, stored_as, purpose)
    VALUES ('sent', 'u', 'sent.m4a', 100, 'h6', 'originals/sent.m4a', NULL),
        ('same', 'u', 'same.wav', 500, 'h1', 'originals/done.wav', 'leveling'),
        ('coming', 'u', 'coming.wav', 50, NULL, NULL, NULL), ('old', 'u', 'Old.FLAC', 70, 'h7', NULL, NULL)""",
    """INSERT INTO studies (id, user_id, status, kind, upload_id, original_file_path, duration_s)
    VALUES ('s', 'u', 'completed', 'leveling.study', 'sent', 'originals/sent.m4a', 1)""",
)
OBJECTS = {
    'originals/done.wav': ('original', 'Live No. 5.wav', 500, 'h1', 'audio/wav', None),
    'originals/lost.mp3': ('original', 'No. 5', 400, 'h3', 'audio/mpeg', None),
    'originals/waits.wav': ('original', 'b.wav', 200, 'h5', 'audio/wav', None),
    'originals/sent.m4a': ('original', 'sent.m4a', 100, 'h6', 'audio/mp4', None),
    'originals/old.flac': ('original', 'Old.FLAC', 70, 'h7', 'audio/flac', None),
    'results/done-1.flac': ('result', 'Live No. 5 (LevelMix -14 LUFS).flac', 900, None, 'audio/flac', None),
    'results/again-1.wav': ('result', 'other (LevelMix -9.5 LUFS).wav', 800, None, 'audio/wav', None),
    'results/lost-1.mp3': (
        *('result', 'No. 5 (LevelMix -14 LUFS).mp3', 700, None, 'audio/mpeg'),
        '2026-02-01 00:00:00',
    ),
}
USES = {
    'originals/done.wav': {('leveling.level', 'done'), ('leveling.level', 'again'), ('upload', 'same')},
    'originals/lost.mp3': {('leveling.level', 'lost')},
    'originals/waits.wav': {('leveling.level', 'waits')},
    'originals/sent.m4a': {('upload', 'sent')},
    'originals/old.flac': {('upload', 'old')},
    'results/done-1.flac': {('leveling.level', 'done')},
    'results/again-1.wav': {('leveling.level', 'again')},
    'results/lost-1.mp3': {('leveling.level', 'lost')},
}


@pytest.fixture
def filled(data_dir: Path) -> Iterator[Cursor]:
    """A database with rows from before there was a ledger, brought up to date."""
    db.upgrade('0019')
    with db.engine().begin() as connection:
        for statement in ROWS:
            connection.execute(sa.text(statement))
    db.dispose()
    db.upgrade('0020')
    with opened(data_dir) as cursor:
        yield cursor


def objects(cursor: Cursor, which: str) -> dict[str, tuple[object, ...]]:
    asked = 'SELECT key, role, name, size_bytes, content_hash, media_type, gone_at FROM stored_objects WHERE '
    return {str(row[0]): tuple(row[1:]) for row in cursor.execute(asked + which).fetchall()}


def uses(cursor: Cursor) -> dict[str, set[tuple[object, ...]]]:
    found: dict[str, set[tuple[object, ...]]] = {}
    asked = 'SELECT o.key, u.kind, u.job_id FROM file_uses u JOIN stored_objects o ON o.id = u.object_id'
    for key, kind, job_id in cursor.execute(asked).fetchall():
        found.setdefault(str(key), set()).add((kind, job_id))
    return found


def test_every_file_that_a_row_names_is_known_with_its_size_hash_and_type(filled: Cursor) -> None:
    assert objects(filled, 'lasting = 0 AND source_id IS NULL') == OBJECTS, 'but for those that have expired'
    owners = filled.execute('SELECT DISTINCT user_id, length(id) FROM stored_objects').fetchall()
    assert [tuple(row) for row in owners] == [('u', 36)]
    ((area,),) = filled.execute("SELECT area FROM stored_objects WHERE key = 'originals/old.flac'").fetchall()
    assert area == 'uploads', 'nobody has said yet what shall be made of it'


def test_who_needs_each_file_is_known(filled: Cursor) -> None:
    found = uses(filled)
    assert {key: found.get(key) for key in OBJECTS} == USES
    for job_id in ('done', 'again', 'lost', 'over', 'waits', 'sent'):
        assert found[f'timelines/{job_id}.npz'] == found[f'forecasts/{job_id}.json'] == {('leveling.level', job_id)}


def test_an_analysis_goes_with_its_original(filled: Cursor) -> None:
    asked = (
        'SELECT o.key, s.key FROM stored_objects o JOIN stored_objects s ON s.id = o.source_id'
        " WHERE o.role = 'analysis'"
    )
    stems = {'done.wav', 'lost.mp3', 'waits.wav', 'sent.m4a', 'old.flac'}
    assert {tuple(row) for row in filled.execute(asked).fetchall()} == {
        (f'analyses/{name.partition(".")[0]}.npz', f'originals/{name}') for name in stems
    }


def test_going_back_leaves_every_key_where_it_was_and_coming_again_finds_the_same(
    filled: Cursor, data_dir: Path
) -> None:
    asked = (
        'SELECT id, original_file_path, processed_file_path FROM processing_jobs'
        ' UNION ALL SELECT id, filename, stored_as FROM uploads ORDER BY 1'
    )
    rows, before = filled.execute(asked).fetchall(), uses(filled)
    db.downgrade('0019')
    with opened(data_dir) as cursor:
        assert cursor.execute(asked).fetchall() == rows
        assert cursor.execute("SELECT name FROM sqlite_master WHERE name = 'stored_objects'").fetchall() == []
    db.upgrade('0020')
    with opened(data_dir) as cursor:
        assert objects(cursor, 'lasting = 0 AND source_id IS NULL') == OBJECTS
        assert uses(cursor) == before
