"""Which sound of a file with several a job levels, from 1."""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('processing_jobs', sa.Column('stream', sa.Integer))


def downgrade() -> None:
    with op.batch_alter_table('processing_jobs') as jobs:
        jobs.drop_column('stream')
