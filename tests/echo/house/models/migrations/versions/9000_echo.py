"""What the echo area keeps."""

import sqlalchemy as sa
from alembic import op

revision = '9000'
down_revision = 'HEAD'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'sayings',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('user_id', sa.Text),
        sa.Column('status', sa.Text, nullable=False),
        sa.Column('created_at', sa.TIMESTAMP, server_default=sa.text('CURRENT_TIMESTAMP')),
        sa.Column('started_at', sa.TIMESTAMP),
        sa.Column('completed_at', sa.TIMESTAMP),
        sa.Column('progress_percentage', sa.Integer, server_default=sa.text('0')),
        sa.Column('error_message', sa.Text),
        sa.Column('priority', sa.Integer, server_default=sa.text('0')),
        sa.Column('kind', sa.Text, nullable=False),
        sa.Column('stage', sa.Text),
        sa.Column('seconds_left', sa.REAL),
        sa.Column('attempts', sa.Integer, nullable=False, server_default=sa.text('0')),
        sa.Column('worker', sa.Text),
        sa.Column('lease_until', sa.REAL),
        sa.Column('cancel_requested', sa.Boolean, nullable=False, server_default=sa.text('0')),
        sa.Column('text', sa.Text, nullable=False),
        sa.Column('stored_as', sa.Text),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='SET NULL'),
    )
    op.create_index('idx_sayings_feed', 'sayings', ['user_id', 'created_at'])
    op.create_index('idx_sayings_state', 'sayings', ['user_id', 'status', 'created_at'])


def downgrade() -> None:
    op.drop_table('sayings')
