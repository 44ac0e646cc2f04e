"""Coupons on the admin's screen of plans: a form that makes one, and all of them with how often they were used."""

from datetime import datetime
from functools import partial

from app.billing import coupon_office
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from models import Coupon
from models.types import utc_now
from pages.admin.parts import Live, end_of_day
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors


class Coupons:
    """The form, and the list below it."""

    def __init__(self) -> None:
        with block('panel stack', tag='section', aria_label='Coupons'):
            text('Coupons', tag='h2')
            with block(tag='details'):
                text('Make a coupon', tag='summary', data_testid='coupon-new')
                with block('stack'):
                    with block('fields top'):
                        self._fields = self._form()
                    with block('row'):
                        button('Make it', self._make, 'main-action', data_testid='coupon-make')
            self._list = Live(coupon_office.every, self._draw, 15)

    async def begin(self) -> None:
        """Show what there is."""
        await self._list.begin()

    @staticmethod
    def _form() -> dict[str, FormField | ChoiceField]:
        share = 'A share like 20%, or an amount like 5.00.'
        return {
            'code': FormField('Code', '', 'coupon-code', 40),
            'off': FormField('Takes off', '', 'coupon-off', 12, hint=share),
            'currency': FormField('Currency, of an amount', 'EUR', 'coupon-currency', 3),
            'product': ChoiceField('For', {'': 'Everything', **coupon_office.FOR}, '', 'coupon-product'),
            'max_uses': FormField('How often; empty is no limit', '', 'coupon-uses', 7),
            'until': FormField('Until, that day included (UTC)', '', 'coupon-until', 10, kind='date'),
        }

    async def _make(self) -> None:
        said = {name: field.value for name, field in self._fields.items()}
        with toast_errors(), told_beside(self._fields):
            until: datetime | None = end_of_day(said.pop('until'))
            code = await run_service(partial(coupon_office.make, **said, until=until))
            toast(f'{code} can be used now.')
            for name in ('code', 'off', 'max_uses', 'until'):
                self._fields[name].value = ''
            await self._list.refresh()

    def _draw(self, keyed: Keyed, found: list[Coupon]) -> None:
        if not found:
            keyed.item('none', text, 'There are no coupons so far.', 'quiet', tag='p')
            return
        with keyed.container('all', lambda: block('rows', tag='ul')) as rows:
            for one in found:
                rows.item(one.code, self._line, one)

    def _line(self, one: Coupon) -> None:
        over = one.expires_at is not None and one.expires_at <= utc_now()
        with block('line', tag='li', data_testid='coupon', data_code=one.code):
            with block('grow'):
                with block('row'):
                    text(one.code, 'strong mono wrap-any')
                    text(f'{coupon_office.takes_off(one)} off')
                    if not one.is_active or over:
                        text('ran out' if over else 'off', 'ease warn', data_testid='coupon-off-now')
                with block('row quiet small'):
                    text(coupon_office.FOR.get(one.product or '', 'Everything'))
                    most = 'without limit' if one.max_uses is None else f'of {one.max_uses:,}'
                    text(f'used {one.uses:,} {most}', data_testid='coupon-used')
                    if one.expires_at is not None:
                        text('until')
                        LocalTime(one.expires_at)
            switch = partial(coupon_office.switch, on=not one.is_active)
            button('Switch off' if one.is_active else 'Switch on', self._list.deed(switch, one.code), 'bare',
                   aria_label=f'{"Switch off" if one.is_active else "Switch on"} {one.code}',
                   data_testid='coupon-switch')  # fmt: skip
