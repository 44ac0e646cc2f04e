"""Looking ahead at an upload, and tracks that somebody has set by hand."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('processing_jobs', sa.Column('tracks', sa.Text))
    op.create_table(
        'studies',
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
        sa.Column('upload_id', sa.Text, nullable=False),
        sa.Column('original_file_path', sa.Text, nullable=False),
        sa.Column('duration_s', sa.REAL, nullable=False),
        sa.Column('output_format', sa.Text),
        sa.Column('even_percent', sa.REAL, nullable=False, server_default=sa.text('0')),
        sa.Column('tracklist', sa.Text),
        sa.Column('tracks', sa.Text),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['upload_id'], ['uploads.id'], ondelete='CASCADE'),
    )
    op.create_index('uq_studies_upload_id', 'studies', ['upload_id'], unique=True)


def downgrade() -> None:
    op.drop_table('studies')
    with op.batch_alter_table('processing_jobs') as jobs:
        jobs.drop_column('tracks')
