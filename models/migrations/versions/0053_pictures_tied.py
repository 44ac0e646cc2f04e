"""What a picture is tied to once it is ready."""

from alembic import op

from models.migrations.parts import text

revision = '0053'
down_revision = '0049'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('artist_pictures', text('tied_to', needed=True, default=''))


def downgrade() -> None:
    op.drop_column('artist_pictures', 'tied_to')
