"""Mails about bookings, written in the transaction of the step that they tell of.

Each has a row that says of which booking, kind and start it speaks, and there is one of each. What has not been sent
when a booking is moved or ends is taken out of the outbox, and reminders are looked at once more when they are due.
Nothing goes to an address that is not proven: by a code, a payment, a verified account, or by staff who typed it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import mail
from app.accounts.mail import Attachment
from app.config import settings
from app.studio import calendars, links, mail_texts, times
from app.studio.mail_texts import Known
from app.studio.policies import Policy
from models import Booking, BookingMail, Mail, Studio, StudioRoom, User
from models.types import utc_now

RECEIVED, CONFIRMED, SLOT_GONE, REJECTED, UNANSWERED = 'received', 'confirmed', 'slot_gone', 'rejected', 'unanswered'
WITHDRAWN, MOVED, CANCELLED, CANCELLED_BY_STUDIO = 'withdrawn', 'moved', 'cancelled', 'cancelled_by_studio'
THANKS, MISSED, CORRECTED, NEW_AMOUNT, PAY_LINK = 'thanks', 'missed', 'corrected', 'new_amount', 'pay_link'
REMINDER, NOT_MOVED, STAFF_NEW, STAFF_MISSED = 'reminder', 'not_moved', 'staff_new', 'staff_missed'

INVITES, TAKES_BACK = (CONFIRMED, MOVED), (CANCELLED, CANCELLED_BY_STUDIO)
ENDS_OTHERS = (MOVED, *TAKES_BACK, SLOT_GONE, REJECTED, UNANSWERED, WITHDRAWN)
"""What was said before is not true any more."""
LEAST_AHEAD = timedelta(minutes=15)
"""A reminder that would come later than that is of no use."""
NO_ADDRESS = 'There is no proven address.'
Told = dict[tuple[str, str], BookingMail]
"""What was told of a booking and its start, by its kind and what it is about."""


def tell(
    session: Session,
    booking: Booking,
    kind: str,
    *,
    about: str = '',
    was: datetime | None = None,
    reason: str = '',
    back_cents: int = 0,
    due_cents: int = 0,
    free: Sequence[times.Start] = (),
    now: datetime | None = None,
    is_new: bool = False,
) -> bool:
    """Write the mail of a step, in its transaction and after the booking was changed; False where none goes out.

    Reminders of a confirmed or moved session are planned along with it, and those of before are taken back.

    Parameters
    ----------
    kind : one of the names above; those that begin with `staff` go to the studio, all others to whoever booked.
    about : what tells it from another one of its kind and start, like the id of what was added.
    was : the start before it was moved.
    reason : in words of the staff; of `new_amount`, what was added.
    back_cents, due_cents : what goes back now, and what is still to be paid, for the text.
    free : other free times, for `rejected` and its like.
    is_new : whether the booking was made just now, so that nothing was told of it.
    """
    if kind in TAKES_BACK:
        booking.ics_sequence += 1  # a move has counted it on already
    if kind == MOVED:
        about = about or str(booking.ics_sequence)
    if kind in ENDS_OTHERS:
        take_back(session, booking.id, f'There is newer news: {kind}.')
    elif kind in (THANKS, MISSED):
        _drop_waiting(session, booking.id, f'It is over: {kind}.')
    studio, room = session.get_one(Studio, booking.studio_id), session.get_one(StudioRoom, booking.room_id)
    to_staff = kind.startswith('staff')
    path = links.of_staff(booking) if to_staff else links.of(booking)
    known = Known(booking, studio, room, path, was, reason, back_cents, due_cents, free)
    to = studio_address(session, studio) if to_staff else address(session, booking)
    told = {} if is_new else _told(session, booking)
    went = _post(session, known, kind, about, to, told)
    if kind in TAKES_BACK and went:
        booking.cancellation_email_sent_at = utc_now()
    if kind in INVITES:
        _plan_reminders(session, known, now or utc_now(), told)
    session.add(booking)
    session.flush()
    return went


def address(session: Session, booking: Booking) -> str:
    """Where whoever booked reads mails; empty while no address is proven."""
    user = session.get(User, booking.user_id) if booking.user_id else None
    if user is not None and settings().accounts == 'on':
        if accounts.is_hidden(user):
            return ''
        if user.email_verified_at is not None:
            return user.email
    if session.get_one(Studio, booking.studio_id).is_demo:
        return ''  # its clients are made up
    is_proven = booking.email_proven_at is not None or booking.paid_amount > 0 or booking.actual_deposit_paid > 0
    return (booking.customer_email or '') if is_proven else ''


def studio_address(session: Session, studio: Studio) -> str:
    """Where a studio reads mails: its own address, or that of its owner."""
    if studio.email:
        return studio.email
    owner = session.get(User, studio.owner_id) if studio.owner_id else None
    if owner is None or owner.email_verified_at is None or accounts.is_hidden(owner):
        return ''
    return owner.email


def take_back(session: Session, booking_id: str, why: str) -> int:
    """Take what a client was not sent yet out of the outbox, and end their reminders; how many mails that were."""
    _drop_waiting(session, booking_id, why)
    posted = (
        sa.select(BookingMail)
        .join(Mail, col(Mail.id) == col(BookingMail.mail_id))
        .where(
            col(BookingMail.booking_id) == booking_id,
            col(BookingMail.state) == 'posted',
            col(Mail.sent_at).is_(None),
            ~col(BookingMail.kind).startswith('staff'),
        )
    )
    rows = list(session.scalars(posted))
    for row in rows:
        mail.withdraw(session, row.mail_id or '')
        row.state, row.why, row.settled_at = 'dropped', why, utc_now()
        session.add(row)
    return len(rows)


def remind(session: Session, row: BookingMail, booking: Booking) -> bool:
    """Post a reminder that is due; False where there is no address for it."""
    studio, room = session.get_one(Studio, booking.studio_id), session.get_one(StudioRoom, booking.room_id)
    due = booking.remainder_amount if booking.remainder_status in ('due', 'failed') else 0
    known = Known(booking, studio, room, links.of(booking), due_cents=due)
    to = address(session, booking)
    _send(session, row, known, to, good_until=booking.start_time - LEAST_AHEAD)
    return bool(to)


def _told(session: Session, booking: Booking) -> Told:
    """What was told of a booking at its start, or is planned."""
    mine = (col(BookingMail.booking_id) == booking.id, col(BookingMail.starts_at) == booking.start_time)
    return {(row.kind, row.about): row for row in session.scalars(sa.select(BookingMail).where(*mine))}


def _post(session: Session, known: Known, kind: str, about: str, to: str, told: Told) -> bool:
    booking = known.booking
    row = told.get((kind, about))
    if row is not None and row.why != NO_ADDRESS:
        return False
    row = row or BookingMail(
        booking_id=booking.id, kind=kind, starts_at=booking.start_time, about=about, due_at=utc_now()
    )
    _send(session, row, known, to)
    return bool(to)


def _send(session: Session, row: BookingMail, known: Known, to: str, *, good_until: datetime | None = None) -> None:
    row.settled_at = utc_now()
    if not to:
        row.state, row.why = 'dropped', NO_ADDRESS
    else:
        letter = mail_texts.letter(row.kind, known)
        files = _calendar(session, known, row.kind, to)
        row.state, row.why = 'posted', None
        row.mail_id = mail.post(session, to, letter, attachments=files, good_until=good_until)
    session.add(row)


def _calendar(session: Session, known: Known, kind: str, to: str) -> list[Attachment]:
    """The file for calendars that goes with a mail, where its kind has one."""
    booking, studio = known.booking, known.studio
    if kind not in (*INVITES, *TAKES_BACK) or booking.approved_at is None:
        return []  # or calendars never knew of it
    entry = calendars.Session(
        booking.id,
        booking.start_time,
        booking.end_time,
        f'Session at {studio.name}',
        utc_now(),
        booking.ics_sequence,
        known.place,
        link=settings().address + known.path if booking.user_id and known.path else '',
    )
    organizer = calendars.Person(studio_address(session, studio) or settings().sender, studio.name)
    client = calendars.Person(to, booking.customer_name or '')
    method, make = ('REQUEST', calendars.invitation) if kind in INVITES else ('CANCEL', calendars.cancellation)
    media = f'text/calendar; method={method}; charset=utf-8'
    return [Attachment('session.ics', media, make(entry, organizer, client))]


def _plan_reminders(session: Session, known: Known, now: datetime, told: Told) -> None:
    booking = known.booking
    for hours in Policy.from_json(known.studio.policy).reminder_hours:
        due = booking.start_time - timedelta(hours=hours)
        known_row = told.get((REMINDER, str(hours)))
        if known_row is not None and known_row.state == 'dropped' and known_row.mail_id is None and due > now:
            known_row.state, known_row.why, known_row.settled_at = 'waiting', None, None  # moved away, and back again
            session.add(known_row)
        elif known_row is None and due > now:
            start, about = booking.start_time, str(hours)
            row = BookingMail(booking_id=booking.id, kind=REMINDER, starts_at=start, about=about, due_at=due)
            session.add(row)


def _drop_waiting(session: Session, booking_id: str, why: str) -> None:
    waiting = (col(BookingMail.booking_id) == booking_id, col(BookingMail.state) == 'waiting')
    session.execute(sa.update(BookingMail).where(*waiting).values(state='dropped', why=why, settled_at=utc_now()))
