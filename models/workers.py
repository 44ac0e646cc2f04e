"""The workers of this installation, and which of them does the work that one does for all."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, Timestamp, utc_now


class Worker(SQLModel, table=True):
    """One `levelmix worker`, from its start to its end; one that was killed stays until it is swept.

    `seen` is its last sign of life, in seconds since 1970 by the database's clock. `processes` is how many jobs it runs
    at the same time; the jobs it holds name it in their own column `worker`.
    """

    __tablename__ = 'workers'

    id: str = Field(primary_key=True, sa_type=sa.Text)
    host: str = Field(sa_type=sa.Text)
    pid: int = Field(sa_type=sa.Integer)
    version: str = Field(sa_type=sa.Text)
    processes: int = Field(sa_type=sa.Integer)
    started_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    seen: float = Field(sa_type=sa.REAL)


class Duty(SQLModel, table=True):
    """Work that one does for all, like bringing lost jobs back: the holder, until `held_until`.

    That moment is in seconds since 1970 by the database's clock.
    """

    __tablename__ = 'duties'

    name: str = Field(primary_key=True, sa_type=sa.Text)
    holder: str = Field(sa_type=sa.Text)
    held_until: float = Field(sa_type=sa.REAL)
