"""What was sent to one webhook, and what came back: opened at its line on the account's screen."""

import json
from functools import partial

from nicegui import ui

from app import webhooks
from app.webhooks import Delivered, Delivery, Endpoint
from components.vocabulary.elements import block, button, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from components.vocabulary.sent import Sent, hear
from pages.shell.services import look_again, run_service, toast, toast_errors

SHOWN = 10
LOOK_EVERY_S = 2.0
STATES = {
    Delivered.DELIVERED: 'arrived',
    Delivered.WAITING: 'is on its way',
    Delivered.FAILED: 'did not arrive',
}


class WebhookLog:
    """The last deliveries; they are read when somebody opens them, and again while they look."""

    def __init__(self, user_id: str, hook: Endpoint) -> None:
        self._user_id, self._hook = user_id, hook
        with block(tag='details', data_testid='webhook-log') as place:
            text('Deliveries', tag='summary', data_testid='webhook-deliveries')
            self._lines = Keyed(block('stack tight', tag='ul'))
        self._looking = look_again(LOOK_EVERY_S, self._draw, active=False)
        hear(place, 'toggle', Sent.flag, self._opened, js_handler='(e) => emit(e.target.open)')

    async def _opened(self, is_open: bool) -> None:
        self._looking.active = is_open
        if is_open:
            with toast_errors():
                await self._draw()

    async def _draw(self) -> None:
        found = await run_service(webhooks.sent_to, self._user_id, self._hook.id, SHOWN)
        if self._lines.place.is_deleted:
            return
        with self._lines as lines:
            if not found:
                lines.item('none', text, 'Nothing was sent so far.', 'quiet', tag='li')
            for one in found:
                lines.item(one.id, self._line, one)

    def _line(self, sent: Delivery) -> None:
        with block('line', tag='li', data_testid='delivery'):
            with block('grow'):
                with block('row'):
                    text(sent.type, 'mono')
                    bad = sent.state == Delivered.FAILED or (sent.state == Delivered.WAITING and sent.error)
                    text(STATES[sent.state], 'wrong' if bad else 'quiet', data_testid='delivery-state')
                with block('row small quiet'):
                    LocalTime(sent.created_at)
                    text(f'{sent.attempts} {"try" if sent.attempts == 1 else "tries"}')
                    if sent.status_code is not None:
                        text(f'answered {sent.status_code}')
                    if sent.error and sent.next_attempt_at is not None:
                        text('next try')
                        LocalTime(sent.next_attempt_at)
                with ui.element('details'):
                    text('What was sent, and the answer', tag='summary', data_testid='delivery-open')
                    self._inside(sent)
            button('Send again', partial(self._replay, sent), 'bare', data_testid='delivery-replay')

    def _inside(self, sent: Delivery) -> None:
        if sent.error:
            text(sent.error, 'note bad', tag='p', data_testid='delivery-error')
        text(f'webhook-id: {sent.event_id}', 'mono quiet wrap-any', tag='p')
        shown = json.dumps(json.loads(sent.payload), indent=2, ensure_ascii=False)
        text(shown, 'mono said', tag='pre', tabindex='0', aria_label='What was sent', data_testid='delivery-payload')
        if sent.answer:
            text('Answer', 'label', tag='p')
            text(sent.answer, 'mono said', tag='pre', tabindex='0', aria_label='Answer', data_testid='delivery-answer')

    async def _replay(self, sent: Delivery) -> None:
        with toast_errors():
            await run_service(webhooks.replay, self._user_id, self._hook.id, sent.id)
            toast('It is sent once more.')
            await self._draw()
