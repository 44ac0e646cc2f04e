"""What people practise and how it goes, the sound of pieces and how they were played, what is due, and classes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.migrations.parts import check, index, keys, moment, number, points_to, real, row_id, switch, text, texts

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None

DIFFICULTIES = "('BEGINNER', 'INTERMEDIATE', 'ADVANCED', 'EXPERT')"
LATER_FIRST = (
    *('practice_calendars', 'class_collections', 'class_members', 'practice_classes', 'practice_reviews'),
    *('practice_takes', 'practice_records', 'practice_sessions', 'progress_records', 'play_alongs'),
)


def upgrade() -> None:
    _progress()
    _sessions()
    _records()
    _jobs()
    _classes()


def downgrade() -> None:
    for table in LATER_FIRST:
        op.drop_table(table)


def _progress() -> None:
    op.create_table(
        'progress_records',
        row_id(),
        text('user_id', needed=True),
        text('generated_content_id'),
        *texts('skill_area', 'difficulty_level', needed=True),
        real('score'),
        number('time_spent', needed=True),
        real('completion_rate'),
        *texts('notes', 'metadata'),
        moment('recorded_at', now=True),
        points_to('user_id', 'users'),
        points_to('generated_content_id', 'generated_content', 'SET NULL'),
        check('difficulty_level', f'difficulty_level IN {DIFFICULTIES}'),
        check('score', 'score BETWEEN 0 AND 100'),
        check('completion_rate', 'completion_rate BETWEEN 0 AND 100'),
        check('time_spent', 'time_spent >= 0'),
    )
    index('progress_records', 'skill', 'user_id', 'skill_area')
    index('progress_records', 'recorded', 'user_id', 'recorded_at')
    index('progress_records', 'difficulty', 'difficulty_level')
    index('progress_records', 'content', 'generated_content_id')


def _sessions() -> None:
    op.create_table(
        'practice_sessions',
        row_id(),
        text('user_id', needed=True),
        text('title'),
        number('duration', needed=True),
        *(text(name, needed=True, default='[]') for name in ('goals', 'achievements')),
        text('notes'),
        number('rating'),
        text('metadata'),
        moment('started_at', needed=True),
        moment('ended_at'),
        *(moment(name, now=True) for name in ('created_at', 'updated_at')),
        points_to('user_id', 'users'),
        check('rating', 'rating BETWEEN 1 AND 5'),
        check('duration', 'duration >= 0'),
    )
    index('practice_sessions', 'started', 'user_id', 'started_at')
    op.create_index(
        'idx_practice_sessions_running',
        'practice_sessions',
        ['user_id'],
        unique=True,
        sqlite_where=sa.text('ended_at IS NULL'),
    )


def _records() -> None:
    op.create_table(
        'practice_records',
        row_id(),
        *texts('practice_session_id', 'generated_content_id', needed=True),
        number('time_spent', needed=True),
        number('repetitions', needed=True, default='1'),
        text('difficulty', needed=True),
        real('performance'),
        text('notes'),
        moment('created_at', now=True),
        points_to('practice_session_id', 'practice_sessions'),
        points_to('generated_content_id', 'generated_content'),
        check('difficulty', f'difficulty IN {DIFFICULTIES}'),
        check('performance', 'performance BETWEEN 0 AND 100'),
        check('repetitions', 'repetitions >= 1'),
        check('time_spent', 'time_spent >= 0'),
    )
    index('practice_records', 'session', 'practice_session_id')
    index('practice_records', 'content', 'generated_content_id')


def _of_job() -> list[sa.Column[Any]]:
    """What every table of jobs has, and of jobs whose rows outlive their files."""
    return [
        row_id(),
        *texts('user_id', 'status', needed=True),
        moment('created_at', now=True),
        *(moment(name) for name in ('started_at', 'completed_at')),
        number('progress_percentage', default='0'),
        text('error_message'),
        number('priority', default='0'),
        text('kind', needed=True),
        text('stage'),
        real('seconds_left'),
        number('attempts', needed=True, default='0'),
        text('worker'),
        real('lease_until'),
        switch('cancel_requested'),
        *texts('content_id', 'title', needed=True),
        text('settings', needed=True, default='{}'),
        text('outcome'),
        moment('files_gone_at'),
        text('files_gone_why'),
    ]


def _listed(table: str) -> None:
    index(table, 'feed', 'user_id', 'created_at')
    index(table, 'state', 'user_id', 'status', 'created_at')
    index(table, 'status', 'status')
    index(table, 'content', 'content_id', 'created_at')


def _jobs() -> None:
    op.create_table(
        'play_alongs',
        *_of_job(),
        text('s3_key'),
        points_to('user_id', 'users'),
        points_to('content_id', 'generated_content'),
    )
    _listed('play_alongs')
    op.create_table(
        'practice_takes',
        *_of_job(),
        text('practice_session_id'),
        text('source', needed=True, default='audio'),
        text('s3_key'),
        real('score'),
        points_to('user_id', 'users'),
        points_to('content_id', 'generated_content'),
        points_to('practice_session_id', 'practice_sessions', 'SET NULL'),
        check('source', "source IN ('audio', 'midi')"),
        check('score', 'score BETWEEN 0 AND 100'),
    )
    _listed('practice_takes')
    index('practice_takes', 'session', 'practice_session_id')


def _classes() -> None:
    op.create_table(
        'practice_reviews',
        *keys('user_id', 'content_id'),
        moment('due_at', needed=True),
        real('interval_days', needed=True, default='0'),
        real('ease', needed=True, default='2.5'),
        number('lapses', needed=True, default='0'),
        real('last_score'),
        moment('updated_at', now=True),
        points_to('user_id', 'users'),
        points_to('content_id', 'generated_content'),
    )
    index('practice_reviews', 'due', 'user_id', 'due_at')
    op.create_table(
        'practice_classes',
        row_id(),
        *texts('user_id', 'name', needed=True),
        text('code'),
        *(moment(name, now=True) for name in ('created_at', 'updated_at')),
        points_to('user_id', 'users'),
        sa.UniqueConstraint('code', name='uq_practice_classes_code'),
    )
    index('practice_classes', 'user', 'user_id', 'created_at')
    op.create_table(
        'class_members',
        *keys('class_id', 'user_id'),
        moment('joined_at', now=True),
        points_to('class_id', 'practice_classes'),
        points_to('user_id', 'users'),
    )
    index('class_members', 'user', 'user_id')
    op.create_table(
        'class_collections',
        *keys('class_id', 'collection_name'),
        moment('created_at', now=True),
        points_to('class_id', 'practice_classes'),
    )
    op.create_table(
        'practice_calendars',
        *keys('user_id'),
        text('token_hash', needed=True),
        moment('created_at', now=True),
        points_to('user_id', 'users'),
        sa.UniqueConstraint('token_hash', name='uq_practice_calendars_token_hash'),
    )
