"""When a job took its user's upload, so that it is given back to the month that it was taken from."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('processing_jobs', sa.Column('counted_at', sa.TIMESTAMP))
    op.execute('UPDATE processing_jobs SET counted_at = created_at WHERE counted')


def downgrade() -> None:
    with op.batch_alter_table('processing_jobs') as jobs:
        jobs.drop_column('counted_at')
