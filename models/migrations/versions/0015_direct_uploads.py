"""Uploads whose bytes go straight to the storage: the storage's own id of each."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('uploads', sa.Column('multipart', sa.Text))


def downgrade() -> None:
    with op.batch_alter_table('uploads') as uploads:
        uploads.drop_column('multipart')
