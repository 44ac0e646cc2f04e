"""Where test payments are made: pay, be declined or go back, and have it told late or twice, as happens at times."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app import accounts
from app.billing import stand_in
from app.billing.money import words
from app.billing.stand_in_store import Behaviour
from components.account import billing
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import choice_field
from pages.shell.services import run_service, screen, toast_errors

PATH = '/pay/{ref}'
DELAYS = {'0': 'At once', '10': 'After 10 seconds', '86400': 'After a day'}
TIMES = {'1': 'Once', '3': 'Three times'}


@screen
async def pay_page(ref: str) -> None:
    """The checkout of the stand-in."""
    ui.page_title('Test payment – LevelMix')
    with block('pagehead'), block():
        text('Test payment', tag='h1')
    await run_service(accounts.session_user)
    found = await run_service(stand_in.checkout_state, ref)
    with block('panel stack narrow', tag='section', aria_label='Test payment'):
        billing.no_money_notice()
        for line in found['lines']:
            with block('row spread'):
                text(line['name'], 'strong')
                text(words(line['amount_cents'] * line['quantity'], line['currency']))
        with block('row spread'):
            text('To pay now')
            text(words(found['amount'], found['currency']), 'big-number', data_testid='to-pay')
        if found['trial_days']:
            text(f'{found["trial_days"]} days are free; the first payment comes after them.', 'quiet', tag='p')
        with block(tag='details'):
            text('How it is told', tag='summary', data_testid='how')
            late = choice_field('When', DELAYS, '0', 'how-late')
            often = choice_field('How often', TIMES, '1', 'how-often')

        def press(which: str) -> Callable[[], Awaitable[None]]:
            async def do() -> None:
                with toast_errors():
                    how = Behaviour(float(late.value or 0), int(often.value or 1))
                    ui.navigate.to(await run_service(stand_in.press, ref, which, how))

            return do

        with block('row'):
            button('Pay', press('pay'), 'main-action', data_testid='pay')
            button('Have it declined', press('decline'), data_testid='decline')
            button('Go back', press('cancel'), 'bare', data_testid='pay-cancel')
