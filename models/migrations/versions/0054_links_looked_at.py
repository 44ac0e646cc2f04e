"""When the links of releases were looked at, what was found, and when a release's turn comes again."""

from alembic import op

from models.migrations.parts import moment, text

revision = '0054'
down_revision = '0053'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('profile_projects', text('link_looks', needed=True, default='{}'))
    op.add_column('profile_projects', moment('links_due_at'))


def downgrade() -> None:
    op.drop_column('profile_projects', 'links_due_at')
    op.drop_column('profile_projects', 'link_looks')
