"""Links to what any area has brought: each says of which kind its job is, and no foreign key ties it to one table."""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

COPIED = 'id, job_id, user_id, token_hash, created_at, expires_at, downloads, last_used_at'
KIND = '(SELECT kind FROM processing_jobs WHERE processing_jobs.id = old_share_links.job_id)'


def upgrade() -> None:
    _beside(sa.Column('kind', sa.Text, nullable=False))
    op.execute(f'INSERT INTO share_links ({COPIED}, kind) SELECT {COPIED}, {KIND} FROM old_share_links')
    op.drop_table('old_share_links')


def downgrade() -> None:
    _beside(sa.ForeignKeyConstraint(['job_id'], ['processing_jobs.id'], ondelete='CASCADE'))
    theirs = 'job_id IN (SELECT id FROM processing_jobs)'
    op.execute(f'INSERT INTO share_links ({COPIED}) SELECT {COPIED} FROM old_share_links WHERE {theirs}')
    op.drop_table('old_share_links')


def _beside(*more: sa.Column[str] | sa.ForeignKeyConstraint) -> None:
    """An empty table, and beside it the one that it takes the place of."""
    op.drop_index('ix_share_links_job_id', 'share_links')
    op.rename_table('share_links', 'old_share_links')
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
        *more,
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
        sa.UniqueConstraint('token_hash'),
    )
    op.create_index('ix_share_links_job_id', 'share_links', ['job_id'])
