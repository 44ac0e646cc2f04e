"""Feature flags get an id and conditions; two that the product knows from its beginning."""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

NOW = sa.text('CURRENT_TIMESTAMP')
KNOWN = (
    # name, description, whether it is on, and for which share of the users
    ('ai_generation_v2', 'The second generation of generated exercises', 0, 0),
    ('advanced_analytics', 'Figures beyond the plain ones', 1, 100),
)


def upgrade() -> None:
    op.create_table(
        'feature_flags_moving',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('name', sa.Text, nullable=False),
        sa.Column('description', sa.Text),
        sa.Column('is_enabled', sa.Boolean, nullable=False, server_default=sa.text('FALSE')),
        sa.Column('rollout_percentage', sa.REAL, nullable=False, server_default=sa.text('0')),
        sa.Column('conditions', sa.Text),
        sa.Column('created_at', sa.TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column('updated_at', sa.TIMESTAMP, nullable=False, server_default=NOW),
        sa.UniqueConstraint('name'),
        sa.CheckConstraint('conditions IS NULL OR json_valid(conditions)', name='conditions'),
    )
    into = (
        'INSERT OR IGNORE INTO feature_flags_moving'
        ' (id, name, description, is_enabled, rollout_percentage, created_at, updated_at)'
    )
    made = 'coalesce(updated_at, CURRENT_TIMESTAMP)'
    op.execute(
        f"{into} SELECT {_uuid(made)}, name, nullif(description, ''), is_on, share_percent, {made}, {made}"
        ' FROM feature_flags'
    )
    for name, description, is_on, share in KNOWN:
        now = 'CURRENT_TIMESTAMP'
        op.execute(f"{into} SELECT {_uuid(now)}, '{name}', '{description}', {is_on}, {share}, {now}, {now}")
    op.drop_table('feature_flags')
    op.rename_table('feature_flags_moving', 'feature_flags')


def downgrade() -> None:
    op.create_table(
        'feature_flags_moving',
        sa.Column('name', sa.Text, primary_key=True, nullable=False),
        sa.Column('description', sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column('is_on', sa.Boolean, nullable=False, server_default=sa.text('0')),
        sa.Column('share_percent', sa.REAL, nullable=False, server_default=sa.text('100')),
        sa.Column('updated_at', sa.TIMESTAMP, server_default=NOW),
    )
    known = ', '.join(f"('{name}', '{description}')" for name, description, *_ in KNOWN)
    op.execute(
        'INSERT INTO feature_flags_moving (name, description, is_on, share_percent, updated_at)'
        " SELECT name, coalesce(description, ''), is_enabled, rollout_percentage, updated_at FROM feature_flags"
        f" WHERE (name, coalesce(description, '')) NOT IN (VALUES {known})"
    )
    op.drop_table('feature_flags')
    op.rename_table('feature_flags_moving', 'feature_flags')


def _uuid(moment: str) -> str:
    """SQL for a UUID of version 7: the time in milliseconds, and the rest at random."""
    time = f"printf('%012x', strftime('%s', {moment}) * 1000)"
    return (
        f"substr({time}, 1, 8) || '-' || substr({time}, 9) || '-7' || substr(lower(hex(randomblob(2))), 2)"
        " || '-8' || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))"
    )
