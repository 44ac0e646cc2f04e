"""Tells what becomes of the money of bookings: staff by the bell, whoever booked also by mail."""

from sqlmodel import Session

from app import notifications, webhooks
from app.accounts import mail
from app.accounts.mail import Letter
from app.billing.money import words
from app.studio import facts, links, mails, people, telling
from models import Booking, Studio

PAID, REFUNDED, DISPUTED, UNMATCHED, GOES_BACK, NOT_CHARGED = (
    *('booking.paid', 'booking.refunded', 'booking.disputed', 'booking.unmatched'),
    *('booking.goes_back', 'booking.not_charged'),
)
NOTIFICATIONS = {
    PAID: 'The rest of a session was paid',
    REFUNDED: 'Money of a session was given back elsewhere',
    DISPUTED: 'Somebody asks their bank to take a payment back',
    UNMATCHED: 'A payment fits nothing that was asked',
    GOES_BACK: 'Money that came too late, or too much of it, goes back',
    NOT_CHARGED: 'The rest of a session could not be charged',
}
EVENTS = NOTIFICATIONS
STAFF = {
    PAID: 'The rest of the session of {who} on {when} was paid',
    REFUNDED: 'Money of the session of {who} on {when} was given back at the payment provider',
    DISPUTED: 'The payment of {who} for {when} is disputed',
    UNMATCHED: 'A payment for the session of {who} on {when} is not what was asked',
    GOES_BACK: 'What {who} has paid for {when} goes back',
    NOT_CHARGED: 'The rest of the session of {who} on {when} could not be charged',
}
ADVICE = {DISPUTED: 'Answer it at the payment provider. Files stay where they are.'}
CLIENT = {
    facts.CLOSED: (
        'What you have paid goes back',
        'Your payment for the session on {when} came after the session had ended. {cents} go back to you by itself.',
    ),
    facts.SURPLUS: (
        'You have paid too much: it goes back',
        'For your session on {when} more was paid than is due. {cents} go back to you by itself.',
    ),
}
GIVEN = 'Money for your session goes back to you'
ENDING = 'Banks take five to ten days for that.'


def staff(session: Session, booking: Booking, kind: str, body: str = '') -> None:
    """Tell the people of a studio, in this transaction."""
    studio = session.get_one(Studio, booking.studio_id)
    title = STAFF[kind].format(who=booking.customer_name or 'somebody', when=telling.at(booking, studio))
    page = telling.page_of(booking.id)
    for user_id in people.staff_ids(session, studio):
        notifications.notify(
            session, user_id, kind, title, body=body or ADVICE.get(kind, ''), href=page, entity=kind,
            entity_id=booking.id,
        )  # fmt: skip
        webhooks.tell(session, user_id, telling.AREA, kind, lambda: telling.described(booking))


def goes_back(session: Session, booking: Booking, studio: Studio, why: str, cents: int) -> None:
    """Tell whoever has paid, and staff, that money goes back by itself, in this transaction."""
    amount = words(cents, booking.currency)
    if why == facts.GONE:
        mails.tell(session, booking, mails.SLOT_GONE, back_cents=cents)
    else:
        subject, said = CLIENT[why]
        told = said.format(cents=amount, when=telling.at(booking, studio))
        _write(session, booking, Letter(subject, (told,), 'See your booking', links.of(booking), ENDING))
    staff(session, booking, GOES_BACK, f'{amount} go back by themselves.')


def given_back(session: Session, booking: Booking, cents: int, reason: str) -> None:
    """Tell whoever booked that staff give money back, in this transaction."""
    when = telling.at(booking, session.get_one(Studio, booking.studio_id))
    said = [f'The studio gives {words(cents, booking.currency)} back of what you have paid for {when}.']
    said += [f'The studio says: {reason.strip()}'] if reason.strip() else []
    if booking.remainder_amount:
        said.append(f'{words(booking.remainder_amount, booking.currency)} are still to be paid for it.')
    _write(session, booking, Letter(GIVEN, tuple(said), 'See your booking', links.of(booking), ENDING))


def received(session: Session, booking: Booking, cents: int) -> None:
    """Tell whoever booked that the rest was paid, perhaps by a charge that nobody has pressed, in this transaction."""
    when = telling.at(booking, session.get_one(Studio, booking.studio_id))
    rest = booking.remainder_amount
    still = f'{words(rest, booking.currency)} are still to be paid.' if rest else 'All is paid.'
    said = f'{words(cents, booking.currency)} have arrived for your session on {when}.', still
    _write(session, booking, Letter(f'Paid: {when}', said, 'See your booking', links.of(booking), ''))


def ask_for_rest(session: Session, booking: Booking, why: str, about: str) -> None:
    """Ask whoever booked to pay the rest themselves, and tell staff, in this transaction; `about` is the try that has
    failed, of which they are told once."""
    due = booking.remainder_amount
    mails.tell(session, booking, mails.PAY_LINK, due_cents=due, reason=why, about=about)
    staff(session, booking, NOT_CHARGED, why)


def _write(session: Session, booking: Booking, letter: Letter) -> None:
    """Write to whoever booked, if their address is proven."""
    if address := mails.address(session, booking):
        mail.post(session, address, letter)
