"""A connection as PEP 249 has it, on top of streams that live no longer than a transaction.

An idle connection holds nothing at the server. The first statement of a transaction travels together with its BEGIN in
one request, every further one is run only if the transaction is still open, and the end travels together
with the closing of the stream. What a transaction will read can be asked in one request (`foresee`), and its new rows
can travel with what follows them (`gather`).
"""

import os
import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal, get_args

from app.libsql.ahead import TAKEN, Ahead, Noted
from app.libsql.batches import STANDS, Step, of_batch, ok, one_by_one, results_of
from app.libsql.cursor import Cursor
from app.libsql.errors import (
    Error,
    InterfaceError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    understood,
)
from app.libsql.statements import Kind, kind_of, setting_of
from app.libsql.turns import Turn
from app.libsql.values import Parameters, arguments
from app.libsql.wire import Request, Stream, Wire

IsolationLevel = Literal['SERIALIZABLE', 'REPEATABLE READ', 'READ COMMITTED', 'AUTOCOMMIT']
LEVELS: tuple[IsolationLevel, ...] = get_args(IsolationLevel)
STATEMENTS_PER_REQUEST = 500
_BUSY = ('SQLITE_BUSY', 'SQLITE_LOCKED', 'TRANSACTION_BUSY')
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.005, 0.1
"""Pauses before a busy database is asked again."""


class Connection:
    """A connection to a libSQL server. Threads may take turns with it, but not use it at the same time.

    Attributes
    ----------
    isolation_level : when a transaction begins, to be changed between transactions only:

        - `SERIALIZABLE`: with the first statement, holding the write lock (`BEGIN IMMEDIATE`): read, decide, write.
        - `REPEATABLE READ`: with the first statement (`BEGIN`): all reads see one state, no writer waits.
        - `READ COMMITTED`: with the first write (`BEGIN IMMEDIATE`); reads before it see what is committed then.
        - `AUTOCOMMIT`: never; every statement stands for itself.
    """

    def __init__(self, wire: Wire, isolation_level: IsolationLevel, busy_timeout: float) -> None:
        self._wire = wire
        self._stream = Stream()
        self._turn = Turn(wire.address)
        self._ahead = Ahead()
        self._busy_timeout = busy_timeout
        self._pragmas: dict[str, str] = {}
        self._owner: int | None = None  # the process that holds the open transaction; None if none is open
        self._lost = ''
        self._closed = False
        self._level: IsolationLevel = 'READ COMMITTED'
        self.isolation_level = isolation_level

    @property
    def isolation_level(self) -> IsolationLevel:
        """See the class."""
        return self._level

    @isolation_level.setter
    def isolation_level(self, level: IsolationLevel) -> None:
        if level not in LEVELS:
            raise ProgrammingError(f'There is no isolation level {level}: it is one of {", ".join(LEVELS)}.')
        if self.in_transaction:
            raise ProgrammingError('The isolation level cannot change inside a transaction: end it first.')
        self._level = level

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, or was lost and waits for `rollback()`."""
        return self._owner is not None or bool(self._lost)

    def cursor(self) -> Cursor:
        """A new cursor."""
        self._check()
        return Cursor(self)

    def commit(self) -> None:
        """Make everything since the last end last.

        If this fails, nothing was made to last, with one exception: where the server does not answer (`disconnected`),
        nobody knows, because it may have done so before it fell silent.
        """
        self._check()
        if self._owner is not None:
            try:
                steps = [*self._ahead.leaving(), {'sql': 'COMMIT'}]
                results_of(self._batch(one_by_one(steps, STANDS), close=True))
            finally:
                self._end()

    def rollback(self) -> None:
        """Undo everything since the last end. Cannot fail: what the server does not hear of expires there by itself."""
        if self._closed:
            raise ProgrammingError('This connection is closed.')
        # A child of the process that began it must not end what its parent goes on with.
        if self._owner == os.getpid():
            self._hang_up('ROLLBACK')
        self._end()

    def close(self) -> None:
        """Undo what is open and close for good."""
        if not self._closed:
            self.rollback()
            self._wire.close()
            self._closed = True

    def run(self, sql: str, parameters: Parameters) -> dict[str, Any]:
        """Run one statement; returns the server's result of it. Cursors call this."""
        self._check()
        kind, statement = kind_of(sql), {'sql': sql, **arguments(parameters)}
        if kind is not Kind.READ:
            self._ahead.forget(sql)
        elif self._ahead.noting is not None:
            self._ahead.noting.append(statement)
            raise Noted
        elif (known := self._ahead.answer(statement)) is not None:
            return known
        if (begin := self._begin_for(kind)) is not None:
            return self._in_transaction(begin, [statement])[0]
        if self._owner is not None:
            return TAKEN if self._ahead.takes(statement) else self._further([statement])[-1]
        (result,) = results_of(self._batch([(statement, None)], close=True, repeatable=kind is Kind.READ))
        if (setting := setting_of(sql)) is not None:
            self._pragmas[setting] = sql  # every stream is a new connection there, so it is told again
        return result

    def run_many(self, sql: str, rows: Iterable[Parameters]) -> list[dict[str, Any]]:
        """Run one writing statement with many parameters, hundreds in one request; returns the results."""
        self._check()
        if (kind := kind_of(sql)) is not Kind.WRITE:
            raise ProgrammingError('executemany() is for statements that write.')
        statements = [{'sql': sql, **arguments(row), 'want_rows': False} for row in rows]
        results: list[dict[str, Any]] = []
        self._ahead.forget(sql)
        while self._owner is not None and statements and self._ahead.takes(statements[0]):
            del statements[0]
            results.append(TAKEN)
        for start in range(0, len(statements), STATEMENTS_PER_REQUEST):
            part = statements[start : start + STATEMENTS_PER_REQUEST]
            if (begin := self._begin_for(kind)) is not None:
                results += self._in_transaction(begin, part)
            elif self._owner is not None:
                results += self._further(part)[-len(part) :]
            else:
                results += results_of(self._batch(one_by_one(part, None), close=True))
        return results

    @contextmanager
    def foresee(self) -> Iterator[None]:
        """Statements that read are only noted in this block, and raise Noted; at its end all of them are asked in one
        request. Whoever runs one of them later in this transaction has its answer without a request.

        Something written in between that may change an answer has it asked anew.
        """
        self._check()
        noted: list[dict[str, Any]] = []
        self._ahead.noting = noted
        try:
            yield
        finally:
            self._ahead.noting = None
        if noted:
            begin = self._begin_for(Kind.READ)
            if begin is None and self._owner is None:
                return  # without a transaction nothing holds still
            found = self._further(noted) if begin is None else self._in_transaction(begin, noted)
            self._ahead.keep(noted, found[-len(noted) :])

    @property
    def is_gathering(self) -> bool:
        """Whether INSERTs wait."""
        return self._ahead.is_gathering

    def gather(self, wanted: bool = True) -> None:
        """From now on in this transaction, INSERTs wait for the next statement that needs an answer, or for the commit:
        an error of theirs comes with that. `False` sends each at once again, what waits before it."""
        self._ahead.is_gathering = wanted

    def _further(self, statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Run statements in the open transaction, after what has waited; returns the results of all of them."""
        waited = self._ahead.leaving()
        found = self._batch(one_by_one([*waited, *statements], STANDS))
        try:
            return results_of(found)
        except Error as error:
            if waited:
                self._lose(error)  # what waited behind the one that failed was not run: nothing may go on from here
            raise

    def _begin_for(self, kind: Kind) -> str | None:
        """The BEGIN that must go before a statement of this kind; None if a transaction is open or none is needed."""
        if kind is Kind.CONTROL:
            raise NotSupportedError('Transactions begin on their own and end with commit() or rollback().')
        if self._level == 'AUTOCOMMIT' and kind is Kind.SAVEPOINT:
            raise NotSupportedError('There are no savepoints without a transaction: choose an isolation level.')
        if self._owner is not None or self._level == 'AUTOCOMMIT' or kind is Kind.PRAGMA:
            return None
        if self._level == 'READ COMMITTED' and kind is Kind.READ:
            return None
        return 'BEGIN' if self._level == 'REPEATABLE READ' else 'BEGIN IMMEDIATE'

    def _in_transaction(self, begin: str, statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Begin a transaction together with its first statements; wait while others hold the lock."""
        steps = [({'sql': begin}, None), *one_by_one(statements, ok(0), first=1)]
        give_up = time.monotonic() + self._busy_timeout
        if begin != 'BEGIN':
            self._turn.take(self._busy_timeout)
        try:
            return self._begun(steps, give_up)
        except BaseException:
            self._turn.leave()
            raise

    def _begun(self, steps: list[Step], give_up: float) -> list[dict[str, Any]]:
        pause = FIRST_PAUSE_S
        while True:
            # Sending it twice harms nobody: without a COMMIT nothing of the first time lasts.
            found = self._batch(steps, repeatable=True)
            refused = found['step_errors'][0]
            if refused is None:
                self._owner = os.getpid()
                return results_of(found)[1:]
            if refused.get('code') not in _BUSY or time.monotonic() > give_up:
                self._hang_up()
                results_of(found)
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def _batch(self, steps: list[Step], *, close: bool = False, repeatable: bool = False) -> dict[str, Any]:
        """Send statements as one batch and return what became of each; an open transaction is lost with its stream."""
        batch = [{'stmt': stmt, **({'condition': condition} if condition else {})} for stmt, condition in steps]
        requests: list[Request] = [{'type': 'batch', 'batch': {'steps': batch}}]
        if self._stream.baton is None:
            requests[:0] = [{'type': 'execute', 'stmt': {'sql': sql}} for sql in self._pragmas.values()]
        if close:
            requests.append({'type': 'close'})
        try:
            answers = self._wire.post(requests, self._stream, repeatable=repeatable)
            with understood():
                return of_batch(answers)
        except Error as error:
            self._lose(error)
            raise

    def _lose(self, error: Error) -> None:
        """Give the stream up, and the lock with it; an open transaction is over, and the program must be told before it
        goes on."""
        if self._owner is not None:
            self._lost = str(error)
        self._hang_up('ROLLBACK')
        self._turn.leave()

    def _hang_up(self, last_words: str | None = None) -> None:
        """Close the stream, if there is one; a server that does not hear it closes it by itself."""
        if self._stream.baton is not None:
            words: list[Request] = [{'type': 'execute', 'stmt': {'sql': last_words}}] if last_words else []
            with suppress(Error):
                self._wire.post([*words, {'type': 'close'}], self._stream, repeatable=False)
        self._stream.forget()

    def _end(self) -> None:
        self._owner = None
        self._lost = ''
        self._ahead = Ahead()
        self._stream.forget()
        self._turn.leave()

    def _check(self) -> None:
        if self._closed:
            raise ProgrammingError('This connection is closed.')
        if self._lost:
            raise OperationalError(f'The transaction is lost, roll it back first: {self._lost}', disconnected=True)
        if self._owner not in (None, os.getpid()):
            raise InterfaceError('This transaction belongs to the process that this one was forked from.')
