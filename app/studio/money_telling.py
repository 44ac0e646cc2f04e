"""Tells what becomes of the money of bookings: staff by the bell, whoever booked also by mail."""

from sqlmodel import Session

from app import notifications, webhooks
from app.accounts import mail
from app.accounts.mail import Letter
from app.billing.money import words
from app.studio import access, facts, mails, people, telling
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
    facts.GONE: (
        'Your session could not be kept: the time is gone',
        'Your payment of {cents} for the session on {when} came after its time was given to somebody else. '
        'All of it goes back to you by itself. Choose another time if you like.',
    ),
    facts.CLOSED: (
        'What you have paid goes back',
        'Your payment for the session on {when} came after the session had ended. {cents} go back to you by itself.',
    ),
    facts.SURPLUS: (
        'You have paid too much: it goes back',
        'For your session on {when} more was paid than is due. {cents} go back to you by itself.',
    ),
}
ENDING = 'Banks take five to ten days for that.'
PAY_ENDING = 'Nothing was charged so far.'


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
    subject, said = CLIENT[why]
    amount = words(cents, booking.currency)
    letter = Letter(
        subject, (said.format(cents=amount, when=telling.at(booking, studio)),), 'See your booking', '', ENDING
    )
    client(session, booking, letter)
    staff(session, booking, GOES_BACK, f'{amount} go back by themselves.')


def ask_for_rest(session: Session, booking: Booking, studio: Studio, why: str) -> None:
    """Ask whoever booked to pay the rest themselves, and tell staff, in this transaction."""
    amount, when = words(booking.remainder_amount, booking.currency), telling.at(booking, studio)
    said = f'{amount} are still to be paid for your session on {when}. {why}'
    client(session, booking, Letter('Please pay the rest of your session', (said,), 'Pay it', '', PAY_ENDING))
    staff(session, booking, NOT_CHARGED, why)


def client(session: Session, booking: Booking, letter: Letter) -> None:
    """Write to whoever booked, if their address is proven, with the link to their booking."""
    if address := mails.address(session, booking):
        mail.post(session, address, Letter(letter.subject, letter.paragraphs, letter.action, path_of(booking),
                                           letter.ending))  # fmt: skip


def path_of(booking: Booking) -> str:
    """Where whoever booked sees their booking: by their account, or by the link of a guest."""
    if booking.user_id:
        return telling.page_of(booking.id)
    return f'/booking/{access.token_of(booking.id)}' if booking.claim_token_hash else ''
