"""How far the tracks inside a mix are brought together, and where they begin."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('processing_jobs', sa.Column('even_percent', sa.REAL, nullable=False, server_default=sa.text('0')))
    op.add_column('processing_jobs', sa.Column('tracklist', sa.Text))


def downgrade() -> None:
    with op.batch_alter_table('processing_jobs') as jobs:
        jobs.drop_column('tracklist')
        jobs.drop_column('even_percent')
