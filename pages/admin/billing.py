"""Plans with their prices and limits, and what single users are granted beyond them, for the admin."""

from functools import partial

from nicegui import ui

from app.billing import admin, offers
from app.billing.money import places
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import date_field, text_field
from components.vocabulary.form import FormField, below, tell
from components.vocabulary.keyed import Keyed
from models import Plan
from pages.admin.coupons import Coupons
from pages.admin.parts import Live, end_of_day, head
from pages.shell.forms import told_beside
from pages.shell.services import run_service, screen, toast, toast_errors

PATH = '/admin/plans'


@screen
async def plans_page() -> None:
    """Plans with prices and limits, and what single users are granted."""
    with head(PATH):
        view = _Plans()
        await view.plans.begin()
        await Coupons().begin()
        view.grant_form()
        await view.granted.begin()


class _Plans:
    granted: Live[list[admin.Granted]]

    def __init__(self) -> None:
        self._form = block('stack')
        self.plans = Live(admin.plans, self._draw_plans, 15)

    def _draw_plans(self, keyed: Keyed, found: list[Plan]) -> None:
        with keyed.container('all', lambda: block('panel rows', tag='ul')) as rows:
            for plan in found:
                rows.item(plan.code, self._plan, plan)

    def _plan(self, plan: Plan) -> None:
        with block('line', tag='li', data_testid='plan', data_code=plan.code):
            with block('grow'):
                with block('row'):
                    text(plan.name, 'strong')
                    text(offers.price(plan), 'quiet', data_testid='plan-price')
                    if not plan.is_public:
                        text('not offered', 'ease warn')
                text(f'{plan.code} · {offers.grants(plan.limits)}', 'quiet small wrap-any', tag='p')
            button('Change', partial(self._edit, plan), 'bare', aria_label=f'Change {plan.name}',
                   data_testid=f'change-{plan.code}')  # fmt: skip

    def _edit(self, plan: Plan) -> None:
        self._form.clear()
        with self._form, block('panel stack', tag='section', aria_label=f'Change {plan.name}'):
            text(f'Change {plan.name}', tag='h2')
            decimals = places(plan.currency)
            amount = f'{plan.price_cents / 10**decimals:.{decimals}f}'
            with block('fields top'):
                fields = {
                    'name': FormField('Name', plan.name, 'plan-name', admin.NAME_LIMIT),
                    'price_cents': FormField('Price', amount, 'plan-amount', 12),
                    'currency': FormField('Currency', plan.currency.upper(), 'plan-currency', 3),
                    'stripe_price_id': FormField('Price at Stripe', plan.stripe_price_id or '', 'plan-stripe', 80),
                    'trial_days': FormField('Free days at the beginning', str(plan.trial_days), 'plan-days', 3),
                }
            limits = _Limits(admin.limits_text(plan))
            public = ui.checkbox('Offered', value=plan.is_public)

            async def save() -> None:
                with toast_errors(), told_beside(fields | {'limits': limits}):
                    name, price, currency, price_id, days = (field.value for field in fields.values())
                    said = (name, price, currency, limits.value, price_id, days)
                    await run_service(admin.save_plan, plan.code, *said, public=bool(public.value))
                    self._form.clear()
                    await self.plans.refresh()

            with block('row'):
                button('Save', save, 'main-action', data_testid='plan-save')
                button('Go back', self._close, 'bare')

    def _close(self) -> None:
        self._form.clear()

    def grant_form(self) -> None:
        """What is granted to one user beyond their plans, and the list of it."""
        with block('panel stack', tag='section', aria_label='Grant something to one user'):
            text('Grant something to one user', tag='h2')
            text('The best of tier, plans and this counts.', 'quiet', tag='p')
            with block('fields top'):
                email = FormField('E-mail', '', 'grant-email', 254)
                key = FormField('What', '', 'grant-key', admin.NAME_LIMIT, hint='Like leveling.uploads.')
                value = FormField('How much; empty is no limit', '', 'grant-value', 12)
                until = date_field('Until, that day included (UTC)', '', 'grant-until')
                reason = text_field('Why', '', 'grant-reason', 200)

            fields = {'email': email, 'key': key, 'value': value}

            async def grant() -> None:
                with toast_errors(), told_beside(fields):
                    said = (email.value, key.value, value.value)
                    await run_service(admin.grant, *said, end_of_day(until.value), reason.value or '')
                    await self.granted.refresh()

            async def adjust() -> None:
                with toast_errors(), told_beside(fields):
                    await run_service(admin.adjust_credits, email.value, value.value)
                    toast('The credits are changed.')

            with block('row'):
                button('Grant it', grant, 'main-action', data_testid='grant')
                button('Add as credits', adjust, data_testid='adjust-credits')
        self.granted = Live(admin.granted, self._draw_granted, 15)

    def _draw_granted(self, keyed: Keyed, found: list[admin.Granted]) -> None:
        with keyed.container('all', lambda: block('rows', tag='ul')) as rows:
            for one in found:
                rows.item(one.id, self._granted_line, one)

    def _granted_line(self, one: admin.Granted) -> None:
        with block('line', tag='li', data_testid='granted'):
            with block('grow'):
                much = 'no limit' if one.value is None else f'{one.value:,}'
                until = f', until {one.until:%Y-%m-%d}' if one.until else ''
                text(f'{one.email}: {one.key}, {much}{until}', 'wrap-any')
                text(one.reason, 'quiet small', tag='p')
            button('Take back', self.granted.deed(admin.revoke, one.id), 'bare danger', data_testid='revoke')


class _Limits:
    """What a plan grants, a line for each, with room for what is wrong with one."""

    def __init__(self, said: str) -> None:
        with block('field'):
            caption = text('Limits, one in a line; nothing behind the = is no limit', tag='label')
            self._field = ui.textarea(value=said).props(
                'outlined autogrow maxlength=2000 data-testid=plan-limits autocomplete=off'
            )
            caption.props['for'] = self._field.html_id
            self._wrong = below(self._field, '', 'plan-limits')

    @property
    def value(self) -> str:
        """What was written."""
        return self._field.value or ''

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        tell(self._field, self._wrong, sentence)
