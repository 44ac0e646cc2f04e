"""What a studio tells beside its screens: mails about bookings, feeds for calendars, and outside calendars that say
when a room is busy. Mails may carry files, and may have an end after which they are not sent."""

import sqlalchemy as sa
from alembic import op

from models.migrations.parts import check, index, moment, number, points_to, row_id, switch, text, texts

revision = '0046'
down_revision = '0045'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('mails', text('attachments', needed=True, default=''))
    op.add_column('mails', moment('good_until'))
    op.create_table(
        'booking_mails',
        row_id(),
        *texts('booking_id', 'kind', needed=True),
        moment('starts_at', needed=True),
        text('about', needed=True, default=''),
        moment('due_at', needed=True),
        text('state', needed=True, default='waiting'),
        *texts('why', 'mail_id'),
        moment('settled_at'),
        moment('created_at', now=True),
        points_to('booking_id', 'bookings'),
        sa.UniqueConstraint('booking_id', 'kind', 'starts_at', 'about', name='uq_booking_mails_booking_id_kind'),
        check('state', "state IN ('waiting', 'posted', 'dropped')"),
    )
    index('booking_mails', 'due', 'state', 'due_at')
    _calendars()


def _calendars() -> None:
    op.create_table(
        'studio_feeds',
        row_id(),
        text('studio_id'),
        *texts('user_id', 'scope', needed=True),
        switch('busy_only'),
        text('token_hash', needed=True),
        moment('created_at', now=True),
        points_to('studio_id', 'studios'),
        points_to('user_id', 'users'),
        sa.UniqueConstraint('token_hash', name='uq_studio_feeds_token_hash'),
        check('scope', "scope IN ('all', 'engineer', 'client')"),
    )
    index('studio_feeds', 'user', 'user_id', 'scope')
    op.create_table(
        'outside_calendars',
        row_id(),
        text('studio_id', needed=True),
        text('room_id'),
        *texts('name', 'sealed_address', needed=True),
        text('host', needed=True, default=''),
        text('created_by'),
        moment('read_at'),
        moment('next_at', needed=True),
        text('error'),
        *(number(name, needed=True, default='0') for name in ('times', 'fails')),
        moment('created_at', now=True),
        points_to('studio_id', 'studios'),
        points_to('room_id', 'studio_rooms'),
        points_to('created_by', 'users', 'SET NULL'),
    )
    index('outside_calendars', 'studio', 'studio_id', 'created_at')
    index('outside_calendars', 'next', 'next_at')


def downgrade() -> None:
    for table in ('outside_calendars', 'studio_feeds', 'booking_mails'):
        op.drop_table(table)
    with op.batch_alter_table('mails') as mails:
        mails.drop_column('good_until')
        mails.drop_column('attachments')
