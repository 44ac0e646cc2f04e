"""What is stored comes back as it was: compared with SQLite's own module and over the real server."""

import sqlite3
import struct
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import libsql
from app.libsql.values import Value

Connect = Callable[..., libsql.Connection]
VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=['Cs']), max_size=30),
    st.binary(max_size=30),
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(VALUES, min_size=1, max_size=20))
def test_every_value_comes_back_as_it_was(connect: Connect, values: list[Value]) -> None:
    question = f'SELECT {", ".join("?" * len(values))}, {", ".join("typeof(?)" for _ in values)}'
    if not hasattr(connect, 'kept'):
        connect.kept = connect()  # type: ignore[attr-defined]
    ours = connect.kept.cursor().execute(question, [*values, *values]).fetchone()  # type: ignore[attr-defined]
    theirs = sqlite3.connect(':memory:').execute(question, [*values, *values]).fetchone()
    assert ours == theirs
    assert [type(value) for value in ours] == [type(value) for value in theirs]
    assert [_bits(value) for value in ours[: len(values)]] == [_bits(value) for value in values]


def _bits(value: Value) -> object:
    return struct.pack('<d', value) if isinstance(value, float) else value


@pytest.mark.parametrize('value', [2**63 - 1, -(2**63), 2**53 + 1, True, 'a\0b', '', b'', b'\0', 'Ünïcödé 🎧', -0.0])
def test_values_survive_being_stored(connect: Connect, table: str, value: Value) -> None:
    cursor = connect().cursor()
    cursor.execute(f'INSERT INTO {table} (anything) VALUES (?)', [value])
    (found,) = cursor.execute(f'SELECT anything FROM {table}').fetchone() or ()
    assert found == value


def test_bytes_like_values_are_blobs(connect: Connect) -> None:
    found = connect().cursor().execute('SELECT ?, ?', [bytearray(b'\1\2'), memoryview(b'\3')]).fetchone()
    assert found == (b'\1\2', b'\3')


def test_named_parameters(connect: Connect) -> None:
    assert connect().cursor().execute('SELECT :b, :a, :b', {'a': 1, 'b': 'x'}).fetchone() == ('x', 1, 'x')


def test_nan_is_null_as_in_sqlite(connect: Connect) -> None:
    assert connect().cursor().execute('SELECT ?', [float('nan')]).fetchone() == (None,)
    assert sqlite3.connect(':memory:').execute('SELECT ?', [float('nan')]).fetchone() == (None,)


@pytest.mark.parametrize('value', [2**63, -(2**63) - 1, float('inf'), float('-inf'), '\ud800'])
def test_what_cannot_be_stored_exactly_is_refused(connect: Connect, value: Value) -> None:
    with pytest.raises(libsql.DataError):
        connect().cursor().execute('SELECT ?', [value])


@pytest.mark.parametrize('parameters', [[object()], [[1]], 'text', b'bytes', {1, 2}, 5])
def test_what_is_no_parameter_is_refused(connect: Connect, parameters: object) -> None:
    with pytest.raises(libsql.ProgrammingError):
        connect().cursor().execute('SELECT ?', parameters)  # type: ignore[arg-type]


def test_an_infinite_result_is_not_mistaken_for_a_number(connect: Connect) -> None:
    with pytest.raises(libsql.DataError, match='infinite'):
        connect().cursor().execute('SELECT 9e999')
