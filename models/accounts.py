"""What accounts need besides the user's own row: sessions, mailed links, mails, limits of tries, the audit log."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, Timestamp, created_now, new_id, updated_now, utc_now


class UserSession(SQLModel, table=True):
    """One signed-in browser; the row goes when it ends. `session_token` is the SHA-256 of what its cookie carries.

    `confirmed_at` is when whoever is signed in has last shown that it is them, after signing in.
    """

    __tablename__ = 'sessions'
    __table_args__ = (sa.Index('ix_sessions_user_id', 'user_id'), sa.Index('ix_sessions_expires', 'expires'))

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    session_token: str = Field(unique=True, sa_type=sa.Text)
    method: str = Field(sa_type=sa.Text)
    user_agent: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    address: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()
    last_seen_at: datetime = Field(default_factory=utc_now, sa_type=Timestamp)
    confirmed_at: datetime | None = Field(default=None, sa_type=Timestamp)
    expires: datetime = Field(sa_type=Timestamp)


class VerificationToken(SQLModel, table=True):
    """A link or a code that works once, for a limited time; `purpose` says for what, `token` is the SHA-256 of it.

    `identifier` is the address or the number that it is for, empty if it is for whoever has it; `user_id` is None while
    there is no user yet. `new_value` is what an address or a number is to become, `sent_at` when it was sent.
    """

    __tablename__ = 'verification_tokens'
    __table_args__ = (
        sa.UniqueConstraint('identifier', 'token'),
        sa.Index('ix_verification_tokens_user_id', 'user_id'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    purpose: str = Field(sa_type=sa.Text)
    identifier: str = Field(default='', sa_type=sa.Text)
    token: str = Field(unique=True, sa_type=sa.Text)
    user_id: str | None = Field(default=None, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    new_value: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    sent_at: datetime | None = Field(default=None, sa_type=Timestamp)
    expires: datetime = Field(sa_type=Timestamp)


class Throttle(SQLModel, table=True):
    """How often something was tried lately, by whom or on what: `key` names both. Times are seconds since 1970."""

    __tablename__ = 'throttles'

    key: str = Field(primary_key=True, sa_type=sa.Text)
    tries: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    window_ends: float = Field(sa_type=sa.REAL)
    blocked_until: float = Field(default=0.0, sa_type=sa.REAL, sa_column_kwargs={'server_default': sa.text('0')})


class Mail(SQLModel, table=True):
    """One mail in the outbox. Its texts, which may carry a link that opens an account, are emptied once it is sent.

    `attachments` are files that go with it, as JSON. After `good_until` it says nothing any more, and is not sent.
    """

    __tablename__ = 'mails'
    __table_args__ = (sa.Index('ix_mails_sent_at', 'sent_at'),)

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    to: str = Field(sa_type=sa.Text)
    subject: str = Field(sa_type=sa.Text)
    text: str = Field(sa_type=sa.Text)
    html: str = Field(sa_type=sa.Text)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    sent_at: datetime | None = Field(default=None, sa_type=Timestamp)
    attempts: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    next_try_at: datetime | None = Field(default=None, sa_type=Timestamp)
    error: str | None = Field(default=None, sa_type=sa.Text)
    attachments: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    good_until: datetime | None = Field(default=None, sa_type=Timestamp)


class AuditEntry(SQLModel, table=True):
    """One thing that somebody did; never changed, and it outlives their account. The ids sort as lines were written.

    `performed_by` is their address, or what it was if not a user; `user_id` is None for those, and for users who are
    gone. `entity` says what was acted on, `entity_id` which one, without a foreign key. `old_data`, `new_data` and
    `metadata` (here `details`) are JSON objects: what was, what is, and whatever else is worth knowing.
    """

    __tablename__ = 'audit_logs'
    __table_args__ = (
        sa.Index('ix_audit_logs_created_at', 'created_at'),
        sa.Index('ix_audit_logs_user_id', 'user_id'),
        sa.Index('ix_audit_logs_entity', 'entity'),
        sa.Index('ix_audit_logs_entity_id', 'entity_id'),
        sa.Index('ix_audit_logs_performed_by', 'performed_by'),
        sa.Index('ix_audit_logs_action', 'action'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    performed_by: str | None = Field(default=None, sa_type=sa.Text)
    action: str = Field(sa_type=sa.Text)
    entity: str = Field(sa_type=sa.Text)
    entity_id: str | None = Field(default=None, sa_type=sa.Text)
    old_data: str | None = Field(default=None, sa_type=sa.Text)
    new_data: str | None = Field(default=None, sa_type=sa.Text)
    details: str | None = Field(default=None, sa_type=sa.Text, sa_column_kwargs={'name': 'metadata'})
    ip_address: str | None = Field(default=None, sa_type=sa.Text)
    user_agent: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()


class Account(SQLModel, table=True):
    """A further identity of a user at a provider: issuer and subject together, never the e-mail.

    The first identity of whoever signed up with a provider is in `users.auth_provider` and `users.auth_provider_id`.
    `provider` is our word for the issuer: `google`, `apple`, or the issuer's address; `provider_account_id` is its
    subject. The tokens are sealed; `expires_at` is in seconds since 1970.
    """

    __tablename__ = 'accounts'
    __table_args__ = (
        sa.UniqueConstraint('provider', 'provider_account_id', name='uq_accounts_moving_provider_provider_account_id'),
        sa.Index('ix_accounts_user_id', 'user_id'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    provider: str = Field(sa_type=sa.Text)
    provider_account_id: str = Field(sa_type=sa.Text)
    type: str = Field(default='oidc', sa_type=sa.Text)
    email: str | None = Field(default=None, sa_type=sa.Text)
    refresh_token: str | None = Field(default=None, sa_type=sa.Text)
    access_token: str | None = Field(default=None, sa_type=sa.Text)
    id_token: str | None = Field(default=None, sa_type=sa.Text)
    token_type: str | None = Field(default=None, sa_type=sa.Text)
    scope: str | None = Field(default=None, sa_type=sa.Text)
    session_state: str | None = Field(default=None, sa_type=sa.Text)
    expires_at: int | None = Field(default=None, sa_type=sa.Integer)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()


class OAuthFlow(SQLModel, table=True):
    """One sign-in that is under way at a provider; used once. `browser_hash` ties it to the browser that began it."""

    __tablename__ = 'oauth_flows'

    state_hash: str = Field(primary_key=True, sa_type=sa.Text)
    browser_hash: str = Field(sa_type=sa.Text)
    provider: str = Field(sa_type=sa.Text)
    nonce: str = Field(sa_type=sa.Text)
    verifier: str = Field(sa_type=sa.Text)
    go: str = Field(default='/', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'/'")})
    link_user_id: str | None = Field(default=None, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    expires_at: datetime = Field(sa_type=Timestamp)


class RecoveryCode(SQLModel, table=True):
    """One of the codes that stand in for a lost second factor; the row is deleted when it is used."""

    __tablename__ = 'recovery_codes'
    __table_args__ = (sa.Index('ix_recovery_codes_user_id', 'user_id'),)

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    code_hash: str = Field(sa_type=sa.Text)


class Passkey(SQLModel, table=True):
    """A key pair that a device or a password manager holds for a user; this is its public half.

    `credential_id` and `public_key` are base64url; `sign_count` is what the device counted when last used.
    """

    __tablename__ = 'passkeys'
    __table_args__ = (sa.Index('ix_passkeys_user_id', 'user_id'),)

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    credential_id: str = Field(unique=True, sa_type=sa.Text)
    public_key: str = Field(sa_type=sa.Text)
    sign_count: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    name: str = Field(sa_type=sa.Text)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    last_used_at: datetime | None = Field(default=None, sa_type=Timestamp)
