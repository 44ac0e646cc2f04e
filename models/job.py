"""The columns that make a row a job; every area's job table has them, and `app.jobs` knows no others."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, Timestamp, new_id, utc_now


class Status(StrEnum):
    """What has become of a job so far.

    queued -> processing -> completed | failed | cancelled; processing -> queued when its worker died;
    queued -> cancelled; failed | cancelled -> queued by a retry.
    """

    QUEUED = 'queued'
    PROCESSING = 'processing'
    COMPLETED = 'completed'
    FAILED = 'failed'
    CANCELLED = 'cancelled'


ACTIVE = (Status.QUEUED, Status.PROCESSING)
"""The statuses of jobs that wait or run."""


class FilesGone(StrEnum):
    """Why files of a job are gone: its owner's tier keeps them no longer, the storage lost them, they were deleted."""

    EXPIRED = 'expired'
    MISSING = 'missing'
    DELETED = 'deleted'


class KeptFiles(SQLModel):
    """Columns of jobs whose rows outlive their files. After `expired` all are gone, after the others the result is."""

    files_gone_at: datetime | None = Field(default=None, sa_type=Timestamp)
    files_gone_why: str | None = Field(default=None, sa_type=sa.Text)


def listed_by(table: str) -> tuple[sa.Index, sa.Index]:
    """The indexes of a table of jobs that people see: all of somebody's, and those of one status, by their age."""
    return (
        sa.Index(f'idx_{table}_feed', 'user_id', 'created_at'),
        sa.Index(f'idx_{table}_state', 'user_id', 'status', 'created_at'),
    )


class JobColumns(SQLModel):
    """One unit of work. Times are UTC; `lease_until` is seconds since 1970 by the database's own clock.

    `attempts` doubles as the fencing number: a worker may only write while the row carries the attempt it claimed.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    status: str = Field(default=Status.QUEUED, sa_type=sa.Text)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    started_at: datetime | None = Field(default=None, sa_type=Timestamp)
    completed_at: datetime | None = Field(default=None, sa_type=Timestamp)
    progress_percentage: int = Field(default=0, nullable=True, sa_column_kwargs={'server_default': sa.text('0')})
    error_message: str | None = Field(default=None, sa_type=sa.Text)
    priority: int = Field(default=0, nullable=True, sa_column_kwargs={'server_default': sa.text('0')})

    kind: str = Field(sa_type=sa.Text)
    stage: str | None = Field(default=None, sa_type=sa.Text)
    seconds_left: float | None = Field(default=None, sa_type=sa.REAL)
    attempts: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    worker: str | None = Field(default=None, sa_type=sa.Text)
    lease_until: float | None = Field(default=None, sa_type=sa.REAL)
    cancel_requested: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('0')})
