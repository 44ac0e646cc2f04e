"""The webhooks, on the account's screen: addresses of somebody's own that are told when something happens."""

from functools import partial

from nicegui import ui

from app import areas, webhooks
from app.webhooks import Endpoint
from components.vocabulary.checks import ChecksField
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField
from components.vocabulary.local_time import LocalTime
from models import User
from pages.account.confirm_identity import confirmed
from pages.account.webhook_log import WebhookLog
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors

URL_LIMIT = 2000


async def webhooks_section(user: User) -> None:
    """Draw the panel."""
    with block('panel stack', tag='section', id='webhooks', aria_label='Webhooks', data_testid='webhooks'):
        text('Webhooks', tag='h2')
        text(
            'A program of yours is told when a job ends: we send it to an address of yours, signed so that it knows '
            'it is us.',
            'quiet',
            tag='p',
        )
        shown, listed = block(), block('stack tight', tag='ul')
        panel = _Webhooks(user, shown, listed)
        await panel.draw()
        with ui.element('details'):
            text('Add a webhook', tag='summary', data_testid='webhook-add')
            with block('stack narrow'):
                _form(panel)


def _form(panel: '_Webhooks') -> None:
    url = FormField('Address', '', 'webhook-url', URL_LIMIT, hint='Like https://example.org/levelmix', kind='url')
    known = webhooks.kinds()
    events = ChecksField('What is sent', known, (webhooks.JOB_COMPLETED, webhooks.JOB_FAILED), 'webhook-event')
    named = {area.name: area.label for area in areas.each()}
    only = ChecksField('Only of these; none is all', named, (), 'webhook-area') if len(named) > 1 else None

    async def add() -> None:
        if not await confirmed():
            return
        with toast_errors(), told_beside({'url': url, 'events': events}):
            chosen = only.chosen if only is not None else []
            made, secret = await run_service(webhooks.create, panel.user.id, url.value, events.chosen, chosen)
            url.value = ''
            panel.show_secret(made, secret)
            await panel.draw()

    with block('row'):
        button('Add it', add, data_testid='webhook-create')


class _Webhooks:
    def __init__(self, user: User, shown: ui.element, listed: ui.element) -> None:
        self.user, self._shown, self._listed = user, shown, listed

    async def draw(self) -> None:
        found = await run_service(webhooks.mine, self.user.id)
        if self._listed.is_deleted:
            return
        self._listed.clear()
        with self._listed:
            if not found:
                text('None yet. Add the address of your program below.', 'quiet', tag='li', data_testid='no-webhooks')
            for one in found:
                self._line(one)

    def show_secret(self, hook: Endpoint, secret: str) -> None:
        self._shown.clear()
        with self._shown, block('note good stack tight'):
            text(f'The secret of {hook.url}. Copy it now: it is not shown again.', 'wrap-any', tag='p')
            text(secret, 'mono wrap-any strong', data_testid='webhook-secret')

    def _line(self, hook: Endpoint) -> None:
        with block('stack tight', tag='li', data_testid='webhook'):
            with block('line'):
                with block('grow'):
                    text(hook.url, 'strong wrap-any')
                    self._facts(hook)
                if hook.is_enabled:
                    button('Test', partial(self._try, hook), 'bare', data_testid='webhook-test')
                button('New secret', partial(self._rotate, hook), 'bare', data_testid='webhook-rotate')
                switch = 'Switch off' if hook.is_enabled else 'Switch on'
                button(switch, partial(self._switch, hook), 'bare', data_testid='webhook-switch')
                button('Remove', partial(self._remove, hook), 'bare', data_testid='webhook-remove')
            if not hook.is_enabled:
                why = hook.disabled_reason or 'You have switched it off.'
                text(f'It is off. {why}', 'note warn', tag='p', data_testid='webhook-off')
            WebhookLog(self.user.id, hook)

    def _facts(self, hook: Endpoint) -> None:
        known = webhooks.kinds()
        with block('row small quiet'):
            text(', '.join(known.get(kind, kind) for kind in hook.events))
            if hook.areas:
                text(f'{" and ".join(areas.label(area) for area in hook.areas)} only')
            if hook.key_name is not None:
                text(f'made with the API key “{hook.key_name}”', data_testid='webhook-key')
            if hook.failing_since is not None:
                text('nothing has arrived since', 'warn')
                LocalTime(hook.failing_since)

    async def _try(self, hook: Endpoint) -> None:
        with toast_errors():
            await run_service(webhooks.try_out, self.user.id, hook.id)
            toast('A test is on its way. Its answer is in the deliveries in a moment.')

    async def _rotate(self, hook: Endpoint) -> None:
        question, consequence = 'Make a new secret?', 'For 24 hours we sign with the old one, too.'
        with toast_errors():
            if await confirm(question, consequence, 'Make it') and await confirmed():
                self.show_secret(*await run_service(webhooks.rotate, self.user.id, hook.id))

    async def _switch(self, hook: Endpoint) -> None:
        with toast_errors():
            await run_service(webhooks.change, self.user.id, hook.id, is_enabled=not hook.is_enabled)
            await self.draw()

    async def _remove(self, hook: Endpoint) -> None:
        with toast_errors():
            consequence = 'Nothing is sent there any more, and what was sent is forgotten.'
            if await confirm(f'Remove the webhook to {hook.url}?', consequence, 'Remove'):
                await run_service(webhooks.delete, self.user.id, hook.id)
                self._shown.clear()
                await self.draw()
