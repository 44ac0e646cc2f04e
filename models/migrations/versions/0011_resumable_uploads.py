"""Uploads that come in pieces, and bytes that are kept once for several of them."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('uploads', sa.Column('sent_metadata', sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column('uploads', sa.Column('stored_as', sa.Text))
    op.add_column('uploads', sa.Column('touched_at', sa.TIMESTAMP))
    op.execute('UPDATE uploads SET touched_at = created_at')
    op.create_index('ix_audio_files_content_hash', 'audio_files', ['content_hash'])
    op.add_column('processing_jobs', sa.Column('uploaded', sa.Boolean, nullable=False, server_default=sa.text('0')))
    op.execute("UPDATE processing_jobs SET uploaded = 1 WHERE original_file_path LIKE 'originals/' || id || '.%'")


def downgrade() -> None:
    with op.batch_alter_table('processing_jobs') as jobs:
        jobs.drop_column('uploaded')
    op.drop_index('ix_audio_files_content_hash', 'audio_files')
    with op.batch_alter_table('uploads') as uploads:
        for name in ('touched_at', 'stored_as', 'sent_metadata'):
            uploads.drop_column(name)
