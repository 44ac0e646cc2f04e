"""Identities at providers, and sign-ins under way there."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'accounts',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('user_id', sa.Text, nullable=False),
        sa.Column('provider', sa.Text, nullable=False),
        sa.Column('subject', sa.Text, nullable=False),
        sa.Column('email', sa.Text),
        sa.Column('created_at', sa.TIMESTAMP, server_default=sa.text('CURRENT_TIMESTAMP')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
        sa.UniqueConstraint('provider', 'subject'),
    )
    op.create_index('ix_accounts_user_id', 'accounts', ['user_id'])
    op.create_table(
        'oauth_flows',
        sa.Column('state_hash', sa.Text, primary_key=True, nullable=False),
        sa.Column('browser_hash', sa.Text, nullable=False),
        sa.Column('provider', sa.Text, nullable=False),
        sa.Column('nonce', sa.Text, nullable=False),
        sa.Column('verifier', sa.Text, nullable=False),
        sa.Column('go', sa.Text, nullable=False, server_default=sa.text("'/'")),
        sa.Column('link_user_id', sa.Text),
        sa.Column('expires_at', sa.TIMESTAMP, nullable=False),
        sa.ForeignKeyConstraint(['link_user_id'], ['users.id'], ondelete='CASCADE'),
    )


def downgrade() -> None:
    op.drop_table('oauth_flows')
    op.drop_table('accounts')
