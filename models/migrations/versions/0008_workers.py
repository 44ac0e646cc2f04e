"""Workers that are there, and which of them looks after the jobs of all."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'workers',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('host', sa.Text, nullable=False),
        sa.Column('pid', sa.Integer, nullable=False),
        sa.Column('version', sa.Text, nullable=False),
        sa.Column('processes', sa.Integer, nullable=False),
        sa.Column('started_at', sa.TIMESTAMP, server_default=sa.text('CURRENT_TIMESTAMP')),
        sa.Column('seen', sa.REAL, nullable=False),
    )
    op.create_table(
        'duties',
        sa.Column('name', sa.Text, primary_key=True, nullable=False),
        sa.Column('holder', sa.Text, nullable=False),
        sa.Column('held_until', sa.REAL, nullable=False),
    )


def downgrade() -> None:
    op.drop_table('duties')
    op.drop_table('workers')
