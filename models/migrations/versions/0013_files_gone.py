"""Jobs that outlive their files, and links by which others download a result."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('processing_jobs', sa.Column('files_gone_at', sa.TIMESTAMP))
    op.add_column('processing_jobs', sa.Column('files_gone_why', sa.Text))
    op.create_table(
        'share_links',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('job_id', sa.Text, nullable=False),
        sa.Column('user_id', sa.Text, nullable=False),
        sa.Column('token_hash', sa.Text, nullable=False),
        sa.Column('created_at', sa.TIMESTAMP, server_default=sa.text('CURRENT_TIMESTAMP')),
        sa.Column('expires_at', sa.TIMESTAMP, nullable=False),
        sa.Column('downloads', sa.Integer, nullable=False, server_default=sa.text('0')),
        sa.Column('last_used_at', sa.TIMESTAMP),
        sa.ForeignKeyConstraint(['job_id'], ['processing_jobs.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
        sa.UniqueConstraint('token_hash'),
    )
    op.create_index('ix_share_links_job_id', 'share_links', ['job_id'])


def downgrade() -> None:
    op.drop_table('share_links')
    with op.batch_alter_table('processing_jobs') as jobs:
        jobs.drop_column('files_gone_why')
        jobs.drop_column('files_gone_at')
