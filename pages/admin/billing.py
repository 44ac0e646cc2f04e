"""Plans with their prices and limits, and what single users are granted beyond them, for the admin."""

from datetime import UTC, date, datetime, time
from functools import partial

from nicegui import ui

from app.billing import admin, offers
from app.billing.money import places
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import date_field, text_field
from components.vocabulary.keyed import Keyed
from models import Plan
from pages.admin.parts import Live, head
from pages.shell.services import run_service, screen, toast, toast_errors

PATH = '/admin/plans'


@screen
async def plans_page() -> None:
    """Plans with prices and limits, and what single users are granted."""
    with head(PATH):
        view = _Plans()
        await view.plans.begin()
        view.grant_form()
        await view.granted.begin()


class _Plans:
    def __init__(self) -> None:
        self._form = block('stack')
        self.plans = Live(admin.plans, self._draw_plans, 15)
        self._grants = block('stack')
        self.granted = Live(admin.granted, self._draw_granted, 15)

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
            with block('fields'):
                fields = [
                    text_field('Name', plan.name, 'plan-name', admin.NAME_LIMIT),
                    text_field('Price', amount, 'plan-amount', 12),
                    text_field('Currency', plan.currency.upper(), 'plan-currency', 3),
                ]
                price_id = text_field('Price at Stripe', plan.stripe_price_id or '', 'plan-stripe', 80)
                days = text_field('Free days at the beginning', str(plan.trial_days), 'plan-days', 3)
            limits = _limits(admin.limits_text(plan))
            public = ui.checkbox('Offered', value=plan.is_public)

            async def save() -> None:
                with toast_errors():
                    said = [field.value or '' for field in (*fields, limits, price_id, days)]
                    await run_service(admin.save_plan, plan.code, *said, public=bool(public.value))
                    self._form.clear()
                    await self.plans.refresh()

            with block('row'):
                button('Save', save, 'main-action', data_testid='plan-save')
                button('Go back', self._close, 'bare')

    def _close(self) -> None:
        self._form.clear()

    def grant_form(self) -> None:
        """What is granted to one user beyond their plans."""
        with self._grants, block('panel stack', tag='section', aria_label='Grant something to one user'):
            text('Grant something to one user', tag='h2')
            text('The best of tier, plans and this counts.', 'quiet', tag='p')
            with block('fields'):
                email = text_field('E-mail', '', 'grant-email', 254)
                key = text_field('What', '', 'grant-key', admin.NAME_LIMIT, placeholder='leveling.uploads')
                value = text_field('How much; empty is no limit', '', 'grant-value', 9)
                until = date_field('Until, that day included (UTC)', '', 'grant-until')
                reason = text_field('Why', '', 'grant-reason', 200)

            async def grant() -> None:
                with toast_errors():
                    said = (email.value or '', key.value or '', value.value or '')
                    await run_service(admin.grant, *said, _end_of(until.value), reason.value or '')
                    await self.granted.refresh()

            async def adjust() -> None:
                with toast_errors():
                    await run_service(admin.adjust_credits, email.value or '', value.value or '')
                    toast('The credits are changed.')

            with block('row'):
                button('Grant it', grant, 'main-action', data_testid='grant')
                button('Add as credits', adjust, data_testid='adjust-credits')

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


def _limits(said: str) -> ui.textarea:
    with block('field'):
        caption = text('Limits, one in a line; nothing behind the = is no limit', tag='label')
        field = ui.textarea(value=said).props(
            'outlined autogrow maxlength=2000 data-testid=plan-limits autocomplete=off'
        )
        caption.props['for'] = field.html_id
    return field


def _end_of(day: str | None) -> datetime | None:
    """The last second of a day, UTC; None for anything else."""
    try:
        return datetime.combine(date.fromisoformat(day or ''), time(23, 59, 59), UTC)
    except ValueError:
        return None
