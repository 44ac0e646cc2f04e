"""What the library shows of a stored sound: its length, its loudness, and that its owner has deleted it.

Filled from what the jobs of levelling have measured; a sound that no job has met has neither.
"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

MEASURED = """
    UPDATE stored_objects SET (duration_seconds, loudness_lufs) = (
        SELECT f.duration_seconds, CASE WHEN j.stream IS NULL THEN f.original_lufs END
        FROM processing_jobs j JOIN audio_files f ON f.job_id = j.id
        WHERE j.original_file_path = stored_objects.key ORDER BY f.original_lufs IS NULL, j.created_at LIMIT 1)
    WHERE key IN (SELECT original_file_path FROM processing_jobs)
"""
MADE = """
    UPDATE stored_objects SET (duration_seconds, loudness_lufs) = (
        SELECT json_extract(j.result, '$.output.duration_s'), json_extract(j.result, '$.output.integrated_lufs')
        FROM processing_jobs j WHERE j.processed_file_path = stored_objects.key AND json_valid(j.result) LIMIT 1)
    WHERE key IN (SELECT processed_file_path FROM processing_jobs)
"""


def upgrade() -> None:
    op.add_column('stored_objects', sa.Column('deleted_at', sa.TIMESTAMP))
    op.add_column('stored_objects', sa.Column('duration_seconds', sa.REAL))
    op.add_column('stored_objects', sa.Column('loudness_lufs', sa.REAL))
    op.create_index('idx_processing_jobs_original', 'processing_jobs', ['original_file_path'])
    op.create_index('idx_processing_jobs_result', 'processing_jobs', ['processed_file_path'])
    for fill in (MEASURED, MADE):
        op.execute(fill)
    op.drop_index('idx_processing_jobs_original')
    op.drop_index('idx_processing_jobs_result')
    op.create_index('idx_stored_objects_user_created', 'stored_objects', ['user_id', 'created_at'])


def downgrade() -> None:
    op.drop_index('idx_stored_objects_user_created')
    with op.batch_alter_table('stored_objects') as files:
        for name in ('deleted_at', 'duration_seconds', 'loudness_lufs'):
            files.drop_column(name)
