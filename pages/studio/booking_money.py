"""What was paid for a booking, payment by payment; money that fits nothing; and giving some of it back."""

from collections.abc import Awaitable, Callable
from functools import partial

from app.billing import money
from app.errors import Invalid, NotAllowed
from app.studio import payments
from components.vocabulary.elements import answer_of, block, button, text
from components.vocabulary.form import FormField
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from components.vocabulary.long_text import LongField
from models import BillingTransaction, Booking, WebhookFailure
from models.types import new_id
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio import money_lines
from pages.studio.asking import sheet, ways_out
from pages.studio.place import amount, plain_amount, read_all

TYPES = {'deposit': 'Deposit', 'remainder': 'The rest'}
STANDS = {
    'pending': 'begun, not paid',
    'succeeded': 'paid',
    'failed': 'failed',
    'refunded': 'gone back',
}
Unmatched = list[tuple[WebhookFailure, str]]


class BookingMoney:
    """The panel; what is drawn anew in it is what has changed, and its sheet opens beside that."""

    def __init__(self, user_id: str, on_change: Callable[[], Awaitable[None]]) -> None:
        self._user_id, self._on_change = user_id, on_change
        self._stage = block()
        with block('panel stack', tag='section', aria_label='Payments', data_testid='payments') as self._panel:
            text('Payments', tag='h2')
            self._list = Keyed(block('stack tight'))

    async def show(self, booking: Booking) -> None:
        """Fetch the payments of a booking, and draw what has changed."""
        rows = await run_service(payments.of_booking, self._user_id, booking.id)
        unmatched = await run_service(payments.unmatched, self._user_id, booking.id)
        if self._panel.is_deleted:
            return
        with self._list as shown:
            for failure, words in unmatched:
                shown.item(failure.id, self._unmatched, failure, words)
            for row in rows:
                shown.item(row.id, self._payment, row)
            if not rows:
                shown.item('none', text, 'Nothing was paid here yet.', 'quiet', tag='p')
            most = max(0, sum(row.amount_cents for row in rows if row.status in ('succeeded', 'refunded')))
            left = max(0, most - booking.refunded_amount)
            if left:
                shown.item('refund', self._offer, booking.id, left, booking.currency, money_lines.given_back(booking))

    def _payment(self, row: BillingTransaction) -> None:
        with block('line', data_testid='payment'):
            with block('grow'):
                with block('row'):
                    text(TYPES.get(row.type, row.type), 'strong')
                    text(STANDS.get(row.status, row.status), 'quiet', data_testid='payment-stands')
                with block('row small quiet'):
                    LocalTime(row.processed_at or row.created_at)
                    if row.refunded_cents:
                        text(f'{money.words(row.refunded_cents, row.currency)} gone back')
            text(money.words(row.amount_cents, row.currency), 'number')

    @staticmethod
    def _unmatched(failure: WebhookFailure, words: str) -> None:
        with block('note bad', data_testid='unmatched'):
            text(f'{words} came that fit nothing that was asked for.', 'strong', tag='p')
            text(f'{failure.error_message} Whoever runs this server sees it under Admin, Payments.', 'small', tag='p')

    def _offer(self, booking_id: str, left: int, currency: str, follows: str) -> None:
        with block('row'):
            press = partial(self._ask, booking_id, left, currency, follows)
            button('Give money back', press, data_testid='refund')

    async def _ask(self, booking_id: str, left: int, currency: str, follows: str) -> None:
        most, key = money.words(left, currency), new_id()
        with self._stage, sheet('Give money back', 'refund-form') as dialog:
            if follows:
                text(follows, 'quiet', tag='p', data_testid='refund-follows')
            hint = f'{most} at most'
            cents = FormField(
                f'How much, {currency.upper()}', plain_amount(left, currency), 'refund-amount', 12, hint=hint
            )
            reason = LongField('Why? Whoever booked reads it.', '', 'refund-reason', 500)

            async def give() -> None:
                with toast_errors(), told_beside({'cents': cents}):
                    asked = read_all({'cents': lambda: amount(cents.value, currency)})['cents']
                    try:
                        give_back = partial(payments.refund, self._user_id, booking_id, asked, key, reason=reason.value)
                        await run_service(give_back)
                    except NotAllowed as error:
                        raise Invalid({'cents': str(error)}) from error
                    toast(f'{money.words(asked, currency)} go back.')
                    dialog.submit(True)

            ways_out(dialog, 'Give it back', give, 'refund', bad=True)
        if await answer_of(dialog):
            await self._on_change()
