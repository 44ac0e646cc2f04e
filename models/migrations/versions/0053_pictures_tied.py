"""What a picture is tied to once it is ready; what was typed into posts and projects and is not saved yet."""

from alembic import op

from models.migrations.parts import text

revision = '0053'
down_revision = '0049'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('artist_pictures', text('tied_to', needed=True, default=''))
    for table in ('blog_posts', 'portfolio_projects'):
        op.add_column(table, text('unsaved', needed=True, default=''))


def downgrade() -> None:
    for table in ('blog_posts', 'portfolio_projects'):
        op.drop_column(table, 'unsaved')
    op.drop_column('artist_pictures', 'tied_to')
