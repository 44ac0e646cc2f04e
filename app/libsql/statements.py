"""What kind of statement a text is, as far as that matters for transactions."""

import re
from enum import Enum, auto
from functools import lru_cache

_COMMENTS = re.compile(r'(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?(?:\*/|\Z))*', re.DOTALL)
_SETTING = re.compile(r'PRAGMA\s+(?:\w+\.)?(\w+)\s*=', re.IGNORECASE)


class Kind(Enum):
    """Kinds of statements."""

    READ = auto()
    """Changes nothing."""
    WRITE = auto()
    """May change something; unknown ones, like `WITH`, are taken for one."""
    SAVEPOINT = auto()
    """Begins a part of a transaction."""
    PRAGMA = auto()
    """A setting or a question about the database; never begins a transaction."""
    CONTROL = auto()
    """BEGIN, COMMIT, END or ROLLBACK: the connection's own business."""


_KINDS = {
    'SELECT': Kind.READ, 'VALUES': Kind.READ, 'EXPLAIN': Kind.READ,
    'SAVEPOINT': Kind.SAVEPOINT,
    'PRAGMA': Kind.PRAGMA,
    'BEGIN': Kind.CONTROL, 'COMMIT': Kind.CONTROL, 'END': Kind.CONTROL, 'ROLLBACK': Kind.CONTROL,
}  # fmt: skip


@lru_cache(1000)
def kind_of(sql: str) -> Kind:
    """The kind of a statement, by its first words."""
    words = re.findall('[A-Z]+', _bare(sql)[:80].upper())
    if words[:1] == ['ROLLBACK'] and 'TO' in words[1:3]:  # a savepoint, inside the transaction
        return Kind.WRITE
    return _KINDS.get(words[0], Kind.WRITE) if words else Kind.WRITE


def setting_of(sql: str) -> str | None:
    """The name of the setting that a `PRAGMA name = value` changes; None for everything else."""
    found = _SETTING.match(_bare(sql))
    return found and found[1].lower()


def _bare(sql: str) -> str:
    """The statement without the comments before it."""
    found = _COMMENTS.match(sql)
    return sql[found.end() :] if found else sql
