"""When somebody who is signed in has last confirmed that it is them."""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('sessions', sa.Column('confirmed_at', sa.TIMESTAMP))


def downgrade() -> None:
    with op.batch_alter_table('sessions') as table:
        table.drop_column('confirmed_at')
