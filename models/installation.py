"""What admins set for everybody: what is paused, what is tried out with some users, what is announced."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, Timestamp, new_id, utc_now


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
    """Something new that is on for a share of the users (percent), each always on the same side."""

    __tablename__ = 'feature_flags'

    name: str = Field(primary_key=True, sa_type=sa.Text)
    description: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    is_on: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('0')})
    share_percent: float = Field(default=100.0, sa_type=sa.REAL, sa_column_kwargs={'server_default': sa.text('100')})
    updated_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )


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
