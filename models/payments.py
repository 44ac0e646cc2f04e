"""What providers of payments have told, what of it failed, and what the stand-in for a provider remembers."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, Timestamp, new_id, utc_now


class WebhookEvent(SQLModel, table=True):
    """One event as a provider has told it. It is handled once, however often it comes; `outcome` says how that went."""

    __tablename__ = 'webhook_events'
    __table_args__ = (
        sa.UniqueConstraint('provider', 'event_id', name='uq_webhook_events_event'),
        sa.Index('idx_webhook_events_received_at', 'received_at'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    provider: str = Field(sa_type=sa.Text)
    event_id: str = Field(sa_type=sa.Text)
    type: str = Field(sa_type=sa.Text)
    body: str = Field(sa_type=sa.Text)
    told_at: datetime | None = Field(default=None, sa_type=Timestamp)
    received_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    handled_at: datetime | None = Field(default=None, sa_type=Timestamp)
    outcome: str | None = Field(default=None, sa_type=sa.Text)


class WebhookFailure(SQLModel, table=True):
    """An event that could not be carried out, with the error; admins see it, play it again, or resolve it.

    `booking_id` is the booking that it was about, where it was about one.
    """

    __tablename__ = 'webhook_failures'
    __table_args__ = (
        sa.Index('idx_webhook_failures_event', 'stripe_event_id'),
        sa.Index('idx_webhook_failures_resolved', 'resolved', 'created_at'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    webhook_type: str = Field(sa_type=sa.Text)
    stripe_event_id: str | None = Field(default=None, sa_type=sa.Text)
    stripe_session_id: str | None = Field(default=None, sa_type=sa.Text)
    booking_id: str | None = Field(default=None, foreign_key='bookings.id', ondelete='SET NULL', sa_type=sa.Text)
    error_message: str = Field(sa_type=sa.Text)
    error_details: str | None = Field(default=None, sa_type=sa.Text)
    attempts: int = Field(default=1, sa_column_kwargs={'server_default': sa.text('1')})
    resolved: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('0')})
    resolved_at: datetime | None = Field(default=None, sa_type=Timestamp)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )


class StandInObject(SQLModel, table=True):
    """What the stand-in for a provider remembers, as a provider would on its own servers: `state` is JSON.

    An event is to be sent from `due_at` on; a subscription is renewed then.
    """

    __tablename__ = 'stand_in_objects'
    __table_args__ = (sa.Index('idx_stand_in_objects_due', 'kind', 'due_at'),)

    id: str = Field(primary_key=True, sa_type=sa.Text)
    kind: str = Field(sa_type=sa.Text)
    state: str = Field(sa_type=sa.Text)
    due_at: datetime | None = Field(default=None, sa_type=Timestamp)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
