"""Addresses at which programs of users are told what happens, and what was sent to them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import Timestamp, created_now, new_id, updated_now

_FALSE, _TRUE, _ZERO = sa.text('FALSE'), sa.text('TRUE'), sa.text('0')


class Webhook(SQLModel, table=True):
    """An address that is told of events. `events` and `areas` are lists as JSON; no area means all of them.

    `secret` signs what is sent and is sealed, as is `old_secret`, which signs beside it until `old_secret_until`.
    `failing_since` is when the first delivery failed after the last that arrived; `disabled_reason` says why it was
    switched off, if nobody did it by hand. `key_id` is the API key that has made it or given it its address, None where
    a person did by hand; `key_name` says which one where it is gone.
    """

    __tablename__ = 'webhooks'
    __table_args__ = (sa.Index('ix_webhooks_user_id', 'user_id'),)

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    url: str = Field(sa_type=sa.Text)
    events: str = Field(default='[]', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'[]'")})
    areas: str = Field(default='[]', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'[]'")})
    secret: str = Field(sa_type=sa.Text)
    old_secret: str | None = Field(default=None, sa_type=sa.Text)
    old_secret_until: datetime | None = Field(default=None, sa_type=Timestamp)
    is_enabled: bool = Field(default=True, sa_column_kwargs={'server_default': _TRUE})
    disabled_reason: str | None = Field(default=None, sa_type=sa.Text)
    failing_since: datetime | None = Field(default=None, sa_type=Timestamp)
    key_id: str | None = Field(default=None, sa_type=sa.Text)
    key_name: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()


class WebhookDelivery(SQLModel, table=True):
    """One event on its way to one address. `payload` is sent as it stands; `event_id` is the same wherever it is sent.

    It waits for its next try while `next_attempt_at` is set; without that, it has arrived if `delivered_at` is set, and
    was given up if not. `answer` is the beginning of what came back, `error` a sentence about what went wrong.
    """

    __tablename__ = 'webhook_deliveries'
    __table_args__ = (
        sa.Index('ix_webhook_deliveries_webhook_id_created_at', 'webhook_id', 'created_at'),
        sa.Index('ix_webhook_deliveries_next_attempt_at', 'next_attempt_at'),
        sa.Index('ix_webhook_deliveries_created_at', 'created_at'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    webhook_id: str = Field(foreign_key='webhooks.id', ondelete='CASCADE', sa_type=sa.Text)
    event_id: str = Field(sa_type=sa.Text)
    type: str = Field(sa_type=sa.Text)
    payload: str = Field(sa_type=sa.Text)
    is_test: bool = Field(default=False, sa_column_kwargs={'server_default': _FALSE})
    attempts: int = Field(default=0, sa_column_kwargs={'server_default': _ZERO})
    next_attempt_at: datetime | None = Field(default=None, sa_type=Timestamp)
    attempted_at: datetime | None = Field(default=None, sa_type=Timestamp)
    status_code: int | None = Field(default=None)
    answer: str | None = Field(default=None, sa_type=sa.Text)
    error: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()
    delivered_at: datetime | None = Field(default=None, sa_type=Timestamp)
