"""Plans, payments and the movements of credits, as they are drawn."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from components.vocabulary.elements import block, button, link, text
from components.vocabulary.local_time import LocalTime
from models import CreditEntry

Press = Callable[[], Awaitable[None]]


def no_money_notice() -> None:
    """That no payment here is a real one."""
    text('Test payments: no money moves.', 'note warn', tag='p', data_testid='test-payments')


def offer(name: str, price: str, grants: str, *, action: str, press: Press | None, current: bool, code: str) -> None:
    """One plan or pack, with what it costs and grants."""
    with block('line', tag='li', data_testid='offer', data_code=code):
        with block('grow'):
            with block('row'):
                text(name, 'strong')
                text(price, 'quiet')
                if current:
                    text('yours now', 'ease good', data_testid='offer-current')
            text(grants, 'quiet small', tag='p')
        if press is not None:
            button(action, press, aria_label=f'{action}: {name}', data_testid=f'take-{code}')


def payment(what: str, amount: str, status: str, at: datetime, receipt: str, pay: Press | None) -> None:
    """One payment; `receipt` is the address of its receipt, if there is one, `pay` is there where it waits."""
    with block('line', tag='li', data_testid='payment'):
        with block('grow'):
            with block('row'):
                text(what, 'strong')
                text(amount)
                text(status, 'quiet', data_testid='payment-status')
            with block('quiet small', tag='p'):
                LocalTime(at)
        if pay is not None:
            button('Pay it', pay, aria_label=f'Pay: {what}', data_testid='pay-due')
        if receipt:
            link('Receipt', receipt, 'button bare', target='_blank', aria_label=f'Receipt for {what}')


def movements(entries: Sequence[CreditEntry], reasons: dict[str, str]) -> None:
    """The movements of credits, as a table."""
    with block('scroll'), block('table', tag='table', data_testid='statement'):
        with block(tag='thead'), block(tag='tr'):
            for heading in ('When', 'Why', 'Credits', 'Balance'):
                text(heading, '' if heading in ('When', 'Why') else 'num', tag='th', scope='col')
        with block(tag='tbody'):
            for one in entries:
                with block(tag='tr'):
                    with block(tag='td'):
                        LocalTime(one.recorded_at)
                    text(reasons.get(one.reason_code, one.reason_code), tag='td')
                    text(f'{one.delta:+,}', 'num', tag='td')
                    text(f'{one.balance_after:,}', 'num', tag='td')
