"""All payments, and what providers have told that could not be carried out, for the admin."""

from functools import partial

from app import areas
from app.billing import admin, charges, offers, webhooks
from app.billing.offers import Paid
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from components.vocabulary.pager import pager
from models import WebhookFailure
from pages.admin.parts import Live, address, filters, head, number
from pages.shell.services import screen

PATH = '/admin/payments'
NAMES = {'all': 'All', **offers.STATUS}


@screen
async def payments_page(status: str = 'all', page: str = '1') -> None:
    """What failed, and all payments, a page at a time."""
    with head(PATH):
        view = _Payments(status, number(page))
        await view.failed.begin()
        filters('Filter', NAMES, status, lambda chosen: address(PATH, status=chosen))
        view.paid = Live(partial(admin.payments, status, number(page)), view.draw_payments)
        await view.paid.begin()


class _Payments:
    paid: Live[admin.Payments]

    def __init__(self, status: str, page: int) -> None:
        self._status, self._page = status, page
        self.failed = Live(webhooks.failures, self._draw_failures)

    def _draw_failures(self, keyed: Keyed, found: list[WebhookFailure]) -> None:
        if not found:
            keyed.item('none', text, 'Everything that was told of payments was carried out.', 'quiet', tag='p')
            return
        with keyed.container('all', lambda: block('panel rows', tag='ul')) as rows:
            for one in found:
                rows.item(one.id, self._failure, one)

    def _failure(self, one: WebhookFailure) -> None:
        with block('line', tag='li', data_testid='failure'):
            with block('grow'):
                with block('row'):
                    text(one.webhook_type, 'strong mono')
                    LocalTime(one.created_at)
                    text(f'tried {one.attempts} times', 'quiet')
                text(one.error_message, 'wrap-any', tag='p')
            if one.booking_id and (payee := areas.payee('booking')) is not None:
                link('Booking', payee.page.replace('{id}', one.booking_id), 'button bare', data_testid='of-booking')
            button('Try again', self.failed.deed(webhooks.replay, one.id), data_testid='replay')
            ask = ('Is it seen to?', 'It leaves this list. Nothing is granted or given back by this.', 'It is seen to')
            button('Seen to', self.failed.deed(webhooks.resolve, one.id, ask=ask), 'bare', data_testid='resolve')

    def draw_payments(self, keyed: Keyed, found: admin.Payments) -> None:
        """The list and its pages."""
        if not found.found:
            keyed.item('none', text, 'There is no such payment.', 'quiet', tag='p')
            return
        with keyed.container('all', lambda: block('panel rows', tag='ul')) as rows:
            for email, one, left in found.found:
                rows.item(one.id, self._payment, email, one, left)
        keyed.item('pages', self._pager, found.page, found.pages)

    def _payment(self, email: str, one: Paid, left: int) -> None:
        with block('line', tag='li', data_testid='admin-payment'):
            with block('grow'):
                with block('row'):
                    text(one.what, 'strong')
                    text(one.amount)
                    text(one.status, 'quiet', data_testid='payment-status')
                with block('row quiet small'):
                    text(email, 'wrap-any')
                    LocalTime(one.at)
            if one.receipt:
                link('Receipt', f'/files/receipts/{one.id}', 'button bare', target='_blank')
            if left:
                ask = ('Give it back?', 'All that is left of this payment goes back. If it was for a plan, that ends.',
                       'Give it back')  # fmt: skip
                give = partial(charges.refund, end_plan=True)
                button('Refund', self.paid.deed(give, one.id, left, ask=ask), 'bare danger', data_testid='refund')

    def _pager(self, page: int, pages: int) -> None:
        pager(page, pages, lambda at: address(PATH, status=self._status, page=at))
