"""The database is exactly as the schema document says."""

import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from app import db
from app.targets import SYSTEM_PRESETS
from tests.databases import Cursor, opened
from tests.models.expected_schema import EXPECTED_SQL

SHARED = Path(os.environ.get('LEVELMIX_SHARED', Path(__file__).parents[3] / 'shared'))
TABLES = ('users', 'processing_jobs', 'audio_files', 'user_upload_stats', 'lufs_presets', 'api_keys')


@pytest.fixture(scope='module')
def expected() -> sqlite3.Connection:
    """A database made by the document's own SQL."""
    made = sqlite3.connect(':memory:')
    made.executescript(EXPECTED_SQL)
    return made


@pytest.fixture
def ours(data_dir: Path, owner: str) -> Iterator[Cursor]:
    """A database made by our migrations."""
    with opened(data_dir) as cursor:
        yield cursor


Base = sqlite3.Connection | Cursor


def columns(base: Base, table: str) -> dict[str, tuple[object, ...]]:
    """Name -> type, not null, default, primary key."""
    rows = base.execute(f'PRAGMA table_info({table})')
    return {name: (kind, notnull, _plain(default), key) for _, name, kind, notnull, default, key in rows}


def _plain(default: str | None) -> str | None:
    return default if default is None else default.removeprefix('(').removesuffix(')').upper()


def foreign_keys(base: Base, table: str) -> set[tuple[object, ...]]:
    """Column, parent table, parent column, on delete."""
    return {(r[3], r[2], r[4], r[6]) for r in base.execute(f'PRAGMA foreign_key_list({table})')}


def indexes(base: Base, table: str) -> set[tuple[object, ...]]:
    """Name (of those we name), uniqueness, columns in order."""
    found: set[tuple[object, ...]] = set()
    for _, name, unique, origin, _ in base.execute(f'PRAGMA index_list({table})').fetchall():
        in_order = tuple(r[2] for r in base.execute(f'PRAGMA index_info("{name}")'))
        found.add((name if origin == 'c' else origin, unique, in_order))
    return found


@pytest.mark.parametrize('table', TABLES)
def test_every_column_key_and_index_is_as_the_document_writes_it(
    table: str, expected: sqlite3.Connection, ours: Cursor
) -> None:
    demanded, present = columns(expected, table), columns(ours, table)
    assert demanded, f'the expected SQL has no table {table}'
    assert {name: present.get(name) for name in demanded} == demanded
    assert foreign_keys(expected, table) <= foreign_keys(ours, table)
    assert indexes(expected, table) <= indexes(ours, table)


def test_preset_ids_are_never_used_twice(ours: Cursor) -> None:
    ((sql,),) = ours.execute("SELECT sql FROM sqlite_master WHERE name = 'lufs_presets'").fetchall()
    assert 'AUTOINCREMENT' in str(sql)


def test_the_six_system_presets_are_there(expected: sqlite3.Connection, ours: Cursor) -> None:
    query = 'SELECT name, lufs_value, description, is_system_preset FROM lufs_presets ORDER BY id'
    demanded = expected.execute(query).fetchall()
    assert ours.execute(query).fetchall() == demanded
    assert [row[:3] for row in demanded] == list(SYSTEM_PRESETS)


def test_the_expected_sql_is_the_documents(expected: sqlite3.Connection) -> None:
    document = SHARED / 'seeds' / 'levelmix-schema.md'
    if not document.exists():
        pytest.skip(f'the schema document is not at {document}')
    blocks = '\n'.join(re.findall(r'```sql\n(.*?)```', document.read_text(), flags=re.DOTALL))
    written = '\n'.join(line.rstrip() for line in blocks.splitlines())
    from_document = sqlite3.connect(':memory:')
    from_document.executescript(written)
    dump = 'SELECT type, name, sql FROM sqlite_master ORDER BY name'
    assert expected.execute(dump).fetchall() == from_document.execute(dump).fetchall()


def test_models_and_migrations_agree(ours: Cursor) -> None:
    with db.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={'include_name': _is_ours})
        found = compare_metadata(context, SQLModel.metadata)
    # The document leaves NOT NULL out on its TEXT keys; the models have it, because they always set a key.
    differences = [d for d in found if not (isinstance(d, list) and d[0][0] == 'modify_nullable' and _is_key(d[0]))]
    assert differences == []


def _is_ours(name: str | None, kind: str, _: object) -> bool:
    """Whether a table is one of the models: what FTS5 keeps of its index is its own business."""
    return kind != 'table' or not str(name).startswith(('content_index', 'song_index'))


def _is_key(difference: tuple[object, ...]) -> bool:
    _, _, table, column, *_ = difference
    return bool(SQLModel.metadata.tables[str(table)].c[str(column)].primary_key)


def test_migrating_down_and_up_keeps_every_row(data_dir: Path) -> None:
    """Batch migrations remake tables; with foreign keys on, dropping the old one would delete rows of other tables."""
    db.upgrade()
    with db.engine().begin() as connection:
        for statement in ROWS:
            connection.execute(sa.text(statement))
    before = _counts(data_dir)
    assert all(before.values())

    db.dispose()
    db.downgrade('0001')
    assert _counts(data_dir) == before
    with opened(data_dir) as cursor:
        assert columns(cursor, 'processing_jobs').keys() == set(_document_columns())
    db.upgrade()
    assert _counts(data_dir) == before

    with db.engine().begin() as connection:
        connection.execute(sa.text("DELETE FROM users WHERE id = 'u'"))
    after = _counts(data_dir)
    assert after['audio_files'] == 1, 'a job outlives its user, and its file with it'
    assert after['api_keys'] == after['user_upload_stats'] == 0


ROWS = (
    "INSERT INTO users (id, email) VALUES ('u', 'ann@example.org')",
    'INSERT INTO processing_jobs (id, user_id, status, original_file_path, target_lufs)'
    " VALUES ('j', 'u', 'queued', 'k', -14)",
    'INSERT INTO audio_files (id, job_id, original_filename, file_format, file_size, duration_seconds, target_lufs)'
    " VALUES ('f', 'j', 'a.mp3', 'mp3', 1, 1, -14)",
    "INSERT INTO user_upload_stats (user_id) VALUES ('u')",
    "INSERT INTO api_keys (id, user_id, api_key, name) VALUES ('a', 'u', 'hash', 'my key')",
)


def _counts(data_dir: Path) -> dict[str, int]:
    counting = ', '.join(f'(SELECT count(*) FROM {table})' for table in TABLES)
    with opened(data_dir) as cursor:
        return dict(zip(TABLES, cursor.execute(f'SELECT {counting}').fetchone(), strict=True))


def _document_columns() -> list[str]:
    made = sqlite3.connect(':memory:')
    made.executescript(EXPECTED_SQL)
    return list(columns(made, 'processing_jobs'))
