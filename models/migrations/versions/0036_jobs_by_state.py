"""An index by which somebody's jobs of one status are found in their order, among all that they ever had."""

from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('idx_processing_jobs_state', 'processing_jobs', ['user_id', 'status', 'created_at'])


def downgrade() -> None:
    op.drop_index('idx_processing_jobs_state', 'processing_jobs')
