"""What mails about bookings say: one letter for each kind, made from what is known when it is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.accounts.mail import Letter
from app.billing.money import words
from app.studio import mail_words, policies, times, zone_names
from app.studio.mail_words import span
from app.studio.policies import Policy
from models import Booking, Studio, StudioRoom


@dataclass(frozen=True, slots=True)
class Known:
    """What a letter is made from.

    Attributes
    ----------
    path : where its reader finds the booking; empty where no link can be made.
    was : when it was to start before it was moved.
    reason : why, in words of the staff.
    back_cents, due_cents : what is paid back now, and what is still to be paid.
    free : other times that are free.
    """

    booking: Booking
    studio: Studio
    room: StudioRoom
    path: str
    was: datetime | None = None
    reason: str = ''
    back_cents: int = 0
    due_cents: int = 0
    free: Sequence[times.Start] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The studio's."""
        return ZoneInfo(self.studio.zone)

    def money(self, cents: int) -> str:
        """An amount in the booking's currency."""
        return words(cents, self.booking.currency)

    @property
    def when(self) -> str:
        """From when to when by the studio's clock, and by the client's where that shows something else."""
        begin, end = self.booking.start_time, self.booking.end_time
        return f'{span(begin, end, self.zone)} ({self.studio.zone}).{self._beside(begin)}'

    @property
    def short(self) -> str:
        """The start in a few words, for subjects."""
        return f'{self.booking.start_time.astimezone(self.zone):%-d %B, %H:%M}'

    @property
    def place(self) -> str:
        """Where it is."""
        return ', '.join(part for part in (f'{self.room.name} at {self.studio.name}', self.studio.address) if part)

    @property
    def policy(self) -> Policy:
        """The studio's."""
        return Policy.from_json(self.studio.policy)

    @property
    def ending(self) -> str:
        """How to reach the studio."""
        known = (self.studio.name, self.studio.address, self.studio.phone, self.studio.email)
        return 'Questions? Ask the studio: ' + ', '.join(part for part in known if part) + '.'

    def back(self) -> str:
        """What comes back, and when."""
        if not self.back_cents:
            return 'Nothing is paid back.' if self.booking.paid_amount > self.booking.refunded_amount else ''
        return f'{self.money(self.back_cents)} come back the way they were paid, within five to ten working days.'

    def due(self) -> str:
        """What is still to be paid."""
        return mail_words.due(self.booking, self.policy, self.due_cents)

    def _beside(self, moment: datetime) -> str:
        name = self.booking.person_zone or ''
        if name not in zone_names.names():
            return ''
        local = moment.astimezone(ZoneInfo(name))
        if local.utcoffset() == moment.astimezone(self.zone).utcoffset():
            return ''
        return f' By your clock ({name}) it begins on {local:%A, %-d %B %Y, at %H:%M}.'


def _received(known: Known) -> tuple[str, list[str]]:
    came = known.booking.paid_amount
    return f'We have your request for {known.short}', [
        f'You have asked for {known.place}: {known.when}',
        f'Your deposit of {known.money(came)} has arrived.' if came else '',
        f'The studio answers within {known.policy.approval_hours} hours. If it does not, you get all of it back.'
        if came
        else f'The studio answers within {known.policy.approval_hours} hours.',
    ]


def _confirmed(known: Known) -> tuple[str, list[str]]:
    return f'Confirmed: {known.short}', [
        f'Your session is confirmed: {known.when}',
        f'It takes place in {known.place}.',
        known.due(),
        policies.sentence(known.policy),
        'The file that comes with this mail puts it into your calendar.',
    ]


def _slot_gone(known: Known) -> tuple[str, list[str]]:
    return 'Your time was taken before your payment came', [
        f'Your payment for {known.when} came after its time was over, and somebody else has it now.',
        known.back(),
        'We are sorry. You can choose another time.',
    ]


def _rejected(known: Known) -> tuple[str, list[str]]:
    return f'The studio cannot take your session on {known.short}', [
        f'You had asked for {known.when}',
        f'The studio says: {known.reason}' if known.reason else '',
        known.back(),
        _others(known),
    ]


def _unanswered(known: Known) -> tuple[str, list[str]]:
    return f'Your request for {known.short} was not answered in time', [
        f'You had asked for {known.when} The studio has not answered, so the request has ended.',
        known.back(),
        _others(known),
    ]


def _withdrawn(known: Known) -> tuple[str, list[str]]:
    return f'Your request for {known.short} is withdrawn', [
        f'You have taken back your request for {known.when}',
        known.back(),
    ]


def _moved(known: Known) -> tuple[str, list[str]]:
    before = ''
    if known.was is not None:
        length = known.booking.end_time - known.booking.start_time
        before = f'It was: {span(known.was, known.was + length, known.zone)}.'
    return f'Your session is moved to {known.short}', [
        f'It is now: {known.when}',
        before,
        f'The studio says: {known.reason}' if known.reason else '',
        known.due(),
        known.back() if known.back_cents else '',
        'The file that comes with this mail moves it in your calendar.',
    ]


def _not_moved(known: Known) -> tuple[str, list[str]]:
    late = 'The studio did not answer in time, so the other time is not held any more.'
    return f'Your session stays on {known.short}', [
        f'You have asked for another time. It stays as it was: {known.when}',
        f'The studio says: {known.reason}' if known.reason else late,
    ]


def _cancelled(known: Known) -> tuple[str, list[str]]:
    return f'Cancelled: {known.short}', [f'You have cancelled your session: {known.when}', known.back()]


def _cancelled_by_studio(known: Known) -> tuple[str, list[str]]:
    return f'The studio has cancelled your session on {known.short}', [
        f'This session does not take place: {known.when}',
        f'The studio says: {known.reason}' if known.reason else '',
        known.back(),
        _others(known),
    ]


def _thanks(known: Known) -> tuple[str, list[str]]:
    return f'Thank you for your session on {known.short}', [
        f'Thank you for being at {known.studio.name}.',
        known.due() or 'All is paid.',
        'Your files are found with the session once the studio has delivered them.',
    ]


def _missed(known: Known) -> tuple[str, list[str]]:
    return f'You were missed on {known.short}', [
        f'Nobody came to your session: {known.when}',
        mail_words.missed(known.booking),
        known.due(),
        'If that is wrong, tell the studio.',
    ]


def _corrected(known: Known) -> tuple[str, list[str]]:
    return f'What your session on {known.short} costs has changed', [
        f'The studio has corrected what it noted of your session: {known.when}',
        f'The studio says: {known.reason}' if known.reason else '',
        known.due() or known.back(),
    ]


def _new_amount(known: Known) -> tuple[str, list[str]]:
    return f'Something was added to your session on {known.short}', [
        f'The studio has added: {known.reason}.' if known.reason else 'The studio has added something.',
        f'In all it is {known.money(known.booking.total_amount)} now.',
        known.due(),
    ]


def _pay_link(known: Known) -> tuple[str, list[str]]:
    return f'Please pay for your session on {known.short}', [
        f'The rest of your session could not be paid by itself: {known.when}',
        known.due(),
        'Your bank wants you to confirm it. Nothing was taken.' if not known.reason else known.reason,
    ]


def _reminder(known: Known) -> tuple[str, list[str]]:
    return f'Your session begins on {known.short}', [
        f'See you soon: {known.when}',
        f'It takes place in {known.place}.',
        known.due(),
    ]


def _staff_new(known: Known) -> tuple[str, list[str]]:
    is_request = known.booking.approved_at is None
    answer = f'Answer within {known.policy.approval_hours} hours; after that it is rejected, and all goes back.'
    return f'New {"request" if is_request else "session"}: {known.short}', [
        f'{_who(known)} {"asks for" if is_request else "has booked"} {known.room.name}: {known.when}',
        f'{known.money(known.booking.paid_amount)} of {known.money(known.booking.total_amount)} are paid.',
        answer if is_request else 'Nobody has to approve it, as your policy says.',
    ]


def _staff_missed(known: Known) -> tuple[str, list[str]]:
    return f'A request was not answered: {known.short}', [
        f'{_who(known)} had asked for {known.room.name}: {known.when}',
        f'Nobody answered in time, so it was rejected. {known.back()}',
    ]


def _who(known: Known) -> str:
    booking = known.booking
    return booking.artist_name or booking.customer_name or booking.customer_email or 'Somebody'


def _others(known: Known) -> str:
    if not known.free:
        return ''
    told = '; '.join(f'{start.local:%A, %-d %B}, {start.label}' for start in known.free[:3])
    return f'These times are still free: {told}.'


TEXTS: dict[str, Callable[[Known], tuple[str, list[str]]]] = {
    'received': _received,
    'confirmed': _confirmed,
    'slot_gone': _slot_gone,
    'rejected': _rejected,
    'unanswered': _unanswered,
    'withdrawn': _withdrawn,
    'moved': _moved,
    'not_moved': _not_moved,
    'cancelled': _cancelled,
    'cancelled_by_studio': _cancelled_by_studio,
    'thanks': _thanks,
    'missed': _missed,
    'corrected': _corrected,
    'new_amount': _new_amount,
    'pay_link': _pay_link,
    'reminder': _reminder,
    'staff_new': _staff_new,
    'staff_missed': _staff_missed,
}


def letter(kind: str, known: Known) -> Letter:
    """The letter of a kind."""
    subject, said = TEXTS[kind](known)
    to_staff = kind.startswith('staff')
    action = 'Open the booking' if to_staff else 'Pay, or see your booking' if known.due_cents else 'See your booking'
    paragraphs = tuple(part for part in said if part)
    return Letter(subject, paragraphs, action if known.path else '', known.path, '' if to_staff else known.ending)
