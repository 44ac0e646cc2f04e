"""The ledger of stored files: whose each is, what it is, and what needs it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, Timestamp, new_id, utc_now


class StoredObject(SQLModel, table=True):
    """One stored file. The row is written once the file lies under `key`, and goes before the file does.

    `role` is what the file is to the job that it was stored for: `original`, `result`, `timeline`. `size_bytes` is None
    until the storage was asked. `lasting` files stay as long as a row of `file_uses` names them; the others go when
    their owner's tier keeps them no longer, or at `expires_at` where that is set. `source_id` is the file that this one
    was worked out of, with which it goes. `created_at` is when it was stored, perhaps anew, `gone_at` when the storage
    was found to have it no more, `deleted_at` when its owner deleted it: the row stays as long as a job names it.
    `duration_seconds` and `loudness_lufs` are what was measured of a sound, None as long as nobody has.
    """

    __tablename__ = 'stored_objects'
    __table_args__ = (
        sa.Index('idx_stored_objects_user_hash', 'user_id', 'content_hash'),
        sa.Index('idx_stored_objects_source', 'source_id'),
        sa.Index('idx_stored_objects_expires', 'expires_at'),
        sa.Index('idx_stored_objects_user_created', 'user_id', 'created_at'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    key: str = Field(unique=True, sa_type=sa.Text)
    user_id: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    area: str = Field(sa_type=sa.Text)
    role: str = Field(sa_type=sa.Text)
    name: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    size_bytes: int | None = Field(default=None, sa_type=sa.BigInteger)
    content_hash: str | None = Field(default=None, sa_type=sa.Text)
    media_type: str = Field(sa_type=sa.Text)
    lasting: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('0')})
    source_id: str | None = Field(default=None, foreign_key='stored_objects.id', ondelete='CASCADE', sa_type=sa.Text)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    expires_at: datetime | None = Field(default=None, sa_type=Timestamp)
    gone_at: datetime | None = Field(default=None, sa_type=Timestamp)
    deleted_at: datetime | None = Field(default=None, sa_type=Timestamp)
    duration_seconds: float | None = Field(default=None, sa_type=sa.REAL)
    loudness_lufs: float | None = Field(default=None, sa_type=sa.REAL)


class FileUse(SQLModel, table=True):
    """Something needs a stored file: a job by its kind and id, or an upload, whose kind is `upload`.

    A job that takes an upload has its id. A file that was worked out of another one needs no use of its own.
    """

    __tablename__ = 'file_uses'
    __table_args__ = (sa.Index('idx_file_uses_job', 'job_id'), {'sqlite_with_rowid': False})

    object_id: str = Field(foreign_key='stored_objects.id', ondelete='CASCADE', primary_key=True, sa_type=sa.Text)
    kind: str = Field(primary_key=True, sa_type=sa.Text)
    job_id: str = Field(primary_key=True, sa_type=sa.Text)
    role: str = Field(primary_key=True, sa_type=sa.Text)
