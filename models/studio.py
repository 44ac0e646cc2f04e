"""Tables of a recording studio: its rooms, who works there, what it costs, and when it is closed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import Timestamp, created_now, new_id, updated_now

ZERO, ONE, EMPTY_OBJECT, EMPTY_LIST = sa.text('0'), sa.text('1'), sa.text("'{}'"), sa.text("'[]'")


def row_id() -> str:
    column: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    return column


def of_studio() -> str:
    """Whose studio it belongs to, with which it goes."""
    column: str = Field(foreign_key='studios.id', ondelete='CASCADE', sa_type=sa.Text)
    return column


def cents(default: int = 0) -> int:
    """An amount in the smallest unit of the studio's currency."""
    column: int = Field(default=default, sa_column_kwargs={'server_default': sa.text(str(default))})
    return column


def text(default: str = '') -> str:
    column: str = Field(default=default, sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text(f"'{default}'")})
    return column


class Studio(SQLModel, table=True):
    """A studio that can be booked: one in most installations.

    `slug` is its public address below /book/. `zone` is an IANA name. `opening` is JSON: for each weekday ("0" is
    Monday) a list of [open, close] in minutes after midnight of that date; close may pass 1440. `day_starts` is when
    its day begins (minutes): what belongs to an evening goes on behind midnight. `policy` is JSON, its words and
    defaults in `app.studio.policies`. `is_demo` marks one that was made to try things out.
    """

    __tablename__ = 'studios'
    __table_args__ = (
        sa.CheckConstraint('grid_minutes > 0 AND min_minutes > 0 AND max_minutes >= min_minutes', name='lengths'),
    )

    id: str = row_id()
    owner_id: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    slug: str = Field(unique=True, sa_type=sa.Text)
    name: str = Field(sa_type=sa.Text)
    about: str = text()
    address: str = text()
    email: str | None = Field(default=None, sa_type=sa.Text)
    phone: str | None = Field(default=None, sa_type=sa.Text)
    zone: str = Field(default='UTC', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'UTC'")})
    currency: str = Field(default='eur', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'eur'")})
    opening: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_OBJECT})
    day_starts: int = Field(default=360, sa_column_kwargs={'server_default': sa.text('360')})
    grid_minutes: int = Field(default=30, sa_column_kwargs={'server_default': sa.text('30')})
    min_minutes: int = Field(default=60, sa_column_kwargs={'server_default': sa.text('60')})
    max_minutes: int = Field(default=720, sa_column_kwargs={'server_default': sa.text('720')})
    notice_hours: int = Field(default=4, sa_column_kwargs={'server_default': sa.text('4')})
    horizon_days: int = Field(default=90, sa_column_kwargs={'server_default': sa.text('90')})
    policy: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_OBJECT})
    is_open: bool = Field(default=True, sa_column_kwargs={'server_default': ONE})
    is_demo: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()
    deleted_at: datetime | None = Field(default=None, sa_type=Timestamp)


class StudioRoom(SQLModel, table=True):
    """A room of a studio; at one time one session is in it. The gaps are minutes that it needs around a session."""

    __tablename__ = 'studio_rooms'
    __table_args__ = (sa.Index('idx_studio_rooms_studio', 'studio_id', 'position'),)

    id: str = row_id()
    studio_id: str = of_studio()
    name: str = Field(sa_type=sa.Text)
    about: str = text()
    gap_before: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    gap_after: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    position: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    is_active: bool = Field(default=True, sa_column_kwargs={'server_default': ONE})
    created_at: datetime = created_now()


class StudioEngineer(SQLModel, table=True):
    """Somebody who works sessions of a studio; with an account they may sign in and see theirs."""

    __tablename__ = 'studio_engineers'
    __table_args__ = (
        sa.Index('idx_studio_engineers_studio', 'studio_id', 'name'),
        sa.UniqueConstraint('studio_id', 'user_id', name='uq_studio_engineers_studio_id_user_id'),
    )

    id: str = row_id()
    studio_id: str = of_studio()
    user_id: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    name: str = Field(sa_type=sa.Text)
    is_active: bool = Field(default=True, sa_column_kwargs={'server_default': ONE})
    created_at: datetime = created_now()


class RateCard(SQLModel, table=True):
    """What a studio, or one room of it, costs from a day on: the latest that has begun counts.

    `bands` is JSON, a list of {"from": minute, "to": minute, "cents_per_hour": n, "days": [0..6]?}: after-hours fees by
    the wall clock of the studio; `to` may pass 1440. `deposit_percent` of the total is paid at once.
    """

    __tablename__ = 'rate_cards'
    __table_args__ = (
        sa.Index('idx_rate_cards_studio', 'studio_id', 'valid_from'),
        sa.CheckConstraint('hourly_cents >= 0 AND same_day_cents >= 0', name='amounts'),
        sa.CheckConstraint('deposit_percent BETWEEN 0 AND 100', name='deposit'),
    )

    id: str = row_id()
    studio_id: str = of_studio()
    room_id: str | None = Field(default=None, foreign_key='studio_rooms.id', ondelete='CASCADE', sa_type=sa.Text)
    name: str = text()
    valid_from: date = Field(sa_type=sa.Date)
    hourly_cents: int = Field(sa_type=sa.Integer)
    bands: str = Field(default='[]', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_LIST})
    same_day_cents: int = cents()
    deposit_percent: int = Field(default=50, sa_column_kwargs={'server_default': sa.text('50')})
    created_at: datetime = created_now()


class BlockedAvailability(SQLModel, table=True):
    """A time in which nothing can be booked. `start_time` and `end_time` are minutes after midnight of `blocked_date`
    by the studio's clock, and may pass 1440; with `block_entire_day` it is the studio's whole day. Without a room all
    are blocked."""

    __tablename__ = 'blocked_availability'
    __table_args__ = (sa.Index('idx_blocked_availability_studio', 'studio_id', 'blocked_date'),)

    id: str = row_id()
    blocked_date: date = Field(sa_type=sa.Date)
    start_time: int | None = Field(default=None, sa_type=sa.Integer)
    end_time: int | None = Field(default=None, sa_type=sa.Integer)
    reason: str | None = Field(default=None, sa_type=sa.Text)
    block_entire_day: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    created_by: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()
    studio_id: str = of_studio()
    room_id: str | None = Field(default=None, foreign_key='studio_rooms.id', ondelete='CASCADE', sa_type=sa.Text)


class BlockRule(SQLModel, table=True):
    """A block that comes again each week, from a day on and perhaps until one, by the studio's clock."""

    __tablename__ = 'block_rules'
    __table_args__ = (
        sa.Index('idx_block_rules_studio', 'studio_id', 'weekday'),
        sa.CheckConstraint('weekday BETWEEN 0 AND 6', name='weekday'),
        sa.CheckConstraint('end_time > start_time', name='order'),
    )

    id: str = row_id()
    studio_id: str = of_studio()
    room_id: str | None = Field(default=None, foreign_key='studio_rooms.id', ondelete='CASCADE', sa_type=sa.Text)
    weekday: int = Field(sa_type=sa.Integer)
    start_time: int = Field(sa_type=sa.Integer)
    end_time: int = Field(sa_type=sa.Integer)
    reason: str | None = Field(default=None, sa_type=sa.Text)
    first_date: date = Field(sa_type=sa.Date)
    last_date: date | None = Field(default=None, sa_type=sa.Date)
    created_by: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()


class EngineerAbsence(SQLModel, table=True):
    """An engineer is away: on the studio's days from `first_date` to `last_date`, or from `start_time` to `end_time` of
    one date, in minutes after midnight by the studio's clock, which may pass 1440."""

    __tablename__ = 'engineer_absences'
    __table_args__ = (
        sa.Index('idx_engineer_absences_studio', 'studio_id', 'last_date'),
        sa.CheckConstraint('last_date >= first_date', name='days'),
        sa.CheckConstraint('(start_time IS NULL) = (end_time IS NULL)', name='hours'),
        sa.CheckConstraint('end_time > start_time', name='order'),
    )

    id: str = row_id()
    studio_id: str = of_studio()
    engineer_id: str = Field(foreign_key='studio_engineers.id', ondelete='CASCADE', sa_type=sa.Text)
    first_date: date = Field(sa_type=sa.Date)
    last_date: date = Field(sa_type=sa.Date)
    start_time: int | None = Field(default=None, sa_type=sa.Integer)
    end_time: int | None = Field(default=None, sa_type=sa.Integer)
    created_at: datetime = created_now()
