"""A booking's page: for staff with all that can be done and all that happened, for whoever booked as their session."""

from functools import partial

from app.billing import money
from app.studio import desk, payments, public_words, states
from app.studio.desk import Desk
from components.studio.words import length, state_badge, when
from components.vocabulary.elements import block, link, text
from components.vocabulary.keyed import Keyed
from pages.shell.page_state import PageState
from pages.shell.services import look_again, run_service, screen, toast, toast_errors
from pages.studio.amounts import told
from pages.studio.booking_actions import BookingActions
from pages.studio.booking_history import draw_history
from pages.studio.booking_money import BookingMoney
from pages.studio.booking_notes import BookingNotes
from pages.studio.own_session import OwnSession
from pages.studio.place import Here, head, here

EVERY_S = 5.0
RETURNED = {
    'paid': 'Paid. Thank you.',
    'coming': 'Your payment is on its way.',
    'open': 'Your payment is being confirmed.',
    'failed': 'It was not paid. Nothing was taken.',
    'refunded': 'What you paid has gone back to you.',
}
STAFF_PATH, OWN_PATH = '/studio/bookings', '/studio/sessions'


@screen
async def booking_page(page_state: PageState, booking_id: str, paid: str = '') -> None:
    """The booking of this id; `paid` is there for whoever comes back from paying, and is believed by nobody."""
    found = await here()
    if paid:
        with toast_errors():
            state = await run_service(payments.returned, found.user_id, booking_id)
            if state in RETURNED:
                toast(RETURNED[state])
    known = await run_service(desk.page, found.user_id, booking_id)
    shown = _Booking(found, known)
    shown.draw()
    await shown.show_money()
    look_again(EVERY_S, shown.look_again)


class _Booking:
    def __init__(self, found: Here, known: Desk) -> None:
        self._found, self._known = found, known
        self._user_id, self._id = found.user_id, known.booking.id
        self._is_staff = known.role in states.STAFF

    def draw(self) -> None:
        """Draw all of it; what may change is drawn anew where it has."""
        booking = self._known.booking
        title = booking.artist_name or booking.customer_name or 'Session'
        head(self._found, STAFF_PATH if self._is_staff else OWN_PATH, title if self._is_staff else 'Your session')
        self._top = Keyed(block('stack'))
        with block('studio-two'):
            self._left, self._right = Keyed(block('stack')), Keyed(block('stack'))
        if self._is_staff:
            with block('studio-two'):
                with block('stack'):
                    self._payments = BookingMoney(self._user_id, self.refresh)
                    BookingNotes(self._user_id, self._known, self.refresh).draw()
                self._past = Keyed(block('stack'))
        self._stage = block()
        self._actions = BookingActions(self._user_id, self._stage, self.refresh)
        self._own = OwnSession(self._user_id, self._stage, self.refresh)
        self._show()

    async def look_again(self) -> None:
        """Show what somebody else has done meanwhile."""
        if not self._top.place.is_deleted:
            await self.refresh()

    async def refresh(self) -> None:
        """Fetch it, and draw what has changed."""
        known = await run_service(desk.page, self._user_id, self._id)
        if not self._top.place.is_deleted:
            self._known = known
            self._show()
            await self.show_money()

    async def show_money(self) -> None:
        """The payments, for those who work there."""
        if self._is_staff:
            await self._payments.show(self._known.booking)

    def _show(self) -> None:
        known = self._known
        with self._top as top:
            if self._is_staff:
                top.item('actions', self._actions.draw, known)
            else:
                top.item('own', self._own.draw, known)
        with self._left as left:
            left.item('facts', _facts, known, self._is_staff)
        with self._right as right:
            right.item('price', _price, known)
        if self._is_staff:
            with self._past as past:
                past.item('history', draw_history, known.history, known.booking.currency, known.studio.zone)


def _facts(known: Desk, is_staff: bool) -> None:
    booking, studio = known.booking, known.studio
    own_zone = '' if is_staff else booking.person_zone or ''
    by_their_clock = public_words.span(booking.start_time, booking.end_time, studio.zone, own_zone).there
    with block('panel stack', tag='section', aria_label='The session', data_testid='booking-facts'):
        with block('row'):
            text(when(booking.start_time, booking.end_time, studio.zone), 'strong', data_testid='booking-when')
            state_badge(booking.status)
            if booking.disputed_at is not None:
                text('disputed', 'badge-word bad')
        if by_their_clock:
            text(by_their_clock, 'quiet', tag='p', data_testid='booking-when-there')
        with block('studio-facts', tag='dl'):
            for label, value in _lines(known, is_staff).items():
                if value:
                    text(label, tag='dt')
                    text(value, tag='dd')
            if booking.hold_expires_at is not None and booking.status in (
                states.PENDING_PAYMENT,
                states.PENDING_APPROVAL,
            ):
                text('Held until' if booking.status == states.PENDING_PAYMENT else 'Answered until', tag='dt')
                with block(tag='dd', data_testid='until'):
                    until = public_words.deadline(booking.hold_expires_at, studio.zone, own_zone)
                    text(until.here, tag='div')
                    if until.there:
                        text(until.there, 'quiet', tag='div', data_testid='until-there')
        if is_staff:
            link('All of this client', _client_address(known), 'small')


def _lines(known: Desk, is_staff: bool) -> dict[str, str]:
    booking, studio = known.booking, known.studio
    lines = {
        'Length': length(booking.duration),
        'Room': known.room,
        'Engineer': known.engineer,
        'Where': '' if is_staff else f'{studio.name}{", " + studio.address if studio.address else ""}',
        'Name': booking.customer_name or '',
        'Plays as': booking.artist_name or '',
        'Mail': booking.customer_email or '',
        'Phone': booking.customer_phone or '',
        'Rejected because': booking.rejected_reason or '',
        'Cancelled because': booking.cancelled_reason or '',
    }
    if known.wanted is not None and known.wanted_ends is not None:
        lines['Asked for instead'] = when(known.wanted, known.wanted_ends, studio.zone)
    return lines


def _client_address(known: Desk) -> str:
    booking = known.booking
    if booking.user_id:
        key = f'user:{booking.user_id}'
    elif booking.customer_email:
        key = f'mail:{booking.customer_email.lower()}'
    else:
        key = f'name:{booking.customer_name or ""}'
    return f'/studio/clients/of?key={key}'


def _price(known: Desk) -> None:
    booking = known.booking
    said = partial(money.words, currency=booking.currency)
    with block('panel stack', tag='section', aria_label='Price', data_testid='booking-price'):
        text('Price', tag='h2')
        with block('studio-bill', tag='dl'):
            for name, cents in _price_lines(known):
                _row(name, said(cents))
            _row('Total', said(booking.total_amount), strong=True)
            for name, words in told(booking):
                _row(name, words)
        for one in known.receipts:
            link(f'Receipt: {one.words}', f'/files/receipts/{one.id}', 'small', target='_blank', data_testid='receipt')


def _price_lines(known: Desk) -> list[tuple[str, int]]:
    lines = [(line.name, line.cents) for line in known.quote.lines] if known.quote else []
    lines += [
        (f'{item.name}, {length(item.minutes)}' if item.minutes else item.name, item.cents) for item in known.items
    ]
    other = known.booking.total_amount - sum(cents for _, cents in lines)
    return [*lines, *([('Lower of both prices', other)] if other and lines else [])]


def _row(name: str, words: str, *, strong: bool = False) -> None:
    look = 'strong' if strong else ''
    text(name, look, tag='dt')
    text(words, look, tag='dd', data_testid=f'price-{name.lower().replace(" ", "-")}')
