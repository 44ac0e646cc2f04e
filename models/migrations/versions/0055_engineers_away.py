"""When an engineer of a studio is away: whole days of the studio, or hours of one."""

import sqlalchemy as sa
from alembic import op

from models.migrations.parts import check, index, moment, number, points_to, row_id, texts

revision = '0055'
down_revision = '0054'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'engineer_absences',
        row_id(),
        *texts('studio_id', 'engineer_id', needed=True),
        *(sa.Column(name, sa.Date, nullable=False) for name in ('first_date', 'last_date')),
        *(number(name) for name in ('start_time', 'end_time')),
        moment('created_at', now=True),
        points_to('studio_id', 'studios'),
        points_to('engineer_id', 'studio_engineers'),
        check('days', 'last_date >= first_date'),
        check('hours', '(start_time IS NULL) = (end_time IS NULL)'),
        check('order', 'end_time > start_time'),
    )
    index('engineer_absences', 'studio', 'studio_id', 'last_date')


def downgrade() -> None:
    op.drop_table('engineer_absences')
