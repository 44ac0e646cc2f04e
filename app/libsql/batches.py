"""Statements that travel together, each under the condition that the one before has worked, and what became of them."""

from typing import Any

from app.libsql.errors import InternalError, OperationalError, understood
from app.libsql.errors import from_server as error_from

Step = tuple[dict[str, Any], dict[str, Any] | None]
"""A statement, and on which condition the server runs it."""
STANDS: dict[str, Any] = {'type': 'not', 'cond': {'type': 'is_autocommit'}}
"""The transaction is still open. A server that ended it would run what follows on its own, outside of any."""


def ok(step: int) -> dict[str, Any]:
    """The condition that a step before has worked."""
    return {'type': 'ok', 'step': step}


def one_by_one(statements: list[dict[str, Any]], condition: dict[str, Any] | None, *, first: int = 0) -> list[Step]:
    """Statements that each run only if the one before did."""
    conditions = [condition, *(ok(first + number) for number in range(len(statements) - 1))]
    return list(zip(statements, conditions, strict=True))


def of_batch(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer to the batch; raises where it, or a PRAGMA before it, failed as a whole."""
    for answer in answers:
        if answer['type'] == 'error':
            raise error_from(answer['error']['message'], answer['error'].get('code') or '')
        if answer['response']['type'] == 'batch':
            found: dict[str, Any] = answer['response']['result']
            return found
    raise InternalError('The server left the statements without an answer.')


def results_of(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of all statements of a batch; raises the first error among them."""
    with understood():
        for error in found['step_errors']:
            if error is not None:
                raise error_from(error['message'], error.get('code') or '')
        results = [result for result in found['step_results'] if result is not None]
        if len(results) < len(found['step_results']):
            raise OperationalError('The server has ended the transaction.', code='TRANSACTION_ENDED', disconnected=True)
    return results
