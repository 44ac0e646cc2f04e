"""By which API key a webhook was made: it ends with that key."""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('webhooks', sa.Column('key_id', sa.Text))
    op.add_column('webhooks', sa.Column('key_name', sa.Text))


def downgrade() -> None:
    with op.batch_alter_table('webhooks') as table:
        table.drop_column('key_name')
        table.drop_column('key_id')
