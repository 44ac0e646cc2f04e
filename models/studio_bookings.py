"""Tables of a studio's bookings: the sessions, what takes a room at which time, and what comes off a price."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.studio import EMPTY_LIST, EMPTY_OBJECT, ONE, ZERO, cents, of_studio, row_id, text
from models.types import Timestamp, created_now, updated_now

BOOKING_STATES = (
    'pending_payment', 'pending_approval', 'confirmed', 'completed', 'rejected', 'cancelled', 'no_show', 'expired',
)  # fmt: skip
REMAINDER_STATES = ('none', 'due', 'paid', 'failed', 'waived')
RESERVED_FOR = ('booking', 'hold', 'move', 'external')
ITEMS = ('overtime', 'extra', 'correction')


class Booking(SQLModel, table=True):
    """A session that somebody asks for, pays, and comes to. Kept for the books when its person has gone.

    `start_time` and `end_time` are moments; `duration` is the real minutes between them. Amounts are in the smallest
    unit of `currency`. `deposit_amount` is what was asked for, `actual_deposit_paid` what came, `paid_amount` all that
    came, `refunded_amount` what went back; `remainder_amount` is what is still to be paid. `quote` (JSON) keeps the
    lines of its price and the rate card, so that no later change of prices touches it. `hold_expires_at` is until when
    an unpaid one holds its room. `ics_sequence` counts the changes that calendars are told. `idempotency_key` makes
    one booking of a form that is sent twice. `moves` counts how often the client has moved it.
    """

    __tablename__ = 'bookings'
    __table_args__ = (
        sa.Index('idx_bookings_studio_start', 'studio_id', 'start_time'),
        sa.Index('idx_bookings_user', 'user_id', 'start_time'),
        sa.Index('idx_bookings_status', 'status', 'start_time'),
        sa.Index('idx_bookings_email', 'customer_email'),
        sa.Index('idx_bookings_session', 'stripe_session_id'),
        sa.Index('idx_bookings_intent', 'stripe_payment_intent_id'),
        sa.UniqueConstraint('studio_id', 'idempotency_key', name='uq_bookings_studio_id_idempotency_key'),
        sa.UniqueConstraint('claim_token_hash', name='uq_bookings_claim_token_hash'),
        sa.CheckConstraint(f'status IN {BOOKING_STATES}', name='status'),
        sa.CheckConstraint(f'remainder_status IN {REMAINDER_STATES}', name='remainder_status'),
        sa.CheckConstraint('duration > 0', name='duration'),
        sa.CheckConstraint('total_amount >= 0 AND deposit_amount >= 0 AND discount_amount >= 0', name='amounts'),
    )

    id: str = row_id()
    user_id: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    first_name: str | None = Field(default=None, sa_type=sa.Text)
    last_name: str | None = Field(default=None, sa_type=sa.Text)
    artist_name: str | None = Field(default=None, sa_type=sa.Text)
    customer_name: str | None = Field(default=None, sa_type=sa.Text)
    customer_email: str | None = Field(default=None, sa_type=sa.Text)
    customer_phone: str | None = Field(default=None, sa_type=sa.Text)
    start_time: datetime = Field(sa_type=Timestamp)
    end_time: datetime = Field(sa_type=Timestamp)
    duration: int = Field(sa_type=sa.Integer)
    status: str = text('pending_payment')
    deposit_amount: int = cents()
    total_amount: int = cents()
    remainder_amount: int = cents()
    stripe_session_id: str | None = Field(default=None, sa_type=sa.Text)
    stripe_customer_id: str | None = Field(default=None, sa_type=sa.Text)
    stripe_payment_intent_id: str | None = Field(default=None, sa_type=sa.Text)
    coupon_code: str | None = Field(default=None, sa_type=sa.Text)
    discount_amount: int = cents()
    actual_deposit_paid: int = cents()
    same_day_fee: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    after_hours_fee: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    same_day_fee_amount: int = cents()
    after_hours_fee_amount: int = cents()
    admin_notes: str | None = Field(default=None, sa_type=sa.Text)
    approved_at: datetime | None = Field(default=None, sa_type=Timestamp)
    rejected_at: datetime | None = Field(default=None, sa_type=Timestamp)
    rejected_reason: str | None = Field(default=None, sa_type=sa.Text)
    cancellation_email_sent_at: datetime | None = Field(default=None, sa_type=Timestamp)
    deleted_at: datetime | None = Field(default=None, sa_type=Timestamp)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    studio_id: str = Field(foreign_key='studios.id', ondelete='RESTRICT', sa_type=sa.Text)
    room_id: str = Field(foreign_key='studio_rooms.id', ondelete='RESTRICT', sa_type=sa.Text)
    engineer_id: str | None = Field(
        default=None, foreign_key='studio_engineers.id', ondelete='SET NULL', sa_type=sa.Text
    )
    currency: str = Field(sa_type=sa.Text)
    quote: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_OBJECT})
    paid_amount: int = cents()
    refunded_amount: int = cents()
    remainder_status: str = text('none')
    hold_expires_at: datetime | None = Field(default=None, sa_type=Timestamp)
    cancelled_at: datetime | None = Field(default=None, sa_type=Timestamp)
    cancelled_reason: str | None = Field(default=None, sa_type=sa.Text)
    completed_at: datetime | None = Field(default=None, sa_type=Timestamp)
    ics_sequence: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    moves: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    claim_token_hash: str | None = Field(default=None, sa_type=sa.Text)
    person_zone: str | None = Field(default=None, sa_type=sa.Text)
    email_proven_at: datetime | None = Field(default=None, sa_type=Timestamp)
    disputed_at: datetime | None = Field(default=None, sa_type=Timestamp)
    idempotency_key: str | None = Field(default=None, sa_type=sa.Text)


class RoomReservation(SQLModel, table=True):
    """Something takes a room for a while. A trigger lets no two active ones of a room come nearer than their gap.

    `ref` is what it is for: the booking's id, or an outside event's. Moments are whole seconds since 1970, gaps
    seconds, so that the trigger can reckon. A hold ends at `expires_at`, without anybody's doing. Outside events come
    as they are, one over another; nothing else may then be put over them.
    """

    __tablename__ = 'room_reservations'
    __table_args__ = (
        sa.Index('idx_room_reservations_room', 'room_id', 'starts_at'),
        sa.Index('idx_room_reservations_ref', 'ref'),
        sa.Index('idx_room_reservations_expires', 'expires_at'),
        sa.CheckConstraint(f'kind IN {RESERVED_FOR}', name='kind'),
        sa.CheckConstraint('ends_at > starts_at', name='order'),
        sa.CheckConstraint('gap_before >= 0 AND gap_after >= 0', name='gaps'),
    )

    id: str = row_id()
    room_id: str = Field(foreign_key='studio_rooms.id', ondelete='CASCADE', sa_type=sa.Text)
    ref: str = Field(sa_type=sa.Text)
    kind: str = Field(sa_type=sa.Text)
    starts_at: int = Field(sa_type=sa.Integer)
    ends_at: int = Field(sa_type=sa.Integer)
    gap_before: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    gap_after: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    active: bool = Field(default=True, sa_column_kwargs={'server_default': ONE})
    expires_at: int | None = Field(default=None, sa_type=sa.Integer)
    created_at: datetime = created_now()


class BookingItem(SQLModel, table=True):
    """What came on top of a booking's price: overtime, something extra, a correction (which may be negative)."""

    __tablename__ = 'booking_items'
    __table_args__ = (
        sa.Index('idx_booking_items_booking', 'booking_id', 'created_at'),
        sa.CheckConstraint(f'kind IN {ITEMS}', name='kind'),
    )

    id: str = row_id()
    booking_id: str = Field(foreign_key='bookings.id', ondelete='CASCADE', sa_type=sa.Text)
    kind: str = Field(sa_type=sa.Text)
    name: str = Field(sa_type=sa.Text)
    amount_cents: int = Field(sa_type=sa.Integer)
    minutes: int | None = Field(default=None, sa_type=sa.Integer)
    created_by: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    created_at: datetime = created_now()


class BookingCoupon(SQLModel, table=True):
    """A code that takes something off a session's price: a share or an amount. `used` and `reserved` count its uses."""

    __tablename__ = 'booking_coupons'
    __table_args__ = (
        sa.UniqueConstraint('studio_id', 'code', name='uq_booking_coupons_studio_id_code'),
        sa.CheckConstraint('percent_off BETWEEN 1 AND 100', name='percent'),
        sa.CheckConstraint('amount_off_cents > 0', name='amount'),
        sa.CheckConstraint('(percent_off IS NULL) <> (amount_off_cents IS NULL)', name='either'),
    )

    id: str = row_id()
    studio_id: str = of_studio()
    code: str = Field(sa_type=sa.Text)
    percent_off: int | None = Field(default=None, sa_type=sa.Integer)
    amount_off_cents: int | None = Field(default=None, sa_type=sa.Integer)
    covers_fees: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    may_stack: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    min_session_cents: int = cents()
    most_uses: int | None = Field(default=None, sa_type=sa.Integer)
    most_per_person: int | None = Field(default=None, sa_type=sa.Integer)
    used: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    reserved: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    only_for: str | None = Field(default=None, sa_type=sa.Text)
    starts_at: datetime | None = Field(default=None, sa_type=Timestamp)
    expires_at: datetime | None = Field(default=None, sa_type=Timestamp)
    is_active: bool = Field(default=True, sa_column_kwargs={'server_default': ONE})
    created_at: datetime = created_now()
    deleted_at: datetime | None = Field(default=None, sa_type=Timestamp)


class CouponUse(SQLModel, table=True):
    """A coupon counts for a booking. `person_keys` (JSON) say who it is: account, mail, phone; any that fits counts."""

    __tablename__ = 'booking_coupon_uses'
    __table_args__ = (
        sa.Index('idx_booking_coupon_uses_booking', 'booking_id'),
        sa.UniqueConstraint('coupon_id', 'booking_id', name='uq_booking_coupon_uses_coupon_id_booking_id'),
        sa.CheckConstraint("state IN ('reserved', 'used', 'returned')", name='state'),
    )

    id: str = row_id()
    coupon_id: str = Field(foreign_key='booking_coupons.id', ondelete='CASCADE', sa_type=sa.Text)
    booking_id: str = Field(foreign_key='bookings.id', ondelete='CASCADE', sa_type=sa.Text)
    person_keys: str = Field(default='[]', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_LIST})
    state: str = Field(sa_type=sa.Text)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()
