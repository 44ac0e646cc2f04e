"""What a transaction has asked before it needs it, and what it has not sent yet: both spare round trips.

Answers that were fetched together wait here until the very statement is run, or until something is written that they
may have been about. New rows that wait travel with the next statement that needs an answer, or with the commit.
"""

import json
import re
from typing import Any

_INTO = re.compile(r'\s*INSERT\s+INTO\s+"?(\w+)', re.IGNORECASE)
_RETURNS = re.compile(r'\bRETURNING\b', re.IGNORECASE)
MOST_WAITING = 200
"""So many new rows wait for their journey at most."""

Statement = dict[str, Any]
TAKEN: dict[str, Any] = {'cols': [], 'rows': [], 'affected_row_count': 1, 'last_insert_rowid': None}
"""What is answered to a statement that waits."""


class Noted(Exception):
    """A statement was noted to be asked together with others; it has no answer yet."""


class Ahead:
    """What one transaction has ahead."""

    def __init__(self) -> None:
        self.noting: list[Statement] | None = None
        """Where statements that read are noted; None while they are run."""
        self.is_gathering = False
        """Whether new rows wait."""
        self._answers: dict[str, dict[str, Any]] = {}
        self._waiting: list[Statement] = []

    def keep(self, statements: list[Statement], answers: list[dict[str, Any]]) -> None:
        """Keep the answers to these statements until they are run."""
        self._answers |= {_key(one): answer for one, answer in zip(statements, answers, strict=True)}

    def answer(self, statement: Statement) -> dict[str, Any] | None:
        """The answer to a statement, once; None where it has to be asked."""
        return self._answers.pop(_key(statement), None) if self._answers else None

    def forget(self, sql: str) -> None:
        """Forget the answers that a writing statement may change: where it only adds rows, those about their table."""
        if not self._answers:
            return
        into = _INTO.match(sql)
        self._answers = {key: one for key, one in self._answers.items() if into[1] not in key} if into else {}

    def takes(self, statement: Statement) -> bool:
        """Take a statement that only adds rows, to be sent with what follows; False where it has to be sent now."""
        sql = statement['sql']
        if not self.is_gathering or len(self._waiting) >= MOST_WAITING or not _INTO.match(sql) or _RETURNS.search(sql):
            return False
        self._waiting.append(statement | {'want_rows': False})
        return True

    def leaving(self) -> list[Statement]:
        """What has waited: whoever asks sends it."""
        left, self._waiting = self._waiting, []
        return left


def _key(statement: Statement) -> str:
    return json.dumps(statement, sort_keys=True)
