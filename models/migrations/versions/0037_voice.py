"""Clips of speech and sound, voices that are learnt, how words are said; and how much text a plan takes at once."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None

NOW = sa.text('CURRENT_TIMESTAMP')
ZERO = sa.text('0')
AT_ONCE = 'voice.characters_at_once'
CHARACTERS = {
    'voice_free': 5_000,
    'voice_pro': 20_000,
    'voice_enterprise': 20_000,
    'levelmix_premium': 20_000,
    'levelmix_premium_plus': 20_000,
}


def upgrade() -> None:
    _clips()
    _voices()
    _trainings()
    _words()
    _change_plans(lambda code, limits: {AT_ONCE: CHARACTERS[code], **limits})


def downgrade() -> None:
    _change_plans(lambda code, limits: {name: most for name, most in limits.items() if name != AT_ONCE})
    for table in ('pronunciations', 'voice_trainings', 'custom_voices', 'generated_audio_clips'):
        op.drop_table(table)


def _change_plans(change: Callable[[str, dict[str, int | None]], dict[str, int | None]]) -> None:
    plans = sa.table('plans', sa.column('code', sa.Text), sa.column('limits', sa.Text))
    found = op.get_bind().execute(sa.select(plans).where(plans.c.code.in_(list(CHARACTERS)))).all()
    for code, limits in found:
        changed = json.dumps(change(code, json.loads(limits)))
        op.execute(plans.update().where(plans.c.code == code).values(limits=changed))


def _text(name: str, *, needed: bool = False, default: str | None = None) -> sa.Column[str]:
    usual = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.Text, nullable=not needed, server_default=usual)


def _of_job() -> list[sa.Column[Any]]:
    """What every table of jobs has."""
    return [
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        _text('user_id', needed=True),
        _text('status', needed=True),
        sa.Column('created_at', sa.TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column('started_at', sa.TIMESTAMP),
        sa.Column('completed_at', sa.TIMESTAMP),
        sa.Column('progress_percentage', sa.Integer, server_default=ZERO),
        _text('error_message'),
        sa.Column('priority', sa.Integer, server_default=ZERO),
        _text('kind', needed=True),
        _text('stage'),
        sa.Column('seconds_left', sa.REAL),
        sa.Column('attempts', sa.Integer, nullable=False, server_default=ZERO),
        _text('worker'),
        sa.Column('lease_until', sa.REAL),
        sa.Column('cancel_requested', sa.Boolean, nullable=False, server_default=ZERO),
    ]


def _of_user() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE')


def _listed(table: str) -> None:
    op.create_index(f'idx_{table}_feed', table, ['user_id', 'created_at'])
    op.create_index(f'idx_{table}_state', table, ['user_id', 'status', 'created_at'])
    op.create_index(f'idx_{table}_status', table, ['status'])


def _clips() -> None:
    op.create_table(
        'generated_audio_clips',
        *_of_job(),
        _text('service', needed=True),
        *(_text(name) for name in ('text', 'voice', 'original_voice_s3_key', 's3_key')),
        sa.Column('failed', sa.Boolean, nullable=False, server_default=ZERO),
        _text('title', needed=True),
        _text('settings', needed=True, default='{}'),
        _text('outcome'),
        sa.Column('files_gone_at', sa.TIMESTAMP),
        _text('files_gone_why'),
        _of_user(),
        sa.CheckConstraint("service IN ('styletts2', 'seedvc', 'make-an-audio')", name='service'),
    )
    op.create_index('idx_generated_audio_clips_service', 'generated_audio_clips', ['user_id', 'service', 'created_at'])
    op.create_index('idx_generated_audio_clips_failed', 'generated_audio_clips', ['service', 'failed'])
    _listed('generated_audio_clips')


def _voices() -> None:
    op.create_table(
        'custom_voices',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        *(_text(name, needed=True) for name in ('user_id', 'name', 's3_key')),
        _text('model_key', needed=True, default=''),
        _text('status', needed=True, default='training'),
        _text('samples', needed=True, default='[]'),
        *(_text(name, needed=True) for name in ('consent_name', 'consent_hash')),
        sa.Column('consented_at', sa.TIMESTAMP, nullable=False),
        _text('engine', needed=True, default=''),
        _text('facts', needed=True, default='{}'),
        *(sa.Column(name, sa.TIMESTAMP, nullable=False, server_default=NOW) for name in ('created_at', 'updated_at')),
        _of_user(),
        sa.CheckConstraint("status IN ('training', 'ready', 'failed')", name='status'),
    )
    op.create_index('idx_custom_voices_user', 'custom_voices', ['user_id', 'created_at'])


def _trainings() -> None:
    op.create_table(
        'voice_trainings',
        *_of_job(),
        _text('voice_id', needed=True),
        _of_user(),
        sa.ForeignKeyConstraint(['voice_id'], ['custom_voices.id'], ondelete='CASCADE'),
    )
    op.create_index('idx_voice_trainings_voice', 'voice_trainings', ['voice_id'])
    _listed('voice_trainings')


def _words() -> None:
    op.create_table(
        'pronunciations',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        *(_text(name, needed=True) for name in ('user_id', 'word', 'folded', 'said')),
        *(sa.Column(name, sa.TIMESTAMP, nullable=False, server_default=NOW) for name in ('created_at', 'updated_at')),
        _of_user(),
        sa.UniqueConstraint('user_id', 'folded', name='uq_pronunciations_user_id_folded'),
    )
