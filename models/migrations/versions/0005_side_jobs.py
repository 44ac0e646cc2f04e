"""Work beside a job: forecasts of presets, previews to listen to."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'side_jobs',
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
        sa.Column('job_id', sa.Text, nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['job_id'], ['processing_jobs.id'], ondelete='CASCADE'),
    )
    op.create_index('uq_side_jobs_job_id_kind', 'side_jobs', ['job_id', 'kind'], unique=True)


def downgrade() -> None:
    op.drop_table('side_jobs')
