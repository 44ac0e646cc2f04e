"""The plan of the visitor: what they have, what they may have, credits with their statement, meters and payments."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from app import accounts
from app.accounts import credits
from app.billing import coupons, dues, offers, shop
from app.billing.offers import Had, Offer, Overview
from components.account import billing
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.form import FormField
from components.vocabulary.pager import pager
from pages.account.allowance import allowance_line
from pages.shell.forms import told_beside
from pages.shell.services import look_again, run_service, screen, toast_errors

PATH = '/account/plan'
WAIT_S, LONGEST_WAITS = 1.0, 120
TOLD = {
    'succeeded': ('good', 'Paid. Thank you: you have it now.'),
    'failed': ('warn', 'This was not paid. Nothing was charged; you can choose again.'),
    'refunded': ('warn', 'This was paid and given back.'),
    'pending': ('', 'We wait until the payment is confirmed. You may leave this page.'),
}


@screen
async def plan_page(paid: str = '', left: str = '', page: str = '1') -> None:
    """What the visitor has and may have; `paid` and `left` are payments that they have just come back from."""
    ui.page_title('Plan – LevelMix')
    with block('pagehead'), block():
        text('Plan, credits and payments', tag='h1')
        link('Back to your account', '/account', 'quiet')
    place = block('stack loose')
    with place:
        view = _Plan(int(page) if page.isdecimal() and len(page) < 6 else 1)
        await view.show(paid or left)


class _Plan:
    def __init__(self, page: int) -> None:
        self._page, self._told, self._place = page, block(), block('stack loose')

    async def show(self, back_from: str) -> None:
        """Draw all of it, and what became of the payment that the visitor comes back from."""
        self._user = await run_service(accounts.session_user)
        await self._draw()
        if back_from:
            await self._tell(back_from)

    async def _draw(self) -> None:
        found = await run_service(offers.overview, self._user.id, self._page)
        if self._place.is_deleted:
            return
        self._place.clear()
        with self._place:
            if found.test:
                billing.no_money_notice()
            for had in found.had:
                self._product(had, may_pay=found.open)
            await self._use()
            self._credits(found)
            self._payments(found)
            if found.open:
                self._donation()

    async def _tell(self, transaction_id: str) -> None:
        """Say what became of a payment, as soon as the provider has told it."""
        shown, waits = '', 0

        async def look() -> None:
            nonlocal shown, waits
            waits += 1
            status = await run_service(offers.status_of, self._user.id, transaction_id)
            if self._told.is_deleted or status == shown:
                return
            shown = status
            kind, said = TOLD.get(status, ('', ''))
            self._told.clear()
            if said:
                with self._told:
                    text(said, f'note {kind}', tag='p', role='status', data_testid=f'paid-{status}')
            if status != 'pending':
                timer.deactivate()
                await self._draw()

        timer = look_again(WAIT_S, look)

    def _product(self, had: Had, *, may_pay: bool) -> None:
        with block('panel stack', tag='section', aria_label=had.label, data_testid=f'product-{had.product}'):
            text(had.label, tag='h2')
            with block('row'):
                text(had.plan, 'strong', data_testid='plan-now')
                text(had.said, 'quiet', data_testid='plan-said')
            coupon = self._coupon(had) if may_pay else None
            with block('rows', tag='ul'):
                for one in had.offers:
                    self._offer(one, coupon, may_pay=may_pay)
            with block('row'):
                if had.may_end:
                    button('End the plan', self._end(had), 'bare danger', data_testid='plan-end')
                if had.may_resume:
                    go_on = self._deed(shop.resume, had.product)
                    button('Go on with it', go_on, 'main-action', data_testid='plan-resume')

    @staticmethod
    def _coupon(had: Had) -> FormField | None:
        if not any(one.way == 'buy' for one in had.offers):
            return None
        return FormField('Coupon, if you have one', '', f'coupon-{had.product}', 40)

    def _offer(self, one: Offer, coupon: FormField | None, *, may_pay: bool) -> None:
        press = None
        if may_pay and one.way == 'buy':
            press = self._buy(one.code, coupon)
        elif may_pay and one.way == 'change':
            press = self._change(one)
        action = 'Change to it' if one.way == 'change' else 'Choose'
        billing.offer(
            one.name, one.price, one.grants, action=action, press=press, current=one.current, code=one.code
        )  # fmt: skip

    async def _use(self) -> None:
        with block('panel stack', tag='section', aria_label='This month'):
            text('This month', tag='h2')
            await allowance_line(self._user, every=True)

    def _credits(self, found: Overview) -> None:
        with block('panel stack', tag='section', aria_label='Credits'):
            text('Credits', tag='h2')
            text(f'{found.credits:,}', 'big-number', data_testid='credits')
            if found.packs:
                coupon = FormField('Coupon, if you have one', '', 'coupon-credits', 40)
                with block('rows', tag='ul'):
                    for one in found.packs:
                        billing.offer(
                            one.name, one.price, 'They stay until you use them.', action='Buy',
                            press=self._buy(one.code, coupon), current=False, code=one.code,
                        )  # fmt: skip
            billing.movements(found.entries, credits.REASONS)
            pages = -(-found.entries_in_all // credits.PAGE)
            pager(self._page, pages, lambda page: f'{PATH}?page={page}')
            with block('row'):
                link('Download the statement', '/files/credits', 'button', icon='download', download='')

    def _payments(self, found: Overview) -> None:
        with block('panel stack', tag='section', aria_label='Payments'):
            text('Payments', tag='h2')
            if not found.paid:
                text('You have paid nothing yet.', 'quiet', tag='p')
            with block('rows', tag='ul'):
                for one in found.paid:
                    receipt = f'/files/receipts/{one.id}' if one.receipt else ''
                    pay = self._pay(one.id) if one.due else None
                    billing.payment(one.what, one.amount, one.status, one.at, receipt, pay)
            if found.customer:
                button('How you pay, and your invoices', self._portal)

    def _donation(self) -> None:
        """Give something for nothing in return."""
        with block('panel stack', tag='section', aria_label='Donate'):
            text('Donate', tag='h2')
            text('You get nothing for it but thanks: it helps whoever runs this server to keep it up.', tag='p')
            amount = FormField('Amount', '', 'donation', 12)

            async def give() -> None:
                with toast_errors(), told_beside({'donation': amount}):
                    ui.navigate.to(await run_service(shop.donate, self._user.id, amount.value))

            with block('row'):
                button('Donate', give, data_testid='donate')

    def _buy(self, code: str, coupon: FormField | None) -> Callable[[], Awaitable[None]]:
        async def do() -> None:
            with toast_errors(), told_beside({coupons.FIELD: coupon} if coupon else {}):
                ui.navigate.to(await run_service(shop.buy, self._user.id, code, coupon.value if coupon else ''))

        return do

    def _pay(self, transaction_id: str) -> Callable[[], Awaitable[None]]:
        async def do() -> None:
            with toast_errors():
                ui.navigate.to(await run_service(dues.pay, self._user.id, transaction_id))

        return do

    def _change(self, one: Offer) -> Callable[[], Awaitable[None]]:
        said = 'It counts at once. What you have paid for the rest of this period is taken into account.'
        return self._deed(shop.change, one.code, ask=(f'Change to {one.name}?', said, 'Change'))

    def _end(self, had: Had) -> Callable[[], Awaitable[None]]:
        said = 'You keep all of it until what you have paid for is over. Until then you can go on with it.'
        return self._deed(shop.cancel, had.product, ask=(f'End {had.plan}?', said, 'End the plan'))

    def _deed(
        self, deed: Callable[[str, str], object], what: str, ask: tuple[str, str, str] | None = None
    ) -> Callable[[], Awaitable[None]]:
        async def do() -> None:
            with toast_errors(), self._told:
                if ask is None or await confirm(*ask):
                    await run_service(partial(deed, self._user.id, what))
                    await self._draw()

        return do

    async def _portal(self) -> None:
        with toast_errors():
            ui.navigate.to(await run_service(shop.portal, self._user.id))
