"""Files that are fetched from an address, while they come."""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'upload_imports',
        sa.Column('upload_id', sa.Text, primary_key=True, nullable=False),
        sa.Column('url', sa.Text, nullable=False),
        sa.Column('version', sa.Text),
        sa.Column('attempts', sa.Integer, nullable=False, server_default=sa.text('0')),
        sa.Column('next_attempt_at', sa.TIMESTAMP),
        sa.ForeignKeyConstraint(['upload_id'], ['uploads.id'], ondelete='CASCADE'),
    )
    op.create_index('ix_upload_imports_next_attempt_at', 'upload_imports', ['next_attempt_at'])


def downgrade() -> None:
    op.drop_table('upload_imports')
