"""What we add to the document's tables: leases and results of jobs, owners of presets, uploads on their way in."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def _job_columns() -> list[sa.Column]:  # type: ignore[type-arg]
    return [
        sa.Column('kind', sa.Text, nullable=False, server_default=sa.text("'leveling.level'")),
        sa.Column('stage', sa.Text),
        sa.Column('seconds_left', sa.REAL),
        sa.Column('attempts', sa.Integer, nullable=False, server_default=sa.text('0')),
        sa.Column('worker', sa.Text),
        sa.Column('lease_until', sa.REAL),
        sa.Column('cancel_requested', sa.Boolean, nullable=False, server_default=sa.text('0')),
        sa.Column('ceiling_dbtp', sa.REAL, nullable=False, server_default=sa.text('-1.0')),
        sa.Column('mode', sa.Text, nullable=False, server_default=sa.text("'one_gain'")),
        sa.Column('output_format', sa.Text),
        sa.Column('preset_name', sa.Text),
        sa.Column('verdict', sa.Text),
        sa.Column('result', sa.Text),
        sa.Column('result_size', sa.BigInteger),
        sa.Column('counted', sa.Boolean, nullable=False, server_default=sa.text('0')),
    ]


def upgrade() -> None:
    for column in _job_columns():
        op.add_column('processing_jobs', column)
    op.add_column('audio_files', sa.Column('content_hash', sa.Text))
    with op.batch_alter_table('lufs_presets', table_kwargs={'sqlite_autoincrement': True}) as presets:
        presets.add_column(sa.Column('ceiling_dbtp', sa.REAL, nullable=False, server_default=sa.text('-1.0')))
        presets.add_column(sa.Column('user_id', sa.Text, nullable=True))
        presets.create_foreign_key('fk_lufs_presets_user_id_users', 'users', ['user_id'], ['id'], ondelete='CASCADE')
    op.create_index('ix_lufs_presets_user_id', 'lufs_presets', ['user_id'])
    op.create_table(
        'uploads',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('user_id', sa.Text, nullable=False),
        sa.Column('filename', sa.Text, nullable=False),
        sa.Column('size_bytes', sa.BigInteger, nullable=False, server_default=sa.text('0')),
        sa.Column('content_hash', sa.Text),
        sa.Column('created_at', sa.TIMESTAMP, server_default=sa.text('CURRENT_TIMESTAMP')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    )
    op.create_index('ix_uploads_user_id', 'uploads', ['user_id'])


def downgrade() -> None:
    op.drop_table('uploads')
    op.drop_index('ix_lufs_presets_user_id', 'lufs_presets')
    with op.batch_alter_table('lufs_presets', table_kwargs={'sqlite_autoincrement': True}) as presets:
        presets.drop_constraint('fk_lufs_presets_user_id_users', type_='foreignkey')
        presets.drop_column('user_id')
        presets.drop_column('ceiling_dbtp')
    with op.batch_alter_table('audio_files') as files:
        files.drop_column('content_hash')
    with op.batch_alter_table('processing_jobs') as jobs:
        for column in _job_columns():
            jobs.drop_column(column.name)
