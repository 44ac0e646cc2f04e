"""The six tables of the schema document, to the letter, and the six system presets."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

NOW = sa.text('CURRENT_TIMESTAMP')
PRESETS = (
    ('Spotify', -14.0, 'Recommended for Spotify streaming'),
    ('YouTube', -14.0, 'Recommended for YouTube uploads'),
    ('Apple Music', -16.0, 'Recommended for Apple Music'),
    ('Broadcast Standard', -23.0, 'EBU R128 broadcast standard'),
    ('Club Ready', -7.0, 'High energy EDM club mix'),
    ('Maximum Impact', -5.0, 'Very loud EDM master'),
)


def _column(kind: sa.types.TypeEngine[Any]) -> Callable[..., sa.Column[Any]]:
    def build(name: str, *constraints: Any, default: str | None = None, **more: Any) -> sa.Column[Any]:
        server_default = None if default is None else sa.text(default)
        return sa.Column(name, kind, *constraints, server_default=server_default, **more)

    return build


text, integer, real = _column(sa.Text()), _column(sa.Integer()), _column(sa.REAL())
timestamp, boolean = _column(sa.TIMESTAMP()), _column(sa.Boolean(create_constraint=False))


def _id() -> sa.Column[Any]:
    # The document says `id TEXT PRIMARY KEY` without NOT NULL.
    return text('id', primary_key=True, nullable=True)


def _cascade(column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f'{parent}.id'], ondelete='CASCADE')


def upgrade() -> None:
    _users()
    _processing_jobs()
    _audio_files()
    _user_upload_stats()
    _lufs_presets()
    _api_keys()


def _users() -> None:
    op.create_table(
        'users',
        _id(),
        text('email', nullable=False),
        text('password_hash'),
        timestamp('created_at', default='CURRENT_TIMESTAMP'),
        timestamp('updated_at', default='CURRENT_TIMESTAMP'),
        timestamp('last_login_at'),
        text('auth_provider'),
        text('auth_provider_id'),
        integer('subscription_tier', default='1'),
        timestamp('subscription_expires_at'),
        sa.UniqueConstraint('email'),
    )
    op.create_index('idx_users_email', 'users', ['email'])
    op.create_index('idx_users_auth_provider', 'users', ['auth_provider', 'auth_provider_id'])


def _processing_jobs() -> None:
    op.create_table(
        'processing_jobs',
        _id(),
        text('user_id'),
        text('status', nullable=False),
        timestamp('created_at', default='CURRENT_TIMESTAMP'),
        timestamp('started_at'),
        timestamp('completed_at'),
        integer('progress_percentage', default='0'),
        text('error_message'),
        integer('priority', default='0'),
        text('original_file_path', nullable=False),
        text('processed_file_path'),
        real('target_lufs', nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='SET NULL'),
    )
    op.create_index('idx_processing_jobs_user', 'processing_jobs', ['user_id'])
    op.create_index('idx_processing_jobs_status', 'processing_jobs', ['status'])
    op.create_index('idx_processing_jobs_queue', 'processing_jobs', ['status', 'priority', 'created_at'])


def _audio_files() -> None:
    op.create_table(
        'audio_files',
        _id(),
        text('job_id', nullable=False),
        text('original_filename', nullable=False),
        text('file_format', nullable=False),
        integer('file_size', nullable=False),
        integer('duration_seconds', nullable=False),
        real('original_lufs'),
        real('target_lufs', nullable=False),
        integer('sample_rate'),
        integer('bit_rate'),
        integer('channels'),
        timestamp('created_at', default='CURRENT_TIMESTAMP'),
        _cascade('job_id', 'processing_jobs'),
    )
    op.create_index('idx_audio_files_job', 'audio_files', ['job_id'])


def _user_upload_stats() -> None:
    op.create_table(
        'user_upload_stats',
        text('user_id', primary_key=True, nullable=True),
        integer('total_uploads', default='0'),
        integer('total_processing_time_seconds', default='0'),
        integer('uploads_this_month', default='0'),
        timestamp('last_upload_at'),
        timestamp('month_reset_at'),
        _cascade('user_id', 'users'),
    )


def _lufs_presets() -> None:
    presets = op.create_table(
        'lufs_presets',
        integer('id', primary_key=True, autoincrement=True, nullable=True),
        text('name', nullable=False),
        real('lufs_value', nullable=False),
        text('description'),
        boolean('is_system_preset', default='FALSE'),
        sqlite_autoincrement=True,
    )
    rows = [
        {'name': name, 'lufs_value': lufs, 'description': words, 'is_system_preset': True}
        for name, lufs, words in PRESETS
    ]
    op.bulk_insert(presets, rows)


def _api_keys() -> None:
    op.create_table(
        'api_keys',
        _id(),
        text('user_id', nullable=False),
        text('api_key', nullable=False),
        text('name', nullable=False),
        timestamp('created_at', default='CURRENT_TIMESTAMP'),
        timestamp('last_used_at'),
        boolean('is_active', default='TRUE'),
        sa.UniqueConstraint('api_key'),
        _cascade('user_id', 'users'),
    )
    op.create_index('idx_api_keys_key', 'api_keys', ['api_key'])
    op.create_index('idx_api_keys_user', 'api_keys', ['user_id'])


def downgrade() -> None:
    for table in ('api_keys', 'lufs_presets', 'user_upload_stats', 'audio_files', 'processing_jobs', 'users'):
        op.drop_table(table)
