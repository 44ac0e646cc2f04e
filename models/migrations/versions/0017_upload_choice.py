"""What shall be made of an upload, said while it still comes, and why it was refused."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ('purpose', 'choice', 'refusal'):
        op.add_column('uploads', sa.Column(name, sa.Text))


def downgrade() -> None:
    with op.batch_alter_table('uploads') as uploads:
        for name in ('refusal', 'choice', 'purpose'):
            uploads.drop_column(name)
