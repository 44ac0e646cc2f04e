"""Tables of what the adviser knows and has said, of posts, and of what earns points."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.artist import counted, json_object, of_artist, some_moment, some_text
from models.studio import row_id, text
from models.types import created_now, updated_now


class ArtistMemory(SQLModel, table=True):
    """A fact that an artist told the adviser to keep. `embedding` is its vector as float32 bytes, made by `embedder` of
    `dimensions`; `metadata` (here `details`) is JSON. `replaced_by` names what it was corrected with."""

    __tablename__ = 'artist_memory'
    __table_args__ = (sa.Index('idx_artist_memory_artist', 'artist_id', 'deleted_at', 'created_at'),)

    id: str = row_id()
    artist_id: str = of_artist()
    content: str = Field(sa_type=sa.Text)
    embedding: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    details: str = Field(
        default='{}', sa_type=sa.Text, sa_column_kwargs={'name': 'metadata', 'server_default': sa.text("'{}'")}
    )
    created_at: datetime = created_now()

    embedder: str = text()
    dimensions: int = counted()
    replaced_by: str | None = some_text()
    updated_at: datetime = updated_now()
    deleted_at: datetime | None = some_moment()


class ChatMessage(SQLModel, table=True):
    """One message of the talk with the adviser. `role` is 'user' or 'assistant'. `details` is JSON: intent, the rows
    that its numbers come from, buttons that it offers, who answered."""

    __tablename__ = 'chat_messages'
    __table_args__ = (
        sa.Index('idx_chat_messages_artist', 'artist_id', 'created_at'),
        sa.CheckConstraint("role IN ('user', 'assistant')", name='role'),
    )

    id: str = row_id()
    artist_id: str = of_artist()
    role: str = Field(sa_type=sa.Text)
    content: str = Field(sa_type=sa.Text)
    created_at: datetime = created_now()

    details: str = json_object()


class AdviserCall(SQLModel, table=True):
    """One request to an outside language model: what it took and how it ended, never what was said."""

    __tablename__ = 'adviser_calls'
    __table_args__ = (
        sa.Index('idx_adviser_calls_user', 'user_id', 'created_at'),
        sa.Index('idx_adviser_calls_created', 'created_at'),
    )

    id: str = row_id()
    user_id: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    model: str = text()
    outcome: str = text()
    tokens_in: int = counted()
    tokens_out: int = counted()
    milliseconds: int = counted()
    created_at: datetime = created_now()


class XpEntry(SQLModel, table=True):
    """Points that somebody earned once for one thing; `period` is the day or week that a rule counts by, or empty.
    `taken_back_at` says that the thing went within a day."""

    __tablename__ = 'xp_entries'
    __table_args__ = (
        sa.UniqueConstraint('user_id', 'rule', 'reference', 'period', name='uq_xp_entries_once'),
        sa.CheckConstraint('points >= 0', name='points'),
    )

    id: str = row_id()
    user_id: str = of_artist()
    rule: str = Field(sa_type=sa.Text)
    reference: str = text()
    period: str = text()
    points: int = counted()
    created_at: datetime = created_now()
    taken_back_at: datetime | None = some_moment()


class ArtistPost(SQLModel, table=True):
    """A post that an artist made somewhere, as they noted it or as an import proves it. `day` is the date by their
    clock and the end of their day when it was noted: it never moves. `source` is 'manual', 'import' or 'connector'."""

    __tablename__ = 'artist_posts'
    __table_args__ = (sa.Index('idx_artist_posts_user', 'user_id', 'day'),)

    id: str = row_id()
    user_id: str = of_artist()
    platform: str = text()
    url: str | None = some_text()
    note: str = text()
    day: date = Field(sa_type=sa.Date)
    posted_at: datetime = created_now()
    source: str = text('manual')
    created_at: datetime = created_now()
    deleted_at: datetime | None = some_moment()


class StreakPause(SQLModel, table=True):
    """A week, named by its Monday, that an empty streak survives."""

    __tablename__ = 'streak_pauses'
    __table_args__ = (sa.UniqueConstraint('user_id', 'week', name='uq_streak_pauses_user_id_week'),)

    id: str = row_id()
    user_id: str = of_artist()
    week: date = Field(sa_type=sa.Date)
    created_at: datetime = created_now()


class PlatformRequest(SQLModel, table=True):
    """Somebody has gone to a platform to connect it, and may come back once: `state_hash` is what they bring along,
    `sealed_verifier` what proves that it was we who sent them (RFC 7636)."""

    __tablename__ = 'platform_requests'
    __table_args__ = (sa.Index('idx_platform_requests_expires', 'expires_at'),)

    id: str = row_id()
    user_id: str = of_artist()
    platform: str = Field(sa_type=sa.Text)
    state_hash: str = Field(unique=True, sa_type=sa.Text)
    sealed_verifier: str = Field(sa_type=sa.Text)
    token_id: str | None = some_text()
    expires_at: datetime = created_now()
    created_at: datetime = created_now()
