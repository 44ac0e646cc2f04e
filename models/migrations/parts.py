"""Columns, keys and indexes as migrations write them again and again."""

from typing import Any

import sqlalchemy as sa
from alembic import op

NOW, ZERO = sa.text('CURRENT_TIMESTAMP'), sa.text('0')


def text(name: str, *, needed: bool = False, default: str | None = None) -> sa.Column[str]:
    """A column of text."""
    usual = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.Text, nullable=not needed, server_default=usual)


def texts(*names: str, needed: bool = False) -> list[sa.Column[str]]:
    """Several columns of text."""
    return [text(name, needed=needed) for name in names]


def plain(*names: str) -> list[sa.Column[str]]:
    """Columns of text that are empty if nothing is said."""
    return [text(name, needed=True, default='') for name in names]


def number(name: str, *, needed: bool = False, default: str | None = None) -> sa.Column[int]:
    """A column of whole numbers."""
    return sa.Column(name, sa.Integer, nullable=not needed, server_default=_as_sql(default))


def real(name: str, *, needed: bool = False, default: str | None = None) -> sa.Column[float]:
    """A column of numbers."""
    return sa.Column(name, sa.REAL, nullable=not needed, server_default=_as_sql(default))


def moment(name: str, *, needed: bool = False, now: bool = False) -> sa.Column[Any]:
    """A column of moments; with `now`, that of when the row is made."""
    return sa.Column(name, sa.TIMESTAMP, nullable=not (needed or now), server_default=NOW if now else None)


def switch(name: str) -> sa.Column[bool]:
    """A column of yes or no, and no if nothing is said."""
    return sa.Column(name, sa.Boolean, nullable=False, server_default=ZERO)


def row_id() -> sa.Column[str]:
    """The key of most tables."""
    return sa.Column('id', sa.Text, primary_key=True, nullable=False)


def job_columns() -> list[sa.Column[Any]]:
    """What makes a row a job, see `models.job`; its `user_id` needs a `points_to`."""
    return [
        row_id(),
        text('user_id'),
        text('status', needed=True),
        sa.Column('created_at', sa.TIMESTAMP, server_default=NOW),
        *(moment(name) for name in ('started_at', 'completed_at')),
        number('progress_percentage', default='0'),
        text('error_message'),
        number('priority', default='0'),
        text('kind', needed=True),
        text('stage'),
        real('seconds_left'),
        number('attempts', needed=True, default='0'),
        text('worker'),
        real('lease_until'),
        switch('cancel_requested'),
    ]


def keys(*names: str) -> list[sa.Column[str]]:
    """Columns that are the key together."""
    return [sa.Column(name, sa.Text, primary_key=True, nullable=False) for name in names]


def points_to(column: str, table: str, rule: str = 'CASCADE') -> sa.ForeignKeyConstraint:
    """A column names a row of another table, and goes by this rule when that goes."""
    return sa.ForeignKeyConstraint([column], [f'{table}.id'], ondelete=rule)


def check(name: str, rule: str) -> sa.CheckConstraint:
    """What always holds."""
    return sa.CheckConstraint(rule, name=name)


def index(table: str, name: str, *columns: str) -> None:
    """An index, named after its table."""
    op.create_index(f'idx_{table}_{name}', table, list(columns))


def _as_sql(default: str | None) -> Any:
    return None if default is None else sa.text(default)
