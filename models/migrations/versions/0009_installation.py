"""What the admin sets for everybody: pauses, feature flags, announcements, order and hiding of system presets."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

NOW = sa.text('CURRENT_TIMESTAMP')


def upgrade() -> None:
    op.create_table(
        'pauses',
        sa.Column('name', sa.Text, primary_key=True, nullable=False),
        sa.Column('sentence', sa.Text, nullable=False),
        sa.Column('by', sa.Text, nullable=False),
        sa.Column('since', sa.TIMESTAMP, server_default=NOW),
    )
    op.create_table(
        'feature_flags',
        sa.Column('name', sa.Text, primary_key=True, nullable=False),
        sa.Column('description', sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column('is_on', sa.Boolean, nullable=False, server_default=sa.text('0')),
        sa.Column('share_percent', sa.REAL, nullable=False, server_default=sa.text('100')),
        sa.Column('updated_at', sa.TIMESTAMP, server_default=NOW),
    )
    op.create_table(
        'announcements',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('text', sa.Text, nullable=False),
        sa.Column('level', sa.Text, nullable=False, server_default=sa.text("'info'")),
        sa.Column('starts_at', sa.TIMESTAMP, nullable=False),
        sa.Column('ends_at', sa.TIMESTAMP),
        sa.Column('created_at', sa.TIMESTAMP, server_default=NOW),
        sa.Column('by', sa.Text, nullable=False, server_default=sa.text("''")),
    )
    op.create_table(
        'folder_sizes',
        sa.Column('folder', sa.Text, primary_key=True, nullable=False),
        sa.Column('files', sa.Integer, nullable=False),
        sa.Column('bytes', sa.BigInteger, nullable=False),
        sa.Column('measured_at', sa.TIMESTAMP, server_default=NOW),
    )
    op.create_table(
        'user_sizes',
        sa.Column('user_id', sa.Text, sa.ForeignKey('users.id', ondelete='CASCADE'), primary_key=True, nullable=False),
        sa.Column('jobs', sa.Integer, nullable=False),
        sa.Column('bytes', sa.BigInteger, nullable=False),
    )
    op.add_column('lufs_presets', sa.Column('position', sa.Integer, nullable=False, server_default=sa.text('0')))
    op.add_column('lufs_presets', sa.Column('hidden', sa.Boolean, nullable=False, server_default=sa.text('0')))
    op.create_index('ix_audit_log_actor', 'audit_log', ['actor'])
    op.create_index('ix_audit_log_action', 'audit_log', ['action'])


def downgrade() -> None:
    op.drop_index('ix_audit_log_action', 'audit_log')
    op.drop_index('ix_audit_log_actor', 'audit_log')
    with op.batch_alter_table('lufs_presets') as presets:
        presets.drop_column('hidden')
        presets.drop_column('position')
    for table in ('user_sizes', 'folder_sizes', 'announcements', 'feature_flags', 'pauses'):
        op.drop_table(table)
