"""Accounts: who is an admin or disabled, sessions, one-time links, limits of tries, the outbox, the audit log."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

NOW = sa.text('CURRENT_TIMESTAMP')
USER_COLUMNS = ('name', 'email_verified_at', 'is_admin', 'disabled_at')


def _text(name: str, *, default: str | None = None, **more: bool) -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=None if default is None else sa.text(default), **more)  # type: ignore[arg-type]


def _created() -> sa.Column[object]:
    return sa.Column('created_at', sa.TIMESTAMP, server_default=NOW)


def _key() -> sa.Column[str]:
    return sa.Column('id', sa.Text, primary_key=True, nullable=False)


def _of_user() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE')


def upgrade() -> None:
    op.add_column('users', _text('name'))
    op.add_column('users', sa.Column('email_verified_at', sa.TIMESTAMP))
    op.add_column('users', sa.Column('is_admin', sa.Boolean, nullable=False, server_default=sa.text('0')))
    op.add_column('users', sa.Column('disabled_at', sa.TIMESTAMP))
    op.create_table(
        'user_sessions',
        _key(),
        _text('user_id', nullable=False),
        _text('token_hash', nullable=False),
        _text('method', nullable=False),
        _text('user_agent', nullable=False, default="''"),
        _text('address', nullable=False, default="''"),
        _created(),
        sa.Column('last_seen_at', sa.TIMESTAMP, nullable=False),
        sa.Column('expires_at', sa.TIMESTAMP, nullable=False),
        _of_user(),
        sa.UniqueConstraint('token_hash'),
    )
    op.create_index('ix_user_sessions_user_id', 'user_sessions', ['user_id'])
    op.create_table(
        'one_time_tokens',
        _key(),
        _text('purpose', nullable=False),
        _text('token_hash', nullable=False),
        _text('user_id'),
        _text('email'),
        _created(),
        sa.Column('expires_at', sa.TIMESTAMP, nullable=False),
        _of_user(),
        sa.UniqueConstraint('token_hash'),
    )
    op.create_index('ix_one_time_tokens_user_id', 'one_time_tokens', ['user_id'])
    _create_the_rest()


def _create_the_rest() -> None:
    op.create_table(
        'throttles',
        sa.Column('key', sa.Text, primary_key=True, nullable=False),
        sa.Column('tries', sa.Integer, nullable=False, server_default=sa.text('0')),
        sa.Column('window_ends', sa.REAL, nullable=False),
        sa.Column('blocked_until', sa.REAL, nullable=False, server_default=sa.text('0')),
    )
    op.create_table(
        'mails',
        _key(),
        *(_text(name, nullable=False) for name in ('to', 'subject', 'text', 'html')),
        _created(),
        sa.Column('sent_at', sa.TIMESTAMP),
        sa.Column('attempts', sa.Integer, nullable=False, server_default=sa.text('0')),
        sa.Column('next_try_at', sa.TIMESTAMP),
        _text('error'),
    )
    op.create_index('ix_mails_sent_at', 'mails', ['sent_at'])
    op.create_table(
        'audit_log',
        sa.Column('id', sa.Integer, primary_key=True, nullable=False),
        sa.Column('at', sa.TIMESTAMP, nullable=False),
        _text('actor_id'),
        _text('actor', nullable=False),
        _text('action', nullable=False),
        *(_text(name) for name in ('target', 'before', 'after')),
        _text('address', nullable=False, default="''"),
        _text('user_agent', nullable=False, default="''"),
        sqlite_autoincrement=True,
    )
    for column in ('at', 'actor_id', 'target'):
        op.create_index(f'ix_audit_log_{column}', 'audit_log', [column])


def downgrade() -> None:
    for table in ('audit_log', 'mails', 'throttles', 'one_time_tokens', 'user_sessions'):
        op.drop_table(table)
    with op.batch_alter_table('users') as users:
        for column in USER_COLUMNS:
            users.drop_column(column)
