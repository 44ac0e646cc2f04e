"""What people tell of themselves, what they post, what they have connected, and what they are told."""

from datetime import datetime
from typing import Literal, get_args

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import Timestamp, created_now, new_id, updated_now

SkillLevel = Literal['BEGINNER', 'INTERMEDIATE', 'ADVANCED', 'PROFESSIONAL']


class UserProfile(SQLModel, table=True):
    """How far a musician is and what they are after. The four texts are JSON: what they played so far and on what, what
    they want to learn, how they like things, and when and how long they practise."""

    __tablename__ = 'user_profiles'
    __table_args__ = (
        sa.Index('ix_user_profiles_skill_level', 'skill_level'),
        sa.CheckConstraint(f'skill_level IN {get_args(SkillLevel)}', name='skill_level'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(unique=True, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    skill_level: str = Field(
        default='BEGINNER', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'BEGINNER'")}
    )
    musical_background: str | None = Field(default=None, sa_type=sa.Text)
    learning_goals: str | None = Field(default=None, sa_type=sa.Text)
    preferences: str | None = Field(default=None, sa_type=sa.Text)
    practice_schedule: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()
    deleted_at: datetime | None = Field(default=None, sa_type=Timestamp)


class OAuthToken(SQLModel, table=True):
    """What lets us read from a platform that somebody has connected. Both tokens are sealed.

    `scopes` is a JSON list, `metadata` (here `details`) a JSON object. `error_count` is how often in a row it failed.
    Whoever refreshes it holds `lease_until` (seconds since 1970 by the database's clock) under their `lease_mark`,
    because a refresh token may be used once only. `synced_at` is when its numbers came last.
    """

    __tablename__ = 'oauth_tokens'
    __table_args__ = (sa.UniqueConstraint('user_id', 'platform', 'platform_user_id'),)

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    platform: str = Field(sa_type=sa.Text)
    platform_user_id: str = Field(sa_type=sa.Text)
    platform_username: str | None = Field(default=None, sa_type=sa.Text)
    access_token: str = Field(sa_type=sa.Text)
    refresh_token: str | None = Field(default=None, sa_type=sa.Text)
    token_type: str | None = Field(default=None, sa_type=sa.Text)
    expires_at: datetime | None = Field(default=None, sa_type=Timestamp)
    refresh_token_expires_at: datetime | None = Field(default=None, sa_type=Timestamp)
    scopes: str = Field(default='[]', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'[]'")})
    details: str | None = Field(default=None, sa_type=sa.Text, sa_column_kwargs={'name': 'metadata'})
    is_active: bool = Field(default=True, sa_column_kwargs={'server_default': sa.text('TRUE')})
    last_used_at: datetime | None = Field(default=None, sa_type=Timestamp)
    last_refresh_at: datetime | None = Field(default=None, sa_type=Timestamp)
    error_count: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    last_error: str | None = Field(default=None, sa_type=sa.Text)
    last_error_at: datetime | None = Field(default=None, sa_type=Timestamp)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    lease_mark: str | None = Field(default=None, sa_type=sa.Text)
    lease_until: float | None = Field(default=None, sa_type=sa.REAL)
    paused_until: datetime | None = Field(default=None, sa_type=Timestamp)
    synced_at: datetime | None = Field(default=None, sa_type=Timestamp)


class Post(SQLModel, table=True):
    """A short post of somebody."""

    __tablename__ = 'posts'
    __table_args__ = (
        sa.Index('ix_posts_created_by_id', 'created_by_id'),
        sa.Index('ix_posts_name', 'name'),
        {'sqlite_autoincrement': True},
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=sa.Text)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()
    created_by_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
