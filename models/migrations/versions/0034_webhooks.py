"""Webhooks: addresses that are told of events, and what was sent to them."""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'webhooks',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('user_id', sa.Text, nullable=False),
        sa.Column('url', sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False, server_default=sa.text("'[]'")) for name in ('events', 'areas')),
        sa.Column('secret', sa.Text, nullable=False),
        sa.Column('old_secret', sa.Text),
        sa.Column('old_secret_until', sa.TIMESTAMP),
        sa.Column('is_enabled', sa.Boolean, nullable=False, server_default=sa.text('TRUE')),
        sa.Column('disabled_reason', sa.Text),
        sa.Column('failing_since', sa.TIMESTAMP),
        *(_moment(name) for name in ('created_at', 'updated_at')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    )
    op.create_index('ix_webhooks_user_id', 'webhooks', ['user_id'])
    op.create_table(
        'webhook_deliveries',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ('webhook_id', 'event_id', 'type', 'payload')),
        sa.Column('is_test', sa.Boolean, nullable=False, server_default=sa.text('FALSE')),
        sa.Column('attempts', sa.Integer, nullable=False, server_default=sa.text('0')),
        *(sa.Column(name, sa.TIMESTAMP) for name in ('next_attempt_at', 'attempted_at')),
        sa.Column('status_code', sa.Integer),
        *(sa.Column(name, sa.Text) for name in ('answer', 'error')),
        _moment('created_at'),
        sa.Column('delivered_at', sa.TIMESTAMP),
        sa.ForeignKeyConstraint(['webhook_id'], ['webhooks.id'], ondelete='CASCADE'),
    )
    for columns in (['webhook_id', 'created_at'], ['next_attempt_at'], ['created_at']):
        op.create_index(f'ix_webhook_deliveries_{"_".join(columns)}', 'webhook_deliveries', columns)


def downgrade() -> None:
    op.drop_table('webhook_deliveries')
    op.drop_table('webhooks')


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.TIMESTAMP, nullable=False, server_default=sa.text('CURRENT_TIMESTAMP'))
