"""What programs need: keys that end by themselves, and answers that are given once more where a request comes again."""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('api_keys', sa.Column('expires_at', sa.TIMESTAMP))
    op.create_table(
        'idempotency_keys',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('user_id', sa.Text, nullable=False),
        sa.Column('key', sa.Text, nullable=False),
        sa.Column('digest', sa.Text, nullable=False),
        sa.Column('status', sa.Integer),
        sa.Column('headers', sa.Text, nullable=False, server_default=sa.text("'{}'")),
        sa.Column('sealed_body', sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column('created_at', sa.TIMESTAMP, server_default=sa.text('CURRENT_TIMESTAMP')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
        sa.UniqueConstraint('user_id', 'key'),
    )
    op.create_index('idx_idempotency_keys_created', 'idempotency_keys', ['created_at'])


def downgrade() -> None:
    op.drop_table('idempotency_keys')
    with op.batch_alter_table('api_keys') as keys:
        keys.drop_column('expires_at')
