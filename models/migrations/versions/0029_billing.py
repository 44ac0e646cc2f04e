"""Plans and what they grant, subscriptions, payments and what providers tell of them, and a ledger of credits.

Whoever is here already gets what a new user gets: the free plan of each product, and their first credits.
"""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

ID = (
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' ||"
    " substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
)
NOW = sa.text('CURRENT_TIMESTAMP')
ZERO = sa.text('0')
MONTHLY = 'voice.credits_monthly'
PLANS = (
    # code, product, tier, name, cents, interval, limits, free days
    ('levelmix_free', 'levelmix', 'FREE', 'Free', 0, 'month', {'leveling.uploads': 1}, 0),
    ('levelmix_premium', 'levelmix', 'PREMIUM', 'Premium', 900, 'month', {'leveling.uploads': 4}, 0),
    ('levelmix_premium_plus', 'levelmix', 'PREMIUM_PLUS', 'Premium+', 1900, 'month', {'leveling.uploads': None}, 0),
    ('voice_free', 'voice', 'FREE', 'Voice Free', 0, 'month', {MONTHLY: 10_000}, 0),
    ('voice_pro', 'voice', 'PRO', 'Voice Pro', 1200, 'month', {MONTHLY: 100_000}, 7),
    ('voice_enterprise', 'voice', 'ENTERPRISE', 'Voice Enterprise', 9900, 'month', {MONTHLY: 1_000_000}, 0),
    ('practice_free', 'practice', 'FREE', 'Practice Free', 0, 'month', {'practice.generations': 10}, 0),
    ('practice_pro', 'practice', 'PRO', 'Practice Pro', 900, 'month', {'practice.generations': None}, 14),
    ('practice_educator', 'practice', 'EDUCATOR', 'Practice Educator', 1900, 'month',
     {'practice.generations': None, 'practice.students': 30}, 14),
    ('free', 'drums', 'FREE', 'Drums Free', 0, 'month', {'drums.ai_maps': 5}, 0),
    ('pro_monthly', 'drums', 'PRO', 'Drums Pro, by the month', 700, 'month', {'drums.ai_maps': 100}, 0),
    ('pro_yearly', 'drums', 'PRO', 'Drums Pro, by the year', 7000, 'year', {'drums.ai_maps': 100}, 0),
    ('credits_10000', 'credits', 'PACK', '10,000 credits', 500, 'once', {'credits': 10_000}, 0),
    ('credits_50000', 'credits', 'PACK', '50,000 credits', 2000, 'once', {'credits': 50_000}, 0),
)  # fmt: skip


def upgrade() -> None:
    _plans()
    _subscriptions()
    _transactions()
    _told()
    _credits()
    free = f"SELECT {ID}, u.id, p.product, p.code FROM users u JOIN plans p ON p.tier = 'FREE'"
    op.execute(f'INSERT INTO subscriptions (id, user_id, product, plan_code) {free}')
    first = f"SELECT {ID}, id, credits, 'sign_up', credits FROM users"
    op.execute(f'INSERT INTO credit_ledger (id, user_id, delta, reason_code, balance_after) {first}')


def _id() -> sa.Column[str]:
    return sa.Column('id', sa.Text, primary_key=True, nullable=False)


def _text(name: str, *, needed: bool = True, default: str | None = None) -> sa.Column[str]:
    usual = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.Text, nullable=not needed, server_default=usual)


def _number(name: str, usual: int | None = 0) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=usual is None, server_default=None if usual is None else ZERO)


def _when(name: str, *, usual: bool = False, needed: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.TIMESTAMP, nullable=not needed, server_default=NOW if usual else None)


def _of_user(column: str = 'user_id', ondelete: str = 'CASCADE') -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ['users.id'], ondelete=ondelete)


def _plans() -> None:
    plans = op.create_table(
        'plans',
        sa.Column('code', sa.Text, primary_key=True, nullable=False),
        *(_text(name) for name in ('product', 'tier', 'name')),
        _number('price_cents'),
        _text('currency', default='eur'),
        _text('interval', default='month'),
        _text('limits', default='{}'),
        _text('stripe_price_id', needed=False),
        sa.Column('is_public', sa.Boolean, nullable=False, server_default=sa.text('1')),
        *(_number(name) for name in ('trial_days', 'position')),
        _when('updated_at', usual=True),
        sa.CheckConstraint("interval IN ('month', 'year', 'once')", name='interval'),
        sa.CheckConstraint('price_cents >= 0', name='price'),
    )
    op.create_index('idx_plans_product', 'plans', ['product', 'position'])
    names = ('code', 'product', 'tier', 'name', 'price_cents', 'interval', 'limits', 'trial_days')
    rows = [dict(zip(names, plan, strict=True)) for plan in PLANS]
    op.bulk_insert(plans, [row | {'limits': json.dumps(row['limits']), 'position': n} for n, row in enumerate(rows)])


def _subscriptions() -> None:
    op.create_table(
        'subscriptions',
        _id(),
        *(_text(name) for name in ('user_id', 'product', 'plan_code')),
        *(_text(name, needed=False) for name in (
            'provider', 'stripe_customer_id', 'stripe_subscription_id', 'stripe_price_id'
        )),
        _text('status', default='INACTIVE'),
        _text('tier', default='FREE'),
        *(_when(f'current_period_{name}') for name in ('start', 'end')),
        sa.Column('cancel_at_period_end', sa.Boolean, nullable=False, server_default=ZERO),
        *(_when(name) for name in ('canceled_at', 'trial_start', 'trial_end', 'past_due_since')),
        _number('ai_quota_remaining', None),
        _text('metadata', needed=False),
        _number('synced'),
        _when('last_synced_at'),
        *(_when(name, usual=True, needed=True) for name in ('created_at', 'updated_at')),
        _when('deleted_at'),
        _of_user(),
        sa.ForeignKeyConstraint(['plan_code'], ['plans.code']),
        sa.CheckConstraint(
            "status IN ('ACTIVE', 'INACTIVE', 'PAST_DUE', 'CANCELED', 'UNPAID', 'TRIALING')", name='status'
        ),
        sa.UniqueConstraint('user_id', 'product', name='uq_subscriptions_user_product'),
        sa.UniqueConstraint('stripe_subscription_id', name='uq_subscriptions_stripe_subscription'),
    )  # fmt: skip
    op.create_index('idx_subscriptions_status', 'subscriptions', ['status', 'current_period_end'])
    op.create_index('idx_subscriptions_tier', 'subscriptions', ['tier'])
    op.create_index('idx_subscriptions_period_end', 'subscriptions', ['current_period_end'])
    op.create_table(
        'usage_records',
        _id(),
        *(_text(name) for name in ('subscription_id', 'user_id', 'feature')),
        sa.Column('quantity', sa.Integer, nullable=False, server_default=sa.text('1')),
        _number('credits'),
        _text('metadata', needed=False),
        _when('recorded_at', usual=True, needed=True),
        sa.ForeignKeyConstraint(['subscription_id'], ['subscriptions.id'], ondelete='CASCADE'),
        _of_user(),
    )
    op.create_index('idx_usage_records_subscription', 'usage_records', ['subscription_id', 'feature'])
    op.create_index('idx_usage_records_recorded_at', 'usage_records', ['recorded_at'])
    op.create_index('idx_usage_records_user', 'usage_records', ['user_id', 'recorded_at'])


def _transactions() -> None:
    op.create_table(
        'billing_transactions',
        _id(),
        *(_text(name, needed=False) for name in ('subscription_id', 'user_id')),
        _text('provider'),
        _text('provider_ref', needed=False),
        sa.Column('amount_cents', sa.Integer, nullable=False),
        *(_text(name) for name in ('currency', 'type')),
        _text('status', default='pending'),
        _when('processed_at'),
        *(_text(name, needed=False) for name in ('session_ref', 'payment_ref', 'plan_code')),
        *(_number(name) for name in ('credits', 'refunded_cents')),
        _text('coupon_code', needed=False),
        _text('lines', default='[]'),
        *(_text(name, needed=False) for name in ('related_entity_type', 'related_entity_id')),
        _when('created_at', usual=True),
        sa.ForeignKeyConstraint(['subscription_id'], ['subscriptions.id'], ondelete='SET NULL'),
        _of_user(ondelete='SET NULL'),
        sa.CheckConstraint("provider IN ('stripe', 'stand-in')", name='provider'),
        sa.CheckConstraint(
            "type IN ('subscription', 'bundle_purchase', 'donation', 'deposit', 'remainder')", name='type'
        ),
        sa.CheckConstraint("status IN ('pending', 'succeeded', 'failed', 'refunded')", name='status'),
        sa.UniqueConstraint('provider', 'provider_ref', name='uq_billing_transactions_provider_ref'),
        sa.UniqueConstraint('session_ref', name='uq_billing_transactions_session'),
    )
    op.create_index('idx_billing_transactions_user', 'billing_transactions', ['user_id', 'created_at'])
    op.create_index('idx_billing_transactions_subscription', 'billing_transactions', ['subscription_id'])
    op.create_index('idx_billing_transactions_payment', 'billing_transactions', ['payment_ref'])
    op.create_index('idx_billing_transactions_status', 'billing_transactions', ['status', 'created_at'])
    op.create_table(
        'coupons',
        sa.Column('code', sa.Text, primary_key=True, nullable=False),
        *(_number(name, None) for name in ('percent_off', 'amount_off_cents')),
        *(_text(name, needed=False) for name in ('currency', 'product')),
        _number('max_uses', None),
        _number('uses'),
        *(_when(name) for name in ('starts_at', 'expires_at')),
        sa.Column('is_active', sa.Boolean, nullable=False, server_default=sa.text('1')),
        _when('created_at', usual=True),
        sa.CheckConstraint('percent_off BETWEEN 1 AND 100', name='percent'),
        sa.CheckConstraint('amount_off_cents > 0', name='amount'),
        sa.CheckConstraint('(percent_off IS NULL) <> (amount_off_cents IS NULL)', name='either'),
    )


def _told() -> None:
    op.create_table(
        'webhook_events',
        _id(),
        *(_text(name) for name in ('provider', 'event_id', 'type', 'body')),
        _when('told_at'),
        _when('received_at', usual=True),
        _when('handled_at'),
        _text('outcome', needed=False),
        sa.UniqueConstraint('provider', 'event_id', name='uq_webhook_events_event'),
    )
    op.create_index('idx_webhook_events_received_at', 'webhook_events', ['received_at'])
    op.create_table(
        'webhook_failures',
        _id(),
        _text('webhook_type'),
        *(_text(name, needed=False) for name in ('stripe_event_id', 'stripe_session_id', 'booking_id')),
        _text('error_message'),
        _text('error_details', needed=False),
        sa.Column('attempts', sa.Integer, nullable=False, server_default=sa.text('1')),
        sa.Column('resolved', sa.Boolean, nullable=False, server_default=ZERO),
        _when('resolved_at'),
        _when('created_at', usual=True),
    )
    op.create_index('idx_webhook_failures_event', 'webhook_failures', ['stripe_event_id'])
    op.create_index('idx_webhook_failures_resolved', 'webhook_failures', ['resolved', 'created_at'])
    op.create_table(
        'stand_in_objects', _id(), *(_text(name) for name in ('kind', 'state')), _when('due_at'),
        _when('created_at', usual=True),
    )  # fmt: skip
    op.create_index('idx_stand_in_objects_due', 'stand_in_objects', ['kind', 'due_at'])


def _credits() -> None:
    op.create_table(
        'credit_ledger',
        _id(),
        _text('user_id'),
        sa.Column('delta', sa.Integer, nullable=False),
        _text('reason_code'),
        *(_text(f'related_entity_{name}', needed=False) for name in ('type', 'id')),
        sa.Column('balance_after', sa.Integer, nullable=False),
        _when('recorded_at', usual=True, needed=True),
        _of_user(),
    )
    op.create_index('idx_credit_ledger_user', 'credit_ledger', ['user_id', 'recorded_at'])
    op.create_index('idx_credit_ledger_entity', 'credit_ledger', ['related_entity_id', 'reason_code'])
    op.create_table(
        'entitlement_overrides',
        _id(),
        *(_text(name) for name in ('user_id', 'key')),
        _number('value', None),
        _text('reason', default=''),
        _when('until'),
        _text('by', default=''),
        _when('created_at', usual=True),
        _of_user(),
        sa.UniqueConstraint('user_id', 'key', name='uq_entitlement_overrides_user_key'),
    )


def downgrade() -> None:
    for table in (
        'entitlement_overrides', 'credit_ledger', 'stand_in_objects', 'webhook_failures', 'webhook_events', 'coupons',
        'billing_transactions', 'usage_records', 'subscriptions', 'plans',
    ):  # fmt: skip
        op.drop_table(table)
