"""Files on their way in."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, StorageKey, Timestamp, new_id, utc_now


class Upload(SQLModel, table=True):
    """One file that a user sends: complete once `content_hash` (SHA-256, hex) is set; gone once a job has taken it.

    `size_bytes` is what was announced. `sent_metadata` is kept as the client wrote it, to be sent back. `stored_as` is
    the key of the bytes, which may be those of another upload or job of the same user. `touched_at` is when something
    last came, to some minutes. `multipart` is the storage's own id of an upload whose bytes go straight there in parts.
    `purpose` is the area that is to make a job of it, `choice` (JSON) what the area was told; both are None until
    somebody chose. `refusal` is the sentence with which the area declined.
    """

    __tablename__ = 'uploads'
    __table_args__ = (sa.Index('ix_uploads_user_id', 'user_id'),)

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    filename: str = Field(sa_type=sa.Text)
    size_bytes: int = Field(default=0, sa_type=sa.BigInteger, sa_column_kwargs={'server_default': sa.text('0')})
    content_hash: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    sent_metadata: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    stored_as: str | None = Field(default=None, sa_type=StorageKey)
    multipart: str | None = Field(default=None, sa_type=sa.Text)
    touched_at: datetime = Field(default_factory=utc_now, nullable=True, sa_type=Timestamp)
    purpose: str | None = Field(default=None, sa_type=sa.Text)
    choice: str | None = Field(default=None, sa_type=sa.Text)
    refusal: str | None = Field(default=None, sa_type=sa.Text)


class UploadImport(SQLModel, table=True):
    """Where an upload is fetched from, until it is complete; `next_attempt_at` is None once it was given up.

    `version` is what the server calls the file as it is now (its ETag), `attempts` counts those that brought nothing.
    """

    __tablename__ = 'upload_imports'
    __table_args__ = (sa.Index('ix_upload_imports_next_attempt_at', 'next_attempt_at'),)

    upload_id: str = Field(primary_key=True, foreign_key='uploads.id', ondelete='CASCADE', sa_type=sa.Text)
    url: str = Field(sa_type=sa.Text)
    version: str | None = Field(default=None, sa_type=sa.Text)
    attempts: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    next_attempt_at: datetime | None = Field(default=None, sa_type=Timestamp)
