"""Links and codes that work once move from `one_time_tokens` to `verification_tokens`."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

PURPOSES = {
    'sign-up': 'confirm_email',
    'reset': 'reset_password',
    'first-admin': 'first_admin',
    'change-old': 'change_email_current',
    'change-new': 'change_email_new',
    'second-step': 'second_step',
    'passkey-made': 'passkey_made',
    'passkey-used': 'passkey_used',
}


def upgrade() -> None:
    op.create_table(
        'verification_tokens',
        *_columns('token', 'expires'),
        sa.Column('identifier', sa.Text, nullable=False),
        sa.Column('new_value', sa.Text),
        sa.Column('sent_at', sa.TIMESTAMP),
        sa.UniqueConstraint('identifier', 'token'),
    )
    op.execute(
        'INSERT INTO verification_tokens'
        ' (id, purpose, token, user_id, created_at, expires, identifier, new_value, sent_at)'
        f' SELECT id, {_renamed(PURPOSES)}, token_hash, user_id, created_at, expires_at,'
        " coalesce(CASE purpose WHEN 'change-new' THEN email END,"
        " (SELECT users.email FROM users WHERE users.id = user_id), email, ''),"
        ' CASE WHEN user_id IS NOT NULL THEN email END,'
        " CASE WHEN purpose IN ('sign-up', 'reset', 'change-old', 'change-new') THEN created_at END"
        ' FROM one_time_tokens'
    )
    op.drop_table('one_time_tokens')
    op.create_index('ix_verification_tokens_user_id', 'verification_tokens', ['user_id'])


def downgrade() -> None:
    op.create_table('one_time_tokens', *_columns('token_hash', 'expires_at'), sa.Column('email', sa.Text))
    op.execute(
        'INSERT INTO one_time_tokens (id, purpose, token_hash, user_id, created_at, expires_at, email)'
        f' SELECT id, {_renamed({now: before for before, now in PURPOSES.items()})}, token, user_id, created_at,'
        " expires, CASE WHEN user_id IS NULL THEN nullif(identifier, '') ELSE new_value END FROM verification_tokens"
    )
    op.drop_table('verification_tokens')
    op.create_index('ix_one_time_tokens_user_id', 'one_time_tokens', ['user_id'])


def _renamed(words: dict[str, str]) -> str:
    cases = ' '.join(f"WHEN '{word}' THEN '{other}'" for word, other in words.items())
    return f'CASE purpose {cases} ELSE purpose END'


def _columns(token: str, expires: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('purpose', sa.Text, nullable=False),
        sa.Column(token, sa.Text, nullable=False),
        sa.Column('user_id', sa.Text),
        sa.Column('created_at', sa.TIMESTAMP, server_default=sa.text('CURRENT_TIMESTAMP')),
        sa.Column(expires, sa.TIMESTAMP, nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
        sa.UniqueConstraint(token),
    )
