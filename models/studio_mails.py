"""Tables of what a studio tells beside its screens: mails about bookings, feeds for calendars, outside calendars."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.studio import ZERO, of_studio, row_id, text
from models.types import Timestamp, created_now

MAIL_STATES = ('waiting', 'posted', 'dropped')
FEED_SCOPES = ('all', 'engineer', 'client')


class BookingMail(SQLModel, table=True):
    """One mail about a booking, of a kind, that speaks of a start: there is never another one of the same.

    `about` tells apart what comes again with the same start: the count of a move, the item that was added. A reminder
    waits until `due_at`; whatever else is posted at once. `mail_id` is its mail in the outbox, without a foreign key,
    because sent mails are cleared away. `why` says why one was dropped.
    """

    __tablename__ = 'booking_mails'
    __table_args__ = (
        sa.UniqueConstraint('booking_id', 'kind', 'starts_at', 'about', name='uq_booking_mails_booking_id_kind'),
        sa.Index('idx_booking_mails_due', 'state', 'due_at'),
        sa.CheckConstraint(f'state IN {MAIL_STATES}', name='state'),
    )

    id: str = row_id()
    booking_id: str = Field(foreign_key='bookings.id', ondelete='CASCADE', sa_type=sa.Text)
    kind: str = Field(sa_type=sa.Text)
    starts_at: datetime = Field(sa_type=Timestamp)
    about: str = text()
    due_at: datetime = Field(sa_type=Timestamp)
    state: str = text('waiting')
    why: str | None = Field(default=None, sa_type=sa.Text)
    mail_id: str | None = Field(default=None, sa_type=sa.Text)
    settled_at: datetime | None = Field(default=None, sa_type=Timestamp)
    created_at: datetime = created_now()


class StudioFeed(SQLModel, table=True):
    """The secret address at which somebody's calendar program reads sessions; only its hash is kept.

    `scope` says which: all of a studio, those that they work, or those that they have booked (then there is no studio).
    With `busy_only` it says when, and nothing else.
    """

    __tablename__ = 'studio_feeds'
    __table_args__ = (
        sa.Index('idx_studio_feeds_user', 'user_id', 'scope'),
        sa.CheckConstraint(f'scope IN {FEED_SCOPES}', name='scope'),
    )

    id: str = row_id()
    studio_id: str | None = Field(default=None, foreign_key='studios.id', ondelete='CASCADE', sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    scope: str = Field(sa_type=sa.Text)
    busy_only: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    token_hash: str = Field(unique=True, sa_type=sa.Text)
    created_at: datetime = created_now()


class OutsideCalendar(SQLModel, table=True):
    """A calendar elsewhere that says when a room is busy, or all rooms where none is named.

    `sealed_address` is where it is read, sealed, because such addresses are secret; `host` is shown of it. `read_at` is
    when it was read last, `next_at` when it is read again, `error` why it could not be; then what was read before
    stays. `times` is how many times it keeps busy, `fails` how often in a row it could not be read.
    """

    __tablename__ = 'outside_calendars'
    __table_args__ = (
        sa.Index('idx_outside_calendars_studio', 'studio_id', 'created_at'),
        sa.Index('idx_outside_calendars_next', 'next_at'),
    )

    id: str = row_id()
    studio_id: str = of_studio()
    room_id: str | None = Field(default=None, foreign_key='studio_rooms.id', ondelete='CASCADE', sa_type=sa.Text)
    name: str = Field(sa_type=sa.Text)
    sealed_address: str = Field(sa_type=sa.Text)
    host: str = text()
    created_by: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    read_at: datetime | None = Field(default=None, sa_type=Timestamp)
    next_at: datetime = Field(sa_type=Timestamp)
    error: str | None = Field(default=None, sa_type=sa.Text)
    times: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    fails: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    created_at: datetime = created_now()
