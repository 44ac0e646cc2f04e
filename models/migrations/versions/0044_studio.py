"""Studios that can be booked: rooms, prices, bookings, and one lock for what takes a room at which time."""

import sqlalchemy as sa
from alembic import op

from models.migrations.parts import check, index, moment, number, points_to, row_id, switch, text, texts

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None

LATER_FIRST = (
    *('booking_coupon_uses', 'booking_coupons', 'booking_items', 'room_reservations', 'bookings'),
    *('block_rules', 'blocked_availability', 'rate_cards', 'studio_engineers', 'studio_rooms', 'studios'),
)
STATES = (
    *('pending_payment', 'pending_approval', 'confirmed', 'completed'),
    *('rejected', 'cancelled', 'no_show', 'expired'),
)
TOO_NEAR = 'This room is taken at that time.'
"""What the trigger says when two would come nearer than the gap that either of them needs."""
GAPS = ('gap_before', 'gap_after')
NUMBERS = {'day_starts': 360, 'grid_minutes': 30, 'min_minutes': 60, 'max_minutes': 720, 'notice_hours': 4}


def upgrade() -> None:
    _studios()
    _prices()
    _blocks()
    _bookings()
    _reservations()
    _on_top()
    _coupons()
    with op.batch_alter_table('webhook_failures') as table:
        table.create_foreign_key(
            'fk_webhook_failures_booking_id_bookings', 'bookings', ['booking_id'], ['id'], ondelete='SET NULL'
        )


def downgrade() -> None:
    with op.batch_alter_table('webhook_failures') as table:
        table.drop_constraint('fk_webhook_failures_booking_id_bookings', type_='foreignkey')
    for table_name in LATER_FIRST:
        op.drop_table(table_name)


def _counted(name: str, default: int = 0) -> sa.Column[int]:
    return number(name, needed=True, default=str(default))


def _yes(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.text('1'))


def _day(name: str, *, needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.Date, nullable=not needed)


def _now(*names: str) -> list[sa.Column[object]]:
    return [moment(name, now=True) for name in names]


def _of_a_room() -> list[sa.ForeignKeyConstraint]:
    return [points_to('studio_id', 'studios'), points_to('room_id', 'studio_rooms')]


def _studios() -> None:
    op.create_table(
        'studios',
        row_id(),
        text('owner_id'),
        *texts('slug', 'name', needed=True),
        *(text(name, needed=True, default='') for name in ('about', 'address')),
        *texts('email', 'phone'),
        text('zone', needed=True, default='UTC'),
        text('currency', needed=True, default='eur'),
        text('opening', needed=True, default='{}'),
        *(_counted(name, usual) for name, usual in [*NUMBERS.items(), ('horizon_days', 90)]),
        text('policy', needed=True, default='{}'),
        _yes('is_open'),
        switch('is_demo'),
        *_now('created_at', 'updated_at'),
        moment('deleted_at'),
        points_to('owner_id', 'users', 'SET NULL'),
        sa.UniqueConstraint('slug', name='uq_studios_slug'),
        check('lengths', 'grid_minutes > 0 AND min_minutes > 0 AND max_minutes >= min_minutes'),
    )
    op.create_table(
        'studio_rooms',
        row_id(),
        *texts('studio_id', 'name', needed=True),
        text('about', needed=True, default=''),
        *(_counted(name) for name in (*GAPS, 'position')),
        _yes('is_active'),
        *_now('created_at'),
        points_to('studio_id', 'studios'),
    )
    index('studio_rooms', 'studio', 'studio_id', 'position')
    op.create_table(
        'studio_engineers',
        row_id(),
        text('studio_id', needed=True),
        text('user_id'),
        text('name', needed=True),
        _yes('is_active'),
        *_now('created_at'),
        points_to('studio_id', 'studios'),
        points_to('user_id', 'users', 'SET NULL'),
        sa.UniqueConstraint('studio_id', 'user_id', name='uq_studio_engineers_studio_id_user_id'),
    )
    index('studio_engineers', 'studio', 'studio_id', 'name')


def _prices() -> None:
    op.create_table(
        'rate_cards',
        row_id(),
        text('studio_id', needed=True),
        text('room_id'),
        text('name', needed=True, default=''),
        _day('valid_from'),
        number('hourly_cents', needed=True),
        text('bands', needed=True, default='[]'),
        _counted('same_day_cents'),
        _counted('deposit_percent', 50),
        *_now('created_at'),
        *_of_a_room(),
        check('amounts', 'hourly_cents >= 0 AND same_day_cents >= 0'),
        check('deposit', 'deposit_percent BETWEEN 0 AND 100'),
    )
    index('rate_cards', 'studio', 'studio_id', 'valid_from')


def _blocks() -> None:
    op.create_table(
        'blocked_availability',
        row_id(),
        _day('blocked_date'),
        *(number(name) for name in ('start_time', 'end_time')),
        text('reason'),
        switch('block_entire_day'),
        text('created_by'),
        *_now('created_at', 'updated_at'),
        text('studio_id', needed=True),
        text('room_id'),
        *_of_a_room(),
    )
    index('blocked_availability', 'studio', 'studio_id', 'blocked_date')
    op.create_table(
        'block_rules',
        row_id(),
        text('studio_id', needed=True),
        text('room_id'),
        *(number(name, needed=True) for name in ('weekday', 'start_time', 'end_time')),
        text('reason'),
        _day('first_date'),
        _day('last_date', needed=False),
        text('created_by'),
        *_now('created_at'),
        *_of_a_room(),
        check('weekday', 'weekday BETWEEN 0 AND 6'),
        check('order', 'end_time > start_time'),
    )
    index('block_rules', 'studio', 'studio_id', 'weekday')


def _bookings() -> None:
    op.create_table(
        'bookings',
        row_id(),
        *texts('user_id', 'first_name', 'last_name', 'artist_name'),
        *texts('customer_name', 'customer_email', 'customer_phone'),
        *(moment(name, needed=True) for name in ('start_time', 'end_time')),
        number('duration', needed=True),
        text('status', needed=True, default='pending_payment'),
        *(_counted(name) for name in ('deposit_amount', 'total_amount', 'remainder_amount')),
        *texts('stripe_session_id', 'stripe_customer_id', 'stripe_payment_intent_id', 'coupon_code'),
        *(_counted(name) for name in ('discount_amount', 'actual_deposit_paid')),
        *(switch(name) for name in ('same_day_fee', 'after_hours_fee')),
        *(_counted(name) for name in ('same_day_fee_amount', 'after_hours_fee_amount')),
        text('admin_notes'),
        *(moment(name) for name in ('approved_at', 'rejected_at')),
        text('rejected_reason'),
        *(moment(name) for name in ('cancellation_email_sent_at', 'deleted_at')),
        *_now('created_at', 'updated_at'),
        *texts('studio_id', 'room_id', needed=True),
        text('engineer_id'),
        text('currency', needed=True),
        text('quote', needed=True, default='{}'),
        *(_counted(name) for name in ('paid_amount', 'refunded_amount')),
        text('remainder_status', needed=True, default='none'),
        *(moment(name) for name in ('hold_expires_at', 'cancelled_at')),
        text('cancelled_reason'),
        moment('completed_at'),
        *(_counted(name) for name in ('ics_sequence', 'moves')),
        *texts('claim_token_hash', 'person_zone'),
        *(moment(name) for name in ('email_proven_at', 'disputed_at')),
        text('idempotency_key'),
        points_to('user_id', 'users', 'SET NULL'),
        points_to('studio_id', 'studios', 'RESTRICT'),
        points_to('room_id', 'studio_rooms', 'RESTRICT'),
        points_to('engineer_id', 'studio_engineers', 'SET NULL'),
        sa.UniqueConstraint('studio_id', 'idempotency_key', name='uq_bookings_studio_id_idempotency_key'),
        sa.UniqueConstraint('claim_token_hash', name='uq_bookings_claim_token_hash'),
        check('status', f'status IN {STATES}'),
        check('remainder_status', "remainder_status IN ('none', 'due', 'paid', 'failed', 'waived')"),
        check('duration', 'duration > 0'),
        check('amounts', 'total_amount >= 0 AND deposit_amount >= 0 AND discount_amount >= 0'),
    )
    for name, column in (('studio_start', 'studio_id'), ('user', 'user_id'), ('status', 'status')):
        index('bookings', name, column, 'start_time')
    index('bookings', 'email', 'customer_email')
    index('bookings', 'session', 'stripe_session_id')
    index('bookings', 'intent', 'stripe_payment_intent_id')


def _reservations() -> None:
    op.create_table(
        'room_reservations',
        row_id(),
        *texts('room_id', 'ref', 'kind', needed=True),
        *(number(name, needed=True) for name in ('starts_at', 'ends_at')),
        *(_counted(name) for name in GAPS),
        _yes('active'),
        number('expires_at'),
        *_now('created_at'),
        points_to('room_id', 'studio_rooms'),
        check('kind', "kind IN ('booking', 'hold', 'move', 'external')"),
        check('order', 'ends_at > starts_at'),
        check('gaps', 'gap_before >= 0 AND gap_after >= 0'),
    )
    index('room_reservations', 'room', 'room_id', 'starts_at')
    index('room_reservations', 'ref', 'ref')
    index('room_reservations', 'expires', 'expires_at')
    met = (
        'SELECT 1 FROM room_reservations AS other WHERE other.room_id = new.room_id AND other.active'
        ' AND other.ref <> new.ref'
        ' AND new.starts_at < other.ends_at + max(other.gap_after, new.gap_before)'
        ' AND other.starts_at < new.ends_at + max(new.gap_after, other.gap_before)'
    )
    written = f'UPDATE OF room_id, ref, kind, starts_at, ends_at, {", ".join(GAPS)}, active'
    for name, when in (('put', 'INSERT'), ('moved', written)):
        op.execute(
            f'CREATE TRIGGER room_reservations_{name} BEFORE {when} ON room_reservations'
            f" WHEN new.active AND new.kind <> 'external' AND EXISTS ({met})"
            f" BEGIN SELECT RAISE(ABORT, '{TOO_NEAR}'); END"
        )


def _on_top() -> None:
    op.create_table(
        'booking_items',
        row_id(),
        *texts('booking_id', 'kind', 'name', needed=True),
        number('amount_cents', needed=True),
        number('minutes'),
        text('created_by'),
        *_now('created_at'),
        points_to('booking_id', 'bookings'),
        points_to('created_by', 'users', 'SET NULL'),
        check('kind', "kind IN ('overtime', 'extra', 'correction')"),
    )
    index('booking_items', 'booking', 'booking_id', 'created_at')


def _coupons() -> None:
    op.create_table(
        'booking_coupons',
        row_id(),
        *texts('studio_id', 'code', needed=True),
        *(number(name) for name in ('percent_off', 'amount_off_cents')),
        *(switch(name) for name in ('covers_fees', 'may_stack')),
        *(number(name) for name in ('most_uses', 'most_per_person')),
        *(_counted(name) for name in ('min_session_cents', 'used', 'reserved')),
        text('only_for'),
        *(moment(name) for name in ('starts_at', 'expires_at')),
        _yes('is_active'),
        *_now('created_at'),
        moment('deleted_at'),
        points_to('studio_id', 'studios'),
        sa.UniqueConstraint('studio_id', 'code', name='uq_booking_coupons_studio_id_code'),
        check('percent', 'percent_off BETWEEN 1 AND 100'),
        check('amount', 'amount_off_cents > 0'),
        check('either', '(percent_off IS NULL) <> (amount_off_cents IS NULL)'),
    )
    op.create_table(
        'booking_coupon_uses',
        row_id(),
        *texts('coupon_id', 'booking_id', needed=True),
        text('person_keys', needed=True, default='[]'),
        text('state', needed=True),
        *_now('created_at', 'updated_at'),
        points_to('coupon_id', 'booking_coupons'),
        points_to('booking_id', 'bookings'),
        sa.UniqueConstraint('coupon_id', 'booking_id', name='uq_booking_coupon_uses_coupon_id_booking_id'),
        check('state', "state IN ('reserved', 'used', 'returned')"),
    )
    index('booking_coupon_uses', 'booking', 'booking_id')
