"""Which kinds of notifications somebody wants by mail."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    whose = sa.ForeignKey('users.id', ondelete='CASCADE')
    op.create_table(
        'notification_mails',
        sa.Column('user_id', sa.Text, whose, nullable=False, primary_key=True),
        sa.Column('kind', sa.Text, primary_key=True),
    )


def downgrade() -> None:
    op.drop_table('notification_mails')
