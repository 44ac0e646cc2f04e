"""Everything about a person that any area needs: names, handle, picture, place, phone, credits, what is to change."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

RENAMED = {'name': 'display_name', 'is_admin': 'is_super_admin'}
TEXTS = {'first_name': "''", 'last_name': "''", 'timezone': "'UTC'", 'locale': "'en'"}
NUMBERS = {'karma_score': '0', 'credits': '10000', 'email_change_confirm_status': '0'}
SWITCHES = {'is_active': 'TRUE', 'is_sso_user': 'FALSE'}
OPEN_TEXTS = (
    *('username', 'avatar_url', 'phone', 'phone_change', 'email_change', 'app_metadata', 'user_metadata'),
    'stripe_customer_id',
)
MOMENTS = ('phone_verified_at', 'invited_at', 'banned_until', 'deleted_at')


def upgrade() -> None:
    for before, now in RENAMED.items():
        op.execute(f'ALTER TABLE users RENAME COLUMN {before} TO {now}')
    _add_filled(sa.Text(), TEXTS)
    _add_filled(sa.Integer(), NUMBERS)
    _add_filled(sa.Boolean(), SWITCHES)
    for name in OPEN_TEXTS:
        op.add_column('users', sa.Column(name, sa.Text))
    for name in MOMENTS:
        op.add_column('users', sa.Column(name, sa.TIMESTAMP))
    op.execute('UPDATE users SET is_active = FALSE WHERE disabled_at IS NOT NULL')
    op.create_index('uq_users_username', 'users', ['username'], unique=True)
    op.create_index('uq_users_stripe_customer_id', 'users', ['stripe_customer_id'], unique=True)
    op.create_index('idx_users_active', 'users', ['is_active', 'deleted_at'])


def _add_filled(kind: sa.types.TypeEngine[Any], defaults: dict[str, str]) -> None:
    for name, default in defaults.items():
        op.add_column('users', sa.Column(name, kind, nullable=False, server_default=sa.text(default)))


def downgrade() -> None:
    for index in ('idx_users_active', 'uq_users_stripe_customer_id', 'uq_users_username'):
        op.drop_index(index, 'users')
    with op.batch_alter_table('users') as users:
        for name in (*TEXTS, *NUMBERS, *SWITCHES, *OPEN_TEXTS, *MOMENTS):
            users.drop_column(name)
    for before, now in RENAMED.items():
        op.execute(f'ALTER TABLE users RENAME COLUMN {now} TO {before}')
