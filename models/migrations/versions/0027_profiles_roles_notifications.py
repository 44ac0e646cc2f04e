"""What the areas share: profiles, roles, tokens of connected platforms, posts, notifications, and figures over time."""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

ROLES = (
    # code, karma that it takes, and whether it takes a verified phone
    ('owner', 0, False),
    ('admin', 0, False),
    ('engineer', 0, False),
    ('editor', 0, False),
    ('fixer', 0, False),
    ('verifier', 100, True),
    ('curator', 500, True),
)
LEVELS = ('BEGINNER', 'INTERMEDIATE', 'ADVANCED', 'PROFESSIONAL')


def upgrade() -> None:
    _create_profiles()
    _create_roles()
    _create_oauth_tokens()
    op.create_table(
        'posts',
        sa.Column('id', sa.Integer, primary_key=True),
        sa.Column('name', sa.Text, nullable=False),
        _moment('created_at'),
        _moment('updated_at'),
        sa.Column('created_by_id', sa.Text, nullable=False),
        sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], ondelete='CASCADE'),
        sqlite_autoincrement=True,
    )
    op.create_index('ix_posts_created_by_id', 'posts', ['created_by_id'])
    op.create_index('ix_posts_name', 'posts', ['name'])
    op.create_table(
        'notifications',
        _key(),
        *_of_user(),
        *(sa.Column(name, sa.Text, nullable=False) for name in ('kind', 'title')),
        sa.Column('body', sa.Text, nullable=False, server_default=sa.text("''")),
        *(sa.Column(name, sa.Text) for name in ('href', 'entity', 'entity_id')),
        _moment('created_at'),
        *(sa.Column(name, sa.TIMESTAMP) for name in ('read_at', 'mailed_at')),
    )
    op.create_index('ix_notifications_user_id_created_at', 'notifications', ['user_id', 'created_at'])
    op.create_index('ix_notifications_user_id_read_at', 'notifications', ['user_id', 'read_at'])
    op.create_table(
        'system_metrics',
        _key(),
        sa.Column('metric_name', sa.Text, nullable=False),
        sa.Column('value', sa.REAL, nullable=False),
        sa.Column('dimensions', sa.Text),
        _moment('recorded_at'),
    )
    op.create_index('ix_system_metrics_metric_name_recorded_at', 'system_metrics', ['metric_name', 'recorded_at'])


def downgrade() -> None:
    for table in ('system_metrics', 'notifications', 'posts', 'oauth_tokens', 'user_roles', 'roles', 'user_profiles'):
        op.drop_table(table)


def _create_profiles() -> None:
    op.create_table(
        'user_profiles',
        _key(),
        *_of_user(),
        sa.Column('skill_level', sa.Text, nullable=False, server_default=sa.text("'BEGINNER'")),
        *(
            sa.Column(name, sa.Text)
            for name in ('musical_background', 'learning_goals', 'preferences', 'practice_schedule')
        ),
        _moment('created_at'),
        _moment('updated_at'),
        sa.Column('deleted_at', sa.TIMESTAMP),
        sa.UniqueConstraint('user_id'),
        sa.CheckConstraint(f'skill_level IN {LEVELS}', name='skill_level'),
    )
    op.create_index('ix_user_profiles_skill_level', 'user_profiles', ['skill_level'])


def _create_roles() -> None:
    roles = op.create_table(
        'roles',
        sa.Column('id', sa.Integer, primary_key=True),
        sa.Column('code', sa.Text, nullable=False),
        sa.Column('min_karma', sa.Integer, nullable=False, server_default=sa.text('0')),
        sa.Column('requires_phone_verification', sa.Boolean, nullable=False, server_default=sa.text('FALSE')),
        sa.UniqueConstraint('code'),
        sqlite_autoincrement=True,
    )
    columns = ('code', 'min_karma', 'requires_phone_verification')
    op.bulk_insert(roles, [dict(zip(columns, role, strict=True)) for role in ROLES])
    op.create_table(
        'user_roles',
        sa.Column('user_id', sa.Text, primary_key=True, nullable=False),
        sa.Column('role_id', sa.Integer, primary_key=True, nullable=False),
        _moment('assigned_at'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['role_id'], ['roles.id'], ondelete='CASCADE'),
    )
    op.create_index('ix_user_roles_role_id', 'user_roles', ['role_id'])


def _create_oauth_tokens() -> None:
    op.create_table(
        'oauth_tokens',
        _key(),
        *_of_user(),
        *(sa.Column(name, sa.Text, nullable=False) for name in ('platform', 'platform_user_id', 'access_token')),
        *(sa.Column(name, sa.Text) for name in ('platform_username', 'refresh_token', 'token_type')),
        *(sa.Column(name, sa.TIMESTAMP) for name in ('expires_at', 'refresh_token_expires_at')),
        sa.Column('scopes', sa.Text, nullable=False, server_default=sa.text("'[]'")),
        sa.Column('metadata', sa.Text),
        sa.Column('is_active', sa.Boolean, nullable=False, server_default=sa.text('TRUE')),
        *(sa.Column(name, sa.TIMESTAMP) for name in ('last_used_at', 'last_refresh_at')),
        sa.Column('error_count', sa.Integer, nullable=False, server_default=sa.text('0')),
        sa.Column('last_error', sa.Text),
        sa.Column('last_error_at', sa.TIMESTAMP),
        _moment('created_at'),
        _moment('updated_at'),
        sa.UniqueConstraint('user_id', 'platform', 'platform_user_id'),
    )


def _key() -> sa.Column[str]:
    return sa.Column('id', sa.Text, primary_key=True, nullable=False)


def _of_user() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column('user_id', sa.Text, nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    )


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.TIMESTAMP, nullable=False, server_default=sa.text('CURRENT_TIMESTAMP'))
