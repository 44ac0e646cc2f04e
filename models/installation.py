"""What admins set for everybody: what is paused, what is tried out with some users, what is announced."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, Timestamp, created_now, new_id, updated_now, utc_now


class Pause(SQLModel, table=True):
    """Something is paused while its row exists: `intake` accepts no new jobs, `workers` claim none.

    `sentence` is what people read, `by` the address of whoever paused it.
    """

    __tablename__ = 'pauses'

    name: str = Field(primary_key=True, sa_type=sa.Text)
    sentence: str = Field(sa_type=sa.Text)
    by: str = Field(sa_type=sa.Text)
    since: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )


class FeatureFlag(SQLModel, table=True):
    """Something new that is on for a share of the users (percent), each always on the same side.

    `conditions` is a JSON object: of which users, and in which areas (see `app.installation.flags`).
    """

    __tablename__ = 'feature_flags'
    __table_args__ = (
        sa.UniqueConstraint('name', name='uq_feature_flags_moving_name'),
        sa.CheckConstraint('conditions IS NULL OR json_valid(conditions)', name='conditions'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    name: str = Field(sa_type=sa.Text)
    description: str | None = Field(default=None, sa_type=sa.Text)
    is_enabled: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('FALSE')})
    rollout_percentage: float = Field(default=0.0, sa_type=sa.REAL, sa_column_kwargs={'server_default': sa.text('0')})
    conditions: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()


class SystemMetric(SQLModel, table=True):
    """One figure of the whole installation at one moment; `dimensions` is a JSON object of what it was counted for."""

    __tablename__ = 'system_metrics'
    __table_args__ = (sa.Index('ix_system_metrics_metric_name_recorded_at', 'metric_name', 'recorded_at'),)

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    metric_name: str = Field(sa_type=sa.Text)
    value: float = Field(sa_type=sa.REAL)
    dimensions: str | None = Field(default=None, sa_type=sa.Text)
    recorded_at: datetime = created_now()


class Announcement(SQLModel, table=True):
    """A sentence that everybody reads at the top of the screens, from one moment to another; `level` is its urgency."""

    __tablename__ = 'announcements'

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    text: str = Field(sa_type=sa.Text)
    level: str = Field(default='info', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'info'")})
    starts_at: datetime = Field(default_factory=utc_now, sa_type=Timestamp)
    ends_at: datetime | None = Field(default=None, sa_type=Timestamp)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    by: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})


class FolderSize(SQLModel, table=True):
    """How much is in one folder of the storage, when a worker last looked."""

    __tablename__ = 'folder_sizes'

    folder: str = Field(primary_key=True, sa_type=sa.Text)
    files: int = Field(sa_type=sa.Integer)
    bytes: int = Field(sa_type=sa.BigInteger)
    measured_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )


class UserSize(SQLModel, table=True):
    """How much the originals and results of one of the users with the most take, when a worker last looked."""

    __tablename__ = 'user_sizes'

    user_id: str = Field(primary_key=True, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    jobs: int = Field(sa_type=sa.Integer)
    bytes: int = Field(sa_type=sa.BigInteger)
