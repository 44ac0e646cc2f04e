"""Coupons of a studio: a form that makes one, and all of them with how often they were used."""

from datetime import date
from functools import partial
from typing import Any

from app.billing import money
from app.errors import NotAllowed
from app.studio import coupon_office
from app.studio.coupon_office import Draft
from app.studio.studios import StudioView
from components.vocabulary.checks import ChecksField
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from models import BookingCoupon
from models.types import utc_now
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.moments import day_of
from pages.studio.place import Here, amount, read_all, whole

WAYS = {'covers_fees': 'It takes off from fees, too', 'may_stack': 'It counts beside other coupons that say the same'}
HOW_MUCH = 'Write a share like 20%, or an amount like 5.00.'


async def draw_coupons(found: Here, studio: StudioView) -> None:
    """Both."""
    shown = _Coupons(found.user_id, studio)
    shown.draw()
    await shown.refresh()


class _Coupons:
    def __init__(self, user_id: str, studio: StudioView) -> None:
        self._user_id, self._studio = user_id, studio

    def draw(self) -> None:
        """Draw the list, empty still, and the form."""
        with block('panel stack', tag='section', aria_label='Coupons', data_testid='coupons'):
            text('Coupons', tag='h2')
            self._list = Keyed(block('rows', tag='ul'))
            self._none = text('There are no coupons so far.', 'quiet', tag='p')
        with block('panel stack', tag='section', aria_label='A new coupon', data_testid='coupon-form'):
            text('A new coupon', tag='h2')
            limit = 'empty is no limit'
            with block('fields top'):
                self._fields = {
                    'code': FormField('Code', '', 'coupon-code', coupon_office.LONGEST),
                    'percent_off': FormField('Takes off', '', 'coupon-off', 12, hint='a share like 20%, or 5.00'),
                    'min_session_cents': FormField(
                        'For sessions of at least', '', 'coupon-least', 12, hint='an amount, before fees'
                    ),
                    'most_uses': FormField('How often in all', '', 'coupon-uses', 7, hint=limit),
                    'most_per_person': FormField('How often per person', '', 'coupon-person', 7, hint=limit),
                    'until': FormField('Until, that day included', '', 'coupon-until', 10, kind='date'),
                }
            self._ways = ChecksField('And', WAYS, [], 'coupon-ways')
            with block('row'):
                button('Make it', self._make, 'main-action', data_testid='coupon-make')
        self._stage = block()

    async def refresh(self) -> None:
        """Show what there is."""
        found = await run_service(coupon_office.of_studio, self._user_id, self._studio.id)
        if self._list.place.is_deleted:
            return
        self._none.visible = not found
        with self._list as shown:
            for one in found:
                shown.item(one.id, self._line, one)

    def _line(self, one: BookingCoupon) -> None:
        over = one.expires_at is not None and one.expires_at <= utc_now()
        with block('line', tag='li', data_testid='coupon', data_code=one.code):
            with block('grow'):
                with block('row'):
                    text(one.code, 'strong mono wrap-any')
                    text(f'{self._takes_off(one)} off')
                    if over or not one.is_active:
                        text('ran out' if over else 'off', 'badge-word')
                with block('row quiet small'):
                    most = 'without limit' if one.most_uses is None else f'of {one.most_uses:,}'
                    text(f'used {one.used:,} {most}', data_testid='coupon-used')
                    if one.reserved:
                        text(f'{one.reserved:,} set aside')
                    if one.expires_at is not None:
                        text('until')
                        LocalTime(one.expires_at)
            word = 'Switch off' if one.is_active else 'Switch on'
            press = partial(self._switch, one)
            button(word, press, 'bare', aria_label=f'{word} {one.code}', data_testid='coupon-switch')
            press = partial(self._delete, one)
            button('Delete', press, 'bare', aria_label=f'Delete {one.code}', data_testid='coupon-delete')

    def _takes_off(self, one: BookingCoupon) -> str:
        if one.percent_off is not None:
            return f'{one.percent_off} %'
        return money.words(one.amount_off_cents or 0, self._studio.currency)

    async def _make(self) -> None:
        with toast_errors(), told_beside(self._fields):
            made = await run_service(coupon_office.make, self._user_id, self._studio.id, self._read())
            toast(f'{made.code} can be used now.')
            for field in self._fields.values():
                field.value = ''
            await self.refresh()

    def _read(self) -> Draft:
        said = {name: field.value.strip() for name, field in self._fields.items()}
        currency = self._studio.currency
        found: dict[str, Any] = read_all(
            {
                'percent_off': partial(_off, said['percent_off'], currency),
                'min_session_cents': lambda: amount(said['min_session_cents'] or '0', currency),
                'most_uses': partial(_limit, said['most_uses']),
                'most_per_person': partial(_limit, said['most_per_person']),
                'until': partial(_until, said['until']),
            }
        )
        found['percent_off'], found['amount_off_cents'] = found['percent_off']
        found |= {name: name in self._ways.chosen for name in WAYS}
        return Draft(said['code'], **found)

    async def _switch(self, one: BookingCoupon) -> None:
        with toast_errors():
            await run_service(partial(coupon_office.switch, self._user_id, one.id, on=not one.is_active))
            await self.refresh()

    async def _delete(self, one: BookingCoupon) -> None:
        kept = 'Sessions that are booked with it keep their price. Its code is not given out again.'
        with self._stage:
            if not await confirm(f'Delete {one.code}?', kept, 'Delete'):
                return
        with toast_errors():
            await run_service(coupon_office.delete, self._user_id, one.id)
            await self.refresh()


def _off(written: str, currency: str) -> tuple[int | None, int | None]:
    """What it takes off, in percent or in cents."""
    if not written:
        raise NotAllowed(HOW_MUCH)
    if written.endswith('%'):
        return whole(written[:-1], 'the share'), None
    try:
        return None, amount(written, currency)
    except NotAllowed as error:
        raise NotAllowed(HOW_MUCH) from error


def _limit(written: str) -> int | None:
    return whole(written, 'the limit') if written else None


def _until(written: str) -> date | None:
    return day_of(written) if written else None
