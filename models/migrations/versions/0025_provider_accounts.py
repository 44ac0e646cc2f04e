"""What a provider says of an identity that is connected to a user: its kind, its tokens, and until when they hold."""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

NOW = sa.text('CURRENT_TIMESTAMP')
OPEN_TEXTS = ('refresh_token', 'access_token', 'token_type', 'scope', 'id_token', 'session_state')


def upgrade() -> None:
    op.create_table(
        'accounts_moving',
        *_columns('provider_account_id'),
        sa.Column('type', sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in OPEN_TEXTS),
        sa.Column('expires_at', sa.Integer),
        sa.Column('created_at', sa.TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column('updated_at', sa.TIMESTAMP, nullable=False, server_default=NOW),
    )
    made = 'coalesce(created_at, CURRENT_TIMESTAMP)'
    op.execute(
        'INSERT INTO accounts_moving'
        ' (id, user_id, provider, email, provider_account_id, type, created_at, updated_at)'
        f" SELECT id, user_id, provider, email, subject, 'oidc', {made}, {made} FROM accounts"
    )
    _replace()


def downgrade() -> None:
    op.create_table('accounts_moving', *_columns('subject'), sa.Column('created_at', sa.TIMESTAMP, server_default=NOW))
    op.execute(
        'INSERT INTO accounts_moving (id, user_id, provider, email, subject, created_at)'
        ' SELECT id, user_id, provider, email, provider_account_id, created_at FROM accounts'
    )
    _replace()


def _replace() -> None:
    op.drop_table('accounts')
    op.rename_table('accounts_moving', 'accounts')
    op.create_index('ix_accounts_user_id', 'accounts', ['user_id'])


def _columns(subject: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('user_id', sa.Text, nullable=False),
        sa.Column('provider', sa.Text, nullable=False),
        sa.Column(subject, sa.Text, nullable=False),
        sa.Column('email', sa.Text),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
        sa.UniqueConstraint('provider', subject),
    )
