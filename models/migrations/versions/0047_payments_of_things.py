"""Payments are found by what they are for: a booking asks for its own each minute that it waits for money."""

from alembic import op

revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None

INDEX = 'idx_billing_transactions_entity'


def upgrade() -> None:
    op.create_index(INDEX, 'billing_transactions', ['related_entity_id', 'related_entity_type'])


def downgrade() -> None:
    op.drop_index(INDEX, 'billing_transactions')
