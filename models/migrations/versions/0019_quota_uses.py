"""What jobs use up of that which a tier grants by the month, by name; and the newest jobs of a user, found quickly."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'quota_uses',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('user_id', sa.Text, nullable=False),
        sa.Column('what', sa.Text, nullable=False),
        sa.Column('amount', sa.Integer, nullable=False),
        sa.Column('job_id', sa.Text, nullable=False),
        sa.Column('reserved_at', sa.TIMESTAMP, server_default=sa.text('CURRENT_TIMESTAMP')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    )
    op.create_index('idx_quota_uses_user_what', 'quota_uses', ['user_id', 'what', 'reserved_at'])
    op.create_index('idx_quota_uses_job', 'quota_uses', ['job_id'])
    op.create_index('idx_processing_jobs_feed', 'processing_jobs', ['user_id', 'created_at'])


def downgrade() -> None:
    op.drop_index('idx_processing_jobs_feed', 'processing_jobs')
    op.drop_table('quota_uses')
