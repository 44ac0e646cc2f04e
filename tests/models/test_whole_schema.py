"""The database has every column of the five schema documents, in its one place, by the rules that they write.

Two lists beside this file say it. `expected_columns.tsv` has a line for each column: its kind of value, whether it may
be empty, its default, what it points to and what becomes of it when that is deleted, the words that it may hold, and
which columns of which documents it stands for; a field that is empty leaves that open. `expected_keys.tsv` has the
primary keys, what must be unique, and what must be found by an index.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Cursor, opened
from tests.models.test_schema import SHARED, Base, foreign_keys, indexes

HERE = Path(__file__).parent
Row = dict[str, str]

NOT_YET: set[str] = set()
"""Tables, and columns as `table.column`, that later work brings. Take out what you bring; nothing is ever added."""

TYPES = {
    'text': {'TEXT'},
    'json': {'TEXT', 'JSON'},
    'integer': {'INTEGER', 'BIGINT'},
    'real': {'REAL', 'FLOAT'},
    'boolean': {'BOOLEAN'},
    'timestamp': {'TIMESTAMP'},
    'date': {'DATE', 'TEXT'},
}


def _read(name: str) -> list[Row]:
    with (HERE / name).open(newline='') as file:
        return list(csv.DictReader(file, delimiter='\t'))


COLUMNS, KEYS = _read('expected_columns.tsv'), _read('expected_keys.tsv')
TABLES = sorted({row['table'] for row in COLUMNS})


@pytest.fixture
def ours(data_dir: Path, owner: str) -> Iterator[Cursor]:
    """A database made by our migrations."""
    with opened(data_dir) as cursor:
        yield cursor


def _is_due(table: str, *columns: str) -> bool:
    """Whether a table, and these columns of it, are there by now."""
    return not NOT_YET & {table, *(f'{table}.{column}' for column in columns)}


@pytest.mark.parametrize('table', [table for table in TABLES if _is_due(table)])
def test_a_table_has_every_column_that_the_documents_give_it(table: str, ours: Cursor) -> None:
    present = {row[1]: row for row in ours.execute(f'PRAGMA table_info({table})')}
    due = [row for row in COLUMNS if row['table'] == table and _is_due(table, row['column'])]
    assert due
    assert [row['column'] for row in due if row['column'] not in present] == []
    parents = {(str(key[0]), str(key[1])): str(key[3]) for key in foreign_keys(ours, table)}
    ((sql,),) = ours.execute('SELECT sql FROM sqlite_master WHERE name = ?', (table,)).fetchall()
    wrong = [_wrong(row, present[row['column']], parents, str(sql)) for row in due]
    assert [sentence for sentence in wrong if sentence] == []


def _wrong(wanted: Row, found: tuple[object, ...], parents: dict[tuple[str, str], str], sql: str) -> str:
    """What differs from the list, if anything does."""
    _, name, kind, not_null, default, key = found
    wrongs = []
    if wanted['type'] in TYPES and kind not in TYPES[wanted['type']]:
        wrongs.append(f'is {kind}, not {wanted["type"]}')
    if wanted['nullable'] and not key and wanted['nullable'] != ('no' if not_null else 'yes'):
        wrongs.append('must not be empty' if wanted['nullable'] == 'no' else 'may be empty')
    if wanted['default'] and _plain(default) != _plain(wanted['default']):
        wrongs.append(f'has the default {default}, not {wanted["default"]}')
    parent, _, rule = wanted['references'].partition(' ')
    if parent and _is_due(parent):
        found_rule = parents.get((str(name), parent))
        if found_rule is None or rule not in ('-', found_rule):
            wrongs.append(f'points to {parent} with {found_rule}, not {rule}')
    allowed = [words for words in re.findall(r'CHECK\s*\((.*?\))\s*\)', sql, re.DOTALL) if _names(words, str(name))]
    missing = [word for word in wanted['words'].split() if not any(f"'{word}'" in words for words in allowed)]
    if missing:
        wrongs.append(f'does not take {missing}')
    return f'{name}: {"; ".join(wrongs)}' if wrongs else ''


def _names(condition: str, column: str) -> bool:
    return re.match(rf'"?{column}"?\s+IN\b', condition.strip(), re.IGNORECASE) is not None


def _plain(default: object) -> str:
    text = str(default).removeprefix('(').removesuffix(')').strip("'")
    return {'current_timestamp': 'now', 'true': '1', 'false': '0', '0.0': '0'}.get(text.lower(), text)


@pytest.mark.parametrize('key', KEYS, ids=lambda key: f'{key["table"]} {key["kind"]} {key["columns"]}')
def test_what_must_be_unique_or_found_quickly_has_a_key(key: Row, ours: Cursor) -> None:
    wanted = tuple(key['columns'].split())
    if not _is_due(key['table'], *wanted):
        return
    primary = {name: place for _, name, _, _, _, place in ours.execute(f'PRAGMA table_info({key["table"]})') if place}
    primary_key = tuple(sorted(primary, key=primary.__getitem__))
    if key['kind'] == 'primary':
        assert primary_key == wanted
        return
    found = {(name, unique, columns) for name, unique, columns in indexes(ours, key['table'])}
    if key['kind'] == 'unique':
        assert wanted in {primary_key, *(columns for _, unique, columns in found if unique)}
        return
    # An index by more columns finds what an index by the first of them would.
    assert any(_begins(columns, wanted) for _, _, columns in found)
    if key['where']:
        assert any(key['where'] in sql for sql in _definitions(ours, key['table']))


def _begins(columns: object, wanted: tuple[str, ...]) -> bool:
    return isinstance(columns, tuple) and columns[: len(wanted)] == wanted


def _definitions(base: Base, table: str) -> list[str]:
    query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
    return [str(sql) for (sql,) in base.execute(query, (table,))]


def test_nothing_that_is_there_stands_in_the_list_of_what_is_not_yet(ours: Cursor) -> None:
    known = {*TABLES, *(f'{row["table"]}.{row["column"]}' for row in COLUMNS)}
    assert known >= NOT_YET, 'the list names something that no document asks for'
    tables = {str(name) for (name,) in ours.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    present = {f'{table}.{row[1]}' for table in tables for row in ours.execute(f'PRAGMA table_info({table})')} | tables
    assert present & NOT_YET == set(), 'take what has come out of NOT_YET'


def test_the_list_has_a_place_for_every_column_of_the_five_documents() -> None:
    named = [seed for row in COLUMNS for seed in row['seeds'].split(', ') if seed != 'core']
    assert len(named) == len(set(named)) == 609


def test_the_places_are_those_of_the_plan() -> None:
    plan = SHARED / 'seeds' / 'columns.tsv'
    if not plan.exists():
        pytest.skip(f'the plan is not at {plan}')
    with plan.open(newline='') as file:
        lines = list(csv.reader(file, delimiter='\t'))[1:]
    planned = {f'{seed}:{table}.{column}': place.partition(' ')[0] for seed, table, column, _, _, place in lines}
    ours = {
        seed: f'{row["table"]}.{row["column"]}'
        for row in COLUMNS
        for seed in row['seeds'].split(', ')
        if seed != 'core'
    }
    assert ours == planned
