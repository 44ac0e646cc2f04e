"""What the account page looks after: a second factor, API keys with scopes, an account that ends."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def _user_columns() -> list[sa.Column]:  # type: ignore[type-arg]
    return [
        sa.Column('delete_after', sa.TIMESTAMP),
        sa.Column('totp_secret', sa.Text),
        sa.Column('totp_since', sa.TIMESTAMP),
        sa.Column('totp_step', sa.Integer, nullable=False, server_default=sa.text('0')),
    ]


def _key_columns() -> list[sa.Column]:  # type: ignore[type-arg]
    return [
        sa.Column('prefix', sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column('scopes', sa.Text, nullable=False, server_default=sa.text("'read'")),
    ]


def upgrade() -> None:
    for column in _user_columns():
        op.add_column('users', column)
    for column in _key_columns():
        op.add_column('api_keys', column)
    op.create_table(
        'recovery_codes',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('user_id', sa.Text, nullable=False),
        sa.Column('code_hash', sa.Text, nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    )
    op.create_index('ix_recovery_codes_user_id', 'recovery_codes', ['user_id'])


def downgrade() -> None:
    op.drop_table('recovery_codes')
    with op.batch_alter_table('api_keys') as keys:
        for column in _key_columns():
            keys.drop_column(column.name)
    with op.batch_alter_table('users') as users:
        for column in _user_columns():
            users.drop_column(column.name)
