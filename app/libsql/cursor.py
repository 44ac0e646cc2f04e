"""A cursor as PEP 249 has it; a result is here as a whole when `execute` returns."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

from app.libsql.errors import ProgrammingError, understood
from app.libsql.statements import Kind, kind_of
from app.libsql.values import Parameters, Value, from_wire

if TYPE_CHECKING:
    from app.libsql.connection import Connection

Row = tuple[Value, ...]


class Cursor:
    """Runs statements on its connection and hands out their rows.

    Attributes
    ----------
    description : name of each column, with six Nones, for a statement that has columns; else None.
    rowcount : rows that the last statement changed; -1 for one that only reads.
    lastrowid : the rowid of the last INSERT, where the server told it.
    arraysize : how many rows `fetchmany` takes.
    """

    def __init__(self, connection: 'Connection') -> None:
        self.connection = connection
        self.arraysize = 1
        self.description: list[tuple[Any, ...]] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self._rows: Iterator[Row] | None = None
        self._closed = False

    def execute(self, sql: str, parameters: Parameters = ()) -> Self:
        """Run one statement with `?` or `:name` for its parameters."""
        self._check()
        self._forget()
        result = self.connection.run(sql, parameters)
        with understood():
            names = [column['name'] for column in result['cols']]
            if names:
                self.description = [(name, None, None, None, None, None, None) for name in names]
                self._rows = iter([tuple(map(from_wire, row)) for row in result['rows']])
            if kind_of(sql) is Kind.WRITE:
                self.rowcount = int(result['affected_row_count'])
            self.lastrowid = _number(result.get('last_insert_rowid'))
        return self

    def executemany(self, sql: str, parameters: Sequence[Parameters]) -> Self:
        """Run one writing statement once for each set of parameters."""
        self._check()
        self._forget()
        results = self.connection.run_many(sql, parameters)
        with understood():
            self.rowcount = sum(int(result['affected_row_count']) for result in results)
        return self

    def fetchone(self) -> Row | None:
        """The next row; None after the last."""
        return next(self._readable(), None)

    def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next rows, at most `size` or `arraysize`."""
        rows = self._readable()
        return [row for _, row in zip(range(self.arraysize if size is None else size), rows, strict=False)]

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        return list(self._readable())

    def __iter__(self) -> Iterator[Row]:
        return self._readable()

    def close(self) -> None:
        """Let the rows go; the cursor cannot be used any more."""
        self._forget()
        self._closed = True

    def setinputsizes(self, sizes: Sequence[Any]) -> None:
        """Does nothing; PEP 249 asks for it."""

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """Does nothing; PEP 249 asks for it."""

    def _forget(self) -> None:
        self.description = None
        self.rowcount = -1
        self.lastrowid = None
        self._rows = None

    def _readable(self) -> Iterator[Row]:
        self._check()
        if self._rows is None:
            raise ProgrammingError('There are no rows to fetch: the last statement has none.')
        return self._rows

    def _check(self) -> None:
        if self._closed:
            raise ProgrammingError('This cursor is closed.')


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)
