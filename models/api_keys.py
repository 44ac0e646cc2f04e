"""Keys for programs."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, Timestamp, new_id, utc_now


class ApiKey(SQLModel, table=True):
    """One key of one user; the column `api_key` holds a hash, the key itself is shown once.

    `prefix` is what stays visible of it; `scopes` are words in a row: `read` and `write` hold for all areas,
    `leveling:read` and `leveling:write` for one, `admin:read` and `admin:write` for what only admins do. From
    `expires_at` on it opens nothing.
    """

    __tablename__ = 'api_keys'
    __table_args__ = (sa.Index('idx_api_keys_key', 'api_key'), sa.Index('idx_api_keys_user', 'user_id'))

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    api_key: str = Field(unique=True, sa_type=sa.Text)
    name: str = Field(sa_type=sa.Text)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    last_used_at: datetime | None = Field(default=None, sa_type=Timestamp)
    prefix: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    scopes: str = Field(default='read', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'read'")})
    is_active: bool = Field(default=True, nullable=True, sa_column_kwargs={'server_default': sa.text('TRUE')})
    expires_at: datetime | None = Field(default=None, sa_type=Timestamp)


class IdempotencyKey(SQLModel, table=True):
    """A request that makes something and may come again: the first answer is kept, for whoever did not get it.

    `key` is what the program calls it, `digest` the SHA-256 of what it asked for. `status` is None while the first
    request is being answered; `headers` (JSON) and `sealed_body` are its answer.
    """

    __tablename__ = 'idempotency_keys'
    __table_args__ = (
        sa.UniqueConstraint('user_id', 'key'),
        sa.Index('idx_idempotency_keys_created', 'created_at'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    key: str = Field(sa_type=sa.Text)
    digest: str = Field(sa_type=sa.Text)
    status: int | None = Field(default=None, sa_type=sa.Integer)
    headers: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'{}'")})
    sealed_body: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
