"""When the end of an account began, so that nobody keeps one whose files are going already."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('users', sa.Column('ending_since', sa.TIMESTAMP))


def downgrade() -> None:
    with op.batch_alter_table('users') as users:
        users.drop_column('ending_since')
