"""What is sold, who has it, and what was paid: plans, subscriptions, transactions, and what providers have told.

Money is whole cents (whatever the smallest unit of its currency is) with a currency of three small letters. JSON is
text. `stripe_…` columns hold the ids of whatever provider takes the payments, because the seeds call them so.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, Timestamp, new_id, utc_now


class Plan(SQLModel, table=True):
    """Something that can be had: a plan of one product by the month or year, or a pack of credits (`once`).

    `limits` says what it grants by name; null there is without end. `trial_days` are free once for each user.
    """

    __tablename__ = 'plans'
    __table_args__ = (
        sa.CheckConstraint("interval IN ('month', 'year', 'once')", name='interval'),
        sa.CheckConstraint('price_cents >= 0', name='price'),
        sa.Index('idx_plans_product', 'product', 'position'),
    )

    code: str = Field(primary_key=True, sa_type=sa.Text)
    product: str = Field(sa_type=sa.Text)
    tier: str = Field(sa_type=sa.Text)
    name: str = Field(sa_type=sa.Text)
    price_cents: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    currency: str = Field(default='eur', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'eur'")})
    interval: str = Field(default='month', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'month'")})
    limits: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'{}'")})
    stripe_price_id: str | None = Field(default=None, sa_type=sa.Text)
    is_public: bool = Field(default=True, sa_column_kwargs={'server_default': sa.text('1')})
    trial_days: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    position: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    updated_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )


class Subscription(SQLModel, table=True):
    """What one user has of one product; the free plan where nothing is paid.

    `synced` counts how often it was brought to what the provider says, so that an older answer never replaces a newer
    one. `past_due_since` is when a payment was first missed.
    """

    __tablename__ = 'subscriptions'
    __table_args__ = (
        sa.CheckConstraint(
            "status IN ('ACTIVE', 'INACTIVE', 'PAST_DUE', 'CANCELED', 'UNPAID', 'TRIALING')", name='status'
        ),
        sa.UniqueConstraint('user_id', 'product', name='uq_subscriptions_user_product'),
        sa.UniqueConstraint('stripe_subscription_id', name='uq_subscriptions_stripe_subscription'),
        sa.Index('idx_subscriptions_status', 'status', 'current_period_end'),
        sa.Index('idx_subscriptions_tier', 'tier'),
        sa.Index('idx_subscriptions_period_end', 'current_period_end'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    product: str = Field(sa_type=sa.Text)
    plan_code: str = Field(foreign_key='plans.code', sa_type=sa.Text)
    provider: str | None = Field(default=None, sa_type=sa.Text)
    stripe_customer_id: str | None = Field(default=None, sa_type=sa.Text)
    stripe_subscription_id: str | None = Field(default=None, sa_type=sa.Text)
    stripe_price_id: str | None = Field(default=None, sa_type=sa.Text)
    status: str = Field(default='INACTIVE', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'INACTIVE'")})
    tier: str = Field(default='FREE', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'FREE'")})
    current_period_start: datetime | None = Field(default=None, sa_type=Timestamp)
    current_period_end: datetime | None = Field(default=None, sa_type=Timestamp)
    cancel_at_period_end: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('0')})
    canceled_at: datetime | None = Field(default=None, sa_type=Timestamp)
    trial_start: datetime | None = Field(default=None, sa_type=Timestamp)
    trial_end: datetime | None = Field(default=None, sa_type=Timestamp)
    past_due_since: datetime | None = Field(default=None, sa_type=Timestamp)
    ai_quota_remaining: int | None = Field(default=None, sa_type=sa.Integer)
    details: str | None = Field(default=None, sa_column=sa.Column('metadata', sa.Text))
    synced: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    last_synced_at: datetime | None = Field(default=None, sa_type=Timestamp)
    created_at: datetime = Field(default_factory=utc_now, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW})
    updated_at: datetime = Field(default_factory=utc_now, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW})
    deleted_at: datetime | None = Field(default=None, sa_type=Timestamp)


class UsageRecord(SQLModel, table=True):
    """Something that a user has made: which feature, how much of it, and the credits it took."""

    __tablename__ = 'usage_records'
    __table_args__ = (
        sa.Index('idx_usage_records_subscription', 'subscription_id', 'feature'),
        sa.Index('idx_usage_records_recorded_at', 'recorded_at'),
        sa.Index('idx_usage_records_user', 'user_id', 'recorded_at'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    subscription_id: str = Field(foreign_key='subscriptions.id', ondelete='CASCADE', sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    feature: str = Field(sa_type=sa.Text)
    quantity: int = Field(default=1, sa_column_kwargs={'server_default': sa.text('1')})
    credits: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    details: str | None = Field(default=None, sa_column=sa.Column('metadata', sa.Text))
    recorded_at: datetime = Field(default_factory=utc_now, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW})


class BillingTransaction(SQLModel, table=True):
    """One payment, from the moment somebody is sent to pay; kept for the books when its user has gone.

    `session_ref` is the checkout at the provider, `provider_ref` the payment or invoice, `payment_ref` what can be
    refunded. `lines` are the lines of the receipt. What it grants (`plan_code`, `credits`) comes once it is paid.
    """

    __tablename__ = 'billing_transactions'
    __table_args__ = (
        sa.CheckConstraint("provider IN ('stripe', 'stand-in')", name='provider'),
        sa.CheckConstraint(
            "type IN ('subscription', 'bundle_purchase', 'donation', 'deposit', 'remainder')", name='type'
        ),
        sa.CheckConstraint("status IN ('pending', 'succeeded', 'failed', 'refunded')", name='status'),
        sa.UniqueConstraint('provider', 'provider_ref', name='uq_billing_transactions_provider_ref'),
        sa.UniqueConstraint('session_ref', name='uq_billing_transactions_session'),
        sa.Index('idx_billing_transactions_user', 'user_id', 'created_at'),
        sa.Index('idx_billing_transactions_subscription', 'subscription_id'),
        sa.Index('idx_billing_transactions_payment', 'payment_ref'),
        sa.Index('idx_billing_transactions_status', 'status', 'created_at'),
        sa.Index('idx_billing_transactions_entity', 'related_entity_id', 'related_entity_type'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    subscription_id: str | None = Field(
        default=None, foreign_key='subscriptions.id', ondelete='SET NULL', sa_type=sa.Text
    )
    user_id: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    provider: str = Field(sa_type=sa.Text)
    provider_ref: str | None = Field(default=None, sa_type=sa.Text)
    amount_cents: int = Field(sa_type=sa.Integer)
    currency: str = Field(sa_type=sa.Text)
    type: str = Field(sa_type=sa.Text)
    status: str = Field(default='pending', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'pending'")})
    processed_at: datetime | None = Field(default=None, sa_type=Timestamp)
    session_ref: str | None = Field(default=None, sa_type=sa.Text)
    payment_ref: str | None = Field(default=None, sa_type=sa.Text)
    plan_code: str | None = Field(default=None, sa_type=sa.Text)
    credits: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    refunded_cents: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    coupon_code: str | None = Field(default=None, sa_type=sa.Text)
    lines: str = Field(default='[]', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'[]'")})
    related_entity_type: str | None = Field(default=None, sa_type=sa.Text)
    related_entity_id: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )


class Coupon(SQLModel, table=True):
    """A code that takes something off a price: a share or an amount. `uses` counts what was paid with it."""

    __tablename__ = 'coupons'
    __table_args__ = (
        sa.CheckConstraint('percent_off BETWEEN 1 AND 100', name='percent'),
        sa.CheckConstraint('amount_off_cents > 0', name='amount'),
        sa.CheckConstraint('(percent_off IS NULL) <> (amount_off_cents IS NULL)', name='either'),
    )

    code: str = Field(primary_key=True, sa_type=sa.Text)
    percent_off: int | None = Field(default=None, sa_type=sa.Integer)
    amount_off_cents: int | None = Field(default=None, sa_type=sa.Integer)
    currency: str | None = Field(default=None, sa_type=sa.Text)
    product: str | None = Field(default=None, sa_type=sa.Text)
    max_uses: int | None = Field(default=None, sa_type=sa.Integer)
    uses: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    starts_at: datetime | None = Field(default=None, sa_type=Timestamp)
    expires_at: datetime | None = Field(default=None, sa_type=Timestamp)
    is_active: bool = Field(default=True, sa_column_kwargs={'server_default': sa.text('1')})
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
