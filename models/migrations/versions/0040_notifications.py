"""Notifications, and which kinds of them somebody wants by mail."""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'notifications',
        sa.Column('id', sa.Text, primary_key=True),
        _of_user(),
        *(sa.Column(name, sa.Text, nullable=False) for name in ('kind', 'title')),
        sa.Column('body', sa.Text, nullable=False, server_default=sa.text("''")),
        *(sa.Column(name, sa.Text) for name in ('href', 'entity', 'entity_id')),
        sa.Column('created_at', sa.TIMESTAMP, server_default=sa.text('CURRENT_TIMESTAMP')),
        *(sa.Column(name, sa.TIMESTAMP) for name in ('read_at', 'mailed_at')),
    )
    op.create_index('ix_notifications_user_id_created_at', 'notifications', ['user_id', 'created_at'])
    op.create_index('ix_notifications_user_id_read_at', 'notifications', ['user_id', 'read_at'])
    op.create_table(
        'notification_mails',
        _of_user(primary_key=True),
        sa.Column('kind', sa.Text, primary_key=True),
    )


def downgrade() -> None:
    op.drop_table('notification_mails')
    op.drop_table('notifications')


def _of_user(*, primary_key: bool = False) -> sa.Column[str]:
    whose = sa.ForeignKey('users.id', ondelete='CASCADE')
    return sa.Column('user_id', sa.Text, whose, nullable=False, primary_key=primary_key)
