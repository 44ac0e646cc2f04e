"""The signed-in browsers move from `user_sessions` to `sessions`."""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

NOW = sa.text('CURRENT_TIMESTAMP')
SHARED = ('id', 'user_id', 'method', 'user_agent', 'address', 'last_seen_at')


def upgrade() -> None:
    op.create_table(
        'sessions',
        *_columns('session_token'),
        sa.Column('expires', sa.TIMESTAMP, nullable=False),
        sa.Column('created_at', sa.TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column('updated_at', sa.TIMESTAMP, nullable=False, server_default=NOW),
    )
    shared = ', '.join(SHARED)
    op.execute(
        f'INSERT INTO sessions ({shared}, session_token, expires, created_at, updated_at)'
        f' SELECT {shared}, token_hash, expires_at, coalesce(created_at, last_seen_at), last_seen_at FROM user_sessions'
    )
    op.drop_table('user_sessions')
    op.create_index('ix_sessions_user_id', 'sessions', ['user_id'])
    op.create_index('ix_sessions_expires', 'sessions', ['expires'])


def downgrade() -> None:
    op.create_table(
        'user_sessions',
        *_columns('token_hash'),
        sa.Column('created_at', sa.TIMESTAMP, server_default=NOW),
        sa.Column('expires_at', sa.TIMESTAMP, nullable=False),
    )
    shared = ', '.join(SHARED)
    op.execute(
        f'INSERT INTO user_sessions ({shared}, token_hash, expires_at, created_at)'
        f' SELECT {shared}, session_token, expires, created_at FROM sessions'
    )
    op.drop_table('sessions')
    op.create_index('ix_user_sessions_user_id', 'user_sessions', ['user_id'])


def _columns(token: str) -> tuple[sa.schema.SchemaItem, ...]:
    empty = sa.text("''")
    return (
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('user_id', sa.Text, nullable=False),
        sa.Column(token, sa.Text, nullable=False),
        sa.Column('method', sa.Text, nullable=False),
        sa.Column('user_agent', sa.Text, nullable=False, server_default=empty),
        sa.Column('address', sa.Text, nullable=False, server_default=empty),
        sa.Column('last_seen_at', sa.TIMESTAMP, nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
        sa.UniqueConstraint(token),
    )
