"""An artist's numbers and where they come from, what was found in them, what the adviser knows, and points."""

import sqlalchemy as sa
from alembic import op

from models.migrations.parts import (
    check,
    index,
    job_columns,
    moment,
    number,
    plain,
    points_to,
    real,
    row_id,
    switch,
    text,
    texts,
)

revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None

EARLIER_FIRST = (
    'metric_imports',
    'daily_metrics',
    'metric_changes',
    'metric_mappings',
    'ai_insights',
    'artist_goals',
    'artist_tasks',
    'artist_memory',
    'chat_messages',
    'adviser_calls',
    'xp_entries',
    'artist_posts',
    'streak_pauses',
    'platform_requests',
)


def upgrade() -> None:
    _metric_imports()
    _daily_metrics()
    _metric_changes()
    _metric_mappings()
    _ai_insights()
    _artist_goals()
    _artist_tasks()
    _artist_memory()
    _chat_messages()
    _adviser_calls()
    _xp_entries()
    _artist_posts()
    _streak_pauses()
    _platform_requests()
    for column in (text('lease_mark'), real('lease_until'), moment('paused_until'), moment('synced_at')):
        op.add_column('oauth_tokens', column)


def downgrade() -> None:
    for name in ('synced_at', 'paused_until', 'lease_until', 'lease_mark'):
        op.drop_column('oauth_tokens', name)
    for table in reversed(EARLIER_FIRST):
        op.drop_table(table)


def _metric_imports() -> None:
    op.create_table(
        'metric_imports',
        *job_columns(),
        text('file_name', needed=True, default=''),
        text('original_key'),
        sa.Column('size_bytes', sa.BigInteger),
        *plain('service', 'fingerprint'),
        text('step', needed=True, default='read'),
        text('answers', needed=True, default='{}'),
        text('found', needed=True, default='{}'),
        moment('saved_at'),
        moment('undo_until'),
        moment('undone_at'),
        points_to('user_id', 'users', 'SET NULL'),
    )
    index('metric_imports', 'status', 'status')
    index('metric_imports', 'user', 'user_id', 'created_at')


def _daily_metrics() -> None:
    op.create_table(
        'daily_metrics',
        row_id(),
        *texts('artist_id', 'platform', 'metric_type', needed=True),
        real('metric_value', needed=True),
        text('metadata', needed=True, default='{}'),
        moment('collected_at', now=True),
        sa.Column('day', sa.Date, nullable=False),
        text('subject', needed=True, default=''),
        text('source', needed=True, default='manual'),
        text('import_id'),
        switch('is_confirmed'),
        points_to('artist_id', 'users'),
        points_to('import_id', 'metric_imports', 'SET NULL'),
        sa.UniqueConstraint('artist_id', 'platform', 'metric_type', 'subject', 'day', name='uq_daily_metrics_day'),
    )
    index('daily_metrics', 'import', 'import_id')


def _metric_changes() -> None:
    op.create_table(
        'metric_changes',
        row_id(),
        *texts('artist_id', 'platform', 'metric_type', needed=True),
        text('subject', needed=True, default=''),
        sa.Column('day', sa.Date, nullable=False),
        real('old_value'),
        text('old_source'),
        real('new_value'),
        text('import_id'),
        moment('created_at', now=True),
        points_to('artist_id', 'users'),
        points_to('import_id', 'metric_imports'),
    )
    index('metric_changes', 'artist', 'artist_id', 'platform', 'metric_type', 'day')
    index('metric_changes', 'import', 'import_id', 'id')


def _metric_mappings() -> None:
    op.create_table(
        'metric_mappings',
        row_id(),
        *texts('user_id', 'fingerprint', needed=True),
        text('answers', needed=True, default='{}'),
        moment('created_at', now=True),
        moment('updated_at', now=True),
        points_to('user_id', 'users'),
        sa.UniqueConstraint('user_id', 'fingerprint', name='uq_metric_mappings_user_id_fingerprint'),
    )


def _ai_insights() -> None:
    op.create_table(
        'ai_insights',
        row_id(),
        *texts('artist_id', 'insight_type', needed=True),
        text('content', needed=True, default='{}'),
        switch('is_read'),
        moment('created_at', now=True),
        *plain('platform', 'metric_type', 'subject'),
        sa.Column('first_day', sa.Date, nullable=False),
        real('weight', needed=True, default='0'),
        moment('shown_at'),
        moment('done_at'),
        moment('withdrawn_at'),
        text('withdrawn_why', needed=True, default=''),
        points_to('artist_id', 'users'),
        sa.UniqueConstraint(
            'artist_id', 'insight_type', 'platform', 'metric_type', 'subject', 'first_day', name='uq_ai_insights_found'
        ),
    )
    index('ai_insights', 'artist', 'artist_id', 'created_at')


def _artist_goals() -> None:
    op.create_table(
        'artist_goals',
        row_id(),
        *texts('artist_id', 'platform', 'metric_type', needed=True),
        real('target', needed=True),
        sa.Column('due', sa.Date),
        moment('created_at', now=True),
        moment('reached_at'),
        moment('deleted_at'),
        points_to('artist_id', 'users'),
    )
    index('artist_goals', 'artist', 'artist_id', 'created_at')


def _artist_tasks() -> None:
    op.create_table(
        'artist_tasks',
        *job_columns(),
        text('subject_id'),
        text('found', needed=True, default='{}'),
        points_to('user_id', 'users', 'SET NULL'),
    )
    index('artist_tasks', 'status', 'status')
    index('artist_tasks', 'user', 'user_id', 'kind', 'created_at')


def _artist_memory() -> None:
    op.create_table(
        'artist_memory',
        row_id(),
        *texts('artist_id', 'content', needed=True),
        sa.Column('embedding', sa.LargeBinary),
        text('metadata', needed=True, default='{}'),
        moment('created_at', now=True),
        text('embedder', needed=True, default=''),
        number('dimensions', needed=True, default='0'),
        text('replaced_by'),
        moment('updated_at', now=True),
        moment('deleted_at'),
        points_to('artist_id', 'users'),
    )
    index('artist_memory', 'artist', 'artist_id', 'deleted_at', 'created_at')


def _chat_messages() -> None:
    op.create_table(
        'chat_messages',
        row_id(),
        *texts('artist_id', 'role', 'content', needed=True),
        moment('created_at', now=True),
        text('details', needed=True, default='{}'),
        points_to('artist_id', 'users'),
        check('role', "role IN ('user', 'assistant')"),
    )
    index('chat_messages', 'artist', 'artist_id', 'created_at')


def _adviser_calls() -> None:
    op.create_table(
        'adviser_calls',
        row_id(),
        text('user_id'),
        *plain('model', 'outcome'),
        number('tokens_in', needed=True, default='0'),
        number('tokens_out', needed=True, default='0'),
        number('milliseconds', needed=True, default='0'),
        moment('created_at', now=True),
        points_to('user_id', 'users', 'SET NULL'),
    )
    index('adviser_calls', 'created', 'created_at')
    index('adviser_calls', 'user', 'user_id', 'created_at')


def _xp_entries() -> None:
    op.create_table(
        'xp_entries',
        row_id(),
        *texts('user_id', 'rule', needed=True),
        *plain('reference', 'period'),
        number('points', needed=True, default='0'),
        moment('created_at', now=True),
        moment('taken_back_at'),
        points_to('user_id', 'users'),
        check('points', 'points >= 0'),
        sa.UniqueConstraint('user_id', 'rule', 'reference', 'period', name='uq_xp_entries_once'),
    )


def _artist_posts() -> None:
    op.create_table(
        'artist_posts',
        row_id(),
        text('user_id', needed=True),
        text('platform', needed=True, default=''),
        text('url'),
        text('note', needed=True, default=''),
        sa.Column('day', sa.Date, nullable=False),
        moment('posted_at', now=True),
        text('source', needed=True, default='manual'),
        moment('created_at', now=True),
        moment('deleted_at'),
        points_to('user_id', 'users'),
    )
    index('artist_posts', 'user', 'user_id', 'day')


def _streak_pauses() -> None:
    op.create_table(
        'streak_pauses',
        row_id(),
        text('user_id', needed=True),
        sa.Column('week', sa.Date, nullable=False),
        moment('created_at', now=True),
        points_to('user_id', 'users'),
        sa.UniqueConstraint('user_id', 'week', name='uq_streak_pauses_user_id_week'),
    )


def _platform_requests() -> None:
    op.create_table(
        'platform_requests',
        row_id(),
        *texts('user_id', 'platform', 'state_hash', 'sealed_verifier', needed=True),
        text('token_id'),
        moment('expires_at', now=True),
        moment('created_at', now=True),
        points_to('user_id', 'users'),
        sa.UniqueConstraint('state_hash', name='uq_platform_requests_state_hash'),
    )
    index('platform_requests', 'expires', 'expires_at')
