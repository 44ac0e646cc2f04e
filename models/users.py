"""Who uses it, and how much."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, Timestamp, new_id, utc_now


class User(SQLModel, table=True):
    """One person. Tiers: 1 free, 2 premium, 3 premium+. The address is kept in lower case.

    `auth_provider` is how the account began: `local` (the owner of an installation without accounts), `email`, or the
    label of a provider, whose id for this person is `auth_provider_id` then. `totp_secret` is sealed; it counts from
    `totp_since` on, and `totp_step` is the last half minute whose code was used. `delete_after` ends the account; from
    `ending_since` on its files are deleted, and nobody can keep it any more. `is_super_admin` runs the installation,
    `is_active` follows from `disabled_at`. `credits` and `karma_score` are the sums of what is booked elsewhere, kept
    here because they are asked for often. `email_change` and `phone_change` are what is to be and not confirmed yet.
    `app_metadata` and `user_metadata` are JSON objects, the first of ours, the second of theirs.
    """

    __tablename__ = 'users'
    __table_args__ = (
        sa.Index('idx_users_email', 'email'),
        sa.Index('idx_users_auth_provider', 'auth_provider', 'auth_provider_id'),
        sa.Index('uq_users_username', 'username', unique=True),
        sa.Index('uq_users_stripe_customer_id', 'stripe_customer_id', unique=True),
        sa.Index('idx_users_active', 'is_active', 'deleted_at'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    email: str = Field(unique=True, sa_type=sa.Text)
    password_hash: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    updated_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    last_login_at: datetime | None = Field(default=None, sa_type=Timestamp)
    auth_provider: str | None = Field(default=None, sa_type=sa.Text)
    auth_provider_id: str | None = Field(default=None, sa_type=sa.Text)
    subscription_tier: int = Field(default=1, nullable=True, sa_column_kwargs={'server_default': sa.text('1')})
    subscription_expires_at: datetime | None = Field(default=None, sa_type=Timestamp)

    display_name: str | None = Field(default=None, sa_type=sa.Text)
    first_name: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    last_name: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    username: str | None = Field(default=None, sa_type=sa.Text)
    avatar_url: str | None = Field(default=None, sa_type=sa.Text)
    timezone: str = Field(default='UTC', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'UTC'")})
    locale: str = Field(default='en', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'en'")})
    phone: str | None = Field(default=None, sa_type=sa.Text)
    phone_verified_at: datetime | None = Field(default=None, sa_type=Timestamp)
    phone_change: str | None = Field(default=None, sa_type=sa.Text)
    email_change: str | None = Field(default=None, sa_type=sa.Text)
    email_change_confirm_status: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    email_verified_at: datetime | None = Field(default=None, sa_type=Timestamp)
    invited_at: datetime | None = Field(default=None, sa_type=Timestamp)
    is_super_admin: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('0')})
    is_sso_user: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('FALSE')})
    is_active: bool = Field(default=True, sa_column_kwargs={'server_default': sa.text('TRUE')})
    disabled_at: datetime | None = Field(default=None, sa_type=Timestamp)
    banned_until: datetime | None = Field(default=None, sa_type=Timestamp)
    deleted_at: datetime | None = Field(default=None, sa_type=Timestamp)
    delete_after: datetime | None = Field(default=None, sa_type=Timestamp)
    ending_since: datetime | None = Field(default=None, sa_type=Timestamp)
    totp_secret: str | None = Field(default=None, sa_type=sa.Text)
    totp_since: datetime | None = Field(default=None, sa_type=Timestamp)
    totp_step: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    karma_score: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    credits: int = Field(default=10000, sa_column_kwargs={'server_default': sa.text('10000')})
    stripe_customer_id: str | None = Field(default=None, sa_type=sa.Text)
    app_metadata: str | None = Field(default=None, sa_type=sa.Text)
    user_metadata: str | None = Field(default=None, sa_type=sa.Text)


@sa.event.listens_for(User, 'before_insert')
@sa.event.listens_for(User, 'before_update')
def _follow_disabled_at(_mapper: object, _connection: object, user: User) -> None:
    user.is_active = user.disabled_at is None


class UserUploadStats(SQLModel, table=True):
    """How much one user has levelled: reserved when a job is made, given back when it fails or is cancelled."""

    __tablename__ = 'user_upload_stats'

    user_id: str = Field(primary_key=True, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    total_uploads: int = Field(default=0, nullable=True, sa_column_kwargs={'server_default': sa.text('0')})
    total_processing_time_seconds: int = Field(
        default=0, nullable=True, sa_column_kwargs={'server_default': sa.text('0')}
    )
    uploads_this_month: int = Field(default=0, nullable=True, sa_column_kwargs={'server_default': sa.text('0')})
    last_upload_at: datetime | None = Field(default=None, sa_type=Timestamp)
    month_reset_at: datetime | None = Field(default=None, sa_type=Timestamp)


class QuotaUse(SQLModel, table=True):
    """What one job uses up of something that its owner's tier grants by the month; gone if the job brought nothing."""

    __tablename__ = 'quota_uses'
    __table_args__ = (
        sa.Index('idx_quota_uses_user_what', 'user_id', 'what', 'reserved_at'),
        sa.Index('idx_quota_uses_job', 'job_id'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    what: str = Field(sa_type=sa.Text)
    amount: int = Field(sa_type=sa.Integer)
    job_id: str = Field(sa_type=sa.Text)
    reserved_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
