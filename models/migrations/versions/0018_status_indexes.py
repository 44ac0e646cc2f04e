"""Indexes by which the few jobs beside others that wait or run are found among all that are done."""

from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('idx_side_jobs_status', 'side_jobs', ['status'])
    op.create_index('idx_studies_status', 'studies', ['status'])


def downgrade() -> None:
    op.drop_index('idx_studies_status', 'studies')
    op.drop_index('idx_side_jobs_status', 'side_jobs')
